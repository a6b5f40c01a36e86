//! All that is said to a database. Documents are kept whole; what must be unique, what is linked and what is tagged
//! stands beside them, so that the database itself refuses what does not go together.
//!
//! The values of a statement are numbered in the order in which they first stand in it.

/// The version of these tables, the latest that is known.
pub const VERSION: u32 = 2;

/// What makes each version of the version before, from nothing on.
pub(crate) const STEPS: [&str; VERSION as usize] = [ENTITIES, DEPOSITS];

/// The steps that lead from a version to the latest; nothing if it is a later one.
pub(crate) fn steps_from(version: u32) -> Option<&'static [&'static str]> {
    STEPS.get(version as usize..)
}

/// Version 1: entities, and what has changed of them.
const ENTITIES: &str = "
CREATE TABLE entity (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX entity_listed ON entity (kind, workspace, id);

CREATE TABLE unique_key (
    kind TEXT NOT NULL,
    workspace TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, workspace, field, value),
    FOREIGN KEY (kind, id) REFERENCES entity (kind, id) ON DELETE CASCADE
);
CREATE INDEX unique_key_of ON unique_key (kind, id);

CREATE TABLE link (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    field TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    PRIMARY KEY (kind, id, field),
    FOREIGN KEY (kind, id) REFERENCES entity (kind, id) ON DELETE CASCADE,
    FOREIGN KEY (target_kind, target_id) REFERENCES entity (kind, id)
);
CREATE INDEX link_to ON link (target_kind, target_id);

CREATE TABLE tag (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, id, name),
    FOREIGN KEY (kind, id) REFERENCES entity (kind, id) ON DELETE CASCADE
);
CREATE INDEX tag_of ON tag (workspace, name, kind, id);

CREATE TABLE revision (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    number BIGINT NOT NULL
);
INSERT INTO revision VALUES (1, 0);

CREATE TABLE change (
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    workspace TEXT NOT NULL,
    id TEXT NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('put', 'delete'))
);
CREATE INDEX change_since ON change (revision);
";

/// Version 2: what the data plane leaves beside the configuration. `expires` is in milliseconds since 1970.
const DEPOSITS: &str = "
CREATE TABLE deposit (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
);
CREATE INDEX deposit_expires ON deposit (expires);
";

pub(crate) const WORKSPACE_OF: &str = "SELECT workspace FROM entity WHERE kind = $1 AND id = $2";
pub(crate) const BODY: &str = "SELECT body FROM entity WHERE kind = $1 AND id = $2 AND workspace = $3";
pub(crate) const PUT: &str = "INSERT INTO entity (kind, id, workspace, body) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body";
pub(crate) const DELETE: &str = "DELETE FROM entity WHERE kind = $1 AND id = $2";

pub(crate) const UNCLAIM: &str = "DELETE FROM unique_key WHERE kind = $1 AND id = $2";
/// Does nothing if another document has it already.
pub(crate) const CLAIM: &str = "INSERT INTO unique_key (kind, workspace, field, value, id) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

pub(crate) const UNLINK: &str = "DELETE FROM link WHERE kind = $1 AND id = $2";
pub(crate) const LINK: &str =
    "INSERT INTO link (kind, id, field, target_kind, target_id) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const LINKS_TO: &str =
    "SELECT kind, id, field FROM link WHERE target_kind = $1 AND target_id = $2";

pub(crate) const UNTAG: &str = "DELETE FROM tag WHERE kind = $1 AND id = $2";
pub(crate) const TAG: &str = "INSERT INTO tag (kind, id, workspace, name) VALUES ($1, $2, $3, $4)";

pub(crate) const BY_ID: &str = "SELECT id, body FROM entity WHERE kind = $1 AND workspace = $2 AND id = $3";
/// `$2` the workspace that it is in, `$3` that among which it is unique.
pub(crate) const BY_KEY: &str = "SELECT e.id, e.body FROM unique_key u JOIN entity e ON e.kind = u.kind AND e.id = u.id \
     WHERE u.kind = $1 AND e.workspace = $2 AND u.workspace = $3 AND u.field = $4 AND u.value = $5";
pub(crate) const ANY_OF: &str = "SELECT 1 FROM entity WHERE kind = $1 AND workspace = $2 LIMIT 1";
/// As [`OF_KIND`] tells it.
pub(crate) const OF_ID: &str = "SELECT id, workspace, body FROM entity WHERE kind = $1 AND id = $2";
pub(crate) const OF_KIND: &str = "SELECT id, workspace, body FROM entity WHERE kind = $1 ORDER BY id";

