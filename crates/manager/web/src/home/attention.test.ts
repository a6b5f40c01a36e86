import { describe, expect, it } from "vitest";

import type { Entity } from "../entities/entity.ts";
import { endingOf, SOON } from "../entities/ends.tsx";
import { closable, disabled, tryAt, unguarded } from "./attention.ts";

const entity = (id: string, rest: object): Entity => ({ id, ...rest }) as Entity;

describe("a route asks nobody", () => {
    const routes = [entity("r1", { service: { id: "s1" } }), entity("r2", { service: { id: "s2" } }), entity("r3", { service: null })];
    const names = new Set(["guard"]);
    const open = (...plugins: object[]) => unguarded(routes, plugins.map((one, index) => entity(`p${index}`, { name: "guard", ...one })), names).map(({ id }) => id);

    it("unless a plugin does that, for it, its service or all requests", () => {
        expect(open()).toEqual(["r1", "r2", "r3"]);
        expect(open({ route: { id: "r1" } })).toEqual(["r2", "r3"]);
        expect(open({ service: { id: "s2" } })).toEqual(["r1", "r3"]);
        expect(open({})).toEqual([]);
    });

    it("though there is one that does not act on all of its requests", () => {
        expect(open({ enabled: false }, { consumer: { id: "c" } }, { name: "other" })).toEqual(["r1", "r2", "r3"]);
    });
});

describe("a route may be closed", () => {
    const routes = [entity("r1", { service: { id: "s1" } }), entity("r2", { service: { id: "s2" } }), entity("r3", { service: null })];
    it.each([
        ["by its own plugin", [{ route: { id: "r1" } }], ["r1"]],
        ["by one of its service", [{ service: { id: "s2" } }], ["r2"]],
        ["by one of a consumer", [{ route: { id: "r3" }, consumer: { id: "c" } }], ["r3"]],
        ["by one for all requests", [{}], ["r1", "r2", "r3"]],
        ["by none that is off", [{ enabled: false }], []],
    ])("%s", (_, plugins, ids) => {
        const all = plugins.map((one, index) => entity(`p${index}`, one));
        expect(closable(routes, all, [entity("s1", {}), entity("s2", { client_certificate: null })]).map(({ id }) => id)).toEqual(ids);
    });

    it("by a certificate that its service shows", () => {
        expect(closable(routes, [], [entity("s2", { client_certificate: { id: "x" } })]).map(({ id }) => id)).toEqual(["r2"]);
    });
});

it("knows an end that is near from one that is not", () => {
    expect(endingOf(100, 100)).toBe("past");
    expect(endingOf(100 + SOON - 1, 100)).toBe("soon");
    expect(endingOf(100 + SOON, 100)).toBe("later");
});

it("takes for disabled only what says so", () => {
    expect(disabled([entity("1", { enabled: false }), entity("2", { enabled: true }), entity("3", {})]).map(({ id }) => id)).toEqual(["1"]);
});

describe("where a route can be tried", () => {
    const plain = { port: 8000, ssl: false, ip: "0.0.0.0" };
    const secure = { port: 8443, ssl: true, ip: "127.0.0.1" };

    it("is its path, at a listener that it takes", () => {
        expect(tryAt(entity("r", { protocols: ["http"], paths: ["~/x", "/a"] }), [plain, secure], "here.example")).toBe("http://here.example:8000/a");
        expect(tryAt(entity("r", { protocols: ["https"], paths: ["/a"] }), [plain, secure], "here.example")).toBe("https://127.0.0.1:8443/a");
        expect(tryAt(entity("r", { protocols: ["http"], hosts: ["a.example"] }), [plain], "here.example")).toBe("http://a.example:8000/");
    });

    it("is not guessed", () => {
        expect(tryAt(entity("r", { protocols: ["http"], paths: ["~/x"] }), [plain], "h")).toBeUndefined();
        expect(tryAt(entity("r", { protocols: ["http"], hosts: ["*.example"] }), [plain], "h")).toBeUndefined();
        expect(tryAt(entity("r", { protocols: ["https"], paths: ["/a"] }), [plain], "h")).toBeUndefined();
    });
});
