import { expect, it } from "vitest";

import { isAsShown, theirsOf } from "./compare.ts";
import { begin, say } from "./draft.ts";

const was = { name: "a", retries: 5, updated_at: 1, config: { issuer: "i", scopes: ["openid"] }, service: { id: "s" } };
const draft = say(say(begin(was), ["retries"], 6), ["config", "scopes"], ["email"]);

it("tells what somebody else changed, and where both did", () => {
    const now = { ...was, retries: 7, updated_at: 2, config: { issuer: "j", scopes: ["openid"] } };
    expect(theirsOf(draft, was, now)).toEqual([
        { path: ["retries"], before: 5, after: 7, isOurs: true },
        { path: ["config", "issuer"], before: "i", after: "j", isOurs: false },
    ]);
});

it("knows that a change of the whole meets one of a part", () => {
    expect(theirsOf(draft, was, { ...was, config: null })).toMatchObject([{ path: ["config"], after: null, isOurs: true }]);
    expect(theirsOf(say(begin(was), ["config"], null), was, { ...was, config: { issuer: "j", scopes: ["openid"] } })).toMatchObject([{ path: ["config", "issuer"], isOurs: true }]);
});

it("is nothing where only the time is another", () => {
    expect(theirsOf(draft, was, { ...was, updated_at: 9 })).toEqual([]);
});

it("knows whether something is as it was shown", () => {
    expect(isAsShown(was, { ...was, snis: [] })).toBe(true);
    expect(isAsShown(was, { ...was, config: { ...was.config, issuer: "j" } })).toBe(false);
    expect(isAsShown(was, { ...was, updated_at: 2 })).toBe(false);
});
