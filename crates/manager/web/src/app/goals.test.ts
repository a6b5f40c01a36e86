import { describe, expect, it } from "vitest";

import { type Goal, pages, sought } from "./goals.ts";

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
const goal = (name: string, about = ""): Goal => ({ id: name, name, about, href: `/${name}` });
const names = (typed: string, goals: Goal[]) => sought(goals, typed, contains).map(({ name }) => name);

describe("what is sought", () => {
    it("has each word, in any order", () => {
        expect(names("route new", pages("default"))).toEqual(["New route"]);
        expect(names("new route", pages("default"))).toEqual(["New route"]);
        expect(names("nothing like it", pages("default"))).toEqual([]);
    });

    it("stands first where its name begins so, then where its name has it", () => {
        expect(names("shop", [goal("a", "shop.example"), goal("my shop"), goal("shop")])).toEqual(["shop", "my shop", "a"]);
    });

    it("is everything, where nothing is typed", () => {
        expect(names(" ", [goal("b"), goal("a")])).toEqual(["b", "a"]);
    });
});

it("leads to where one is made, in the workspace", () => {
    const hrefs = new Map(pages("a b").map(({ name, href }) => [name, href]));
    expect(hrefs.get("New route")).toBe("/w/a%20b/routes/new");
    expect(hrefs.get("New plugin")).toBe("/w/a%20b/plugins/select");
});
