import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";

/** What there was before the steps: a login on the route, or what was typed before the page was loaded again. */
export function Before({ isThere, isBack, onSettle, onAnew }: { isThere: boolean; isBack: boolean; onSettle: () => void; onAnew: () => void }) {
    return (
        <>
            {isThere && (
                <Notice mood="info" title="This route has a login already.">
                    <p>The steps begin with what is there, and change only what you change.</p>
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
