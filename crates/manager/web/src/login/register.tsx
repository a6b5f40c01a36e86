import { Button, CopyButton } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";
import { First } from "./first.tsx";
import { textsOf, tell } from "./protection.ts";
import { doubtOfRedirect, reached } from "./redirect-uri.ts";
import type { Step } from "./steps/step.ts";

/** What the provider has to know of the gateway: where it sends browsers back to, and where that is written there. */
export function Register({ preset, route, draft, change, fields, form, near }: Step & { near: string | undefined }) {
    const { uris, example, doubts } = reached(route, near);
    const [uri = ""] = textsOf(draft, "redirect_uri");
    const doubt = doubtOfRedirect(uri);
    const others = uris.filter((one) => one !== uri);
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
                {(doubts.length > 0 || doubt !== undefined) && (
                    <Notice mood="warn" title="What cannot be known from here">
                        {[...doubts, ...(doubt === undefined ? [] : [doubt])].map((said) => (
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
                {preset && preset.notes.length > 0 && (
                    <details>
                        <summary>Good to know about {preset.name}</summary>
                        <ul className="instructions">
                            {preset.notes.map((one) => (
                                <li key={one}>{one}</li>
                            ))}
                        </ul>
                    </details>
                )}
            </div>
        </Card>
    );
}
