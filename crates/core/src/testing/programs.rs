//! Valid programs of every form.

use super::catalogue::Catalogue;
use super::draft::Draft;
use super::entry::Entry;
use super::environment::{self, NAMED, Spread};
use super::literal::{awkward, quoted};
use super::pick::{Pick, one};
use super::plan::{Plan, Said, plans};
use super::program::Program;
use super::world::{ANYWHERE, Kept, World};
use crate::types::{RefType, SchemaId, Type};
use proptest::strategy::Strategy;
use std::collections::BTreeMap;
use std::ops::Range;

/// Valid programs: each compiles in all of its environments. They have up to eight components, half of them four or
/// fewer; [`programs_of()`] gives more.
///
/// What shrinks stays valid: components, settings, references, environments and files go, values become plain.
pub fn programs() -> impl Strategy<Value = Program> {
    programs_of(1..8)
}

/// Valid programs with so many components.
pub fn programs_of(components: Range<usize>) -> impl Strategy<Value = Program> {
    plans(components).prop_map(|plan| written(&plan).program)
}

/// A program that is written, and what it is made of.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// Its files.
    pub(crate) program: Program,
    /// Its components, in their order.
    pub(crate) drafts: Vec<Draft>,
}

/// A kind of the program's own.
struct Kind {
    draft: Draft,
    /// Params that each component has to set.
    demands: Vec<String>,
}

/// Writes the program that a plan means.
pub(crate) fn written(plan: &Plan) -> Written {
    let mut world = World::new(Catalogue::built_in(), BTreeMap::new());
    let spread = Spread::of(&plan.shape);
    declared(&mut world, plan, spread);
    let kinds: Vec<Kind> = plan.kinds.iter().filter_map(|said| kind(&mut world, said)).collect();
    let platform = std::mem::take(&mut world.entries);
    let (mut drafts, mut parts) = (Vec::new(), Vec::new());
    for said in &plan.components {
        let Some(draft) = component(&mut world, &kinds, spread, said) else { continue };
        parts.push((draft.name.clone(), std::mem::take(&mut world.entries)));
        drafts.push(draft);
    }
    let mut last = std::mem::take(&mut world.beside);
    last.extend(environment::environments(&mut world, plan, spread, &drafts));
    let mut program = super::files::laid_out(&plan.shape, &platform, &parts, &last);
    program.files.extend(world.files);
    Written { program, drafts }
}

/// What stands at the top level beside kinds and components.
fn declared(world: &mut World, plan: &Plan, spread: Spread) {
    for pick in &plan.params {
        param(world, pick);
    }
    for pick in &plan.sizes {
        size(world, pick);
    }
    for pick in &plan.stores {
        store(world, pick);
    }
    for pick in &plan.secrets {
        match spread == Spread::Named && pick.which % 3 == 2 {
            true => encrypted(world),
            false => secret(world, pick),
        }
    }
    for pick in &plan.shared {
        shared(world, pick);
    }
}

fn param(world: &mut World, pick: &Pick) {
    let name = world.fresh("release");
    let text = match pick.which % 3 {
        0 => format!("string = {}", quoted(&awkward(pick.value))),
        1 => "eu | us = eu".to_owned(),
        _ => format!("int in 1..64 = {}", pick.value % 64 + 1),
    };
    world.entries.push(Entry::new(format!("param {name}: {text}")));
    world.params.push(name);
}

fn size(world: &mut World, pick: &Pick) {
    const SIZES: &[&str] = &[
        "{ cpu: 100m..200m, memory: 64Mi..128Mi }",
        "{ cpu: 1..2, memory: 1Gi..2Gi, grace: 45s }",
        "{ resources { cpu: 250m..500m, memory: 256Mi..256Mi, ephemeral-storage: 1Gi..2Gi } }",
    ];
    let name = world.fresh(pick.of(&["small", "medium", "x-2"]).copied().unwrap_or("small"));
    let text = one(pick.value, SIZES).copied().unwrap_or_default();
    world.entries.push(Entry::new(format!("size {name} {text}")));
    world.sizes.push(name);
}

fn store(world: &mut World, pick: &Pick) {
    const STORES: &[&str] = &[
        "existing {}",
        "aws-parameter-store { region: \"eu-central-1\" }",
        "aws-secrets-manager { region: \"eu-west-1\", role: \"arn:aws:iam::123456789012:role/secrets\" }",
        "gcp-secret-manager { project: \"shop-prod\" }",
        "vault { server: \"https://vault.example.com:8200\", path: \"kv\", role: \"fluo\" }",
        "vault { server: \"https://vault.example.com\", path: \"no\", role: \"on\", version: v1, login: \"k8s\" }",
    ];
    let name = world.fresh("store");
    let text = one(pick.which, STORES).copied().unwrap_or_default();
    world.entries.push(Entry::new(format!("store {name}: {text}")));
    world.stores.push(name);
}

