/** References to the environment of the gateway, which stand in texts where a secret would. */

/** A reference to a secret, named after the option that holds it: `client_secret`, below which others may stand. */
export const envReference = (option: readonly string[]): string => `{vault://env/${option.join("-").replaceAll("_", "-")}}`;

export const isReference = (text: string): boolean => /^\{vault:\/\/.+\}$/.test(text);

/** The variables of the environment that a text refers to, as the gateway reads their names. */
export const variablesIn = (text: string): string[] => [
    ...new Set([...text.matchAll(/\{vault:\/\/env\/([\w-]+)\}/g)].map(([, name]) => name!.toUpperCase().replaceAll("-", "_"))),
];
