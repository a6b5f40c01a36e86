import { Field_ } from "../form/fields.tsx";
import type { Form } from "../form/form.ts";
import { PairedTable } from "../form/paired.tsx";
import { Card } from "../ui/page.tsx";
import type { Section } from "./sections.ts";

/** A section of a plugin's options. */
export function SectionCard({ section, form }: { section: Section; form: Form }) {
    return (
        <Card title={section.title} id={`section-${section.id}`}>
            {section.about && <p className="section-about">{section.about}</p>}
            <div className="fields">
                {section.items.map((item) =>
                    item.kind === "field" ? (
                        <Field_ key={item.field.name} field={item.field} path={["config", item.field.name]} form={form} />
                    ) : (
                        <PairedTable key={item.title} title={item.title} columns={item.columns} below={["config"]} form={form} />
                    ),
                )}
            </div>
        </Card>
    );
}