fn secret(world: &mut World, pick: &Pick) {
    let name = world.fresh(pick.of(&["keys", "login", "api-2"]).copied().unwrap_or("keys"));
    let (text, keys, homely): (String, &[&str], bool) = match pick.value % 4 {
        0 => ("existing { keys: [user, password] }".to_owned(), &["user", "password"], false),
        1 => {
            let store = world.store(&pick.at(0));
            (
                format!(
                    "external {{ store: {store}, keys {{ TOKEN: \"/shop/canary/api#token\", ID: \"/shop/canary/id\" }} }}"
                ),
                &["TOKEN", "ID"],
                false,
            )
        }
        2 => (
            "generated { keys: [password, session_key], length: 48, symbols: 6 }".to_owned(),
            &["password", "session_key"],
            true,
        ),
        _ => {
            let store = world.store(&pick.at(0));
            (
                format!(
                    "external {{ store: {store}, keys {{ password: \"canary/p\" }}, name: \"{name}-x\", refresh: 15m }}"
                ),
                &["password"],
                false,
            )
        }
    };
    world.entries.push(Entry::new(format!("secret {name}: {text}")));
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    world.secrets.push(Kept { name, keys, homely, home: None });
}

/// A Secret that SOPS encrypted, in the one namespace that there is.
fn encrypted(world: &mut World) {
    let name = world.fresh("sealed");
    let path = format!("secrets/{name}.enc.yaml");
    let value = "ENC[AES256_GCM,data:eA==,iv:aXY=,tag:dGFn,type:str]";
    let head = format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: {NAMED}\n");
    let text = format!("{head}stringData:\n  password: {value}\nsops:\n  mac: {value}\n  version: 3.11.0\n");
    world.beside.push(Entry::new(format!("secret {name}: sops {{ file: \"{path}\" }}")));
    world.files.push((path, text));
    world.secrets.push(Kept { name, keys: vec!["password".to_owned()], homely: false, home: None });
}

fn shared(world: &mut World, pick: &Pick) {
    if pick.which.is_multiple_of(2) {
        let name = world.fresh("settings");
        let text = quoted(&awkward(pick.value));
        let below = vec![Entry::new(format!("LEVEL: {text}")), Entry::new("NAME: \"${environment.name}\"")];
        world.entries.push(Entry::block(format!("config {name}"), below));
        world.configs.push(name);
    } else {
        let name = world.fresh("uploads");
        world.entries.push(Entry::new(format!("volume {name}: 10Gi {{ access: many }}")));
        world.volumes.push((name, None));
    }
}

/// The built-in kinds of which a program's own kinds are made.
const BASES: &[&str] = &["service", "worker", "service", "stateful", "job", "daemon"];

/// A kind with params of its own, and settings that read them.
fn kind(world: &mut World, said: &Said) -> Option<Kind> {
    let base = *one(said.kind, BASES)?;
    let name = world.fresh(one(said.name, &["web-app", "base", "x-kind"])?);
    let schema = world.catalogue.kind(base)?;
    let mut draft = Draft::new(world, &name, schema, ANYWHERE);
    draft.is_kind = true;
    let demands = params(&mut draft, &said.must);
    for pick in &said.settings {
        draft.choose(world, pick);
    }
    let entry = Entry::block(format!("kind {name}: {base}"), std::mem::take(&mut draft.entries));
    world
        .entries
        .push(entry.documented(format!("What several components of this program are: each a {base}.")));
    Some(Kind { draft, demands })
}

/// Params of a kind: those that every component has to set are given back.
fn params(draft: &mut Draft, pick: &Pick) -> Vec<String> {
    draft.say("param team: string like \"[a-z]+\" = \"shop\"");
    draft.say("labels { \"example.com/team\": team }");
    draft.said.insert("labels".to_owned());
    if pick.which.is_multiple_of(2) {
        return Vec::new();
    }
    draft.say("param level: info | debug");
    draft.say("param limit: int in 1..64 = 8");
    draft.say("env { LEVEL: level, LIMIT: \"${limit}\" }");
    draft.said.insert("env".to_owned());
    vec!["level".to_owned()]
}

