//! What holds at every place of every example.

use super::{labels, line};
use fluo_core::assist::{self, Assist, CompletionKind};
use fluo_core::diagnostic::{Code, Diagnostics};
use fluo_core::source::{MemoryLoader, Sources, Span};
use fluo_core::syntax::ast::{Ast, Block, Entry, Name, Piece, Value, ValueKind};
use fluo_core::{Options, check, syntax};
use fluo_tests::project::{self, Files};
use std::collections::BTreeSet;

/// A file of an example, with an entry whose program has it.
struct Place {
    entry: String,
    file: String,
    text: String,
}

fn places() -> (Files, Vec<Place>) {
    let files = project::files_below("examples");
    let loader = project::memory(&files);
    let entries: Vec<String> = project::examples().iter().map(project::Example::entry).collect();
    let programs: Vec<(String, BTreeSet<String>)> = entries
        .into_iter()
        .map(|entry| {
            let checked = check(&loader, &entry, &Options::default());
            let paths = checked.sources.iter().map(|(_, file)| file.path.to_string()).collect();
            (entry, paths)
        })
        .collect();
    let place = |(file, text): (&String, &String)| {
        let found = programs.iter().find(|(_, paths)| paths.contains(file));
        let entry = found.unwrap_or_else(|| panic!("{file} is of no program")).0.clone();
        Place { entry, file: file.clone(), text: text.clone() }
    };
    let places = files.iter().map(place).collect();
    (files, places)
}

fn parsed(text: &str) -> Ast {
    let mut sources = Sources::default();
    let file = sources.add("a.fluo", text);
    syntax::parse(&sources, file, &mut Diagnostics::default())
}

/// Every entry of a file, and every path of a value.
#[derive(Default)]
struct Words<'a> {
    entries: Vec<(&'a Entry, usize)>,
    paths: Vec<(Span, &'a [Name])>,
}

impl<'a> Words<'a> {
    fn of(ast: &'a Ast) -> Self {
        let mut words = Self::default();
        ast.entries.iter().for_each(|entry| words.entry(entry, 0));
        words
    }

    fn entry(&mut self, entry: &'a Entry, depth: usize) {
        self.entries.push((entry, depth));
        entry.value.iter().for_each(|value| self.value(value, depth));
        entry.block.iter().for_each(|block| self.block(block, depth));
    }

    fn block(&mut self, block: &'a Block, depth: usize) {
        block.entries.iter().for_each(|entry| self.entry(entry, depth + 1));
    }

    fn value(&mut self, value: &'a Value, depth: usize) {
        match &value.kind {
            ValueKind::Path(path) => self.paths.push((value.span, path)),
            ValueKind::List(items) => items.iter().for_each(|item| self.value(item, depth)),
            ValueKind::Record(block) => self.block(block, depth),
            ValueKind::String(pieces) => self.paths.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Ref(path, _) => Some((path.first()?.span.to(path.last()?.span), path.as_slice())),
                Piece::Text(_) => None,
            })),
            _ => {}
        }
    }
}

/// The files of the examples with one of them without a stretch of its text.
fn without(files: &Files, place: &Place, span: Span) -> MemoryLoader {
    let mut files = files.clone();
    let mut text = place.text.clone();
    text.replace_range(span.start as usize..span.end as usize, "");
    files.insert(place.file.clone(), text);
    project::memory(&files)
}

#[test]
fn every_word_of_the_examples_is_offered_in_its_place() {
    let (files, places) = places();
    let (mut offered, mut own) = (0, 0);
    let mut lacking = Vec::new();
    for place in &places {
        let ast = parsed(&place.text);
        let loader = project::memory(&files);
        for (entry, _) in Words::of(&ast).entries {
            let span = entry.word.span;
            let changed = without(&files, place, span);
            let found = assist::complete(&changed, &place.entry, &place.file, span.start);
            if found.items.iter().any(|item| item.label == entry.word.text) {
                offered += 1;
            } else if is_own(&loader, place, span) {
                // A name of the author's own: of a variable, a file, a value of a chart.
                own += 1;
            } else {
                lacking.push(format!("{}: {}", place.file, line_of(&place.text, span)));
            }
        }
    }
    assert_eq!(lacking, Vec::<String>::new());
    assert!(offered > 700 && own < 300, "{offered} offered, {own} names of the authors' own");
}

/// Whether a word is a name that its author chose: nothing else declares it, and nothing is told of it.
fn is_own(loader: &MemoryLoader, place: &Place, span: Span) -> bool {
    let mut assist = Assist::new(loader, &place.entry);
    match assist.definition(loader, &place.file, span.start) {
        Some((sources, found)) => *sources.path(found.file) == *place.file && found.start == span.start,
        None => assist.hover(loader, &place.file, span.start).is_none(),
    }
}

