import { describe, expect, it } from "vitest";

import { begin, isChanged, isChangedAt, patch, rebase, reset, say, sayNothing, takeBack, told, whole } from "./draft.ts";
import { readSchema } from "./field.ts";

const schema = readSchema({
    fields: [
        { name: { type: "string" } },
        { retries: { type: "integer", default: 5 } },
        {
            config: {
                type: "record",
                fields: [
                    { issuer: { type: "string", required: true } },
                    { scopes: { type: "array", elements: { type: "string" }, default: ["openid"] } },
                    { redis: { type: "record", fields: [{ host: { type: "string", default: "127.0.0.1" } }] } },
                ],
            },
        },
    ],
});
const config = schema.fields[2]!;

describe("a draft", () => {
    const loaded = { id: "1", name: "x", retries: 5, config: { issuer: "a", scopes: ["openid"], redis: { host: "127.0.0.1" } } };

    it("sends what was changed, and nothing else", () => {
        const draft = say(say(begin(loaded), ["config", "issuer"], "b"), ["retries"], 6);
        expect(patch(draft)).toEqual({ config: { issuer: "b" }, retries: 6 });
        expect(whole(draft)).toEqual({ ...loaded, retries: 6, config: { ...loaded.config, issuer: "b" } });
    });

    it("knows that what is said again is no change", () => {
        const draft = say(say(begin(loaded), ["retries"], 6), ["retries"], 5);
        expect(isChanged(draft)).toBe(false);
        expect(isChanged(say(begin({}), ["name"], null))).toBe(false);
    });

    it("can say that nothing stands where something would by default", () => {
        expect(patch(sayNothing(begin(), ["retries"]))).toEqual({ retries: null });
        expect(patch(sayNothing(say(begin({ retries: 7 }), ["retries"], 8), ["retries"]))).toEqual({ retries: null });
        expect(isChanged(sayNothing(begin({ retries: null }), ["retries"]))).toBe(false);
        expect(isChanged(takeBack(sayNothing(begin(), ["retries"]), ["retries"]))).toBe(false);
    });

    it("replaces lists as a whole", () => {
        const draft = say(begin(loaded), ["config", "scopes"], ["openid", "email"]);
        expect(patch(draft)).toEqual({ config: { scopes: ["openid", "email"] } });
        expect(isChangedAt(draft, ["config"])).toBe(true);
        expect(isChangedAt(draft, ["config", "issuer"])).toBe(false);
    });

    it("forgets what is below when something above is said", () => {
        const draft = say(say(begin(loaded), ["config", "redis", "host"], "r"), ["config", "redis"], null);
        expect(patch(draft)).toEqual({ config: { redis: null } });
    });

    it("takes changes back", () => {
        const draft = say(begin(loaded), ["config", "redis", "host"], "r");
        expect(isChanged(takeBack(draft, ["config"]))).toBe(false);
    });

    it("resets to the default, which is a change where something else is there", () => {
        const field = schema.fields[1]!;
        expect(patch(reset(begin({ retries: 9 }), ["retries"], field))).toEqual({ retries: 5 });
        expect(isChanged(reset(say(begin(), ["retries"], 9), ["retries"], field))).toBe(false);
    });

    it("lays its changes over what somebody else wrote", () => {
        const draft = say(begin(loaded), ["retries"], 6);
        expect(whole(rebase(draft, { ...loaded, name: "y" }))).toMatchObject({ name: "y", retries: 6 });
        expect(isChanged(rebase(draft, { ...loaded, retries: 6 }))).toBe(false);
    });

    it("tells what differs from the defaults", () => {
        expect(told(begin(loaded), config.fields, ["config"])).toEqual(["config.issuer"]);
        const draft = say(begin(loaded), ["config", "redis", "host"], "r");
        expect(told(draft, config.fields, ["config"])).toEqual(["config.issuer", "config.redis"]);
    });
});
