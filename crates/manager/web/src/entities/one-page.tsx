export function OnePage() { return <p>OnePage</p>; }
