export function Protect() { return <p>Protect</p>; }
