export function NewPluginPage() { return <p>new</p>; }
export function EditPluginPage() { return <p>edit</p>; }
