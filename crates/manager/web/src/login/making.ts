import { useEffect, useState } from "react";

import type { Answered } from "../api/client.ts";
import type { Entity } from "../entities/entity.ts";
import { thinned } from "../plugins/written.ts";
import { begin, type Draft, say } from "../schema/draft.ts";
import type { Field } from "../schema/field.ts";
import { forget, keep, kept } from "./draft-store.ts";
import { type Passing, passingOf } from "./passing.ts";
import { LOGIN_PLUGIN } from "./plugin.ts";
import { type Preset, presetOf, type Values } from "./presets.ts";
import { choose, optionOf, refill, starting, tell, textsOf, unsecret } from "./protection.ts";
import { reached } from "./redirect-uri.ts";

/** What there is of a protection while it is made. */
export type Making = { preset: Preset | undefined; values: Values; passing: Passing; draft: Draft };

/** What is given. */
export type Given = {
    workspace: string;
    route: Entity;
    loaded: Answered<Entity> | undefined;
    fields: Field[];
    presets: Preset[];
    /** The provider that the address names. */
    named: string | undefined;
    near: string | undefined;
};

/** What is kept of it is kept of the plugin that is changed, or of the route that gets one. */
export const whatOf = ({ route, loaded }: Pick<Given, "route" | "loaded">): string => loaded?.value.id ?? route.id;

/** The beginning: what is there, or what was typed before a reload, or nothing but the route. */
export function beginning({ workspace, route, loaded, fields, presets, named, near }: Given): Making & { isBack: boolean } {
    const bare = loaded ? begin(thinned(loaded.value, fields)) : starting(LOGIN_PLUGIN, route.id);
    const before = kept(workspace, whatOf({ route, loaded }));
    const back = (before?.changes ?? []).reduce((draft, { path, value }) => say(draft, path, value), bare);
    const [uri] = reached(route, near).uris;
    const draft = loaded || uri === undefined || textsOf(back, "redirect_uri").length > 0 ? back : tell(back, fields, "redirect_uri", [uri]);
    const issuer = optionOf(draft, "issuer");
    const found = typeof issuer === "string" ? presetOf(presets, issuer) : undefined;
    const asked = presets.find(({ id }) => id === named);
    const isBack = before !== undefined;
    const passing = before?.passing ?? passingOf(draft, loaded === undefined);
    if (asked === undefined || asked.id === found?.preset.id) {
        return { preset: found?.preset, values: { ...found?.values, ...before?.values }, passing, draft, isBack };
    }
    const values = before?.values ?? {};
    return { preset: asked, values, passing, draft: before ? refill(draft, fields, asked, values) : choose(draft, fields, asked, values, found?.preset), isBack };
}

/** A protection in the making, kept beyond a reload but for what is secret. */
export function useMaking(given: Given) {
    const [begun] = useState(() => beginning(given));
    const [making, make] = useState<Making>(begun);
    const [isBack, comeBack] = useState(begun.isBack);
    const { workspace, fields, presets, named } = given;
    const what = whatOf(given);
    const isTouched = begun.isBack || making.draft !== begun.draft || making.values !== begun.values || making.passing !== begun.passing;
    useEffect(() => {
        if (isTouched) {
            keep(workspace, what, making.values, making.passing, unsecret(making.draft, fields));
        }
    }, [making, isTouched, workspace, what, fields]);
    // A reload ends the page without this; who leaves it was asked before.
    useEffect(() => () => forget(workspace, what), [workspace, what]);
    const take = (preset: Preset) =>
        make((making) =>
            making.preset?.id === preset.id ? making : { ...making, preset, values: {}, draft: choose(making.draft, fields, preset, {}, making.preset) },
        );
    // Going back in the history may lead to another provider.
    useEffect(() => {
        const preset = presets.find(({ id }) => id === named);
        if (preset) {
            take(preset);
        }
    }, [named]);
    return {
        ...making,
        isBack,
        /** Whether something would be lost if the page were left. */
        isTouched,
        settle: () => comeBack(false),
        take,
        write: (values: Values) =>
            make((making) => ({ ...making, values, draft: making.preset ? refill(making.draft, fields, making.preset, values) : making.draft })),
        change: (draft: Draft) => make((making) => ({ ...making, draft })),
        pass: (passing: Passing, draft: Draft) => make((making) => ({ ...making, passing, draft })),
    };
}