/// A page of a list: `$1` kind, `$2` workspace, `$3` the id before, `$4` the field, if any, whose link leads to one of
/// the ids `$5`, a JSON array; `$6` the kind, if any, that links by `$7` to the documents and by `$8` to that of the kind
/// `$9` and the id `$10`; `$11` tags as a JSON array, `$12` how many of them a document must have, `$13` how many
/// documents.
macro_rules! listed {
    ($ids:literal, $tags:literal) => {
        concat!(
            "SELECT e.id, e.body FROM entity e WHERE e.kind = $1 AND e.workspace = $2 AND e.id > $3",
            " AND ($4 = '' OR EXISTS (SELECT 1 FROM link l",
            " WHERE l.kind = e.kind AND l.id = e.id AND l.field = $4 AND l.target_id IN (",
            $ids,
            "))) AND ($6 = '' OR e.id IN (SELECT o.target_id FROM link m JOIN link o",
            " ON o.kind = m.kind AND o.id = m.id WHERE m.kind = $6 AND o.field = $7",
            " AND m.field = $8 AND m.target_kind = $9 AND m.target_id = $10))",
            " AND (SELECT count(*) FROM tag t",
            " WHERE t.kind = e.kind AND t.id = e.id AND t.name IN (",
            $tags,
            ")) >= $12 ORDER BY e.id LIMIT $13"
        )
    };
}
/// As SQLite reads JSON.
pub(crate) const LISTED_SQLITE: &str = listed!(
    "SELECT value FROM json_each($5)",
    "SELECT value FROM json_each($11)"
);
/// As PostgreSQL does.
pub(crate) const LISTED_POSTGRES: &str = listed!(
    "SELECT jsonb_array_elements_text($5::text::jsonb)",
    "SELECT jsonb_array_elements_text($11::text::jsonb)"
);

/// A page of what is tagged: `$1` workspace, `$2` 1 for any tag, `$3` the tag, `$4` to `$6` the one before, `$7` how many.
pub(crate) const TAGGED: &str = "SELECT name, kind, id FROM tag WHERE workspace = $1 AND ($2 = 1 OR name = $3) \
     AND (name, kind, id) > ($4, $5, $6) ORDER BY name, kind, id LIMIT $7";

pub(crate) const REVISION: &str = "SELECT number FROM revision WHERE only_row = 1";
pub(crate) const NEXT_REVISION: &str =
    "UPDATE revision SET number = number + 1 WHERE only_row = 1 RETURNING number";
/// The same one, and no other writer until this one is done.
pub(crate) const SAME_REVISION: &str =
    "UPDATE revision SET number = number WHERE only_row = 1 RETURNING number";
pub(crate) const CHANGED: &str =
    "INSERT INTO change (revision, kind, workspace, id, op) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const CHANGES_SINCE: &str =
    "SELECT revision, kind, workspace, id, op FROM change WHERE revision > $1 ORDER BY revision";
pub(crate) const OLDEST_CHANGE: &str = "SELECT min(revision) FROM change";
pub(crate) const FORGET_CHANGES: &str = "DELETE FROM change WHERE revision <= $1";

pub(crate) const DEPOSITED: &str = "SELECT body FROM deposit WHERE kind = $1 AND name = $2 AND expires > $3";
pub(crate) const DEPOSIT: &str = "INSERT INTO deposit (kind, name, body, expires) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body, expires = excluded.expires";
/// In the place of what has expired by `$5`, and of nothing else.
pub(crate) const SETTLE: &str = "INSERT INTO deposit (kind, name, body, expires) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body, expires = excluded.expires \
     WHERE deposit.expires <= $5";
/// Whoever deletes the row has it, and nobody else does.
pub(crate) const TAKE: &str =
    "DELETE FROM deposit WHERE kind = $1 AND name = $2 AND expires > $3 RETURNING body";
/// Some of what has expired by `$1`, `$2` at most.
pub(crate) const SWEEP: &str = "DELETE FROM deposit WHERE (kind, name) IN \
     (SELECT kind, name FROM deposit WHERE expires <= $1 ORDER BY expires LIMIT $2)";

/// What only PostgreSQL is told.
pub(crate) mod postgres {
    /// The settings of a connection: `$1` the schema, `$2` the longest that a statement, a lock or a transaction that
    /// does nothing may take, in milliseconds.
    pub(crate) const GREET: &str = "SELECT set_config('search_path', quote_ident($1), false), \
         set_config('statement_timeout', $2, false), set_config('lock_timeout', $2, false), \
         set_config('idle_in_transaction_session_timeout', $2, false)";
    pub(crate) const LISTEN: &str = "LISTEN lychgate; LISTEN lychgate_word";
    pub(crate) const NOTIFY: &str = "NOTIFY lychgate";
    /// All schemas of a database hear each other: `$1` says whose word it is, and the word.
    pub(crate) const TELL: &str = "SELECT pg_notify('lychgate_word', $1)";
    pub(crate) const WORDS: &str = "lychgate_word";

    /// Of those who make the tables at the same time one waits for the other. The number is ours: `lych` in ASCII.
    pub(crate) const ALONE: &str = "SELECT pg_advisory_xact_lock(1819894632)";
    pub(crate) const IS_SCHEMA: &str = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    pub(crate) const IS_VERSION: &str = "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = $1 AND c.relname = 'version'";
    pub(crate) const VERSION: &str = "SELECT number FROM version WHERE only_row = 1";

    /// Its own version stands in a table; SQLite has a place for it in the file.
    pub(crate) const VERSION_TABLE: &str = "
CREATE TABLE version (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    number BIGINT NOT NULL
)";
    pub(crate) const VERSION_ROW: &str =
        "INSERT INTO version VALUES (1, $1) ON CONFLICT (only_row) DO UPDATE SET number = excluded.number";

    /// A step, where every text is compared byte by byte, as SQLite does, whatever language the database speaks.
    pub(crate) fn spoken(step: &str) -> String {
        step.replace(" TEXT ", " TEXT COLLATE \"C\" ")
    }

    /// A schema that is not there yet.
    pub(crate) fn create_schema(name: &str) -> String {
        format!("CREATE SCHEMA \"{}\"", name.replace('"', "\"\""))
    }
}
