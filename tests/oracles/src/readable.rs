//! What holds for diagnostics and for what is written, whatever the input was.

use fluo_core::Builds;
use fluo_core::diagnostic::{Diagnostic, Fix};
use fluo_core::emit;
use fluo_core::object::{Object, Output};
use fluo_core::source::{Sources, Span};
use serde::Deserialize;
use serde_json::Value;

/// Every place of every diagnostic is in its file, between characters, and its sentences are sentences.
pub(crate) fn diagnostics(found: &[Diagnostic], sources: &Sources) {
    for diagnostic in found {
        let labels = diagnostic.secondary.iter().chain([&diagnostic.primary]);
        labels.for_each(|label| place(label.span, sources, &diagnostic.message));
        diagnostic.fixes.iter().for_each(|fix| repair(fix, sources));
        let message = &diagnostic.message;
        assert!(!message.is_empty(), "nothing is said: {diagnostic:?}");
        let titles = diagnostic.fixes.iter().map(|fix| &fix.title);
        let texts = diagnostic.secondary.iter().chain([&diagnostic.primary]).map(|label| &label.text);
        for text in texts.chain(&diagnostic.helps).chain(titles).chain([message]) {
            assert!(!text.contains(char::is_control), "not shown as it is: {text:?}");
        }
        assert!(diagnostic.fixes.is_empty() || !diagnostic.helps.is_empty(), "no help: {message:?}");
    }
}

/// A place is in its file, between characters.
pub(crate) fn place(span: Span, sources: &Sources, what: &str) {
    let range = usize::try_from(span.start).expect("32 bits")..usize::try_from(span.end).expect("32 bits");
    let inside = sources.get(span.file).is_some_and(|file| file.text.get(range).is_some());
    assert!(inside, "{span:?} is not in its file: {what}");
}

/// A repair changes places that are there, none twice.
fn repair(fix: &Fix, sources: &Sources) {
    let mut places: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
    places.iter().for_each(|span| place(*span, sources, &fix.title));
    places.sort();
    let apart = |pair: &[Span]| pair[0].file != pair[1].file || pair[0].end <= pair[1].start;
    assert!(places.windows(2).all(apart), "edits that overlap: {fix:?}");
}

/// A build has output or errors, not both and not neither, and its output reads back as what it is.
pub(crate) fn build(built: &Builds) {
    diagnostics(&built.diagnostics, &built.sources);
    let errors = built.diagnostics.iter().any(Diagnostic::is_error);
    assert_eq!(built.outputs.is_empty(), errors, "output with errors, or neither: {:?}", built.diagnostics);
    built.outputs.iter().for_each(output);
    if !errors {
        assert!(emit::forest::files(&built.outputs).is_ok_and(|files| !files.is_empty()));
    }
}

/// Every object of an output reads back as what it is, alone and in the stream.
fn output(output: &Output) {
    let stream = emit::stream(output);
    let read = documents(&stream);
    let own: Vec<&Object> = output.objects().collect();
    assert!(read.len() >= own.len(), "{} objects, {} documents", own.len(), read.len());
    for object in own {
        let mut text = String::new();
        emit::document(&object.body, &mut text);
        let is = serde_json::to_value(&object.body).expect("an object is JSON");
        assert_eq!(documents(&text), [is], "read back as something else:\n{text}");
    }
}

/// The documents of a stream, as JSON.
fn documents(text: &str) -> Vec<Value> {
    let document = |read| Value::deserialize(read).unwrap_or_else(|error| panic!("{error} in:\n{text}"));
    serde_yaml::Deserializer::from_str(text).map(document).collect()
}