/// The kinds of components, the usual ones several times.
const KINDS: &[&str] = &[
    "service",
    "worker",
    "service",
    "postgres",
    "service",
    "worker",
    "stream",
    "cache",
    "job",
    "cron",
    "stateful",
    "daemon",
    "scaled-job",
    "nats",
    "helm",
    "resource",
    "external",
    "manifests",
    "library",
    "service",
    "worker",
];

/// Kinds of the standard library that bring no operator.
fn of_library(world: &World, number: u16) -> Option<SchemaId> {
    let catalogue = &world.catalogue;
    let brings = |id: SchemaId| {
        let needed = catalogue
            .fields(id)
            .into_iter()
            .filter(|(_, name, field)| catalogue.is_required(id, name, field));
        let kinds = needed.filter_map(|(_, _, field)| match field.ty.required() {
            Type::Ref(RefType::Component(kind)) => catalogue.kind(kind.as_deref()?),
            _ => None,
        });
        std::iter::once(id).chain(kinds).any(|id| catalogue.brings(id))
    };
    let files = crate::library::FILES.iter().flat_map(crate::library::kinds);
    let kinds = files.filter_map(|name| world.catalogue.kind(name)).filter(|id| !brings(*id));
    one(number, &kinds.collect::<Vec<_>>()).copied()
}

/// A component, written.
fn component(world: &mut World, kinds: &[Kind], spread: Spread, said: &Said) -> Option<Draft> {
    let own = if said.must.value % 3 == 2 { one(said.kind, kinds) } else { None };
    let word = one(said.kind, KINDS)?;
    let schema = match (own, *word) {
        (Some(kind), _) => kind.draft.schema,
        (None, "library") => of_library(world, said.must.which)?,
        (None, word) => world.catalogue.kind(word)?,
    };
    let mut draft = begun(world, own, schema, spread, said);
    draft.complete(world, &said.must.below);
    for pick in &said.settings {
        draft.choose(world, pick);
    }
    let written = world.catalogue.program.schema(schema)?.name.to_string();
    let written = own.map_or(written, |kind| kind.draft.name.clone());
    let head = format!("component {}: {written}", draft.name);
    let entry = Entry::block(head, std::mem::take(&mut draft.entries));
    let standing = draft.standing(world);
    world.components.push(standing);
    world.entries.push(match said.must.one_in(4) {
        true => entry.documented(awkward(said.must.which).replace(char::is_control, " ")),
        false => entry,
    });
    Some(draft)
}

/// A component with its name, its namespace and what its own kind demands.
fn begun(world: &mut World, own: Option<&Kind>, schema: SchemaId, spread: Spread, said: &Said) -> Draft {
    let root = world.catalogue.root(schema);
    let name = world.fresh(&stem(&root, said.name));
    let namespace = spread.namespace(&name, &said.must);
    let mut draft = match own {
        Some(kind) => Draft { name, is_kind: false, ..kind.draft.over() },
        None => Draft::new(world, &name, schema, ""),
    };
    draft.namespace = namespace;
    if let Some(line) = spread.line(&draft.namespace) {
        draft.say(line);
        draft.says_namespace = true;
    }
    if root == "manifests" {
        adopted(world, &mut draft);
    }
    for demand in own.into_iter().flat_map(|kind| &kind.demands) {
        draft.say(format!("{demand}: info"));
    }
    draft
}

/// A folder with an object, for what adopts YAML.
fn adopted(world: &mut World, draft: &mut Draft) {
    let name = &draft.name;
    let metadata = format!("metadata:\n  name: {name}-adopted\n  namespace: adopted\n");
    let text = format!("apiVersion: v1\nkind: ConfigMap\n{metadata}data:\n  key: \"on\"\n");
    world.files.push((format!("adopted/{name}/object.yaml"), text));
    draft.say(format!("path: \"adopted/{}\"", draft.name));
    draft.said.insert("path".to_owned());
}

/// A name, in one of ten cases as long as its kind admits.
fn stem(root: &str, number: u16) -> String {
    const STEMS: &[&str] = &["web", "api", "a", "orders", "x1", "b-3-c", "db-2", "front-end", "no", "null-1"];
    let stem = one(number, STEMS).copied().unwrap_or_default();
    if number % 13 != 12 {
        return stem.to_owned();
    }
    let most = match root {
        "postgres" => 46,
        "external" => 60,
        "helm" => 24,
        _ => 48,
    };
    let long = format!("{stem}-with-a-long-name-that-somebody-chose-for-good-reasons-1");
    let cut: String = long.chars().take(most).collect();
    cut.trim_end_matches('-').to_owned()
}
