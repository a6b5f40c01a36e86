import { ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";

/** A page that could not be loaded or drawn: the gateway may be away, or another version of it is there by now. */
export function Broken({ error }: { error: unknown }) {
    return (
        <Page title="This page could not be shown." about="The gateway may be away, or be another version by now. Loading the page again helps with both.">
            <ProblemNotice problem={error} onRetry={() => location.reload()} />
        </Page>
    );
}
