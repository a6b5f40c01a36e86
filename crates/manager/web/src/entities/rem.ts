import { useCallback, useState } from "react";

/** What is taken for the width before it is known: that of a usual screen. */
const USUAL = 60;

/** How wide an element is, in rem, whole ones: and where it is to be told of the element. */
export function useRem(): [number, (element: HTMLElement | null) => (() => void) | undefined] {
    const [rem, tell] = useState(USUAL);
    const measure = useCallback((element: HTMLElement | null) => {
        if (!element) {
            return undefined;
        }
        const one = parseFloat(getComputedStyle(document.documentElement).fontSize);
        const observer = new ResizeObserver(() => tell(Math.floor(element.clientWidth / one)));
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    return [rem, measure];
}
