//! A program as an editor holds it.

use crate::wire::{
    self, Built, Completions, DecidedFields, EmittedFile, Field, Fields, Files, GraphNode, Hover, Options,
    Place, Step,
};
use crate::{Answer, give};
use fluo_core::assist::Assist;
use fluo_core::emit::{forest, trace, tree::Content};
use fluo_core::object::Output;
use fluo_core::source::{Loader, MemoryLoader, Sources, Span, from_utf16};
use fluo_core::{Builds, Session};
use std::collections::BTreeMap;
use tsify::Ts;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// The files of a program and what was built of them last.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Workspace {
    loader: MemoryLoader,
    session: Session,
    /// What was read for questions about places, with its entry; gone as soon as a file changes.
    assist: Option<(String, Assist)>,
    /// The last build without errors.
    good: Good,
}

#[derive(Debug, Default)]
struct Good {
    sources: Sources,
    outputs: Vec<Output>,
}

impl Good {
    fn contents(&self) -> BTreeMap<String, (&Output, Content<'_>)> {
        forest::contents(&self.outputs)
    }
}

#[wasm_bindgen]
impl Workspace {
    /// A workspace with these files.
    ///
    /// # Errors
    /// If they are not texts by their paths.
    #[wasm_bindgen(constructor)]
    pub fn new(files: Option<Ts<Files>>) -> Result<Self, JsError> {
        let loader = files.map(|files| Files::read(&files)).transpose()?.unwrap_or_default();
        Ok(Self { loader, ..Self::default() })
    }

    /// Writes a file, replacing one of the same path.
    pub fn write(&mut self, path: &str, text: &str) {
        self.assist = None;
        self.loader.write(path, text);
    }

    /// Removes a file, if there is one.
    pub fn remove(&mut self, path: &str) {
        self.assist = None;
        self.loader.remove(path);
    }

    /// Builds the program whose entry file is `entry`. With errors, the last build without them stays for everything else that
    /// is asked, and `stale` says so.
    ///
    /// # Errors
    /// If the options are none.
    pub fn build(&mut self, entry: &str, options: Option<Ts<Options>>) -> Answer<Built> {
        let Builds { sources, diagnostics, targets, outputs } =
            self.session.build_all(&self.loader, entry, &Options::read(options)?);
        let diagnostics = wire::diagnostics(&diagnostics, &sources);
        let stale = outputs.is_empty();
        if !stale {
            self.good = Good { sources, outputs };
        }
        let files = self.good.contents();
        give(&Built {
            diagnostics,
            targets: targets.iter().map(ToString::to_string).collect(),
            stale,
            files: files.iter().map(|(path, (_, content))| EmittedFile::of(path, content)).collect(),
            graph: self
                .good
                .outputs
                .iter()
                .flat_map(|output| GraphNode::all(output, &self.good.sources))
                .collect(),
        })
    }

    /// The text of an emitted file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<String> {
        self.good.contents().get(path).map(|(_, content)| content.text())
    }

    /// The object of an emitted file (its pointer is empty) and its fields and items, in the order of their lines, each with the
    /// source places that decided it.
    ///
    /// # Errors
    /// None that a program could cause.
    pub fn fields(&self, path: &str) -> Answer<Fields> {
        let contents = self.good.contents();
        let Some((output, Content::Object(_, object))) = contents.get(path) else {
            return give(&Fields::default());
        };
        let chain = |origin| Step::chain(output.origins.get(origin), &self.good.sources);
        let fields = trace::fields(object).into_iter();
        give(&Fields(fields.map(|field| Field::new(&field, chain(field.origin))).collect()))
    }

    /// The emitted fields that the text of a source from `start` to `end` decides.
    ///
    /// # Errors
    /// None that a program could cause.
    pub fn decided(&self, file: &str, start: u32, end: u32) -> Answer<DecidedFields> {
        let Some((id, source)) = self.good.sources.iter().find(|(_, source)| &*source.path == file) else {
            return give(&DecidedFields::default());
        };
        let span = Span::new(id, from_utf16(&source.text, start), from_utf16(&source.text, end));
        let contents = self.good.contents();
        let fields = contents.iter().flat_map(|(path, (output, content))| {
            let found = trace::decided(content, &output.origins, span);
            found.into_iter().map(|field| wire::Decided::new(path, &field)).collect::<Vec<_>>()
        });
        give(&DecidedFields(fields.collect()))
    }

    /// What may stand at an offset of a file of the program of `entry`.
    ///
    /// # Errors
    /// None that a program could cause.
    pub fn complete(&mut self, entry: &str, file: &str, offset: u32) -> Answer<Completions> {
        let text = self.source(file);
        let found =
            self.ask(entry, |assist, loader| assist.complete(loader, file, from_utf16(&text, offset)));
        give(&Completions::new(found, &text))
    }

    /// What stands at an offset of a file of the program of `entry`.
    ///
    /// # Errors
    /// None that a program could cause.
    pub fn hover(&mut self, entry: &str, file: &str, offset: u32) -> Result<Option<Ts<Hover>>, JsError> {
        let offset = from_utf16(&self.source(file), offset);
        let found = self.ask(entry, |assist, loader| assist.hover(loader, file, offset));
        found.map(|hover| give(&Hover::from(hover))).transpose()
    }

    /// The declaration that a reference at an offset of a file leads to; it may be in a file that comes with fluo.
    ///
    /// # Errors
    /// None that a program could cause.
    pub fn definition(&mut self, entry: &str, file: &str, offset: u32) -> Result<Option<Ts<Place>>, JsError> {
        let offset = from_utf16(&self.source(file), offset);
        let found = self.ask(entry, |assist, loader| assist.definition(loader, file, offset));
        found.map(|(sources, span)| give(&Place::new(span, &sources))).transpose()
    }
}

impl Workspace {
    fn ask<T>(&mut self, entry: &str, question: impl FnOnce(&mut Assist, &MemoryLoader) -> T) -> T {
        let kept = self.assist.take().filter(|(of, _)| of == entry).map(|(_, assist)| assist);
        let mut assist = kept.unwrap_or_else(|| self.session.assist(&self.loader, entry));
        let answer = question(&mut assist, &self.loader);
        self.assist = Some((entry.to_owned(), assist));
        answer
    }

    /// The text of a source; none is an empty one.
    fn source(&self, file: &str) -> String {
        let bytes = self.loader.read(file).unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}
