import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/page.tsx";
import { type Checking, CheckingPart } from "../checking.tsx";
import { type Step, stepOf } from "./step.ts";

/** Has the gateway look at the provider. Nothing depends on it, so it may be skipped. */
export function CheckStep({ go, checking, without }: Step & { checking: Checking; without: string[] }) {
    return (
        <Card>
            <div className="stack">
                <p>
                    The gateway asks the provider as it would for a login: its address, its certificate, its discovery document and keys. It stores
                    nothing, and nobody is signed in. You may skip this.
                </p>
                <CheckingPart
                    checking={checking}
                    without={without}
                    link={(option) => {
                        const step = stepOf(option);
                        return step === undefined ? (
                            <p className="hint">
                                Option <code>{option}</code>, in the plugin's full form.
                            </p>
                        ) : (
                            <Button className="small" onPress={() => go(step, option)}>
                                Go to <code>{option}</code>
                            </Button>
                        );
                    }}
                />
            </div>
        </Card>
    );
}
