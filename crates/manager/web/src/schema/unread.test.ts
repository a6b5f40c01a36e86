import { expect, it } from "vitest";

import { begin, say } from "./draft.ts";
import { lostOf } from "./hidden.ts";
import { faultOfUnread, readJson, unread, unreadOf } from "./unread.ts";

it("keeps a text that cannot be read, and tells it from any value", () => {
    expect(unreadOf(unread('{"a":'))).toBe('{"a":');
    expect([unreadOf('{"a":'), unreadOf(null), unreadOf({})]).toEqual([undefined, undefined, undefined]);
    expect(faultOfUnread(unread('{"a":'))).toMatch(/no JSON yet/);
    expect(faultOfUnread('{"a":')).toBeUndefined();
});

it("lets nothing be sent that could not be read", () => {
    const draft = say(begin({ config: { map: { a: 1 } } }), ["config", "map"], unread("{"));
    expect([...lostOf(draft).keys()]).toEqual(["config.map"]);
});

it("reads JSON, and nothing as null", () => {
    expect(readJson(" ")).toEqual({ isJson: true, value: null });
    expect(readJson("[1]")).toEqual({ isJson: true, value: [1] });
    expect(readJson("[1").isJson).toBe(false);
});
