//! Entities that nobody would write, made up from the catalogue: every kind that is honoured, every field, and values
//! that are easily taken for something else.

use std::collections::{BTreeSet, HashMap};

use model::{Catalogue, DEFAULT_WORKSPACE, Document, Entity, Id, PLUGINS, Residence};
use rcgen::{CertificateParams, KeyPair};
use schema::{Field, Kind, Map, Schema, Support, Value, check};
use serde_json::json;

/// How often an entity is made up anew because its fields do not go together.
const TRIES: usize = 500;

/// Numbers that look random and are the same each time (xorshift*).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        // Never nothing, out of which nothing comes.
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The last bits alone follow from those before: where one number chooses among eight, the next would be known.
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Makes entities up.
pub(crate) struct Inventor<'a> {
    catalogue: &'a Catalogue,
    texts: Vec<Value>,
    numbers: Vec<Value>,
    /// The values that each field may have, by the place of the field in memory.
    fitting: HashMap<*const Field, Vec<Value>>,
    /// `routes.paths`, `openid-connect.issuer`: what was given a value.
    pub(crate) used: BTreeSet<String>,
}

impl<'a> Inventor<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue) -> Self {
        let mut words = BTreeSet::new();
        for entity in catalogue.entities() {
            harvest(&catalogue.dialect(entity.name).unwrap(), &mut words);
        }
        for plugin in catalogue.plugins() {
            harvest(&catalogue.dialect_of_plugin(plugin.name).unwrap(), &mut words);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(["a.example".to_owned()]).unwrap();
        let certificate = certificate.self_signed(&key).unwrap();
        words.extend([certificate.pem(), key.serialize_pem(), key.public_key_pem()]);
        words.extend(TEXTS.iter().copied().map(str::to_owned));
        let numbers = [
            -1, 0, 1, 2, 3, 4, 5, 7, 10, 16, 60, 100, 200, 255, 301, 418, 1000, 1200, 8443, 65535, 100_000,
        ];
        Self {
            catalogue,
            texts: words.into_iter().map(Value::from).collect(),
            numbers: numbers
                .into_iter()
                .map(Value::from)
                .chain([json!(0.5), json!(2.25)])
                .collect(),
            fitting: HashMap::new(),
            used: BTreeSet::new(),
        }
    }

    /// The kinds that files have, each behind those that it links to.
    pub(crate) fn kinds(&self) -> Vec<Entity> {
        let mut waiting: Vec<Entity> = self
            .catalogue
            .entities()
            .filter(|entity| entity.residence == Residence::Snapshot)
            .copied()
            .collect();
        let mut ordered: Vec<Entity> = Vec::new();
        while !waiting.is_empty() {
            let names: Vec<_> = waiting.iter().map(|entity| entity.name).collect();
            let free = |entity: &Entity| {
                entity
                    .links
                    .iter()
                    .all(|link| !names.contains(&link.to) || link.to == entity.name)
            };
            let next = waiting.iter().position(free).unwrap_or_default();
            ordered.push(waiting.remove(next));
        }
        ordered
    }

    /// The texts or numbers that a field may have.
    fn fitting(&mut self, field: &Field) -> &[Value] {
        let pool = match field.kind {
            Kind::String => &self.texts,
            _ => &self.numbers,
        };
        let fitting = || pool.iter().filter(|value| fits(field, value)).cloned().collect();
        self.fitting
            .entry(std::ptr::from_ref(field))
            .or_insert_with(fitting)
    }

    /// An entity of this kind that links to some of these.
    pub(crate) fn entity(&mut self, entity: &Entity, there: &[Document], dice: &mut Dice) -> Document {
        let plugins: Vec<&'static str> = self.catalogue.plugins().map(|plugin| plugin.name).collect();
        let mut faults = None;
        // Chosen once: of those that need many tries there would be too few.
        let name = (entity.name == PLUGINS.name).then(|| *dice.pick(&plugins));
        for number in 0..TRIES {
            let told = name.map_or(Value::Null, |name| json!({ "name": name }));
            let schema = self.catalogue.schema_of(entity.name, &told).unwrap();
            let mut attempt = Attempt {
                inventor: self,
                dice,
                // What does not go together goes together more easily when there is less of it.
                rarity: 2 + number / 20,
            };
            let mut members = attempt.record(schema);
            let id = Id::random([0; 16].map(|_: u8| attempt.dice.next().to_le_bytes()[3]));
            attempt.link(entity, schema, there, &mut members);
            members.extend(attempt.together(entity));
            members.insert("id".to_owned(), id.into());
            members.extend(name.map(|name| ("name".to_owned(), name.into())));
            let mut body = Value::Object(members);
            let told = used(name.unwrap_or(entity.name), &body);
            let found = self.catalogue.fill_and_check(entity.name, &mut body);
            if found.is_empty() {
                self.used.extend(told);
                return Document {
                    kind: entity.name,
                    id,
                    workspace: DEFAULT_WORKSPACE,
                    body,
                };
            }
            faults = Some((found, body));
        }
        panic!("nobody can make up one of {}: {faults:?}", entity.name);
    }
}

