//! Everything that an environment applies, as the rules about whole objects see it: emitted and adopted objects together,
//! found by what they are, each fault at the line that its author wrote.

use super::found::Report;
use super::judged::{By, Judged};
use super::scalers::scaled;
use super::selectors::Labelled;
use super::stock::Stock;
use super::{Given, LEAST_OBJECTS};
use crate::adopt::yaml;
use crate::check::Program;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, near};
use crate::object::{Data, Node, Object, Output, OutputNode};
use crate::parallel;
use crate::source::{Sources, Span};
use rustc_hash::{FxBuildHasher, FxHashMap};
use smol_str::SmolStr;

/// API group, kind, namespace and name of an object.
type Identity<'a> = (&'a str, &'a str, &'a str, &'a str);

/// The objects of an environment, and what is known about what else its cluster holds.
pub(super) struct Whole<'a> {
    pub(super) program: &'a Program,
    pub(super) given: &'a Given,
    pub(super) output: &'a Output,
    pub(super) sources: &'a Sources,
    /// Every object once, in the order of the output.
    objects: Vec<Judged<'a>>,
    names: Names<'a>,
    /// Who starts pods, with the templates of those, by namespace and the labels of the pods.
    pub(super) starters: Labelled<'a, (&'a Object, &'a Node)>,
    /// Services, by their own labels; none where nobody looks for them by these.
    pub(super) services: Labelled<'a, &'a Object>,
    /// Secrets and ConfigMaps that will be there, with their keys.
    pub(super) stock: Stock<'a>,
}

/// Objects by what they are.
struct Names<'a> {
    index: FxHashMap<Identity<'a>, &'a Object>,
    /// By API group and kind.
    kinds: FxHashMap<(&'a str, &'a str), Vec<&'a Object>>,
    /// What scales an object, by what that is.
    scalers: FxHashMap<Identity<'a>, &'a Object>,
    /// Whether two objects have one identity.
    collide: bool,
}

impl<'a> Names<'a> {
    fn of(objects: &[Judged<'a>]) -> Self {
        let mut index = FxHashMap::with_capacity_and_hasher(objects.len(), FxBuildHasher);
        let mut kinds: FxHashMap<_, Vec<&Object>> = FxHashMap::default();
        let mut collide = false;
        for judged in objects {
            let (identity, object) = (judged.identity(), judged.object);
            collide |= index.insert(identity, object).is_some();
            let (group, kind, namespace, name) = identity;
            kinds.entry((group, kind)).or_default().push(object);
            // Kustomize puts prefixes around names and around references to them alike.
            let written = object.body.at(&["metadata", "name"]).and_then(Node::as_str);
            if written != Some(name)
                && let Some(name) = text(&object.body, &["metadata", "name"])
            {
                index.entry((group, kind, namespace, name)).or_insert(object);
            }
        }
        let scalers = scalers(&kinds);
        Self { index, kinds, scalers, collide }
    }
}

/// What scales an object, by what that is.
fn scalers<'a>(
    kinds: &FxHashMap<(&'a str, &'a str), Vec<&'a Object>>,
) -> FxHashMap<Identity<'a>, &'a Object> {
    let mut scalers = FxHashMap::default();
    for kind in [("keda.sh", "ScaledObject"), ("autoscaling", "HorizontalPodAutoscaler")] {
        let all = kinds.get(&kind).map(Vec::as_slice).unwrap_or_default();
        scalers.reserve(all.len());
        for scaler in all {
            if let Some((scaled, _)) = scaled(scaler) {
                scalers.entry(scaled).or_insert(*scaler);
            }
        }
    }
    scalers
}

/// Every object once, in the order of the output.
fn objects(output: &Output) -> Vec<Judged<'_>> {
    let mut objects = Vec::with_capacity(output.nodes.iter().map(|node| node.objects.len() + 1).sum());
    for node in &output.nodes {
        objects.extend(node.objects.iter().map(|object| Judged::new(object, By::Fluo)));
        let by = if changes_objects(&node.adopted) { By::Kustomization } else { By::Author };
        objects.extend(node.adopted.objects.iter().map(|(object, _)| Judged::new(object, by)));
    }
    objects.extend(output.flux.iter().map(|(_, object)| Judged::new(object, By::Fluo)));
    objects
}

