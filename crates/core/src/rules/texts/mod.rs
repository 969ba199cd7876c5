//! Texts in objects that nobody but their reader in the cluster would judge: those of `resource`, `patch` and adopted YAML, and
//! once more those that fluo itself has written.

mod schedules;
mod table;
mod triggers;

pub use table::free_texts;

use super::objects::{By, Given, Judged, is_filled_in};
use super::{Rules, place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::OriginId;
use crate::object::{Data, Node, Object, Output};
use crate::source::{Sources, Span};
use crate::types::text::{self, TextFault};
use crate::types::variable;
use rustc_hash::FxHashMap;
use serde_json::Value;
use smol_str::{SmolStr, format_smolstr};
use table::Ways;
use triggers::Triggers;

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

/// The last step of a path, and those before it.
#[derive(Copy, Clone)]
struct Path<'p, 't> {
    before: Option<&'p Path<'p, 't>>,
    step: Step<'t>,
}

impl<'p, 't> Path<'p, 't> {
    #[inline]
    fn new(before: Option<&'p Path<'p, 't>>, step: Step<'t>) -> Self {
        Self { before, step }
    }

    /// With names of its own, for a fault.
    fn owned(&self) -> Vec<SmolStr> {
        let steps = std::iter::successors(Some(self), |path| path.before);
        let mut steps: Vec<SmolStr> = steps.map(|path| SmolStr::from(path.step)).collect();
        steps.reverse();
        steps
    }
}

/// A tree of fields, of an object or of YAML.
trait Tree: Sized {
    fn field(&self, key: &str) -> Option<&Self>;
    /// Gives what stands in it, each with the step that leads there.
    fn members<'t>(&'t self, then: impl FnMut(Step<'t>, &'t Self));
    fn text(&self) -> Option<&str>;
    /// What is no text: a number or a word such as `true`, as it would stand in quotes.
    fn plain(&self) -> Option<String>;
}

impl Tree for Node {
    #[inline]
    fn field(&self, key: &str) -> Option<&Self> {
        self.get(key)
    }

    fn members<'t>(&'t self, mut then: impl FnMut(Step<'t>, &'t Self)) {
        match &self.data {
            Data::Map(fields) => fields.iter().for_each(|(key, node)| then(Step::Key(key), node)),
            Data::List(items) => items.iter().enumerate().for_each(|(at, node)| then(Step::Index(at), node)),
            _ => {}
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
    #[inline]
    fn field(&self, key: &str) -> Option<&Self> {
        self.get(key)
    }

    fn members<'t>(&'t self, mut then: impl FnMut(Step<'t>, &'t Self)) {
        match self {
            Value::Object(fields) => fields.iter().for_each(|(key, value)| then(Step::Key(key), value)),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, value)| then(Step::Index(at), value));
            }
            _ => {}
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

/// What is known of the kinds and triggers that were met.
#[derive(Default)]
pub(super) struct Known<'k> {
    /// The ways to the texts of a kind, by its API group and name.
    ways: FxHashMap<(&'k str, &'k str), Ways>,
    triggers: Triggers,
}

/// What is wrong with the texts of an object.
fn faults<'t, T: Tree>(
    known: &mut Known<'t>,
    group: &'t str,
    kind: &'t str,
    body: &'t T,
) -> Vec<Found<'t, T>> {
    let mut found = Vec::new();
    let ways = known.ways.entry((group, kind)).or_insert_with(|| Ways::of(group, kind));
    walk(ways, body, None, &mut |path, tree, reader| found.extend(fault(reader, path, tree)));
    if group == "keda.sh" {
        found.extend(triggers::faults(&mut known.triggers, body));
    }
    found
}

/// What a reader says of a text.
fn fault<'t, T: Tree>(reader: table::Reader, path: &Path, tree: &'t T) -> Option<Found<'t, T>> {
    let content = tree.text()?;
    let fault = reader.check(content).err().filter(|_| is_final(content))?;
    Some(Found { path: path.owned(), tree, content: content.to_owned(), fault })
}

/// Whether nobody fills in a part of a text later: Flux its variables, or Kustomize.
fn is_final(text: &str) -> bool {
    !is_filled_in(text) && !variable::holds(text)
}

/// Every place that the ways lead to, with who reads its text.
fn walk<'t, T: Tree>(
    ways: &Ways,
    tree: &'t T,
    path: Option<&Path<'_, 't>>,
    then: &mut impl FnMut(&Path<'_, 't>, &'t T, table::Reader),
) {
    if let Some(path) = path {
        ways.readers.iter().for_each(|reader| then(path, tree, *reader));
    }
    for (step, next) in &ways.next {
        match *step {
            "*" => tree.members(|step, member| walk(next, member, Some(&Path::new(path, step)), then)),
            key => {
                if let Some(member) = tree.field(key) {
                    walk(next, member, Some(&Path::new(path, Step::Key(key))), then);
                }
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

/// An object, and what is wrong with its texts.
pub(super) struct Faults<'t> {
    object: &'t Object,
    found: Vec<Found<'t, Node>>,
}

/// What is wrong with the texts of objects that fluo wrote; adopted ones are read where they stand.
pub(super) fn faults_of<'t>(known: &mut Known<'t>, objects: &[&Judged<'t>]) -> Vec<Faults<'t>> {
    let made = objects.iter().filter(|judged| judged.by == By::Fluo);
    let found = made.map(|judged| {
        let object = judged.object;
        Faults { object, found: faults(known, judged.group(), &object.kind, &object.body) }
    });
    found.filter(|faults| !faults.found.is_empty()).collect()
}

/// The texts of the objects that are made, at what decided them.
pub(super) fn made(
    sources: &Sources,
    given: &Given,
    output: &Output,
    faults: Vec<Faults>,
    diagnostics: &mut Diagnostics,
) {
    schedules::check(sources, given, output, diagnostics);
    for Faults { object, found } in faults {
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
