//! What is declared and does nothing: each is a line that its author believes in.
//!
//! "Nothing uses it" is said of the program as a whole, the entry file with all that it uses, and of every environment in it. Sizes,
//! kinds, types and stores are an offer that other programs may take, so they are judged only where no other program can see
//! them: in the file of the environment that is built.

use super::Rules;
use crate::check::{Declared, Environment, Expr, ExprKind, Head, Schema, Setting, TextPart, visit_settings};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Body, BuiltIn, Target};
use crate::source::Span;
use crate::types::{Family, RefType, Scalar, SchemaId, Type};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::cell::OnceCell;

/// What the expressions and types of a program speak of.
#[derive(Default)]
struct Mentioned<'p> {
    params: FxHashSet<&'p SmolStr>,
    /// Names after `self.`, after a component, or bare in a kind: params, secrets, outputs.
    members: FxHashSet<&'p SmolStr>,
    components: FxHashSet<&'p SmolStr>,
    configs: FxHashSet<&'p SmolStr>,
    stores: FxHashSet<&'p SmolStr>,
    sizes: FxHashSet<&'p SmolStr>,
    /// Kinds that a param asks for by name.
    kinds: FxHashSet<&'p SmolStr>,
    schemas: FxHashSet<SchemaId>,
    /// Every text: values of charts and specs of resources name objects so.
    texts: Vec<&'p str>,
    /// All of them, a line each, once somebody looks for a name there.
    text: OnceCell<String>,
}

impl<'p> Mentioned<'p> {
    fn of(rules: &Rules<'p>) -> Self {
        let (program, mut found) = (rules.program, Self::default());
        let lists: FxHashSet<Span> = program.environments.values().flat_map(deployment).collect();
        program.visit(&mut |expr| found.expression(expr, &lists));
        for schema in &program.schemas {
            found.schemas.extend(schema.base);
            let types = schema.fields.values().map(|field| &field.ty).chain(&schema.head);
            types.for_each(|ty| found.ty(ty));
        }
        program.params.values().for_each(|param| found.ty(&param.ty));
        found.schemas.extend(program.components.values().map(|component| component.schema));
        found
    }

    fn expression(&mut self, expr: &'p Expr, lists: &FxHashSet<Span>) {
        match &expr.kind {
            ExprKind::Param(name) => drop(self.params.insert(name)),
            ExprKind::Field(name) => drop(self.members.insert(name)),
            ExprKind::Own(path) => self.members.extend(path),
            ExprKind::Through(name, path) => {
                self.members.insert(name);
                self.members.extend(path);
            }
            ExprKind::Component(name, path) => {
                self.members.extend(path);
                if !lists.contains(&expr.span) {
                    self.components.insert(name);
                }
            }
            ExprKind::OwnMember("config", name) => drop(self.configs.insert(name)),
            ExprKind::Store(name) => drop(self.stores.insert(name)),
            ExprKind::Size(name) => drop(self.sizes.insert(name)),
            ExprKind::Scalar(Scalar::Text(text)) => self.texts.push(text),
            ExprKind::Text(parts) => self.texts.extend(parts.iter().filter_map(literal)),
            _ => {}
        }
    }

    /// Whether a text names an object.
    fn in_a_text(&self, object: &str) -> bool {
        self.text.get_or_init(|| self.texts.join("\n")).contains(object)
    }

    fn ty(&mut self, ty: &'p Type) {
        match ty {
            Type::List(of) | Type::Map(_, of) | Type::Optional(of) => self.ty(of),
            Type::Ref(RefType::Component(Some(kind))) => drop(self.kinds.insert(kind)),
            Type::Record(schema) => drop(self.schemas.insert(*schema)),
            _ => {}
        }
    }
}

fn literal(part: &TextPart) -> Option<&str> {
    match part {
        TextPart::Literal(text) => Some(text),
        TextPart::Expr(_) => None,
    }
}

