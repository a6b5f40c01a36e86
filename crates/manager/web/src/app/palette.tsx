import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField, useFilter } from "react-aria-components";

import { allQuery } from "../api/entities.ts";
import { nameOf } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import { type Goal, pages, sought } from "./goals.ts";
import { useWorkspace } from "./workspace.ts";

/** What is looked through for an entity by its name, id, host or path. */
const SEARCHED = ["services", "routes", "consumers", "plugins", "upstreams"];

/** At most so many are shown at once. */
const SHOWN = 50;

/** Leads anywhere by a few letters. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
    return (
        <ModalOverlay className="overlay high" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
            <Modal className="modal palette">
                <Dialog className="dialog" aria-label="Go to">
                    {isOpen && <Finder onClose={onClose} />}
                </Dialog>
            </Modal>
        </ModalOverlay>
    );
}

function Finder({ onClose }: { onClose: () => void }) {
    const workspace = useWorkspace();
    const navigate = useNavigate();
    const { contains } = useFilter({ sensitivity: "base" });
    const [typed, type] = useState("");
    const found = sought([...pages(workspace), ...useEntities(workspace)], typed, contains).slice(0, SHOWN);
    const go = (href: string) => {
        onClose();
        void navigate({ href });
    };
    return (
        <Autocomplete inputValue={typed} onInputChange={type}>
            <SearchField aria-label="Go to" autoFocus className="field">
                <Input className="input" placeholder="A page, a route, a service, a host, an id…" dir="auto" />
            </SearchField>
            {/* What is beyond its end is scrolled to without a pointer as well. */}
            <div className="found" role="group" aria-label="What is found" tabIndex={0}>
                <Menu
                    className="menu"
                    aria-label="Found"
                    items={found}
                    onAction={(key) => go(String(key))}
                    renderEmptyState={() => <p className="hint">Nothing is called so.</p>}
                >
                    {(goal: Goal) => (
                        <MenuItem id={goal.href} textValue={goal.name} className="option">
                            <bdi>{goal.name}</bdi>
                            <span className="hint">{goal.about}</span>
                        </MenuItem>
                    )}
                </Menu>
            </div>
        </Autocomplete>
    );
}

function useEntities(workspace: string): Goal[] {
    const lists = [
        useQuery(allQuery(workspace, [SEARCHED[0]!])),
        useQuery(allQuery(workspace, [SEARCHED[1]!])),
        useQuery(allQuery(workspace, [SEARCHED[2]!])),
        useQuery(allQuery(workspace, [SEARCHED[3]!])),
        useQuery(allQuery(workspace, [SEARCHED[4]!])),
    ];
    return lists.flatMap(({ data }, index) => {
        const kind = kindAt(SEARCHED[index]!)!;
        return (data?.data ?? []).map((entity) => ({
            id: entity.id,
            name: nameOf(kind, entity),
            about: [kind.one, entity.host, entity.hosts, entity.paths, entity.id].flat().filter(Boolean).join(" · "),
            href: `/w/${encodeURIComponent(workspace)}/${kind.path}/${entity.id}`,
        }));
    });
}