/// Who starts pods, by the labels of the pods, and Services by their own if there is a monitor, which alone asks for these.
fn labelled<'a>(objects: &[Judged<'a>]) -> (Labelled<'a, (&'a Object, &'a Node)>, Labelled<'a, &'a Object>) {
    let (mut starters, mut services) = (Labelled::default(), Labelled::default());
    let monitored = objects.iter().any(|object| object.kind == "ServiceMonitor");
    for judged in objects {
        let object = judged.object;
        if let (Some(template), Some(namespace)) = (judged.template, object.namespace.as_deref()) {
            starters.put(namespace, template.at(&["metadata", "labels"]), (object, template));
        }
        if monitored && judged.group().is_empty() && object.kind == "Service" {
            services.put("", object.body.at(&["metadata", "labels"]), object);
        }
    }
    (starters, services)
}

impl<'a> Whole<'a> {
    pub(super) fn of(
        program: &'a Program,
        given: &'a Given,
        output: &'a Output,
        sources: &'a Sources,
    ) -> Self {
        let objects = objects(output);
        let delivered = objects.get(..objects.len().saturating_sub(output.flux.len())).unwrap_or(&objects);
        let (names, ((starters, services), stock)) = beside(
            objects.len() > LEAST_OBJECTS,
            || Names::of(&objects),
            || (labelled(&objects), Stock::of(given, output, delivered)),
        );
        Self { program, given, output, sources, objects, names, starters, services, stock }
    }

    /// The objects that can be judged by what stands in them.
    pub(super) fn judged(&self) -> impl Iterator<Item = &Judged<'a>> + '_ {
        self.objects.iter().filter(|object| object.by != By::Kustomization)
    }

    /// Whether two objects may have one identity.
    pub(super) fn collide(&self) -> bool {
        self.names.collide
    }

