//! Every kind and every field that the prelude declares stands in a golden case, so no field is without its output.

use fluo_core::check::{self, Program, Schema, Setting};
use fluo_core::diagnostic::Diagnostics;
use fluo_core::resolve;
use fluo_core::source::Sources;
use fluo_core::syntax::Trees;
use fluo_core::types::{Family, SchemaId, Type};
use fluo_tests::cases;
use fluo_tests::project::{DiskLoader, examples};
use std::collections::BTreeSet;

/// A kind, or a field of a schema: `kind service`, `probe.port`.
type Seen = BTreeSet<String>;

/// Bases that no component is made of.
const BASES: [&str; 4] = ["component", "sized", "workload", "scalable"];

fn program(entry: &str) -> Program {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let files = resolve::load(
        &DiskLoader,
        entry,
        resolve::Extent::Usual,
        &mut Trees::default(),
        &mut sources,
        &mut diagnostics,
    )
    .expect(entry);
    let names = resolve::names(&files, &mut diagnostics);
    check::check(&names, &sources, &DiskLoader, &mut diagnostics)
}

/// A field under the name of the schema that declares it, not of one that inherits it.
fn title(program: &Program, schema: &Schema, field: &str) -> String {
    let mut owner = schema;
    while let Some(base) = owner.base.and_then(|base| program.schema(base)) {
        if !base.fields.contains_key(field) {
            break;
        }
        owner = base;
    }
    format!("{}.{field}", owner.name)
}

struct Walk<'p> {
    program: &'p Program,
    seen: &'p mut Seen,
}

impl Walk<'_> {
    fn settings(&mut self, schema: SchemaId, settings: &[Setting]) {
        let Some(schema) = self.program.schema(schema) else { return };
        for setting in settings {
            let Some(field) = schema.fields.get(&setting.key) else { continue };
            self.seen.insert(title(self.program, schema, &setting.key));
            self.below(&field.ty, setting);
        }
    }

    fn below(&mut self, ty: &Type, setting: &Setting) {
        match ty.required() {
            Type::Record(id) => self.settings(*id, &setting.members),
            Type::Map(_, of) => setting.members.iter().for_each(|member| self.below(of, member)),
            Type::Variant(_) => {
                if let Some(id) = setting.variant {
                    self.settings(id, &setting.members);
                }
            }
            _ => {}
        }
    }
}

/// What an entry's program uses.
fn used(entry: &str, seen: &mut Seen) {
    let program = program(entry);
    let mut walk = Walk { program: &program, seen };
    for component in program.components.values() {
        for schema in program.chain(component.schema) {
            walk.seen.insert(format!("kind {}", schema.name));
            walk.settings(component.schema, &schema.body.settings);
            schema
                .body
                .secrets
                .values()
                .for_each(|secret| walk.settings(secret.schema, &secret.body.settings));
        }
        walk.settings(component.schema, &component.body.settings);
        component
            .body
            .secrets
            .values()
            .for_each(|secret| walk.settings(secret.schema, &secret.body.settings));
    }
    // A shared volume is one setting with its size; what refines it stands below.
    for volume in program.volumes.values() {
        volume.body.settings.iter().for_each(|whole| walk.settings(volume.schema, &whole.members));
    }
    let others = program.stores.values().chain(program.namespaces.values());
    for declared in program.secrets.values().chain(others) {
        walk.settings(declared.schema, &declared.body.settings);
    }
    for environment in program.environments.values() {
        if let Some(schema) = program.find(Family::Type, "environment") {
            walk.settings(schema, &environment.settings);
            environment.clusters.values().for_each(|cluster| walk.settings(schema, &cluster.settings));
        }
        for (name, (_, settings)) in &environment.overrides {
            if let Some(component) = program.components.get(name) {
                walk.settings(component.schema, settings);
            }
        }
    }
}

#[test]
fn every_kind_and_field_stands_in_a_case() {
    let mut seen = Seen::new();
    for case in cases::names() {
        used(&cases::entry(&case), &mut seen);
    }
    for example in examples() {
        used(&example.entry(), &mut seen);
    }
    let prelude = program(&cases::entry(&cases::names()[0]));
    let mut missing = Seen::new();
    for schema in prelude.schemas.iter().filter(|schema| schema.built_in) {
        if schema.family == Family::Kind && !BASES.contains(&schema.name.as_str()) {
            missing.insert(format!("kind {}", schema.name));
        }
        // What KEDA's triggers take is compared with KEDA's own description.
        let fields = schema.fields.keys().filter(|_| schema.family != Family::Trigger);
        missing.extend(fields.map(|field| title(&prelude, schema, field)));
    }
    missing.retain(|wanted| !seen.contains(wanted));
    assert!(missing.is_empty(), "in no golden case and no example:\n{}", Vec::from_iter(missing).join("\n"));
}
