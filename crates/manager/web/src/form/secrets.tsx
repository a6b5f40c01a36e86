import { variablesIn } from "./vault.ts";
import { SECRET } from "./views.ts";

/** What has to be done for the secrets that a text does not hold, if it lacks some. */
export function Secrets({ text }: { text: string }) {
    const variables = variablesIn(text);
    return (
        <>
            {variables.length > 0 && (
                <p className="hint">
                    Secrets are in none of these texts. Where <code>{"{vault://env/…}"}</code> stands, the gateway reads a variable of its environment: set{" "}
                    <code>{variables.join(", ")}</code> before it starts. Until then it keeps the routes closed.
                </p>
            )}
            {text.includes(SECRET) && (
                <p className="hint">
                    Write the secret in the place of <code>{SECRET}</code>: as it stands there it would be taken for the secret.
                </p>
            )}
        </>
    );
}
