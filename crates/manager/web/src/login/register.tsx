import { Button, CopyButton } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";
import { First } from "./first.tsx";
import { notesOf } from "./presets.ts";
import { tell, textsOf } from "./protection.ts";
import { reached } from "./redirect-uri.ts";
import type { Step } from "./steps/step.ts";

/** What the provider has to know of the gateway: where it sends browsers back to, and where that is written there. */
export function Register({ preset, route, draft, change, fields, form, near }: Step & { near: string | undefined }) {
    const { uris, example, doubts, barred } = reached(route, near);
    const [uri = ""] = textsOf(draft, "redirect_uri");
    const [leaving = ""] = textsOf(draft, "logout_redirect_uri");
    const others = uris.filter((one) => one !== uri);
    const { signingOut, others: notes } = preset ? notesOf(preset) : { signingOut: undefined, others: [] };
    return (
        <Card title="For the provider">
            <div className="stack">
                <First
                    option="redirect_uri"
                    fields={fields}
                    form={form}
                    label="Redirect URI"
                    ghost={example}
                    about="Where the provider sends the browser back to: an address of this route. Register exactly this text, letter by letter."
                />
                <div className="choices-below">
                    {uri !== "" && <CopyButton text={uri} label="Copy redirect URI" />}
                    {!form.isReadOnly &&
                        others.slice(0, 6).map((one) => (
                            <Button key={one} className="small" onPress={() => change(tell(draft, fields, "redirect_uri", [one]))}>
                                Use <bdi>{one}</bdi>
                            </Button>
                        ))}
                </div>
                {barred !== undefined && (
                    <Notice mood="bad" title="Nobody could sign in on this route.">
                        <p>{barred}</p>
                    </Notice>
                )}
                {doubts.length > 0 && (
                    <Notice mood="warn" title="What cannot be known from here">
                        {doubts.map((said) => (
                            <p key={said}>{said}</p>
                        ))}
                    </Notice>
                )}
                {preset && preset.steps.length > 0 && (
                    <>
                        <h3>Where to paste it</h3>
                        <ol className="instructions">
                            {preset.steps.map((one) => (
                                <li key={one}>{one}</li>
                            ))}
                        </ol>
                    </>
                )}
                <First
                    option="logout_redirect_uri"
                    fields={fields}
                    form={form}
                    label="After signing out"
                    ghost="https://app.example.com/bye"
                    isRequired={false}
                    about={
                        <>
                            Where people end up then, if they are to end up somewhere: a second address to register. Which request signs out
                            is said in the section Logout of the full form. {signingOut}
                        </>
                    }
                />
                {leaving !== "" && (
                    <div className="choices-below">
                        <CopyButton text={leaving} label="Copy the address after signing out" />
                    </div>
                )}
                {preset && notes.length > 0 && (
                    <details>
                        <summary>Good to know about {preset.name}</summary>
                        <ul className="instructions">
                            {notes.map((one) => (
                                <li key={one}>{one}</li>
                            ))}
                        </ul>
                    </details>
                )}
            </div>
        </Card>
    );
}
