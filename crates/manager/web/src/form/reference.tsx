import { useQuery } from "@tanstack/react-query";
import { ComboBox, Button as AriaButton, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";

import { allQuery } from "../api/entities.ts";
import { nameOf } from "../entities/entity.ts";
import { kindOfReference } from "../entities/kinds.ts";
import { said } from "../schema/draft.ts";
import { isRecord } from "../schema/value.ts";
import { around, type Placed } from "./around.tsx";
import { set } from "./form.ts";

/** Another entity that this one names, found by its name. */
export function ReferenceField(placed: Placed) {
    const { field, path, form } = placed;
    const { label, about, faults = [], marks, isReadOnly, isRequired, id } = around(placed);
    const kind = kindOfReference(field.reference ?? "");
    const { data } = useQuery({ ...allQuery(form.workspace, [kind?.path ?? ""]), enabled: kind !== undefined });
    const value = said(form.draft, path);
    const chosen = isRecord(value) && typeof value.id === "string" ? value.id : null;
    const known = (data?.data ?? []).map((entity) => ({ id: entity.id, name: nameOf(kind, entity) }));
    // One that is beyond what was asked for is shown by its id.
    const items = chosen !== null && !known.some(({ id }) => id === chosen) ? [{ id: chosen, name: chosen }, ...known] : known;
    return (
        <ComboBox
            id={id ?? ""}
            className="field"
            defaultItems={items}
            key={data ? "there" : "waiting"}
            selectedKey={chosen}
            onSelectionChange={(key) => set(form, path, key === null ? null : { id: String(key) })}
            isInvalid={faults.length > 0}
            isReadOnly={isReadOnly ?? false}
            validationBehavior="aria"
            menuTrigger="focus"
        >
            <span className="label">
                <Label>{label}</Label>
                {isRequired && <span className="required"> required</span>}
                {marks}
            </span>
            <span className="combo">
                <Input className="input" placeholder={kind ? `Find a ${kind.one}` : "ID"} dir="auto" />
                <AriaButton className="icon-button" aria-label={`Show ${kind?.title ?? "all"}`}>
                    <span aria-hidden>▾</span>
                </AriaButton>
            </span>
            <div className="below">
                {faults.length > 0 && <FieldError className="fault">{faults.join("; ")}</FieldError>}
                <Text slot="description" className="hint">
                    {about}
                </Text>
            </div>
            <Popover className="popover">
                <ListBox className="listbox" renderEmptyState={() => <p className="hint option">None is called so.</p>}>
                    {(item: { id: string; name: string }) => (
                        <ListBoxItem id={item.id} textValue={item.name} className="option">
                            <Text slot="label">
                                <bdi>{item.name}</bdi>
                            </Text>
                        </ListBoxItem>
                    )}
                </ListBox>
            </Popover>
        </ComboBox>
    );
}
