import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { plan } from "./bulk.ts";
import type { Entity } from "./entity.ts";
import { kindAt } from "./kinds.ts";
import type { Place } from "./place.ts";
import { change, remove, take } from "./write.ts";

const place: Place = { workspace: "team", kind: kindAt("services")! };
const shown = { id: "s", name: "a", enabled: true } as Entity;

/** What is there, and what was asked of it. */
let there: { body: unknown; etag: string };
let asked: { method: string; url: string; ifMatch: string | undefined; body: unknown }[];

beforeEach(() => {
    there = { body: { ...shown, retries: 5 }, etag: '"1"' };
    asked = [];
    vi.stubGlobal("fetch", async (url: string, { method, headers, body }: { method: string; headers: Record<string, string>; body?: string }) => {
        asked.push({ method, url, ifMatch: headers["If-Match"], body: body === undefined ? undefined : JSON.parse(body) });
        return new Response(method === "GET" ? JSON.stringify(there.body) : null, { status: method === "GET" ? 200 : 204, headers: { ETag: there.etag } });
    });
});
afterEach(() => vi.unstubAllGlobals());

const writes = () => asked.filter(({ method }) => method !== "GET");

it("writes over what is there, if that is what was shown", async () => {
    await change(place, shown, { enabled: false });
    expect(writes()).toEqual([{ method: "PATCH", url: "/api/team/services/s", ifMatch: '"1"', body: { enabled: false } }]);
});

it("writes nothing where something else is there by now", async () => {
    there.body = { ...shown, name: "b" };
    await expect(remove(place, shown)).rejects.toMatchObject({ kind: "changed" });
    expect(writes()).toEqual([]);
});

it("goes by the tag of what was shown, where that is known", async () => {
    there.body = { ...shown, name: "b" };
    await remove(place, shown, '"0"');
    expect(asked).toEqual([{ method: "DELETE", url: "/api/team/services/s", ifMatch: '"0"', body: undefined }]);
});

it("does nothing in a step that changes nothing", async () => {
    await take(place, plan([shown], { does: "enable" })[0]!);
    expect(asked).toEqual([]);
});
