export function Workspaces() { return <p>Workspaces</p>; }
