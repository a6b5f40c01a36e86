import { describe, expect, it } from "vitest";

import { begin, say } from "./draft.ts";
import { LOST, lostIn, lostOf, starsSay, typedOf, withoutEmpty, withoutLine } from "./hidden.ts";
import { HIDDEN } from "./value.ts";

const [A, B] = [HIDDEN, HIDDEN];

describe("stars in a list", () => {
    it.each([
        ["as it was", [A, B], [A, B], 0],
        ["with one replaced", [A, B], ["new", B], 0],
        ["with a line more", [A], [A, "new"], 1],
        ["with a line less at its end", [A, B], [A], 1],
        ["with a line less, and another at its end", [A, B], [A, "new"], 0],
        ["where no secret was", ["a", B], [HIDDEN, "b"], 1],
        ["where nothing was", undefined, [HIDDEN], 1],
        ["with records", [{ name: "a", secret: A }], [{ name: "b", secret: A }], 0],
        ["with a record more", [{ name: "a", secret: A }], [{ name: "a", secret: A }, { name: "b", secret: "s" }], 1],
    ])("%s", (_, was, now, lost) => {
        expect(lostIn(now, was)).toHaveLength(lost);
    });

    it("are lost when they move, and stay lost when the list is as long as it was again", () => {
        const moved = withoutLine([A, B], 0);
        expect(moved).toEqual([LOST]);
        expect(lostIn([...moved, "new"], [A, B])).toHaveLength(1);
        expect(lostIn(["typed", "new"], [A, B])).toEqual([]);
    });

    it("stay when what was added behind them goes again", () => {
        expect(lostIn(withoutLine([A, "new"], 1), [A])).toEqual([]);
    });

    it("are lost behind an empty line, which is not saved, and stay before one", () => {
        expect(withoutEmpty(["", "a", null, "b", ""])).toEqual(["a", "b"]);
        expect(withoutEmpty([A, "new", ""])).toEqual([A, "new"]);
        expect(withoutEmpty(["", B, "new"])).toEqual([LOST, "new"]);
        expect(withoutEmpty([0, ""])).toEqual([0]);
    });

    it("are lost within records that move", () => {
        expect(withoutLine([{ secret: A }, { secret: B, name: "b" }], 0)).toEqual([{ secret: LOST, name: "b" }]);
    });
});

describe("a draft", () => {
    const draft = begin({ config: { client_secret: [A, B], other: [HIDDEN], pin: HIDDEN } });

    it("tells which secrets must be typed again, by path and place", () => {
        const found = lostOf(say(draft, ["config", "client_secret"], [A]));
        expect([...found.keys()]).toEqual(["config.client_secret"]);
        expect(found.get("config.client_secret")?.[0]).toMatch(/^no\. 1: .*type it again$/);
    });

    it("leaves alone what nobody touched", () => {
        expect(lostOf(say(draft, ["config", "pin"], "new")).size).toBe(0);
        expect(lostOf(draft).size).toBe(0);
    });

    it("looks below a change of a whole record", () => {
        const found = lostOf(say(draft, ["config"], { client_secret: [B], pin: HIDDEN }));
        expect([...found.keys()]).toEqual(["config.client_secret"]);
    });
});

it("shows nothing of stars, and says what they mean", () => {
    expect([typedOf(HIDDEN), typedOf(LOST), typedOf(null), typedOf("a")]).toEqual(["", "", "", "a"]);
    expect([starsSay(HIDDEN), starsSay(HIDDEN, true), starsSay(LOST), starsSay("a")]).toEqual(["Set; type to replace it", "Set", "Type it again", undefined]);
});
