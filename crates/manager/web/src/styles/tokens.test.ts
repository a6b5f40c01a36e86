import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map(([, name, light, dark]) => [name!, [light!, dark!] as const]));

/** Relative luminance of a colour (WCAG 2.2). */
function luminance(colour: string): number {
    const [red, green, blue] = [1, 3, 5].map((at) => {
        const part = parseInt(colour.slice(at, at + 2), 16) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
    const [more, less] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (more! + 0.05) / (less! + 0.05);
}

const GROUNDS = ["ground", "card", "raised", "sunk"];
const WASHES = ["accent-wash", "good-wash", "warn-wash", "bad-wash"];

/** What is written on what: 4.5:1 (SC 1.4.3). */
const TEXTS: [string, string[]][] = [
    ["ink", [...GROUNDS, ...WASHES]],
    ["quiet", [...GROUNDS, ...WASHES]],
    ["accent", [...GROUNDS, ...WASHES]],
    ["accent-strong", [...GROUNDS, "accent-wash"]],
    ["good", [...GROUNDS, "good-wash"]],
    ["warn", [...GROUNDS, "warn-wash"]],
    ["bad", [...GROUNDS, "bad-wash", "accent-wash"]],
    ["on-accent", ["accent", "accent-strong"]],
];

/** What shows where a control is: 3:1 (SC 1.4.11). */
const EDGES: [string, string[]][] = [
    ["edge", GROUNDS],
    ["accent", [...GROUNDS, "accent-wash"]],
    ["bad", GROUNDS],
];

const rows = (pairs: [string, string[]][], least: number) =>
    pairs.flatMap(([of, on]) => on.flatMap((ground) => (["light", "dark"] as const).map((theme, at) => ({ of, ground, theme, at, least }))));

it.each([...rows(TEXTS, 4.5), ...rows(EDGES, 3)])("$of on $ground is seen, $theme, $least to 1", ({ of, ground, at, least }) => {
    expect(contrast(tokens.get(of)![at]!, tokens.get(ground)![at]!)).toBeGreaterThanOrEqual(least);
});
