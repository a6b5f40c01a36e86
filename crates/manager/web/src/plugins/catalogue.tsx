export function PluginCatalogue() { return <p>PluginCatalogue</p>; }
