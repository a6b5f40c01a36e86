import { Field_, Fields } from "../form/fields.tsx";
import type { Form } from "../form/form.ts";
import { PairedTable } from "../form/paired.tsx";
import { labelOf } from "../schema/words.ts";
import { Card } from "../ui/page.tsx";
import type { Item, Section } from "./sections.ts";

/** A section of a plugin's options. */
export function SectionCard({ section, form }: { section: Section; form: Form }) {
    return (
        <Card title={section.title} id={`section-${section.id}`}>
            {section.about && <p className="section-about">{section.about}</p>}
            <div className="fields">
                {section.items.map((item) => (
                    <Drawn key={item.kind === "table" ? item.title : item.field.name} item={item} form={form} />
                ))}
            </div>
        </Card>
    );
}

function Drawn({ item, form }: { item: Item; form: Form }) {
    switch (item.kind) {
        case "field":
            return <Field_ field={item.field} path={["config", item.field.name]} form={form} />;
        case "table":
            return <PairedTable title={item.title} columns={item.columns} below={["config"]} form={form} />;
        case "members": {
            const { name } = item.field;
            const label = form.words?.(`config.${name}`)?.label ?? labelOf(name);
            return (
                <section className="record members" aria-label={label}>
                    <h3>{label}</h3>
                    <Fields fields={item.members} below={["config", name]} form={form} />
                </section>
            );
        }
    }
}
