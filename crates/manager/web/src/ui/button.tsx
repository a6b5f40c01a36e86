import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button as AriaButton, type ButtonProps, Tooltip, TooltipTrigger } from "react-aria-components";
import { createLink, type LinkComponent } from "@tanstack/react-router";
import { forwardRef, type AnchorHTMLAttributes } from "react";

/** How loud a button is. */
export type Tone = "plain" | "primary" | "danger" | "quiet";

export function Button({ tone = "plain", className = "", ...props }: ButtonProps & { tone?: Tone; className?: string }) {
    return <AriaButton {...props} className={`button ${tone} ${className}`} />;
}

/** A button with a picture alone, which says by its label what it does. */
export function IconButton({ label, children, ...props }: ButtonProps & { label: string; children: ReactNode }) {
    return (
        <TooltipTrigger delay={400}>
            <AriaButton {...props} aria-label={label} className="icon-button">
                {children}
            </AriaButton>
            <Tooltip className="tooltip">{label}</Tooltip>
        </TooltipTrigger>
    );
}

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & { tone?: Tone };
const Anchor = forwardRef<HTMLAnchorElement, AnchorProps>(({ tone = "plain", className = "", ...props }, ref) => (
    <a ref={ref} {...props} className={`button ${tone} ${className}`} />
));
const RoutedAnchor = createLink(Anchor);

/** A place to go that looks like a button. */
export const LinkButton: LinkComponent<typeof Anchor> = (props) => <RoutedAnchor preload="intent" {...props} />;

/** Copies a text, and says so. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
    const [copied, setCopied] = useState(false);
    const copy = async () => {
        await copyText(text);
        setCopied(true);
        setTimeout(() => setCopied(false), 1_500);
    };
    return (
        <AriaButton className="button quiet small" onPress={copy}>
            {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
            <span aria-live="polite">{copied ? "Copied" : label}</span>
        </AriaButton>
    );
}

export async function copyText(text: string): Promise<void> {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        copyBySelection(text);
    }
}

/** The clipboard is there for https and loopback alone; elsewhere the page helps itself. */
function copyBySelection(text: string): void {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
}
