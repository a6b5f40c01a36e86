import { LinkButton } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";

export function NotFound() {
    return (
        <Page
            title="There is no such page."
            about="It may have been deleted, or the address is not whole."
            actions={<LinkButton to="/">To the overview</LinkButton>}
        >
            {null}
        </Page>
    );
}
