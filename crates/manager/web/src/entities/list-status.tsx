import { Button } from "../ui/button.tsx";
import { ProblemNotice } from "../ui/marks.tsx";
import { countOf } from "./dependants.ts";
import type { Kind } from "./kinds.ts";
import type { useListed } from "./listed.ts";

type Told = { kind: Kind; list: ReturnType<typeof useListed>; isNarrowed: boolean; isOrdered: boolean; onAll: () => void };

/** How much of a list is here, and what that means for what is seen. */
export function ListStatus({ kind, list, isNarrowed, isOrdered, onAll }: Told) {
    const { entities, loaded, isWhole, isLoadingAll, problemOfMore } = list;
    const isFewer = isNarrowed && entities.length !== loaded;
    const what = isFewer ? `${entities.length.toLocaleString()} of ${countOf(kind, loaded)}` : countOf(kind, loaded);
    return (
        <>
            <div className="list-status">
                <p role="status">
                    {isWhole ? `${what}.` : `${what} loaded, and there are more.`}
                    {!isWhole && isOrdered && " The order is that of what is loaded."}
                    {!isWhole && isFewer && " Beyond that, only a whole name or ID is found."}
                </p>
                {!isWhole && (
                    <Button tone="quiet" className="small" onPress={onAll} isDisabled={isLoadingAll}>
                        {isLoadingAll ? "Loading all…" : "Load all"}
                    </Button>
                )}
            </div>
            {problemOfMore && <ProblemNotice problem={problemOfMore} onRetry={list.retry} />}
        </>
    );
}
