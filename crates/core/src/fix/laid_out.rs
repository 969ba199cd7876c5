//! Intents to fixes: what was told by entries becomes edits of the files that hold them.

use super::layout::{Page, Written};
use crate::diagnostic::{Applicability, Change, Code, Diagnostic, Diagnostics, Edit, Fix, Intent};
use crate::source::{FileId, Sources, Span};
use crate::syntax::{ast::Ast, parse};
use std::collections::BTreeMap;

/// Makes fixes of the intents of diagnostics. One that can't be made, because something else stands there or the file
/// comes with fluo, is left out.
pub(crate) fn lay_out(diagnostics: &mut [Diagnostic], sources: &Sources) {
    let mut trees = BTreeMap::new();
    for diagnostic in diagnostics.iter_mut() {
        for intent in std::mem::take(&mut diagnostic.intents) {
            let edits: Result<Vec<Edit>, Impossible> = intent
                .changes
                .iter()
                .filter_map(|change| edit(change, sources, &mut trees).transpose())
                .collect();
            if let Some(edits) = edits.ok().filter(|edits| !edits.is_empty()) {
                let Intent { title, applicability, .. } = intent;
                diagnostic.fixes.push(Fix { title, edits, applicability });
            }
        }
        let code = diagnostic.code;
        for fix in diagnostic.fixes.iter_mut().filter(|fix| is_respelling(code, fix, sources)) {
            fix.applicability = Applicability::Safe;
        }
        diagnostic.fixes.retain(|fix| fix.edits.iter().all(|edit| is_own(sources, edit.span.file)));
    }
}

/// Whether a fix only spells a word of fluo's own as fluo does: `pullSecrets`, `pull_secrets`, `IfNotPresent`. The
/// words of fluo differ by more than case and dashes, so nothing else can have been meant.
fn is_respelling(code: Code, fix: &Fix, sources: &Sources) -> bool {
    const OF_FLUO: [Code; 5] = [
        Code::UnknownField,
        Code::UnknownWord,
        Code::UnknownTrigger,
        Code::UnknownTriggerField,
        Code::UnknownDeclaration,
    ];
    let [edit] = fix.edits.as_slice() else { return false };
    let letters = |text: &str| {
        text.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect::<String>()
    };
    let old = sources.text(edit.span);
    fix.applicability == Applicability::Unsafe
        && OF_FLUO.contains(&code)
        && old.len() > 2
        && letters(old) == letters(&edit.text)
}

fn is_own(sources: &Sources, file: FileId) -> bool {
    sources.get(file).is_some_and(|file| !file.is_built_in())
}

type Trees = BTreeMap<FileId, Ast>;

/// Something else stands where the change should be made.
struct Impossible;

/// The edit of a change; none where nothing has to be done.
fn edit(change: &Change, sources: &Sources, trees: &mut Trees) -> Result<Option<Edit>, Impossible> {
    let at = match change {
        Change::Replace(edit) => return Ok(Some(edit.clone())),
        Change::Remove { at, .. }
        | Change::RemoveItem { at }
        | Change::RemoveCopy { at, .. }
        | Change::SetValue { at, .. }
        | Change::SetHere { at, .. }
        | Change::Rename { at, .. }
        | Change::Wrap { at, .. }
        | Change::Rewrite { at, .. }
        | Change::Insert { at, .. }
        | Change::InsertItem { at, .. }
        | Change::Use { at, .. }
        | Change::Declare { at, .. } => *at,
    };
    let of_fluo = |path: &str| path.ends_with(".fluo") || path.ends_with('>');
    let file = sources.get(at.file).filter(|file| of_fluo(&file.path)).ok_or(Impossible)?;
    let ast = trees.entry(at.file).or_insert_with(|| parse(sources, at.file, &mut Diagnostics::default()));
    let page = Page { text: &file.text, ast };
    if let Change::Use { path, .. } = change {
        return Ok(page.with_use(path).map(|written| of_file(at.file, written)));
    }
    if let Change::RemoveCopy { of, .. } = change
        && !says_the_same(&page, at, *of, sources)
    {
        return Err(Impossible);
    }
    written(change, &page, at).map(|written| Some(of_file(at.file, written))).ok_or(Impossible)
}

