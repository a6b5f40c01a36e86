import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";

/** What there was before the steps: a login, or what was typed before the page was loaded again. */
export function Before({ there, isOff, isBack, onSwitchOn, onSettle, onAnew }: {
    /** Before what a login stands already. */
    there: string | undefined;
    /** Whether that is switched off. */
    isOff: boolean;
    isBack: boolean;
    onSwitchOn: () => void;
    onSettle: () => void;
    onAnew: () => void;
}) {
    return (
        <>
            {there !== undefined && (
                <Notice mood="info" title={there}>
                    <p>The steps begin with what is there, and change only what you change.</p>
                </Notice>
            )}
            {isOff && (
                <Notice mood="warn" title="This login is switched off.">
                    <p>Nobody is asked for one until it is switched on.</p>
                    <Button className="small" onPress={onSwitchOn}>
                        Switch it on
                    </Button>
                </Notice>
            )}
            {isBack && (
                <Notice mood="info" title="What you typed before is back.">
                    <p>All but the client secret, which is kept nowhere.</p>
                    <div className="actions">
                        <Button className="small" onPress={onSettle}>
                            Go on with it
                        </Button>
                        <Button className="small" onPress={onAnew}>
                            Begin anew
                        </Button>
                    </div>
                </Notice>
            )}
        </>
    );
}
