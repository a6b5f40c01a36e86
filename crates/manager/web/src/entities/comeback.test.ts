import { expect, it } from "vitest";

import { comebackOf } from "./comeback.ts";
import type { Dependant } from "./dependants.ts";
import type { Entity } from "./entity.ts";
import { kindAt } from "./kinds.ts";
import type { Place } from "./place.ts";

const at = (path: string, within?: Place["within"]): Place => ({ workspace: "w", kind: kindAt(path)!, within });
const gone = (place: Place, entities: Record<string, unknown>[], rest: Partial<Dependant> = {}): Dependant => ({
    kind: place.kind,
    place,
    entities: entities as Entity[],
    isMore: false,
    goes: true,
    isBond: false,
    ...rest,
});
const below = { kind: "upstreams", id: "u" };
const entity = { id: "u", name: "a", created_at: 1, updated_at: 2 } as Entity;

it("makes one first, and then what went with it, where it was", () => {
    const plugin = { id: "p", name: "x", service: { id: "u" }, updated_at: 3 };
    expect(comebackOf(at("upstreams"), entity, [gone(at("targets", below), [{ id: "t", target: "h:1" }]), gone(at("plugins", below), [plugin])])).toEqual({
        can: true,
        calls: [
            { path: ["upstreams"], body: { id: "u", name: "a" } },
            { path: ["upstreams", "u", "targets"], body: { id: "t", target: "h:1" } },
            { path: ["plugins"], body: { id: "p", name: "x", service: { id: "u" } } },
        ],
    });
});

it("ties bonds again, after all else", () => {
    const member = gone(at("consumers", { kind: "consumer_groups", id: "u" }), [{ id: "c", username: "***" }], { isBond: true });
    const back = comebackOf(at("consumer_groups"), entity, [member, gone(at("plugins"), [{ id: "p" }])]);
    expect(back.can && back.calls.map(({ path }) => path.join("/"))).toEqual(["consumer_groups", "plugins", "consumer_groups/u/consumers"]);
    expect(back.can && back.calls.at(-1)!.body).toEqual({ consumer: "c" });
});

it.each([
    ["it holds secrets that are not known here (config.key)", { ...entity, config: { key: "***" } }, []],
    ["not known here: plugin q", entity, [gone(at("plugins"), [{ id: "p" }, { id: "q", config: { secret: "***" } }])]],
    ["more than 1 plugin", entity, [gone(at("plugins"), [{ id: "p" }], { isMore: true })]],
])("says why one cannot come back: %s", (why, entity, dependants) => {
    const back = comebackOf(at("services"), entity as Entity, dependants);
    expect(back.can ? "" : back.why).toContain(why);
});
