export function NewPage() { return <p>new</p>; }
export function EditPage() { return <p>edit</p>; }
