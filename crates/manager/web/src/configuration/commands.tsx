import { Code } from "../ui/code.tsx";
import { Notice } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";

/** What does it on the machine of the gateway, where secrets may be in a file. */
export function Commands() {
    return (
        <>
            <Notice mood="info" title="Such a file holds every secret.">
                <p>So it is written and read where the gateway runs, and never in a browser.</p>
                <p>
                    The commands find the store by the settings of the gateway: run them as the same user, with the same <code>--prefix</code> and{" "}
                    <code>--conf</code> and the same variables <code>LYCHGATE_…</code> as it was started with.
                </p>
            </Notice>
            <Card title="Write it to a file">
                <Code label="Everything, in this form" language="shell" text="lychgate config export -o kong.yml" />
            </Card>
            <Card title="See what a file would change">
                <Code label="What is different" language="shell" text="lychgate config diff kong.yml" />
            </Card>
            <Card title="Read a file">
                <Code label="What the file says, as one change" language="shell" text={"lychgate check kong.yml\nlychgate config import kong.yml"} />
            </Card>
        </>
    );
}