/// Limits of requests go together only where longer periods have higher ones, and some of their options only with
/// others.
fn in_order(config: &mut Map<String, Value>) {
    let periods = ["second", "minute", "hour", "day", "month", "year"];
    let given: Vec<&str> = periods
        .into_iter()
        .filter(|period| config.contains_key(*period))
        .collect();
    let numbers = given.iter().filter_map(|period| config[*period].as_f64());
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    for period in &given {
        config.remove(*period);
    }
    for (period, number) in given.iter().zip(&numbers) {
        config.insert((*period).to_owned(), json!(number));
    }
    config.entry("year").or_insert(json!(1_000_000));
    for (option, value) in [("header_name", "x-a"), ("path", "/a")] {
        config.insert(option.to_owned(), value.into());
    }
    config.entry("sync_rate").and_modify(|rate| *rate = json!(-1));
}

/// The fields that are given a value: `routes.paths`, `openid-connect.issuer`.
fn used(owner: &str, body: &Value) -> Vec<String> {
    let names = |value: &Value| -> Vec<String> {
        let members = value.as_object().into_iter().flatten();
        let given = members.filter(|(_, value)| !value.is_null());
        given.map(|(name, _)| format!("{owner}.{name}")).collect()
    };
    let options = body.get("config").map(names).unwrap_or_default();
    names(body).into_iter().chain(options).collect()
}

/// One try to make something up.
struct Attempt<'a, 'c> {
    inventor: &'a mut Inventor<'c>,
    dice: &'a mut Dice,
    /// One field of so many is given a value.
    rarity: usize,
}

impl Attempt<'_, '_> {
    fn link(
        &mut self,
        entity: &Entity,
        schema: &Schema,
        there: &[Document],
        members: &mut Map<String, Value>,
    ) {
        for link in entity.links {
            let field = schema.named(link.field);
            if field.is_some_and(|field| field.support == Support::Refused) {
                continue;
            }
            let is_needed = field.is_some_and(|field| field.required);
            let targets: Vec<&Document> = there.iter().filter(|document| document.kind == link.to).collect();
            if targets.is_empty() || (!is_needed && self.dice.one_in(2)) {
                continue;
            }
            let to = self.dice.pick(&targets).id.to_string();
            members.insert(link.field.to_owned(), json!({ "id": to }));
        }
    }

    /// Fields whose values nobody would find together by luck.
    fn together(&mut self, entity: &Entity) -> Map<String, Value> {
        let fields = match entity.name {
            "keys" if self.dice.one_in(2) => {
                let jwk = json!({ "kty": "EC", "kid": "one", "crv": "P-256", "x": "AQ", "y": "AQ" });
                json!({ "kid": "one", "jwk": jwk.to_string(), "pem": null })
            }
            "jwt_secrets" if self.dice.one_in(2) => {
                let is_key = |text: &&Value| text.as_str().is_some_and(|text| text.contains("PUBLIC KEY"));
                let key = self.inventor.texts.iter().find(is_key);
                json!({ "algorithm": "ES256", "rsa_public_key": key })
            }
            "jwt_secrets" => json!({ "algorithm": "HS256", "secret": "e71829c351aa4242c2719cbfbe671c09" }),
            _ => json!({}),
        };
        fields.as_object().unwrap().clone()
    }

    fn record(&mut self, schema: &Schema) -> Map<String, Value> {
        let mut members = Map::new();
        for field in &schema.fields {
            let is_needed = field.required && field.default.is_none();
            if is_ours(field) || (!is_needed && !self.dice.one_in(self.rarity)) {
                continue;
            }
            let value = match is_needed || !self.dice.one_in(5) {
                true => self.value(field),
                // Null is none, and not the default.
                false => Some(Value::Null).filter(|value| fits(field, value)),
            };
            members.extend(value.map(|value| (field.name.to_string(), value)));
        }
        members
    }

