//! What only follows from something else is not said: it goes with its cause, or is said when the cause is gone.
//!
//! Three things make others follow. Where the text can't be read, nothing else that is found there counts. What a
//! declaration lacks may stand in the part of it that could not be read. A name may be declared where no declaration was
//! understood.

use super::{Code, Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Takes away what only follows from something else in the list, and says once what a layer does to several
/// components.
pub(super) fn causes(list: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let heads = Heads::of(&list, sources);
    let unread = Unread::of(&list, sources, &heads);
    let list: Vec<Diagnostic> = list.into_iter().filter(|found| !unread.explains(found)).collect();
    hosts(of_layers(list, sources, &heads))
}

/// What could not be read.
#[derive(Default)]
struct Unread {
    /// Text in which only errors of syntax count.
    places: Vec<Place>,
    /// Declarations a part of which could not be read.
    broken: Vec<Place>,
    /// Declarations with an entry that was not understood.
    partial: Vec<Place>,
    /// Names whose declarations were not understood.
    names: Vec<String>,
    /// Whether any name may be declared in what was not understood.
    any_name: bool,
    /// Whether a param of the program has no value, so that what it decides has none either.
    unset: bool,
    /// Lines of lists that were not opened.
    lists: Vec<Place>,
    /// The environments among `broken` and `partial`.
    environments: Vec<Place>,
}

type Place = (FileId, Range<usize>);

impl Unread {
    fn of(list: &[Diagnostic], sources: &Sources, heads: &Heads) -> Self {
        let mut unread = Self::default();
        for found in list.iter().filter(|found| found.is_error()) {
            let span = found.primary.span;
            let whole = (span.file, heads.declaration(sources, span));
            if found.code.is_of_syntax() {
                unread.places.push((span.file, cloud(found, sources, heads)));
                unread.list(found, sources);
                unread.broken.push(whole.clone());
            }
            if is_of_an_entry(found.code) {
                unread.partial.push(whole);
            }
            match found.code {
                Code::UnknownDeclaration => unread.declared(sources, span),
                Code::UnsetParam => unread.unset = true,
                Code::WrongForm => unread.any_name |= is_nameless(found, sources),
                _ => {}
            }
        }
        unread.environments = unread.environments(sources);
        unread
    }

    /// Takes the name that a declaration of an unknown word gives; `import "…"` could give any.
    fn declared(&mut self, sources: &Sources, span: Span) {
        let rest =
            line_of(sources, span).trim_start().split_once(' ').map_or("", |(_, rest)| rest.trim_start());
        self.any_name |= rest.starts_with('"');
        let name = rest.split([' ', ':', '{', '"']).next().unwrap_or_default();
        self.names.extend(Some(name.to_owned()).filter(|name| !name.is_empty()));
    }

    /// Whether a diagnostic only follows.
    fn explains(&self, found: &Diagnostic) -> bool {
        if found.code.is_of_syntax() {
            let follows = self.lists.iter().any(|place| holds(place, found.primary.span));
            return follows && found.code != Code::StrayClose;
        }
        let labels = || found.secondary.iter().chain([&found.primary]).map(|label| label.span);
        let touches = |places: &[Place]| labels().any(|span| places.iter().any(|place| holds(place, span)));
        let in_cloud = self.places.iter().any(|place| holds(place, found.primary.span));
        let environments = &self.environments;
        let decides = self.any_name || self.unset || !environments.is_empty();
        let warned = found.severity == Severity::Warning && (decides || !self.broken.is_empty());
        let of_rules = decides && is_of_rules(found.code) && !touches(environments);
        let lacks = lacks(found.code) && (touches(&self.broken) || touches(&self.partial));
        let lacks_all = is_missing(found.code) && touches(&self.broken);
        let unset = found.code == Code::UnsetParam && (self.any_name || !environments.is_empty());
        in_cloud || warned || of_rules || lacks || lacks_all || unset || self.may_declare(found)
    }

    /// The environments a part of which was not understood.
    fn environments(&self, sources: &Sources) -> Vec<Place> {
        let text = |(file, range): &Place| sources.get(*file).and_then(|file| file.text.get(range.clone()));
        let of_one = |place: &&Place| text(place).is_some_and(|text| text.starts_with("environment"));
        self.broken.iter().chain(&self.partial).filter(of_one).cloned().collect()
    }

    /// Takes the lines of a list that was not opened, and those of a list of YAML: each of them would be told of.
    fn list(&mut self, found: &Diagnostic, sources: &Sources) {
        let span = found.primary.span;
        let text = sources.get(span.file).map_or("", |file| &*file.text);
        let lines = line(sources, span);
        let open = text.get(lines.clone()).is_some_and(|line| line.trim_end().ends_with(':'));
        if !open {
            return;
        }
        let behind = text.get(lines.end..).unwrap_or_default();
        let mut end = lines.end;
        for one in behind.split_inclusive('\n') {
            let item = one.trim_start();
            if !(item.is_empty() || item.starts_with("- ") || item.starts_with('{') || item.starts_with("//"))
            {
                break;
            }
            end += one.len();
        }
        self.lists.push((span.file, (lines.end + 1).min(end)..end));
    }

    /// Whether the name that a diagnostic misses may be declared in what was not understood.
    fn may_declare(&self, found: &Diagnostic) -> bool {
        let misses = matches!(
            found.code,
            Code::UnknownName
                | Code::UnknownKind
                | Code::UnknownParam
                | Code::OverrideUnknown
                | Code::UnknownOutput
                | Code::WrongReference
        );
        let named = |name: &String| found.message.contains(&format!("`{name}`"));
        misses && (self.any_name || self.names.iter().any(named))
            || self.any_name && matches!(found.code, Code::HostWithoutDomain | Code::MissingOperator)
    }
}

/// Errors that leave an entry out of its declaration.
fn is_of_an_entry(code: Code) -> bool {
    use Code::{
        BadText, SetTwice, UnknownField, UnknownName, UnknownParam, UnknownWord, WrongForm, WrongReference,
        WrongType, WrongUnit,
    };
    matches!(
        code,
        UnknownField
            | WrongForm
            | WrongType
            | WrongUnit
            | UnknownWord
            | BadText
            | SetTwice
            | UnknownName
            | UnknownParam
            | WrongReference
    )
}

/// Errors that say what a declaration lacks that others ask for.
fn lacks(code: Code) -> bool {
    use Code::{
        HostWithoutDomain, NoCertificate, SecretElsewhere, SourceRevision, UnknownConsumer, UnknownKey,
        UnknownOutput, UnknownPort, WithoutBecause,
    };
    matches!(
        code,
        HostWithoutDomain
            | NoCertificate
            | SecretElsewhere
            | SourceRevision
            | UnknownConsumer
            | UnknownKey
            | UnknownOutput
            | UnknownPort
            | WithoutBecause
    )
}

/// Errors that say what a declaration lacks itself.
fn is_missing(code: Code) -> bool {
    use Code::{MissingField, MissingOperator, MissingTriggerField, NoTrigger, UnknownKind, WithoutRequests};
    matches!(
        code,
        MissingField | MissingOperator | MissingTriggerField | NoTrigger | UnknownKind | WithoutRequests
    )
}

/// Whether an entry of the program has no name: another declaration may be meant by what is missing.
fn is_nameless(found: &Diagnostic, sources: &Sources) -> bool {
    found.message.ends_with("has no name") && !line_of(sources, found.primary.span).starts_with([' ', '\t'])
}

/// The text in which an error of syntax makes others follow.
fn cloud(found: &Diagnostic, sources: &Sources, heads: &Heads) -> Range<usize> {
    let span = found.primary.span;
    let lines = line(sources, span);
    let quote = || sources.text(span).contains(['"', '\'']);
    match found.code {
        // Whatever stands behind the text is read as a part of it, or the other way round.
        Code::UnterminatedString => lines.start..heads.declaration(sources, span).end,
        Code::UnexpectedText if quote() => lines.start..heads.declaration(sources, span).end,
        Code::StrayClose => {
            let labels =
                found.secondary.iter().map(|label| label.span).filter(|there| there.file == span.file);
            let end = labels.map(|there| line(sources, there).end).max().unwrap_or_default();
            heads.declaration(sources, span).start..end.max(lines.end)
        }
        _ => lines,
    }
}

/// Rules over the settled environment.
fn is_of_rules(code: Code) -> bool {
    const OF_ENVIRONMENTS: [Code; 4] =
        [Code::OverrideUnknown, Code::UnknownParam, Code::NoCluster, Code::MissingOperator];
    let text = code.as_str();
    let of_rules = ["E07", "E08", "E09", "E10"].iter().any(|group| text.starts_with(group));
    of_rules && !OF_ENVIRONMENTS.contains(&code)
}

/// The hosts of an environment without a domain are one fault of it.
fn hosts(list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(list.len());
    for found in list {
        let same = |known: &&mut Diagnostic| {
            known.code == Code::HostWithoutDomain
                && found.code == known.code
                && known.environments == found.environments
        };
        match kept.iter_mut().find(same) {
            Some(known) => known
                .secondary
                .push(super::Label { span: found.primary.span, text: "without a domain, too".to_owned() }),
            None => kept.push(found),
        }
    }
    kept
}

/// Many names that are declared nowhere, and none of them misspelt: a file is not there.
pub(super) fn nowhere(list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let of_a_file = |found: &Diagnostic| {
        let code = matches!(
            found.code,
            Code::UnknownName | Code::UnknownKind | Code::OverrideUnknown | Code::UnknownParam
        );
        code && !found.helps.iter().any(|help| help.starts_with("did you mean"))
    };
    if list.iter().filter(|found| of_a_file(found)).count() <= 2 {
        return list;
    }
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(list.len());
    let mut first: Option<usize> = None;
    for found in list {
        match first.filter(|_| of_a_file(&found)).and_then(|at| kept.get_mut(at)) {
            Some(known) => {
                known.secondary.push(super::Label { span: found.primary.span, text: found.message });
                known.secondary.extend(found.secondary);
            }
            None => {
                let next = kept.len();
                first = first.or_else(|| of_a_file(&found).then_some(next));
                kept.push(found);
            }
        }
    }
    if let Some(known) = first.and_then(|at| kept.get_mut(at)) {
        known.helps.insert(0, "is a `use` line missing? several names are declared nowhere".to_owned());
    }
    kept
}

/// The lines that a span touches.
fn line(sources: &Sources, span: Span) -> Range<usize> {
    let text = sources.get(span.file).map_or("", |file| &*file.text);
    let (start, end) = (offset(span.start).min(text.len()), offset(span.end).min(text.len()));
    let from = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let to = text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + at);
    from..to
}

