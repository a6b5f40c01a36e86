import { labelOf } from "../schema/words.ts";
import { HIDDEN, isRecord, type Json } from "../schema/value.ts";
import type { Field } from "../schema/field.ts";
import { Badge } from "../ui/marks.tsx";
import { idIn } from "./columns.ts";
import { kindOfReference } from "./kinds.ts";
import { Reference } from "./references.tsx";
import { isLong, type Told } from "./told.ts";

/** What an entity says, in words. */
export function ToldList({ told, workspace }: { told: Told[]; workspace: string }) {
    if (told.length === 0) {
        return <p className="quiet">It says nothing but what is so by default.</p>;
    }
    return (
        <dl className="told">
            {told.map(({ field, path, value }) => (
                <div key={path.join(".")} className={isLong(value) ? "long" : undefined}>
                    <dt title={field.description}>{path.filter((name) => name !== "config" || path.length === 1).map(labelOf).join(" › ")}</dt>
                    <dd>
                        <Value field={field} value={value} workspace={workspace} />
                    </dd>
                </div>
            ))}
        </dl>
    );
}

function Value({ field, value, workspace }: { field: Field; value: Json; workspace: string }) {
    if (value === HIDDEN || (field.secret && !isVault(value))) {
        return <Badge>Set, and not shown</Badge>;
    }
    const id = field.type === "foreign" ? idIn(value) : undefined;
    const kind = kindOfReference(field.reference ?? "");
    if (id !== undefined && kind) {
        return <Reference workspace={workspace} path={kind.path} id={id} />;
    }
    if (Array.isArray(value)) {
        return (
            <ul className="values">
                {value.map((one, index) => (
                    <li key={index}>
                        <Value field={field.elements ?? field} value={one} workspace={workspace} />
                    </li>
                ))}
            </ul>
        );
    }
    if (isRecord(value)) {
        return (
            <ul className="values">
                {Object.entries(value)
                    .filter(([, one]) => one !== null)
                    .map(([name, one]) => (
                        <li key={name}>
                            <span className="quiet">
                                <bdi>{name}</bdi>:{" "}
                            </span>
                            <Value field={field.elements ?? field} value={one} workspace={workspace} />
                        </li>
                    ))}
            </ul>
        );
    }
    if (typeof value === "boolean") {
        return <>{value ? "Yes" : "No"}</>;
    }
    if (isLong(value)) {
        return (
            <pre className="block" tabIndex={0} aria-label={labelOf(field.name)}>
                {value}
            </pre>
        );
    }
    return <bdi className={typeof value === "string" ? "code-text" : undefined}>{String(value)}</bdi>;
}

/** A reference to a vault is no secret itself. */
const isVault = (value: Json): boolean => typeof value === "string" && value.startsWith("{vault://");
