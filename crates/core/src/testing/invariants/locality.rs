//! A change of one component changes its own files, and those of nodes that name it: what a reviewer sees is what was changed.

use super::{Holds, Violation};
use crate::emit;
use crate::object::Output;
use crate::source::{Sources, Span};
use crate::syntax::ast::Entry;
use crate::testing::Program;
use crate::{diagnostic::Diagnostics, syntax};
use std::collections::BTreeMap;

/// Of two builds that differ in the component of this name, the files that differ are its own, or name it.
///
/// # Errors
/// The first file of which that is not so.
pub fn holds(before: &Output, after: &Output, component: &str) -> Holds {
    let (old, new) = (emit::tree(before), emit::tree(after));
    let own = |output: &Output| {
        let nodes = output.nodes.iter().filter(|node| node.component.as_deref() == Some(component));
        nodes.map(|node| format!("{}/", node.folder)).collect::<Vec<_>>()
    };
    let mut folders = own(before);
    folders.extend(own(after));
    let nothing = String::new();
    for path in old.keys().chain(new.keys()) {
        let (was, is) = (old.get(path).unwrap_or(&nothing), new.get(path).unwrap_or(&nothing));
        // The ledger lists the digest of every file.
        if was == is || path == emit::LEDGER_FILE {
            continue;
        }
        let inside = folders.iter().any(|folder| folder.ends_with(&format!("{}/", parent(path))));
        if !inside && !names(was, component) && !names(is, component) {
            return Err(Violation {
                invariant: "locality",
                environment: before.name(),
                ..Violation::at(
                    path.clone(),
                    "",
                    format!("changes with `{component}`, which it does not name"),
                )
            });
        }
    }
    Ok(())
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a text names a component, as a word of its own or as the beginning of the name of one of its objects.
fn names(text: &str, component: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.match_indices(component).any(|(at, _)| {
        let (before, _) = text.split_at(at);
        !before.ends_with(is_part)
    })
}

/// The components that a program declares in its own files, sorted.
#[must_use]
pub fn components(program: &Program) -> Vec<String> {
    declared(program).into_keys().collect()
}

/// Where annotations of a component can be written.
struct Room {
    /// The file.
    path: String,
    /// The block: that of its annotations where it has some, else its own.
    block: Span,
    /// Whether the block is that of its annotations.
    annotated: bool,
}

/// The declared components that have a block, by name.
fn declared(program: &Program) -> BTreeMap<String, Room> {
    let mut found = BTreeMap::new();
    for (path, text) in program.files.iter().filter(|(path, _)| path.ends_with(".fluo")) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let file = sources.add(path.as_str(), text.as_str());
        let ast = syntax::parse(&sources, file, &mut diagnostics);
        let components = ast.entries.iter().filter(|entry| entry.word.text == "component");
        found.extend(
            components.filter_map(|entry| Some((entry.label.as_ref()?.text.to_string(), room(path, entry)?))),
        );
    }
    found
}

fn room(path: &str, entry: &Entry) -> Option<Room> {
    let own = entry.block.as_ref()?;
    let annotations = own.entries.iter().find(|entry| entry.word.text == "annotations");
    let block = match annotations {
        Some(annotations) => annotations.block.as_ref()?.span,
        None => own.span,
    };
    Some(Room { path: path.to_owned(), block, annotated: annotations.is_some() })
}

/// The program with one annotation more on a component; `None` if it has no block in the program's own files.
#[must_use]
pub fn touched(program: &Program, component: &str) -> Option<Program> {
    let Room { path, block, annotated } = declared(program).remove(component)?;
    let text = program.files.get(&path)?;
    let (before, after) = text.split_at_checked(usize::try_from(block.start).ok()?)?;
    let rest = after.strip_prefix('{')?;
    let ends = rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r', '}']);
    let end = if ends { " " } else { ", " };
    let entry = "\"example.com/touched\": \"yes\"";
    let entry = if annotated { entry.to_owned() } else { format!("annotations {{ {entry} }}") };
    let text = format!("{before}{{ {entry}{end}{rest}");
    Some(program.clone().with(path, text))
}
