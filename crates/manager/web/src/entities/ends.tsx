import { AlertTriangle, CircleAlert } from "lucide-react";

import { Badge, Moment } from "../ui/marks.tsx";

/** Seconds before its end in which a certificate asks for attention: 30 days. */
export const SOON = 30 * 86_400;

export type Ending = "past" | "soon" | "later";

export const endingOf = (expires: number, now: number): Ending => (expires <= now ? "past" : expires - now < SOON ? "soon" : "later");

/** When something ends, and whether that is near. */
export function Ends({ seconds }: { seconds: number | undefined }) {
    if (seconds === undefined) {
        return <Moment seconds={undefined} />;
    }
    const ending = endingOf(seconds, Date.now() / 1000);
    return (
        <span className="ending">
            <Moment seconds={seconds} />
            {ending === "past" && (
                <Badge mood="bad">
                    <CircleAlert size={12} aria-hidden />
                    Ended
                </Badge>
            )}
            {ending === "soon" && (
                <Badge mood="warn">
                    <AlertTriangle size={12} aria-hidden />
                    Soon
                </Badge>
            )}
        </span>
    );
}
