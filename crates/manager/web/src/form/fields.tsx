import type { Field } from "../schema/field.ts";
import type { Path } from "../schema/value.ts";
import type { Placed } from "./around.tsx";
import { ChoicesField, MaybeField, OneField } from "./choices.tsx";
import type { Form } from "./form.ts";
import { JsonField } from "./json.tsx";
import { ListField } from "./list.tsx";
import { MapField } from "./map.tsx";
import { RecordField, RecordsField } from "./record.tsx";
import { ReferenceField } from "./reference.tsx";
import { NumberField, SwitchField, TextualField } from "./simple.tsx";

/** All of these fields, in their order; what the gateway fills in itself is not asked for. */
export function Fields({ fields, below, form }: { fields: Field[]; below: Path; form: Form }) {
    return (
        <div className="fields">
            {fields
                .filter((field) => !FILLED_IN.includes(field.name))
                .map((field) => (
                    <Field_ key={field.name} field={field} path={[...below, field.name]} form={form} />
                ))}
        </div>
    );
}

/** What the gateway writes itself. */
const FILLED_IN = ["id", "created_at", "updated_at"];

/** The right control for a field of whatever type. */
export function Field_(placed: Placed) {
    const { field } = placed;
    const element = field.elements;
    switch (field.type) {
        case "boolean":
            return field.required || typeof field.default === "boolean" ? <SwitchField {...placed} /> : <MaybeField {...placed} />;
        case "integer":
        case "number":
            return field.oneOf ? <OneField {...placed} /> : <NumberField {...placed} />;
        case "string":
            return field.oneOf ? <OneField {...placed} /> : <TextualField {...placed} />;
        case "foreign":
            return <ReferenceField {...placed} />;
        case "record":
            return field.fields.length > 0 ? <RecordField {...placed} /> : <JsonField {...placed} />;
        case "map":
            return element?.type === "string" || element?.type === "number" || element?.type === "integer" ? (
                <MapField {...placed} />
            ) : (
                <JsonField {...placed} />
            );
        case "array":
        case "set":
            if (element?.oneOf) {
                return <ChoicesField {...placed} />;
            }
            if (element?.type === "record" && element.fields.length > 0) {
                return <RecordsField {...placed} />;
            }
            return element && PLAIN.includes(element.type) ? <ListField {...placed} /> : <JsonField {...placed} />;
        default:
            return <JsonField {...placed} />;
    }
}

/** What an element of a list is written as a line. */
const PLAIN = ["string", "number", "integer"];