    /// The object of this identity.
    pub(super) fn find(&self, group: &str, kind: &str, namespace: &str, name: &str) -> Option<&'a Object> {
        self.names.index.get(&(group, kind, namespace, name)).copied()
    }

    /// The objects of a kind.
    pub(super) fn of_kind<'s>(
        &'s self,
        group: &'s str,
        kind: &'s str,
    ) -> impl Iterator<Item = &'a Object> + 's {
        self.names.kinds.get(&(group, kind)).into_iter().flatten().copied()
    }

    /// The scaler of an object.
    pub(super) fn scaler_of(&self, owner: &Object) -> Option<&'a Object> {
        let namespace = owner.namespace.as_deref()?;
        self.names.scalers.get(&(owner.group(), owner.kind.as_str(), namespace, owner.name.as_str())).copied()
    }

    /// The objects of a kind in a namespace.
    pub(super) fn in_namespace<'s>(
        &'s self,
        group: &'s str,
        kind: &'s str,
        namespace: &'s str,
    ) -> impl Iterator<Item = &'a Object> + 's {
        self.of_kind(group, kind).filter(move |object| object.namespace.as_deref() == Some(namespace))
    }

    /// Whether an object of this kind may be there without the program making it.
    pub(super) fn may_be_there(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.stock.is_open(namespace) || self.given.is_there(kind, namespace, name)
    }

    /// The place of a node of an object: in adopted YAML the line of the field, else what the author wrote about it.
    pub(super) fn place(&self, object: &Object, node: &Node) -> Span {
        if let Some(document) = self.given.documents.get(&object.origin) {
            let mut path = document.path.clone();
            path_to(&object.body, node, &mut path);
            return yaml::place(self.sources, document.span, &path);
        }
        let whole = super::super::place(&self.output.origins, object.origin, self.given.environment_span());
        let own = self.maker(object).and_then(|name| self.given.component_span(name)).unwrap_or(whole);
        let span = super::super::place(&self.output.origins, node.origin, own);
        let built_in = self.program.schemas.iter().any(|s| s.built_in && s.span.file == span.file);
        if built_in { own } else { span }
    }

    /// The place of an object as a whole.
    pub(super) fn place_of(&self, object: &Object) -> Span {
        let name = object.body.at(&["metadata", "name"]).filter(|_| self.is_adopted(object));
        self.place(object, name.unwrap_or(&object.body))
    }

    /// Whether an object stands in YAML that is taken over as it is.
    pub(super) fn is_adopted(&self, object: &Object) -> bool {
        self.given.documents.contains_key(&object.origin)
    }

    /// Whether its author wrote an object as such: in YAML, or as a resource.
    pub(super) fn is_written(&self, object: &Object) -> bool {
        let component = self.maker(object);
        self.is_adopted(object) || component.is_some_and(|name| self.given.resources.contains(name))
    }

    /// The component that makes an object.
    fn maker(&self, object: &Object) -> Option<&'a SmolStr> {
        let makes = |node: &&OutputNode| node.objects.iter().any(|own| std::ptr::eq(own, object));
        self.output.nodes.iter().find(makes)?.component.as_ref()
    }

    /// A fault of an object at one of its nodes; the message goes on behind the object's title.
    pub(super) fn fault(&self, code: Code, object: &Object, node: &Node, message: &str) -> Diagnostic {
        let title = format!("the {} `{}`", object.kind, object.name);
        Diagnostic::new(code, self.place(object, node), format!("{title} {message}"))
    }

    /// What a reference means: `None` where nothing of that kind and name is there and nobody else could make it either.
    pub(super) fn lost(&self, object: &Object, node: &Node, to: &Target) -> Option<Report> {
        let Target { group, kind, namespace, name, .. } = to;
        if self.find(group, kind, namespace, name).is_some() || self.may_be_there(kind, namespace, name) {
            return None;
        }
        Some(self.missing(object, node, to, &self.names(to)))
    }

    /// The names of the objects among which a reference looks for its own.
    pub(super) fn names(&self, to: &Target) -> Vec<&'a str> {
        let all = self.in_namespace(to.group, to.kind, to.namespace);
        all.map(|object| object.name.as_str()).collect()
    }

    /// Says what was meant, with the edit that puts it there.
    pub(super) fn meant(&self, diagnostic: Diagnostic, wrong: &str, right: &str) -> Diagnostic {
        self.repaired(diagnostic, format!("did you mean `{right}`?"), wrong, right)
    }

    /// Says what to write, with the edit that puts `right` in the place of `wrong`.
    pub(super) fn repaired(
        &self,
        diagnostic: Diagnostic,
        help: String,
        wrong: &str,
        right: &str,
    ) -> Diagnostic {
        let diagnostic = diagnostic.help(help);
        let Some(span) = self.within(diagnostic.primary.span, wrong) else { return diagnostic };
        let edit = Edit { span, text: right.to_owned() };
        diagnostic.fix(format!("write `{right}`"), vec![edit], Applicability::Unsafe)
    }

    /// The place of a word in a stretch of source text, if it stands there once.
    fn within(&self, span: Span, word: &str) -> Option<Span> {
        let text = self.sources.text(span);
        let inside = |c: char| c.is_alphanumeric() || ['-', '_', '.', '/'].contains(&c);
        let mut places = text.match_indices(word).map(|(at, _)| at).filter(|at| {
            let (before, rest) = text.split_at(*at);
            let after = rest.get(word.len()..).unwrap_or_default();
            !before.ends_with(inside) && !after.starts_with(inside)
        });
        let at = u32::try_from(places.next()?).ok()?;
        let start = span.start.checked_add(at)?;
        let end = start.checked_add(u32::try_from(word.len()).ok()?)?;
        places.next().is_none().then_some(Span { start, end, ..span })
    }

    /// What is told of a reference that leads nowhere.
    pub(super) fn missing(&self, object: &Object, node: &Node, to: &Target, known: &[&str]) -> Report {
        let Target { kind, namespace, name, verb, .. } = to;
        let place = if namespace.is_empty() { String::new() } else { format!(" in `{namespace}`") };
        let message = format!("{verb} the {kind} `{name}`, which nothing makes{place}");
        let diagnostic = self.fault(Code::LostReference, object, node, &message).label("not there");
        let diagnostic = match near(name, known.iter().copied()) {
            Some(right) => self.meant(diagnostic, name, right),
            None => diagnostic.help(elsewhere(to)),
        };
        Report {
            diagnostic,
            same: Some(format!("{kind} {namespace}/{name}")),
            again: format!("the {} `{}` {verb} it too", object.kind, object.name),
        }
    }
}

/// How a program says that something is there without it.
fn elsewhere(to: &Target) -> String {
    let Target { group, kind, namespace, name, .. } = to;
    if *kind == "Secret" {
        return format!(
            "if somebody else makes it: `secret NAME: existing {{ name: \"{name}\", namespace: \"{namespace}\", keys: […] }}`"
        );
    }
    let api = match *group {
        "" => "v1".to_owned(),
        "keda.sh" => "keda.sh/v1alpha1".to_owned(),
        group => format!("{group}/v1"),
    };
    format!(
        "if somebody else makes it: `component {name}: resource {{ existing: true, namespace: \"{namespace}\", api: \"{api}\", kind: \"{kind}\", spec {{}} }}`"
    )
}