fn line_of(sources: &Sources, span: Span) -> &str {
    sources.get(span.file).and_then(|file| file.text.get(line(sources, span))).unwrap_or_default()
}

/// Where declarations begin in the files of diagnostics: lines that start with a letter. They need not be ones that could
/// be read.
struct Heads(FxHashMap<FileId, Vec<usize>>);

impl Heads {
    fn of(list: &[Diagnostic], sources: &Sources) -> Self {
        let mut heads = FxHashMap::default();
        for found in list {
            heads.entry(found.primary.span.file).or_insert_with_key(|file| {
                let text = sources.get(*file).map_or("", |file| &*file.text);
                let starts = text.split_inclusive('\n').scan(0, |from, one| {
                    let start = *from;
                    *from += one.len();
                    Some((start, one))
                });
                let head = |one: &str| one.starts_with(|c: char| c.is_ascii_alphabetic());
                starts.filter(|(_, one)| head(one)).map(|(start, _)| start).collect::<Vec<usize>>()
            });
        }
        Self(heads)
    }

    /// The declaration that a span stands in, by its indentation.
    fn declaration(&self, sources: &Sources, span: Span) -> Range<usize> {
        let heads = self.0.get(&span.file).map_or(&[][..], Vec::as_slice);
        let at = line(sources, span).end;
        let (before, behind) = heads.split_at(heads.partition_point(|head| *head < at));
        let end = || sources.get(span.file).map_or(0, |file| file.text.len());
        before.last().copied().unwrap_or_default()..behind.first().copied().unwrap_or_else(end)
    }
}

