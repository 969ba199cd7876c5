//! Whole programs: built, asked about by an editor, repaired.

use crate::files::{Files, files};
use crate::readable;
use fluo_core::fix::Choice;
use fluo_core::source::Loader as _;
use fluo_core::{Builds, Options, Session, emit};
use std::cell::RefCell;

thread_local! {
    /// What was read before and has not changed, the triggers and the library above all, is not parsed again.
    static SESSION: RefCell<Session> = RefCell::default();
}

/// Builds every environment and cluster of a program.
pub(crate) fn built(files: &Files) -> Builds {
    let all = Options { environment: Some("all".to_owned()), cluster: None };
    SESSION.with_borrow_mut(|session| session.build_all(&files.loader(), files.entry(), &all))
}

/// A program that compiles gives objects that read back as what they are, the same ones once its files are laid out; any other
/// gives errors at places of its files.
pub(crate) fn compile(input: &[u8]) {
    let files = files(input, "app.fluo");
    let before = built(&files);
    readable::build(&before);
    if before.outputs.is_empty() {
        return;
    }
    let formatted = files.0.iter().map(|(path, bytes)| (path.clone(), formatted(path, bytes)));
    let after = built(&Files(formatted.collect()));
    let streams = |built: &Builds| built.outputs.iter().map(emit::stream).collect::<Vec<_>>();
    assert_eq!(streams(&after), streams(&before), "laid out, the program builds something else");
}

/// A file as `fluoc fmt` writes it; what is not fluo is left, and so is what has errors.
fn formatted(path: &str, bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| path.ends_with(".fluo"));
    text.and_then(|text| fluo_core::format(path, text).text)
        .map_or_else(|| bytes.to_vec(), String::into_bytes)
}

/// The cursor in an input.
const CURSOR: char = '▮';

/// What an editor is told where the cursor `▮` stands in the first file, at its end without one: places that are there.
pub(crate) fn assist(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut files = files(text.as_bytes(), "app.fluo");
    let Some((entry, text)) = files.0.first_mut() else { return };
    let (entry, shown) = (entry.clone(), String::from_utf8_lossy(text).into_owned());
    let offset = u32::try_from(shown.find(CURSOR).unwrap_or(shown.len())).expect("32 bits");
    let shown = shown.replace(CURSOR, "");
    *text = shown.clone().into_bytes();
    let loader = files.loader();
    let mut assist = SESSION.with_borrow(|session| session.assist(&loader, &entry));
    let completions = assist.complete(&loader, &entry, offset);
    let (start, end) = (completions.start, completions.end);
    assert!(start <= offset && offset <= end, "{start}..{end} is not around {offset}");
    let range = usize::try_from(start).expect("32 bits")..usize::try_from(end).expect("32 bits");
    assert!(shown.get(range).is_some(), "{start}..{end} is not in the file");
    assert!(completions.items.iter().all(|item| !item.label.is_empty() && !item.insert.is_empty()));
    if let Some(hover) = assist.hover(&loader, &entry, offset) {
        readable::place(hover.span, &hover.sources, &hover.title);
    }
    if let Some((sources, span)) = assist.definition(&loader, &entry, offset) {
        readable::place(span, &sources, "a declaration");
    }
}

/// Repairs end; no safe one is taken back, and none makes a file unreadable or touches one that is not fluo.
pub(crate) fn fix(input: &[u8]) {
    let files = files(input, "app.fluo");
    let loader = files.loader();
    for choice in [Choice::safe(), Choice::likely()] {
        let fixed = fluo_core::fix(&loader, &[files.entry()], &Options::default(), &choice);
        fixed.left.iter().for_each(|left| readable::diagnostics(&left.diagnostics, &left.sources));
        for (path, changed) in &fixed.files {
            let old = loader.read(path).unwrap_or_else(|_| panic!("{path} is not of the program"));
            assert_eq!(old, changed.old.as_bytes(), "{path} was another file");
            assert_ne!(changed.old, changed.new, "{path} did not change");
        }
    }
}