/// Two pieces of work, at once if that is worth it.
fn beside<A: Send, B: Send>(worth: bool, one: impl Fn() -> A + Sync, other: impl Fn() -> B + Sync) -> (A, B) {
    if !worth {
        return (one(), other());
    }
    let made = parallel::map(&[true, false], 1, |first| match first {
        true => (Some(one()), None),
        false => (None, Some(other())),
    });
    let (ones, others): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    let made = ones.into_iter().flatten().next().zip(others.into_iter().flatten().next());
    made.unwrap_or_else(|| (one(), other()))
}

/// What a reference names.
#[derive(Copy, Clone)]
pub(super) struct Target<'t> {
    pub(super) group: &'t str,
    pub(super) kind: &'t str,
    pub(super) namespace: &'t str,
    pub(super) name: &'t str,
    /// What is done with it: `reads`.
    pub(super) verb: &'t str,
}

/// Whether a kustomization among adopted files changes objects beyond their names and namespaces.
pub(super) fn changes_objects(adopted: &crate::object::Adopted) -> bool {
    const CHANGES: [&str; 9] = [
        "patches",
        "replacements:",
        "transformers:",
        "components:",
        "labels:",
        "commonLabels:",
        "replicas:",
        "vars:",
        "configurations:",
    ];
    kustomizations(adopted)
        .any(|text| text.lines().any(|line| CHANGES.iter().any(|change| line.starts_with(change))))
}

/// The texts of the kustomizations among adopted files.
pub(super) fn kustomizations(adopted: &crate::object::Adopted) -> impl Iterator<Item = &str> {
    const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    let files = adopted.files.iter();
    let own = files.filter(|(path, _)| NAMES.contains(&path.rsplit('/').next().unwrap_or(path)));
    own.map(|(_, text)| &**text)
}

/// The steps from a tree to one of its nodes, added to `path`; whether it is in there.
fn path_to(tree: &Node, node: &Node, path: &mut Vec<SmolStr>) -> bool {
    if std::ptr::eq(tree, node) {
        return true;
    }
    let mut below = |step: SmolStr, child: &Node| {
        path.push(step);
        let found = path_to(child, node, path);
        if !found {
            path.pop();
        }
        found
    };
    match &tree.data {
        Data::Map(fields) => fields.iter().any(|(key, child)| below(key.clone(), child)),
        Data::List(items) => {
            items.iter().enumerate().any(|(at, child)| below(smol_str::format_smolstr!("{at}"), child))
        }
        _ => false,
    }
}

/// A text that is what it seems: not what Flux fills in later.
pub(super) fn plain(node: &Node) -> Option<&str> {
    match &node.data {
        Data::Str(text) if !text.is_empty() && !is_filled_in(text) => Some(text),
        _ => None,
    }
}

/// Whether Flux fills in a part of a text later.
pub(in crate::rules) fn is_filled_in(text: &str) -> bool {
    // Most texts have no `$`, and one byte is found sooner than two.
    text.as_bytes().contains(&b'$') && text.contains("${")
}

/// The text at a path, if it is one that is known here.
pub(super) fn text<'n>(node: &'n Node, path: &[&str]) -> Option<&'n str> {
    plain(node.at(path)?)
}

/// The whole number at a path.
pub(super) fn int(node: &Node, path: &[&str]) -> Option<i64> {
    match node.at(path)?.data {
        Data::Int(number) => Some(number),
        _ => None,
    }
}

/// Whether there is `true` at a path.
pub(super) fn is_true(node: &Node, path: &[&str]) -> bool {
    node.at(path).is_some_and(|node| node.data == Data::Bool(true))
}

/// The items of the list at a path.
pub(super) fn items<'n>(node: &'n Node, path: &[&str]) -> &'n [Node] {
    match node.at(path).map(|node| &node.data) {
        Some(Data::List(items)) => items,
        _ => &[],
    }
}

/// The fields of the map at a path.
pub(super) fn fields<'n>(node: &'n Node, path: &[&str]) -> &'n [(SmolStr, Node)] {
    match node.at(path).map(|node| &node.data) {
        Some(Data::Map(fields)) => fields,
        _ => &[],
    }
}
