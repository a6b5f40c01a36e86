import { useNavigate } from "@tanstack/react-router";
import { FileCode, ListChecks } from "lucide-react";
import { useState } from "react";

import { Problem } from "../api/problem.ts";
import { AsText, asText, type AsTexted, focusText, unreadable } from "../form/as-text.tsx";
import { ConflictDialog } from "../form/conflict.tsx";
import { SaveProblem } from "../form/faults.tsx";
import { drawn, drawSecret, undrawn } from "../form/draw.ts";
import { Fields } from "../form/fields.tsx";
import type { Form } from "../form/form.ts";
import { LeaveGuard } from "../form/leave.tsx";
import { useSave } from "../form/save.ts";
import { NONE } from "../schema/faults.ts";
import { SaveBar } from "../plugins/save-bar.tsx";
import { begin, isChanged, rebase, whole } from "../schema/draft.ts";
import type { Schema } from "../schema/field.ts";
import type { Record_ } from "../schema/value.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/page.tsx";
import { toast } from "../ui/toast.tsx";
import { type Entity, nameOf } from "./entity.ts";
import type { May } from "./may.ts";
import { listPath, onePath, type Place, toOne } from "./place.ts";
import { FIELD as URL_FIELD, ServiceUrlField, unreadUrl } from "./service-url-field.tsx";
import { shapeOf, standingAt } from "./shape.ts";

type Asked = {
    place: Place;
    schema: Schema;
    may: May;
    /** What is known of a new one. */
    begun?: Record_;
    loaded?: Entity;
    etag?: string | undefined;
};

/** The form of an entity, new or not, as its schema has it. */
export function EntityForm({ place, schema, may, begun = {}, ...asked }: Asked) {
    const { workspace, kind } = place;
    const navigate = useNavigate();
    // What was loaded first is what the changes are over, and its tag goes with them.
    const [{ loaded, etag }] = useState(asked);
    const isNew = loaded === undefined;
    const [draft, change] = useState(() => begin(loaded ?? { ...begun, ...(may.draft ? drawn(schema.fields, drawSecret) : {}) }));
    const [isOpen, open] = useState(false);
    // A text that cannot be read is kept, also while somebody looks at the form.
    const [texted, setTexted] = useState<AsTexted>();
    const [isText, showText] = useState(false);
    const [refused, refuse] = useState<Problem>();
    const path = loaded ? onePath(place, loaded.id) : kind.within ? listPath(place) : [kind.path];
    const [typedUrl, typeUrl] = useState<string>();
    const amiss = new Map([...unreadUrl(typedUrl, draft), ...(isNew ? undrawn(schema.fields, draft) : [])]);
    const { save, problem, faults, isSaving, conflict, forget, goOn } = useSave({ workspace, path, etag, isNew, draft, amiss });
    const why = unreadable(texted);
    const { first, rest } = shapeOf(kind, schema.fields);
    const isReadOnly = !may.draft;
    const form: Form = { draft, change, faults, workspace, isNew, isReadOnly, standing: (key) => standingAt(schema.fields, key.split(".")) };
    const show = (path: string) => {
        const [name] = path.split(".");
        if (path !== "@entity" && path !== URL_FIELD && !schema.fields.some((field) => field.name === name)) {
            // What has no field stands in the text alone.
            setTexted(texted ?? asText(draft, schema.fields));
            showText(true);
            requestAnimationFrame(focusText);
            return;
        }
        showText(false);
        if (rest.some((field) => field.name === name)) {
            open(true);
        }
    };
    const toggle = () => {
        if (why === undefined) {
            setTexted(isText ? undefined : asText(draft, schema.fields, texted?.form));
        } else if (!isText) {
            // What was said in the form meanwhile is what the text stands over.
            setTexted(texted && { ...texted, begun: draft });
        }
        showText(!isText);
    };
    const write = async (over?: typeof conflict) => {
        refuse(why === undefined ? undefined : new Problem("faults", `The text cannot be read yet: ${why}.`, 0, {}, "Mend it, or take the text of the form again."));
        if (why !== undefined) {
            showText(true);
            return;
        }
        try {
            const saved = await save(draft, over);
            toast(`${nameOf(kind, saved)} is saved.`);
            await navigate({ ...toOne(place, saved.id), ignoreBlocker: true });
        } catch {
            // What went wrong stands above the form.
        }
    };
    return (
        <>
            <LeaveGuard isChanged={isChanged(draft) || why !== undefined} />
            <ConflictDialog
                conflict={conflict}
                draft={draft}
                was={draft.loaded}
                onOver={(conflict) => void write(conflict)}
                onGoOn={(conflict) => {
                    change(rebase(draft, conflict.now));
                    setTexted(undefined);
                    showText(false);
                    goOn(conflict);
                }}
                onBack={forget}
            />
            <SaveProblem problem={(why && refused) ?? problem} faults={why && refused ? NONE : faults} show={show} />
            {!isReadOnly && (
                <div className="form-ways">
                    <Button tone="quiet" className="small" onPress={toggle}>
                        {isText ? <ListChecks size={15} aria-hidden /> : <FileCode size={15} aria-hidden />}
                        {isText ? "As a form" : "As text"}
                    </Button>
                </div>
            )}
            {isText && texted ? (
                <AsText fields={schema.fields} texted={texted} draft={draft} onText={setTexted} change={change} />
            ) : (
                <Card>
                    {kind.path === "services" && <ServiceUrlField form={form} typed={typedUrl} type={typeUrl} />}
                    <Fields fields={first} below={[]} form={form} />
                </Card>
            )}
            {!isText && rest.length > 0 && (
                <details className="card advanced" open={isOpen} onToggle={(event) => open(event.currentTarget.open)}>
                    <summary>
                        <h2>Advanced</h2>
                        <span className="quiet">{rest.length === 1 ? "1 more field" : `${rest.length} more fields`}; all have a default.</span>
                    </summary>
                    <Fields fields={rest} below={[]} form={form} />
                </details>
            )}
            <SaveBar
                isNew={isNew}
                isReadOnly={isReadOnly}
                isDeclared={may.isDeclared}
                isSaving={isSaving}
                isChanged={isChanged(draft)}
                changes={draft.changes.size}
                onSave={() => void write()}
                written={{
                    kind: kind.path,
                    workspace,
                    entity: whole(draft),
                    method: isNew ? "POST" : "PUT",
                    ...(place.within && kind.within && { below: [place.within.kind, place.within.id] }),
                }}
            />
        </>
    );
}
