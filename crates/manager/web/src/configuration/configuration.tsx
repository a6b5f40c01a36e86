export function ConfigurationPage() { return <p>ConfigurationPage</p>; }