#[test]
fn every_reference_of_the_examples_is_offered_in_its_place() {
    let (files, places) = places();
    // The keys of a secret are named by its author, and nothing says which may be shared.
    let keys = ["endpoint", "port", "database", "username", "password", "key", "admin-password", "app"];
    let (mut offered, mut own, mut lacking) = (0, 0, Vec::new());
    for place in &places {
        let ast = parsed(&place.text);
        for (span, path) in Words::of(&ast).paths {
            let text: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
            let text = text.join(".");
            let loader = without(&files, place, span);
            let found = assist::complete(&loader, &place.entry, &place.file, span.start);
            if labels(&found).contains(&text.as_str()) {
                offered += 1;
            } else if keys.contains(&text.as_str()) {
                own += 1;
            } else {
                lacking.push(format!("{}: {text}: {}", place.file, line_of(&place.text, span)));
            }
        }
    }
    assert_eq!(lacking, Vec::<String>::new());
    assert!(offered > 360 && own < 20, "{offered} offered, {own} keys");
}

fn line_of(text: &str, span: Span) -> &str {
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

#[test]
fn every_reference_to_a_component_leads_to_its_declaration() {
    let (files, places) = places();
    let loader = project::memory(&files);
    let declared =
        files.values().flat_map(|text| text.lines()).filter_map(|line| line.strip_prefix("component "));
    let components: BTreeSet<&str> = declared.filter_map(|rest| rest.split(':').next()).collect();
    let mut followed = 0;
    for place in &places {
        let ast = parsed(&place.text);
        let mut assist = Assist::new(&loader, &place.entry);
        for (_, path) in Words::of(&ast).paths {
            let first = &path[0];
            if !components.contains(first.text.as_str()) {
                continue;
            }
            let definition = assist.definition(&loader, &place.file, first.span.start);
            let (sources, span) = definition.unwrap_or_else(|| panic!("{}: `{}`", place.file, first.text));
            // A field of a kind, an operator, and a kind behind its colon, may be called as a component is.
            let declared = line(&sources, span).trim_start();
            let words =
                ["component", "param", "operator", "kind"].map(|word| format!("{word} {}", first.text));
            assert!(words.iter().any(|word| declared.starts_with(word)), "{}: {declared}", first.text);
            followed += usize::from(declared.starts_with("component"));
        }
    }
    assert!(followed > 50, "{followed}");
}

#[test]
fn every_field_that_is_offered_is_one() {
    let (files, places) = places();
    let mut tried = 0;
    for (number, place) in places.iter().enumerate() {
        let ast = parsed(&place.text);
        let blocks = Words::of(&ast).entries.into_iter().filter_map(|(entry, _)| entry.block.as_ref());
        for (count, block) in blocks.enumerate().filter(|(count, _)| (count + number) % 3 == 0) {
            let at = block.span.start + 1;
            let loader = project::memory(&files);
            let found = assist::complete(&loader, &place.entry, &place.file, at);
            let fields = found.items.iter().filter(|item| item.kind == CompletionKind::Field);
            for field in fields.skip(count % 5).step_by(9) {
                let mut text = place.text.clone();
                let end = if field.insert.ends_with("{ ") { "}" } else { "x" };
                text.insert_str(at as usize, &format!(" {}{end}\n", field.insert));
                let mut files = files.clone();
                files.insert(place.file.clone(), text);
                let checked = check(&project::memory(&files), &place.entry, &Options::default());
                let unknown = [Code::UnknownField, Code::UnknownTriggerField];
                let told = checked.diagnostics.iter().find(|found| unknown.contains(&found.code));
                assert!(told.is_none(), "{}: `{}`: {:?}", place.file, field.label, told.map(|t| &t.message));
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn nothing_breaks_at_any_place_of_a_text() {
    let (files, places) = places();
    let loader = project::memory(&files);
    for (number, place) in places.iter().enumerate() {
        let mut assist = Assist::new(&loader, &place.entry);
        let kind = |c: char| (c.is_alphanumeric(), c.is_whitespace(), c);
        let mut last = ' ';
        let mut boundary = |c: char| kind(std::mem::replace(&mut last, c)) != kind(c);
        let boundaries = place.text.char_indices().filter(|(_, c)| boundary(*c)).map(|(at, _)| at);
        for at in boundaries.skip(number % 7).step_by(31) {
            let at = u32::try_from(at).expect("a small file");
            let found = assist.complete(&loader, &place.file, at);
            assert!(found.start <= at && at <= found.end, "{}: {at}", place.file);
            assist.hover(&loader, &place.file, at);
        }
    }
}

/// What people have on the screen while they type: the text up to the cursor, and nothing behind it.
#[test]
fn nothing_breaks_while_a_file_is_written() {
    let (files, places) = places();
    for (number, place) in places.iter().enumerate() {
        let starts = place.text.char_indices().map(|(at, _)| at).skip(number);
        for at in starts.step_by(97) {
            let mut files = files.clone();
            files.insert(place.file.clone(), place.text[..at].to_owned());
            let loader = project::memory(&files);
            let at = u32::try_from(at).expect("a small file");
            let mut assist = Assist::new(&loader, &place.entry);
            let found = assist.complete(&loader, &place.file, at);
            assert!(found.start <= at && at <= found.end, "{}: {at}", place.file);
            assist.definition(&loader, &place.file, at);
        }
    }
}
