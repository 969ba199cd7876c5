//! What holds of the language itself: formatting keeps what a program says, and the order in which it says it does not count.

use super::{Holds, Judged, Violation};
use crate::object::Output;
use crate::source::{LoadError, Loader, Sources, Span, index};
use crate::syntax::ast::Entry;
use crate::testing::Program;
use crate::{Options, build_all, diagnostic::Diagnostics, emit, syntax};
use std::collections::BTreeMap;

/// Every file of a program is read again from its canonical text, which is formatted already.
///
/// # Errors
/// The first file of which that is not so.
pub fn formatting(program: &Program) -> Holds {
    formatted(program).map(|_| ())
}

/// A program with its files formatted.
///
/// # Errors
/// If a file can't be formatted, or changes once more.
pub fn formatted(program: &Program) -> Result<Program, Violation> {
    let mut formatted = program.clone();
    for (path, text) in program.files.iter().filter(|(path, _)| path.ends_with(".fluo")) {
        let violation =
            |what: &str| Violation { invariant: "formatting", ..Violation::at(path.clone(), "", what) };
        let once = crate::format(path, text).text.ok_or_else(|| violation("is not formatted"))?;
        let twice = crate::format(path, &once).text.ok_or_else(|| violation("can't be read any more"))?;
        if once != twice {
            return Err(violation("changes once more when it is formatted again"));
        }
        formatted.files.insert(path.clone(), once);
    }
    Ok(formatted)
}

/// What is built of a formatted program is what is built of the program.
///
/// # Errors
/// The first file of the output that differs.
pub fn meaning(program: &Program, judged: &Judged) -> Holds {
    let formatted = formatted(program)?;
    same("meaning", judged, &formatted, &formatted.entry)
}

/// What is built does not depend on the order of declarations, or on that in which folders list their files.
///
/// # Errors
/// The first file of the output that differs.
pub fn order(program: &Program, judged: &Judged) -> Holds {
    let mut shuffled = program.clone();
    for (path, text) in program.files.iter().filter(|(path, _)| path.ends_with(".fluo")) {
        shuffled.files.insert(path.clone(), reversed(path, text));
    }
    same("order", judged, &Backwards(shuffled.clone()), &shuffled.entry)
}

/// The text of a file with its declarations the other way round: no two of them keep their order.
fn reversed(path: &str, text: &str) -> String {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(path, text);
    let ast = syntax::parse(&sources, file, &mut diagnostics);
    let mut pieces: Vec<String> = ast.entries.iter().map(|entry| whole(text, entry)).collect();
    pieces.reverse();
    pieces.join("\n\n") + "\n"
}

/// An entry's text with its doc comments.
fn whole(text: &str, entry: &Entry) -> String {
    let slice = |span: Span| text.get(index(span.start)..index(span.end)).unwrap_or("");
    let docs = entry.docs.iter().map(|doc| format!("{}\n", slice(*doc)));
    docs.chain([slice(entry.span).to_owned()]).collect()
}

/// Lists the files of another loader backwards.
#[derive(Copy, Clone, Debug)]
pub struct Backwards<L>(pub L);

impl<L: Loader> Loader for Backwards<L> {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        self.0.read(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        let mut names = self.0.list(folder)?;
        names.sort();
        names.reverse();
        Ok(names)
    }

    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        let mut names = self.0.folders(folder)?;
        names.reverse();
        Ok(names)
    }
}

/// The files of builds, by environment and path.
fn files<'o>(outputs: impl Iterator<Item = &'o Output>) -> BTreeMap<String, String> {
    let one = |output: &Output| {
        let name = output.name();
        emit::tree(output)
            .into_iter()
            .map(move |(path, text)| (format!("{name}: {path}"), text))
            .collect::<Vec<_>>()
    };
    outputs.flat_map(one).collect()
}

fn same(invariant: &'static str, judged: &Judged, loader: &dyn Loader, entry: &str) -> Holds {
    let every = Options { environment: Some("all".to_owned()), cluster: None };
    let again = build_all(loader, entry, &every);
    let violation = |place: &str, what: String| Violation { invariant, ..Violation::at(place, "", what) };
    if let Some(error) = again.diagnostics.iter().find(|found| found.is_error()) {
        return Err(violation("", format!("is refused with {:?}: {}", error.code, error.message)));
    }
    let was = files(judged.subjects.iter().map(|subject| &subject.output));
    let is = files(again.outputs.iter());
    for (path, text) in &was {
        let Some(other) = is.get(path) else { return Err(violation(path, "is gone".to_owned())) };
        let differ = text.lines().zip(other.lines()).find(|(one, other)| one != other);
        if let Some((one, other)) = differ.or((text != other).then_some(("", ""))) {
            return Err(violation(path, format!("has `{other}` instead of `{one}`")));
        }
    }
    match is.keys().find(|path| !was.contains_key(*path)) {
        Some(path) => Err(violation(path, "is new".to_owned())),
        None => Ok(()),
    }
}
