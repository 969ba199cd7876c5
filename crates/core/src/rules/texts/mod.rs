//! Texts in objects that nobody but their reader in the cluster would judge: those of `resource`, `patch` and adopted YAML, and
//! once more those that fluo itself has written.

mod schedules;
mod table;
mod triggers;

pub use table::free_texts;

use super::{Rules, objects::Given, place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::OriginId;
use crate::object::{Data, Node, Object, Output};
use crate::parallel;
use crate::source::{Sources, Span};
use crate::types::text::{self, TextFault};
use crate::types::variable;
use serde_json::Value;
use smol_str::{SmolStr, format_smolstr};
use triggers::Known;

/// How many objects are worth a thread.
const LEAST_OBJECTS: usize = 128;

/// A step into a tree.
#[derive(Copy, Clone)]
enum Step<'t> {
    Key(&'t str),
    Index(usize),
}

impl From<Step<'_>> for SmolStr {
    fn from(step: Step<'_>) -> Self {
        match step {
            Step::Key(key) => SmolStr::new(key),
            Step::Index(at) => format_smolstr!("{at}"),
        }
    }
}

/// A path with names of its own, for a fault.
fn owned(path: &[Step<'_>]) -> Vec<SmolStr> {
    path.iter().map(|step| SmolStr::from(*step)).collect()
}

/// A tree of fields, of an object or of YAML.
trait Tree: Sized {
    fn field(&self, key: &str) -> Option<&Self>;
    /// What stands in it, each with the step that leads there.
    fn members<'t>(&'t self) -> Box<dyn Iterator<Item = (Step<'t>, &'t Self)> + 't>;
    fn text(&self) -> Option<&str>;
    /// What is no text: a number or a word such as `true`, as it would stand in quotes.
    fn plain(&self) -> Option<String>;
}

impl Tree for Node {
    fn field(&self, key: &str) -> Option<&Self> {
        self.get(key)
    }

    fn members<'t>(&'t self) -> Box<dyn Iterator<Item = (Step<'t>, &'t Self)> + 't> {
        match &self.data {
            Data::Map(fields) => Box::new(fields.iter().map(|(key, node)| (Step::Key(key.as_str()), node))),
            Data::List(items) => Box::new(items.iter().enumerate().map(|(at, node)| (Step::Index(at), node))),
            _ => Box::new(std::iter::empty()),
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

    fn members<'t>(&'t self) -> Box<dyn Iterator<Item = (Step<'t>, &'t Self)> + 't> {
        match self {
            Value::Object(fields) => {
                Box::new(fields.iter().map(|(key, value)| (Step::Key(key.as_str()), value)))
            }
            Value::Array(items) => {
                Box::new(items.iter().enumerate().map(|(at, value)| (Step::Index(at), value)))
            }
            _ => Box::new(std::iter::empty()),
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
fn faults<'t, T: Tree>(known: &mut Known, group: &str, kind: &str, body: &'t T) -> Vec<Found<'t, T>> {
    let mut found = Vec::new();
    let mut steps = Vec::new();
    for (path, reader) in table::fields(group, kind) {
        each(body, path, &mut steps, &mut |path, tree| found.extend(fault(reader, path, tree)));
    }
    if let Some(pod) = table::pod(group, kind) {
        each(body, pod, &mut steps, &mut |root, pod: &'t T| {
            let mut steps = root.to_vec();
            for (path, reader) in table::POD {
                each(pod, path, &mut steps, &mut |path, tree| found.extend(fault(*reader, path, tree)));
            }
        });
    }
    if group == "keda.sh" {
        found.extend(triggers::faults(known, body));
    }
    found
}

/// What a reader says of a text.
fn fault<'t, T: Tree>(reader: table::Reader, path: &[Step<'t>], tree: &'t T) -> Option<Found<'t, T>> {
    let content = tree.text().filter(|text| is_final(text))?;
    let fault = reader.check(content).err()?;
    Some(Found { path: owned(path), tree, content: content.to_owned(), fault })
}

/// Whether nobody fills in a part of a text later: Flux its variables, or Kustomize.
fn is_final(text: &str) -> bool {
    !text.contains("${") && !variable::holds(text)
}

/// Every place that a path leads to: keys with blanks between them, `*` any key or item.
fn each<'t, T: Tree>(
    tree: &'t T,
    path: &'static str,
    steps: &mut Vec<Step<'t>>,
    then: &mut impl FnMut(&[Step<'t>], &'t T),
) {
    if path.is_empty() {
        return then(steps, tree);
    }
    let (step, rest) = path.split_once(' ').unwrap_or((path, ""));
    let mut go = |step: Step<'t>, member: &'t T| {
        steps.push(step);
        each(member, rest, steps, then);
        steps.pop();
    };
    match step {
        "*" => tree.members().for_each(|(step, member)| go(step, member)),
        key => {
            if let Some(member) = tree.field(key) {
                go(Step::Key(key), member);
            }
        }
    }
}

/// The texts of adopted manifests, at their lines.
pub(super) fn adopted(rules: &mut Rules, sources: &Sources) {
    let (model, mut known) = (rules.model, Known::default());
    for folder in model.adopted.folders.values() {
        for manifest in folder.folder.manifests.iter().filter(|manifest| !manifest.encrypted) {
            for found in faults(&mut known, manifest.group(), &manifest.kind, &manifest.value) {
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
    let objects: Vec<&Object> = output.objects().collect();
    let found = parallel::pieces(&objects, LEAST_OBJECTS, |objects| {
        let mut known = Known::default();
        let found = objects.iter().map(|object| {
            let found = faults(&mut known, object.group(), &object.kind, &object.body);
            (*object, found)
        });
        found.filter(|(_, found)| !found.is_empty()).collect::<Vec<_>>()
    });
    for (object, found) in found.into_iter().flatten() {
        for found in found {
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
