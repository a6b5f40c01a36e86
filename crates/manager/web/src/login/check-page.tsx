export function CheckPage() { return <p>CheckPage</p>; }
