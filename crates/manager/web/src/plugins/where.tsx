import { useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";

import { Field_, Fields } from "../form/fields.tsx";
import { type Form, set } from "../form/form.ts";
import { said } from "../schema/draft.ts";
import type { Field } from "../schema/field.ts";
import { isRecord } from "../schema/value.ts";
import { FieldGroup } from "../ui/fields.tsx";
import { narrowing } from "./scope.ts";
import { isFound } from "./sections.ts";

/** What every plugin has beside its options and what it is narrowed to. */
const REST = ["enabled", "instance_name", "tags", "ordering", "protocols"];

/** Whether a field of a plugin is one of these, and looked for. */
export const isWhere = (field: Field, query: string): boolean =>
    (REST.includes(field.name) || (field.type === "foreign" && !field.ruledOut)) && isFound({ kind: "field", field }, null, query);

/** What every plugin has beside its options: to what it applies, and what it is called. */
export function Where({ form, own, base }: { form: Form; own: Field[]; base: Field[] }) {
    const narrows = narrowing(base, own);
    const chosen = narrows.filter(({ name }) => isRecord(said(form.draft, [name])));
    const [isNarrow, narrow] = useState(chosen.length > 0);
    const choose = (isNarrow: boolean) => {
        narrow(isNarrow);
        if (!isNarrow) {
            let draft = form.draft;
            for (const { name } of narrows) {
                set({ ...form, draft, change: (changed) => (draft = changed) }, [name], null);
            }
            form.change(draft);
        }
    };
    const rest = [...base.filter(({ name }) => ["enabled", "instance_name", "tags", "ordering"].includes(name)), ...own.filter(({ name }) => name === "protocols")];
    return (
        <div className="stack">
            {narrows.length > 0 && (
                <FieldGroup label="Applies to">
                    <RadioGroup
                        className="radios"
                        aria-label="Applies to"
                        value={isNarrow ? "some" : "all"}
                        onChange={(value) => choose(value === "some")}
                        isReadOnly={form.isReadOnly}
                    >
                        <Radio value="all" className="radio">
                            <span className="dot" aria-hidden />
                            Every request of this workspace
                        </Radio>
                        <Radio value="some" className="radio">
                            <span className="dot" aria-hidden />
                            Only some requests
                        </Radio>
                    </RadioGroup>
                </FieldGroup>
            )}
            {(isNarrow || chosen.length > 0) && (
                <div className="fields">
                    {narrows.map((field) => (
                        <Field_ key={field.name} field={field} path={[field.name]} form={form} />
                    ))}
                </div>
            )}
            <Fields fields={rest} below={[]} form={form} />
        </div>
    );
}