/// Whether the entry at another place says with the same words what the one here says. Only entries of one file are
/// compared: where they stand in two, a person chooses which file it is that has too much.
fn says_the_same(page: &Page, at: Span, of: Span, sources: &Sources) -> bool {
    let words = |span: Span| sources.text(span).split_whitespace().collect::<Vec<_>>();
    match (page.entry(at), page.entry(of).filter(|_| at.file == of.file)) {
        (Some(here), Some(there)) => here.span != there.span && words(here.span) == words(there.span),
        _ => false,
    }
}

fn of_file(file: FileId, (start, end, text): Written) -> Edit {
    Edit { span: Span::new(file, start, end), text }
}

fn written(change: &Change, page: &Page, at: Span) -> Option<Written> {
    let called = |word: &String| page.entry(at).filter(|entry| entry.word.text == word.as_str());
    match change {
        Change::Replace(_) | Change::Use { .. } => None,
        Change::Remove { word, .. } if word.is_empty() => {
            page.entry_below(at).map(|entry| page.without(page.outermost(entry)))
        }
        Change::Remove { word, .. } => Some(page.without(page.outermost(called(word)?))),
        Change::RemoveItem { .. } => page.without_item(page.entry(at)?, at),
        Change::RemoveCopy { .. } => Some(page.without(page.entry(at)?)),
        Change::SetHere { text, .. } => page.with_value_at(at, text),
        Change::Wrap { word, within, .. } => Some(page.within(called(word)?, within)),
        Change::Rename { from, to, .. } => page.renamed(page.entry(at)?, from, to),
        Change::Rewrite { word, text, .. } => {
            let entry = called(word)?;
            Some((entry.span.start, entry.span.end, text.clone()))
        }
        Change::SetValue { word, text, .. } => page.with_value(called(word)?, text),
        Change::Insert { path, entry, .. } => Some(page.with_entry(page.entry(at)?, path, entry)),
        Change::InsertItem { list, item, .. } => Some(page.with_item(page.entry(at)?, list, item)),
        Change::Declare { text, .. } => Some(page.with_declaration(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with the change at the place of `‸`, which stands in the entry that is meant.
    fn changed(text: &str, make: impl Fn(Span) -> Change) -> Option<String> {
        let offset = text.find('‸').unwrap();
        let text = text.replace('‸', "");
        let mut sources = Sources::default();
        let file = sources.add("a.fluo", text.as_str());
        let at = Span::new(file, offset as u32, offset as u32);
        let found = Diagnostic::new(Code::BadText, at, "x").intend("x", vec![make(at)], Applicability::Safe);
        let mut list = [found];
        lay_out(&mut list, &sources);
        let edit = list[0].fixes.first()?.edits[0].clone();
        let mut new = text.clone();
        new.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        Some(new)
    }

    fn without(text: &str, word: &str) -> Option<String> {
        changed(text, |at| Change::Remove { at, word: word.to_owned() })
    }

    fn with(text: &str, path: &[&str], entry: &str) -> Option<String> {
        let path = path.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        changed(text, |at| Change::Insert { at, path: path.clone(), entry: entry.to_owned() })
    }

    #[test]
    fn an_entry_goes_with_its_line_or_its_comma() {
        let gone = |text, new: &str| assert_eq!(without(text, "b").as_deref(), Some(new), "{text}");
        gone("x {\n  a: 1\n  /// Doc.\n  ‸b: 2 // why\n  c: 3\n}\n", "x {\n  a: 1\n  c: 3\n}\n");
        gone("x { a: 1, ‸b: 2, c: 3 }", "x { a: 1, c: 3 }");
        gone("x { a: 1, ‸b: 2 }", "x { a: 1 }");
        gone("x { ‸b: 2 }", "x {}");
        gone("a: 1\n\nb‸ c: d {\n  e: 1\n}\n\nf: 1\n", "a: 1\n\nf: 1\n");
        gone("x {\r\n  ‸b: 2,\r\n  c: 3\r\n}\r\n", "x {\r\n  c: 3\r\n}\r\n");
        assert_eq!(without("x { a: ‸1 }", "b"), None, "another entry stands there");
    }

    #[test]
    fn an_item_goes_with_its_comma() {
        let item = |text| changed(text, |at| Change::RemoveItem { at }).unwrap();
        assert_eq!(item("x { a: [p, q‸, r] }"), "x { a: [p, r] }");
        assert_eq!(item("x { a: [p, q‸] }"), "x { a: [p] }");
        assert_eq!(item("x { a: [q‸] }"), "x { a: [] }");
        assert_eq!(item("x {\n  a: [\n    p,\n    q‸,\n  ]\n}"), "x {\n  a: [\n    p,\n  ]\n}");
    }

    #[test]
    fn an_entry_stands_where_one_would_write_it() {
        let comes =
            |text, path: &[&str], new: &str| assert_eq!(with(text, path, "n: 1").as_deref(), Some(new));
        comes("x‸ y: z {\n    a: 1\n}\n", &[], "x y: z {\n    a: 1\n    n: 1\n}\n");
        comes("x‸ y: z {}\n", &[], "x y: z { n: 1 }\n");
        comes("x‸ y: z\n", &[], "x y: z { n: 1 }\n");
        comes("x‸ y: z { a: 1 }\n", &[], "x y: z { a: 1, n: 1 }\n");
        comes("x‸ y: z { a: 1, }\n", &[], "x y: z { a: 1, n: 1 }\n");
        comes("o {\n  x‸ {\n    // nothing\n  }\n}", &[], "o {\n  x {\n    // nothing\n    n: 1\n  }\n}");
        comes("x‸ { p { q: 1 } }", &["p"], "x { p { q: 1, n: 1 } }");
        comes("x‸ { p q: 1 }", &["p q"], "x { p q: 1 { n: 1 } }");
        comes("x‸ { a: 1 }", &["p", "q"], "x { a: 1, p { q { n: 1 } } }");
    }

    #[test]
    fn a_block_that_is_never_closed_takes_entries_too() {
        let comes = |text, new: &str| assert_eq!(with(text, &[], "n: 1").as_deref(), Some(new));
        comes("x‸ y: z {\ncomponent e: z {}\n", "x y: z { n: 1 \ncomponent e: z {}\n");
        comes(
            "x‸ y: z {\n  p { a: 1 }\ncomponent e: z {}\n",
            "x y: z {\n  p { a: 1 }, n: 1\ncomponent e: z {}\n",
        );
    }

    #[test]
    fn lists_values_and_files_grow() {
        let item = |text| {
            let change = |at| Change::InsertItem { at, list: "l".to_owned(), item: "n".to_owned() };
            changed(text, change).unwrap()
        };
        assert_eq!(item("x‸ { l: [a] }"), "x { l: [a, n] }");
        assert_eq!(item("x‸ { l: [] }"), "x { l: [n] }");
        assert_eq!(item("x‸ { l: [\n  a,\n] }"), "x { l: [\n  a,\n  n,\n] }");
        assert_eq!(item("x‸ {}"), "x { l: [n] }");
        let value = |at| Change::SetValue { at, word: "a".to_owned(), text: "2".to_owned() };
        assert_eq!(changed("x { a: 1‸ { b: 1 } }", value).unwrap(), "x { a: 2 { b: 1 } }");
        let used = |at| Change::Use { at, path: "std:a".to_owned() };
        assert_eq!(changed("use \"b\"\nx‸: 1\n", used).unwrap(), "use \"b\"\nuse \"std:a\"\nx: 1\n");
        assert_eq!(changed("x‸: 1\n", used).unwrap(), "use \"std:a\"\n\nx: 1\n");
        assert_eq!(changed("use \"std:a\"\nx‸: 1\n", used), None);
        let declared = |at| Change::Declare { at, text: "component n: k {}".to_owned() };
        assert_eq!(
            changed("component a‸: k {}\nenvironment e {}\n", declared).unwrap(),
            "component a: k {}\ncomponent n: k {}\nenvironment e {}\n"
        );
        assert_eq!(changed("environment‸ e {}", declared).unwrap(), "component n: k {}\n\nenvironment e {}");
    }
}