/// The places of what `deploy` and `skip` list: who is in a list is not used by it.
fn deployment(environment: &Environment) -> Vec<Span> {
    let mut spans = Vec::new();
    let lists =
        environment.settings.iter().filter(|setting| ["deploy", "skip"].contains(&setting.key.as_str()));
    for list in lists {
        visit_settings(std::slice::from_ref(list), &mut |expr| spans.push(expr.span));
    }
    spans.extend(environment.clusters.values().flat_map(deployment));
    spans
}

/// Said last: what is wrong elsewhere may be the very reference that would use something.
pub(super) fn check(rules: &mut Rules) {
    if rules.diagnostics.has_errors() {
        return;
    }
    let mentioned = Mentioned::of(rules);
    params(rules, &mentioned);
    kind_params(rules, &mentioned);
    offers(rules, &mentioned);
    externals(rules, &mentioned);
    own(rules, &mentioned);
    overrides(rules);
}

fn params(rules: &mut Rules, mentioned: &Mentioned) {
    let program = rules.program;
    for (name, param) in program.params.iter().filter(|(name, _)| !mentioned.params.contains(name)) {
        let mut diagnostic =
            Diagnostic::new(Code::UnreadParam, param.span, format!("nothing reads the param `{name}`"))
                .label("declared, but never read");
        let environment = program.environments.get(&rules.model.name);
        if let Some((_, span)) = environment.and_then(|environment| environment.set.get(name)) {
            diagnostic = diagnostic.also(*span, "set here, without effect");
        }
        rules.report(
            diagnostic.help(format!("write `{name}` where its value belongs, or take the param away")),
        );
    }
}

/// A param that a platform declares and wires to nothing: its users set it, and nothing happens.
fn kind_params(rules: &mut Rules, mentioned: &Mentioned) {
    let program = rules.program;
    let kinds = program.schemas.iter().filter(|schema| schema.family == Family::Kind && !schema.built_in);
    for kind in kinds {
        let base = kind.base.and_then(|base| program.schema(base));
        let inherited = |name: &SmolStr| base.is_some_and(|base| base.fields.contains_key(name));
        let unread =
            kind.fields.iter().filter(|(name, _)| !inherited(name) && !mentioned.members.contains(name));
        for (name, field) in unread {
            let mut diagnostic = Diagnostic::new(
                Code::UnreadParam,
                field.span,
                format!("nothing reads the param `{name}` of the kind `{}`", kind.name),
            )
            .label("declared, but never read");
            for span in set_by(rules, kind, name) {
                diagnostic = diagnostic.also(span, "set here, without effect");
            }
            rules.report(
                diagnostic.help(format!(
                    "write `{name}` where its value belongs in the kind, or take the param away"
                )),
            );
        }
    }
}

/// Where components of a kind set one of its params.
fn set_by<'p>(rules: &Rules<'p>, kind: &'p Schema, name: &'p SmolStr) -> impl Iterator<Item = Span> + 'p {
    let program = rules.program;
    let of_kind = program.components.values().filter(|component| program.is_a(component.schema, &kind.name));
    let settings = of_kind.flat_map(|component| &component.body.settings);
    settings.filter(move |setting| setting.key == *name).map(whole)
}

/// What is there for others to take, in a file that others do not read.
fn offers(rules: &mut Rules, mentioned: &Mentioned) {
    let program = rules.program;
    let Some(file) = program.environments.get(&rules.model.name).map(|environment| environment.span.file)
    else {
        return;
    };
    let stores = program
        .stores
        .iter()
        .filter(|(name, _)| !mentioned.stores.contains(name) && !mentioned.in_a_text(name));
    let stores = stores.map(|(name, store)| ("store", name, store.span));
    let kinds = (0..).map(SchemaId).zip(&program.schemas).filter(|(id, schema)| {
        let named = schema.family == Family::Kind && mentioned.kinds.contains(&schema.name);
        !named && !schema.built_in && !mentioned.schemas.contains(id)
    });
    let kinds = kinds.filter_map(|(_, schema)| match schema.family {
        Family::Kind => Some(("kind", &schema.name, schema.span)),
        Family::Type => Some(("type", &schema.name, schema.span)),
        _ => None,
    });
    let sizes = program.sizes.iter().filter(|(name, _)| !mentioned.sizes.contains(name));
    let sizes = sizes.map(|(name, size)| ("size", name, size.span));
    let unused: Vec<_> = stores.chain(sizes).chain(kinds).filter(|(_, _, span)| span.file == file).collect();
    for (word, name, span) in unused {
        let help = match word {
            "store" => format!("read a secret from it, `store: {name}`, or take it away"),
            "size" => format!("choose it in a component, `size: {name}`, or take it away"),
            "kind" => format!("make a component of it, `component NAME: {name} {{ … }}`, or take it away"),
            _ => format!("give a param this type, `param NAME: {name}`, or take it away"),
        };
        unused_declaration(rules, span, format!("nothing uses the {word} `{name}`"), help);
    }
}

