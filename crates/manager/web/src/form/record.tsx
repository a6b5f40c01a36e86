import { Plus } from "lucide-react";
import { Disclosure, DisclosurePanel, Heading, Button as AriaButton } from "react-aria-components";

import { begin, said, whole } from "../schema/draft.ts";
import { isFaulty, NONE } from "../schema/faults.ts";
import { withoutLine } from "../schema/hidden.ts";
import { isRecord, type Json, type Record_ } from "../schema/value.ts";
import { brief, labelOf } from "../schema/words.ts";
import { Button } from "../ui/button.tsx";
import { FieldGroup } from "../ui/fields.tsx";
import { around, type Placed } from "./around.tsx";
import { Fields } from "./fields.tsx";
import { idOf, set } from "./form.ts";

/** Fields that belong together, folded away until somebody looks or something is wrong. */
export function RecordField(placed: Placed) {
    const { field, path, form } = placed;
    const { label, about, faults = [], marks, id } = around(placed);
    const isWrong = isFaulty(form.faults, path);
    return (
        <Disclosure className="record" id={id ?? ""} key={String(isWrong)} defaultExpanded={isWrong}>
            <Heading level={4}>
                <AriaButton slot="trigger" className="fold">
                    <span aria-hidden>▸</span> {label}
                </AriaButton>
                {marks}
            </Heading>
            {about && <p className="hint">{about}</p>}
            {faults.map((fault) => (
                <p key={fault} className="fault">
                    {fault}
                </p>
            ))}
            <DisclosurePanel>
                <Fields fields={field.fields} below={path} form={form} />
            </DisclosurePanel>
        </Disclosure>
    );
}

/** Several records, each in a frame of its own. */
export function RecordsField(placed: Placed) {
    const { field, path, form } = placed;
    const { label, isReadOnly = false, ...rest } = around(placed);
    const value = said(form.draft, path);
    const records: Json[] = Array.isArray(value) ? value : [];
    const fields = field.elements?.fields ?? [];
    const write = (records: Json[]) => set(form, path, records.length === 0 && !field.required ? null : records);
    return (
        <FieldGroup {...rest} label={label}>
            {records.map((record, index) => (
                <div className="one-of-records" key={index} role="group" aria-label={`${label}, no. ${index + 1}: ${summary(record)}`}>
                    <Fields
                        fields={fields}
                        below={[]}
                        form={{
                            ...form,
                            at: `${idOf(path, form.at).slice(2)}.${index}`,
                            // An element is a draft of its own: lists are replaced as a whole.
                            draft: begin(isRecord(record) ? record : {}),
                            change: (draft) => write(records.map((one, place) => (place === index ? whole(draft) : one))),
                            faults: NONE,
                        }}
                    />
                    {!isReadOnly && (
                        <Button tone="quiet" className="small" onPress={() => write(withoutLine(records, index))}>
                            Remove no. {index + 1}
                        </Button>
                    )}
                </div>
            ))}
            {!isReadOnly && (
                <div>
                    <Button tone="quiet" className="small" onPress={() => write([...records, {} as Record_])}>
                        <Plus size={14} aria-hidden /> Add to {labelOf(field.name).toLowerCase()}
                    </Button>
                </div>
            )}
        </FieldGroup>
    );
}

const summary = (record: Json): string => (isRecord(record) ? brief(Object.values(record).find((value) => typeof value === "string")) : "");
