import type { Layout } from "../plugins/layout.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { equal, type Record_ } from "../schema/value.ts";
import type { Preset } from "./presets.ts";
import { stepOf } from "./steps/step.ts";

/** What a preset says by itself, and nobody was asked: by the option, with what that does. */
export function presetSays(preset: Preset | undefined, config: Record_, fields: Field[], layout: Layout | null): { option: string; about: string }[] {
    return Object.entries(preset?.config ?? {})
        .filter(([option, value]) => stepOf(option) !== "connect" && config[option] !== undefined && equal(config[option], value))
        .map(([option]) => ({ option, about: layout?.words[option]?.about ?? fieldOf(fields, option)?.description ?? "" }));
}
