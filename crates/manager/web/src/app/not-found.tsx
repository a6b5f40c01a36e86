import { LinkButton } from "../ui/button.tsx";
import { Empty } from "../ui/marks.tsx";

export function NotFound() {
    return (
        <Empty title="There is no such page." action={<LinkButton to="/">To the overview</LinkButton>}>
            <p>It may have been deleted, or the address is not whole.</p>
        </Empty>
    );
}
