//! Texts in objects that nobody but their reader in the cluster would judge: those of `resource`, `patch` and adopted YAML, and
//! once more those that fluo itself has written.

mod schedules;
mod table;
mod triggers;

pub use table::free_texts;

use super::{Rules, objects::Given, place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::OriginId;
use crate::object::{Data, Node, Output};
use crate::source::{Sources, Span};
use crate::types::text::{self, TextFault};
use crate::types::variable;
use serde_json::Value;
use smol_str::{SmolStr, format_smolstr};

/// A tree of fields, of an object or of YAML.
trait Tree: Sized {
    fn field(&self, key: &str) -> Option<&Self>;
    fn members(&self) -> Vec<(SmolStr, &Self)>;
    fn text(&self) -> Option<&str>;
    /// What is no text: a number or a word such as `true`, as it would stand in quotes.
    fn plain(&self) -> Option<String>;
}

impl Tree for Node {
    fn field(&self, key: &str) -> Option<&Self> {
        self.get(key)
    }

    fn members(&self) -> Vec<(SmolStr, &Self)> {
        match &self.data {
            Data::Map(fields) => fields.iter().map(|(key, node)| (key.clone(), node)).collect(),
            Data::List(items) => {
                (0..).zip(items).map(|(at, node): (usize, _)| (format_smolstr!("{at}"), node)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Str(text) => Some(text),
            _ => None,
        }
    }

    fn plain(&self) -> Option<String> {
        match &self.data {
            Data::Bool(value) => Some(value.to_string()),
            Data::Int(value) => Some(value.to_string()),
            Data::Float(value) => Some(value.to_string()),
            _ => None,
        }
    }
}

impl Tree for Value {
    fn field(&self, key: &str) -> Option<&Self> {
        self.get(key)
    }

    fn members(&self) -> Vec<(SmolStr, &Self)> {
        match self {
            Value::Object(fields) => fields.iter().map(|(key, value)| (key.into(), value)).collect(),
            Value::Array(items) => {
                items.iter().enumerate().map(|(at, value)| (format_smolstr!("{at}"), value)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn plain(&self) -> Option<String> {
        (self.is_boolean() || self.is_number()).then(|| self.to_string())
    }
}

/// What is wrong with a text of an object.
struct Found<'t, T> {
    path: Vec<SmolStr>,
    tree: &'t T,
    content: String,
    fault: TextFault,
}

/// What is wrong with the texts of an object.
fn faults<'t, T: Tree>(group: &str, kind: &str, body: &'t T) -> Vec<Found<'t, T>> {
    let mut found = Vec::new();
    let mut read = |root: &str, path: &str, reader: table::Reader| {
        let steps: Vec<&str> =
            root.split(' ').chain(path.split(' ')).filter(|step| !step.is_empty()).collect();
        each(body, &steps, &mut Vec::new(), &mut |path, tree: &'t T| {
            let content = tree.text().filter(|text| is_final(text));
            if let Some((content, fault)) = content.and_then(|text| Some((text, reader.check(text).err()?))) {
                found.push(Found { path: path.to_vec(), tree, content: content.to_owned(), fault });
            }
        });
    };
    table::fields(group, kind).for_each(|(path, reader)| read("", path, reader));
    if let Some(pod) = table::pod(group, kind) {
        table::POD.iter().for_each(|(path, reader)| read(pod, path, *reader));
    }
    if group == "keda.sh" {
        found.extend(triggers::faults(body));
    }
    found
}

/// Whether nobody fills in a part of a text later: Flux its variables, or Kustomize.
fn is_final(text: &str) -> bool {
    !text.contains("${") && !variable::holds(text)
}

/// Every place that steps lead to.
fn each<'t, T: Tree>(
    tree: &'t T,
    steps: &[&str],
    path: &mut Vec<SmolStr>,
    then: &mut impl FnMut(&[SmolStr], &'t T),
) {
    match steps {
        [] => then(path, tree),
        ["*", rest @ ..] => {
            for (key, member) in tree.members() {
                path.push(key);
                each(member, rest, path, then);
                path.pop();
            }
        }
        [step, rest @ ..] => {
            if let Some(member) = tree.field(step) {
                path.push(SmolStr::new(step));
                each(member, rest, path, then);
                path.pop();
            }
        }
    }
}

/// The texts of adopted manifests, at their lines.
pub(super) fn adopted(rules: &mut Rules, sources: &Sources) {
    let model = rules.model;
    for folder in model.adopted.folders.values() {
        for manifest in folder.folder.manifests.iter().filter(|manifest| !manifest.encrypted) {
            for found in faults(manifest.group(), &manifest.kind, &manifest.value) {
                let span = manifest.place(sources, &found.path);
                let around = lines(sources, span, found.content.matches('\n').count());
                let written = sources.text(around);
                let object = format!("the {} `{}`", manifest.kind, manifest.name);
                let found = told(&found, &object, around, written, span);
                rules.report(found);
            }
        }
    }
}

/// The capabilities that a workload adds.
pub(super) fn capabilities(rules: &mut Rules, sources: &Sources) {
    let workloads = rules.model.components.values().filter(|component| !component.common.existing);
    for component in workloads {
        for added in component.workload().iter().flat_map(|workload| &workload.security.capabilities) {
            let Err(fault) = text::capability(&added.value) else { continue };
            let span = rules.place(added.origin, component);
            let message = format!("`{}` is no capability that a container can have", added.value);
            let found = fault.diagnostic(message, &added.value, span, sources.text(span));
            rules.report(found);
        }
    }
}

/// A line of YAML with those that a text of several lines goes on in.
fn lines(sources: &Sources, span: Span, more: usize) -> Span {
    if more == 0 {
        return span;
    }
    let rest = sources.get(span.file).and_then(|file| file.text.get(crate::source::index(span.start)..));
    let length: usize = rest.map_or(0, |rest| rest.split_inclusive('\n').take(more + 2).map(str::len).sum());
    Span::new(span.file, span.start, span.start.saturating_add(u32::try_from(length).unwrap_or(0)))
}

/// The texts of the objects that are made, at what decided them.
pub(super) fn made(sources: &Sources, given: &Given, output: &Output, diagnostics: &mut Diagnostics) {
    schedules::check(sources, given, output, diagnostics);
    for object in output.objects() {
        for found in faults(object.group(), &object.kind, &object.body) {
            let span = origin_place(given, output, found.tree.origin);
            let object = format!("the {} `{}`", object.kind, object.name);
            diagnostics.push(told(&found, &object, span, sources.text(span), span));
        }
    }
}

fn origin_place(given: &Given, output: &Output, origin: OriginId) -> Span {
    place(&output.origins, origin, given.environment_span())
}

/// The diagnostic of a fault whose text is written somewhere in `around`.
fn told<T>(found: &Found<T>, object: &str, around: Span, written: &str, whole: Span) -> Diagnostic {
    let path = crate::openapi::shown(&found.path);
    let message = match found.fault.code {
        Code::UnknownTriggerField | Code::MissingTriggerField => format!("{object}: {}", found.fault.why),
        _ => format!("{object}: `{path}` can't be used: {}", found.fault.why),
    };
    let mut fault = found.fault.clone();
    fault.at = fault.at.or((!found.content.is_empty()).then_some(0..found.content.len()));
    let mut diagnostic = fault.diagnostic(message, &found.content, around, written);
    if diagnostic.primary.span == around {
        diagnostic.primary.span = whole;
    }
    if diagnostic.code == Code::BadText {
        diagnostic.code = Code::ForeignText;
    }
    diagnostic
}
