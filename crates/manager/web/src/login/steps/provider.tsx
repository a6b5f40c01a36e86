import type { Preset } from "../presets.ts";
import type { Step } from "./step.ts";

/** Who signs people in: a card for each provider that is known, and one for all others. */
export function ProviderStep({ presets, preset, choose }: Step & { choose: (preset: Preset) => void }) {
    return (
        <ul className="providers">
            {presets.map((one) => (
                <li key={one.id}>
                    <button type="button" className="provider" aria-pressed={one.id === preset?.id} onClick={() => choose(one)}>
                        <span className="monogram" aria-hidden>
                            {one.name.charAt(0)}
                        </span>
                        <span>
                            <strong>{one.name}</strong>
                            <span className="hint">{one.about}</span>
                        </span>
                    </button>
                </li>
            ))}
        </ul>
    );
}