    /// A value that the field may have, whatever stands beside it; none if nobody can think of one.
    fn value(&mut self, field: &Field) -> Option<Value> {
        let value = match &field.kind {
            Kind::Record(schema) => {
                let mut members = self.record(schema);
                if schema.named("sync_rate").is_some() {
                    in_order(&mut members);
                }
                Some(members.into())
            }
            Kind::Array(element) | Kind::Set(element) => {
                // Where few words of many are honoured, a list of nothing else is rare.
                (0..8).find_map(|_| {
                    let number = 1 + self.dice.below(3);
                    let values: Vec<Value> = (0..number).filter_map(|_| self.value(element)).collect();
                    Some(Value::from(values)).filter(|values| *values != json!([]) && fits(field, values))
                })
            }
            Kind::Map(element) => {
                let names = ["x-a", "yes", "b"].into_iter().filter(|_| self.dice.one_in(2));
                let names: Vec<&str> = names.collect();
                let values = names
                    .into_iter()
                    .filter_map(|name| Some((name.to_owned(), self.value(element)?)));
                Some(values.collect::<Map<_, _>>().into())
            }
            Kind::Boolean => Some(self.dice.one_in(2).into()),
            Kind::Json => Some(json!({ "a": [1, null, "b: c"], "": false })),
            Kind::Foreign(_) => None,
            Kind::String | Kind::Integer | Kind::Number => {
                let fitting = self.inventor.fitting(field);
                (!fitting.is_empty()).then(|| self.dice.pick(fitting).clone())
            }
        };
        value.filter(|value| fits(field, value))
    }
}

/// Whether the gateway makes the field itself, or nobody may write it yet.
pub(crate) fn is_ours(field: &Field) -> bool {
    // The names of a certificate are entities of their own, and never stored with it; those of a route are a set.
    let are_entities = field.name == "snis" && matches!(field.kind, Kind::Array(_));
    are_entities || field.auto || field.support == Support::Refused || matches!(field.kind, Kind::Foreign(_))
}

/// Whether a field may have a value, whatever stands beside it.
fn fits(field: &Field, value: &Value) -> bool {
    let mut alone = field.clone();
    if alone.name.is_empty() {
        alone.name = "element".into();
    }
    let mut document = Value::from_iter([(alone.name.to_string(), value.clone())]);
    let schema = Schema {
        fields: vec![alone],
        ..Schema::default()
    };
    schema::fill(&schema, &mut document);
    check(&schema, &document).is_empty()
}

/// The words that a schema names as possible, or as defaults.
fn harvest(dialect: &Value, words: &mut BTreeSet<String>) {
    match dialect {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("one_of", Value::Array(values)) => {
                        words.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    ("default", Value::String(word)) => {
                        words.insert(word.clone());
                    }
                    (_, value) => harvest(value, words),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| harvest(value, words)),
        _ => {}
    }
}

const TEXTS: &[&str] = &[
    // What a Kong keeps of a password.
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "shop",
    "a.b-c_d~1",
    "zoë",
    "0755",
    "1_000",
    "yes",
    "null",
    "~",
    "true",
    "1e3",
    " a ",
    "a: b",
    "a\nb\n",
    "# a",
    "- a",
    "\"'",
    "\\n",
    "\u{2028}",
    "é😀",
    "*",
    "*.a.example",
    "a.*",
    "a.example",
    "b.example",
    "a.example:8443",
    "127.0.0.1",
    "127.0.0.1:80",
    "10.0.0.0/8",
    "::1",
    "https://idp.example",
    "https://app.example/cb",
    "http://127.0.0.1:1/x",
    "/",
    "/a",
    "/b/c%20d",
    "~/a/(b|c)$",
    "~/d/(?<id>\\d+)",
    "x-a",
    "X-B",
    "x-a:$(headers.b or 'c')",
    "set-cookie",
    "GET",
    "POST",
    "PURGE",
    "http",
    "https",
    "0dc6f45b-8f8d-40d2-a504-473544ee190b",
    "91020192-062d-416f-a275-9addeeaffaf2",
    "openid",
    "email",
    "client",
    "env",
    "my-env",
    "SECRET_",
    "text/html; charset=utf-8",
    "en-GB",
    "0123456789abcdef0123456789abcdef0123456789",
    "__Host-a",
    "HS256",
    "{vault://env/a}",
];