/// What stands outside is declared for those who connect to it.
fn externals(rules: &mut Rules, mentioned: &Mentioned) {
    let model = rules.model;
    for component in model.components.values().filter(|component| component.kind == BuiltIn::External) {
        let alias = matches!(&component.body, Some(Body::External(body)) if body.alias.value);
        if alias || mentioned.components.contains(&component.name) {
            continue;
        }
        let name = &component.name;
        unused_declaration(
            rules,
            component.span,
            format!("nothing connects to the external `{name}`"),
            format!("refer to `{name}.host`, name it in `needs` or `network`, or take it away"),
        );
    }
}

/// What a component declares for itself and does not use.
fn own(rules: &mut Rules, mentioned: &Mentioned) {
    let program = rules.program;
    for component in program.components.values() {
        for (name, secret) in &component.body.secrets {
            if !mentioned.members.contains(name) && !mentioned.in_a_text(name) {
                rules.report(unused_secret(component, secret));
            }
        }
        let configs = component.body.settings.iter().filter(|setting| setting.key == "config");
        let unused = configs.flat_map(|setting| &setting.members).filter(|config| {
            let object = format!("{}-{}", component.name, config.key);
            !mentioned.configs.contains(&config.key) && !mentioned.in_a_text(&object)
        });
        for config in unused {
            let name = &config.key;
            unused_declaration(
                rules,
                config.span,
                format!("`{}` does not use its config `{name}`", component.name),
                format!(
                    "mount it, `mount \"/etc/{}\": {name}`, or take it as variables, `env-from: [{name}]`",
                    component.name
                ),
            );
        }
    }
}

fn unused_secret(component: &Declared, secret: &Declared) -> Diagnostic {
    let (name, owner) = (&secret.name, &component.name);
    Diagnostic::new(Code::UnusedSecret, secret.span, format!("nothing uses the secret `{name}` of `{owner}`"))
        .label("declared, but never used")
        .help(format!(
            "refer to one of its keys in `env`, to all of them by `env-from: [{name}]`, or take it away"
        ))
}

fn unused_declaration(rules: &mut Rules, span: Span, message: String, help: String) {
    rules.report(
        Diagnostic::new(Code::UnusedDeclaration, span, message).label("declared, but never used").help(help),
    );
}

/// An override of a component that the same environment leaves out. A base speaks for others too, and an environment for all of
/// its clusters, so only the last word is judged.
fn overrides(rules: &mut Rules) {
    let (program, model) = (rules.program, rules.model);
    let environment = program.environments.get(&model.name);
    let last = match &model.cluster {
        None => environment,
        Some(cluster) => environment.and_then(|environment| environment.clusters.get(cluster)),
    };
    let target = Target { environment: model.name.clone(), cluster: model.cluster.clone() };
    for (name, (span, _)) in last.iter().flat_map(|last| &last.overrides) {
        if model.components.contains_key(name) {
            continue;
        }
        rules.report(
            Diagnostic::new(
                Code::IdleOverride,
                *span,
                format!("`{name}` is overridden, but not deployed, {target}"),
            )
            .label("has no effect")
            .help(format!("take the override away, or deploy `{name}`")),
        );
    }
}

/// An entry with its value.
fn whole(setting: &Setting) -> Span {
    match &setting.head {
        Head::Set(expr) => setting.span.to(expr.span),
        Head::Keep | Head::Remove => setting.span,
    }
}