fn offset(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn holds((file, range): &Place, span: Span) -> bool {
    *file == span.file
        && range.start <= offset(span.start)
        && offset(span.start) < range.end.max(range.start + 1)
}

/// A kind, a size or an environment decides for many components: what is wrong there is said of the first of them.
fn of_layers(list: Vec<Diagnostic>, sources: &Sources, heads: &Heads) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(list.len());
    let mut first: FxHashMap<(Code, Span), usize> = FxHashMap::default();
    for found in list {
        let span = found.primary.span;
        let whole = heads.declaration(sources, span);
        let text = sources.get(span.file).and_then(|file| file.text.get(whole)).unwrap_or_default();
        let layer = ["kind ", "size ", "environment "].iter().any(|word| text.starts_with(word));
        let next = kept.len();
        let at = if layer { *first.entry((found.code, span)).or_insert(next) } else { next };
        match kept.get_mut(at) {
            Some(known) if known.message != found.message && of_one_form(known, &found) => {
                also(known, &found);
            }
            _ => kept.push(found),
        }
    }
    kept
}

/// Whether two messages differ in one name only.
fn of_one_form(one: &Diagnostic, other: &Diagnostic) -> bool {
    let (one, other) = (one.message.split('`'), other.message.split('`'));
    one.clone().count() == other.clone().count() && one.zip(other).filter(|(a, b)| a != b).count() == 1
}

/// Adds the name that another message has instead.
fn also(known: &mut Diagnostic, found: &Diagnostic) {
    const TOO: &str = "the same holds for ";
    let pairs = known.message.split('`').zip(found.message.split('`'));
    let Some((_, name)) = pairs.into_iter().find(|(a, b)| a != b) else { return };
    match known.helps.iter_mut().find(|help| help.starts_with(TOO)) {
        Some(help) if help.contains(&format!("`{name}`")) => {}
        Some(help) => help.push_str(&format!(", `{name}`")),
        None => known.helps.push(format!("{TOO}`{name}`")),
    }
}
