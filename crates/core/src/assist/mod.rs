//! What an editor asks at a place of a program: what could stand there, what stands there, and where it is declared.
//!
//! Nothing here knows a schema. The checks are run on the program as it is written, or for completion with a name in the
//! place of the cursor, and tell what they saw there ([`mod@crate::check`]); this module puts it into words. A candidate that
//! the checks refuse is not offered.

mod complete;
mod fields;
mod files;
mod mark;
mod place;
mod tell;
mod tree;
mod values;
mod words;

use crate::check::Inquiry;
use crate::diagnostic::Diagnostics;
use crate::prelude;
use crate::resolve::{self, Extent, Program};
use crate::source::{FileId, LoadError, Loader, Sources, Span, index};
use crate::syntax::{self, Trees, ast::Ast};
use mark::Marked;
use std::sync::Arc;
use tell::Told;

/// What may stand at a place, and what it would replace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// Offset of the first byte that is replaced.
    pub start: u32,
    /// Offset behind the last byte that is replaced.
    pub end: u32,
    /// What may stand there, the most likely first.
    pub items: Vec<Completion>,
}

/// Something that may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// How it is listed.
    pub label: String,
    /// The text to write; of a field also what always follows it: `image: `, `env { `.
    pub insert: String,
    /// Its type, kind or file, on one line.
    pub detail: Option<String>,
    /// Its documentation, as Markdown.
    pub docs: Option<String>,
    /// What it is.
    pub kind: CompletionKind,
}

/// What a completion is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// A field of a block.
    Field,
    /// A word or a literal.
    Value,
    /// A component.
    Component,
    /// A kind, type, trigger or another schema.
    Kind,
    /// A word of the language.
    Keyword,
    /// A file.
    File,
    /// Something of a component: an output, a port, a consumer, a key.
    Output,
    /// A number with a unit, or a unit of a number.
    Unit,
    /// Any other name: a size, a secret, a store, a param.
    Name,
}

/// What stands at a place.
#[derive(Clone, Debug)]
pub struct Hover {
    /// The files of the program, in which the span is.
    pub sources: Sources,
    /// What it is about.
    pub span: Span,
    /// What it is, on one line, in fluo.
    pub title: String,
    /// Its documentation, as Markdown.
    pub docs: Option<String>,
}

/// A program that was read once and is asked about several places. It has the texts that its files had when it was read; the
/// loaders that it is asked with are to give the same ones.
#[derive(Debug)]
pub struct Assist {
    entry: String,
    sources: Sources,
    program: Option<Program>,
    trees: Trees,
}

/// What may stand at an offset, in bytes, of a file of the program whose entry file is `entry`.
pub fn complete(loader: &dyn Loader, entry: &str, file: &str, offset: u32) -> Completions {
    Assist::new(loader, entry).complete(loader, file, offset)
}

/// What stands at an offset, in bytes, of a file of the program whose entry file is `entry`.
pub fn hover(loader: &dyn Loader, entry: &str, file: &str, offset: u32) -> Option<Hover> {
    Assist::new(loader, entry).hover(loader, file, offset)
}

/// Where that is declared which stands at an offset, in bytes, of a file. Of a file that is used, its start.
pub fn definition(loader: &dyn Loader, entry: &str, file: &str, offset: u32) -> Option<(Sources, Span)> {
    Assist::new(loader, entry).definition(loader, file, offset)
}

impl Assist {
    /// Reads the program whose entry file is `entry`.
    #[must_use]
    pub fn new(loader: &dyn Loader, entry: &str) -> Self {
        Self::over(loader, entry, Trees::default())
    }

    /// [`Assist::new`], with trees that were parsed before.
    pub(crate) fn over(loader: &dyn Loader, entry: &str, trees: Trees) -> Self {
        let (sources, program) = (Sources::default(), None);
        let mut assist = Self { entry: entry.to_owned(), sources, program, trees };
        assist.load(loader, entry);
        assist
    }

    /// What may stand at an offset, in bytes, of a file.
    pub fn complete(&mut self, loader: &dyn Loader, file: &str, offset: u32) -> Completions {
        self.completed(loader, file, offset).unwrap_or(Completions {
            start: offset,
            end: offset,
            items: Vec::new(),
        })
    }

    /// What stands at an offset, in bytes, of a file.
    pub fn hover(&mut self, loader: &dyn Loader, file: &str, offset: u32) -> Option<Hover> {
        let Told { span, title, docs, .. } = self.told(loader, file, offset, Some)?;
        Some(Hover { sources: self.sources.clone(), span, title, docs })
    }

    /// Where that is declared which stands at an offset, in bytes, of a file. Of a file that is used, its start.
    pub fn definition(&mut self, loader: &dyn Loader, file: &str, offset: u32) -> Option<(Sources, Span)> {
        let place = self.told(loader, file, offset, |told| told.declared)?;
        Some((self.sources.clone(), place))
    }

    fn load(&mut self, loader: &dyn Loader, entry: &str) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        self.program =
            resolve::load(loader, entry, Extent::Usual, &mut self.trees, &mut sources, &mut diagnostics);
        self.sources = sources;
    }

    fn id(&self, file: &str) -> Option<FileId> {
        self.sources.iter().find(|(_, source)| &*source.path == file).map(|(id, _)| id)
    }

    /// The file, as one of the program; a file that the entry does not use yet is read beside it.
    fn read(&mut self, loader: &dyn Loader, file: &str) -> Option<FileId> {
        if self.program.is_none() || self.id(file).is_none() {
            let entry = self.entry.clone();
            let both = Both { base: loader, text: format!("use \"{entry}\"\nuse \"{file}\"\n") };
            self.load(&both, BOTH);
            if self.id(file).is_none() {
                self.load(loader, file);
            }
        }
        // Where a name is declared twice, that of the file that is asked about counts.
        let id = self.id(file)?;
        let files = &mut self.program.as_mut()?.files;
        if let Some(at) = files.iter().position(|ast| ast.file == id) {
            files.swap(0, at);
        }
        Some(id)
    }

    fn completed(&mut self, loader: &dyn Loader, file: &str, offset: u32) -> Option<Completions> {
        let id = self.read(loader, file)?;
        let text = &self.sources.get(id)?.text;
        let marked = Marked::new(text, index(offset).min(text.len()))?;
        let mut program = self.program.take()?;
        let mut sources = self.sources.clone();
        let marked_id = sources.add(file, marked.text.as_str());
        let mut diagnostics = Diagnostics::default();
        let ast = Arc::new(syntax::parse(&sources, marked_id, &mut diagnostics));
        let Some(at) = program.files.iter().position(|ast| ast.file == id) else {
            self.program = Some(program);
            return None;
        };
        let before = program.files.get_mut(at).map(|old| std::mem::replace(old, ast));
        let triggers = self.triggers(&program, &mut sources, &mut diagnostics);
        let triggers = triggers.map(|triggers| std::mem::replace(&mut program.triggers, triggers));
        let completions = program.files.get(at).map(|ast| {
            let names = resolve::names(&program, &mut diagnostics);
            let span = marked.inside(marked_id);
            let inquiry = Inquiry::new(&names, &sources, loader, (ast, span));
            complete::items(inquiry, ast, &marked, (loader, file))
        });
        if let (Some(place), Some(ast)) = (program.files.get_mut(at), before) {
            *place = ast;
        }
        program.triggers = triggers.unwrap_or(program.triggers);
        self.program = Some(program);
        completions
    }

    /// The triggers that a program with a cursor needs, if they are not those that were read: all, while one is written.
    fn triggers(
        &self,
        program: &Program,
        sources: &mut Sources,
        found: &mut Diagnostics,
    ) -> Option<Vec<Arc<Ast>>> {
        let mut mentions = prelude::mentioned(&program.files);
        mentions.extend(prelude::mentioned(&program.library));
        let marked = mentions.iter().any(|name| name.contains(mark::NAME));
        marked.then(|| prelude::parse_triggers(&mentions, &mut Trees::default(), sources, found))
    }

    /// What is told of the thing at an offset, or of that which ends there.
    fn told<T>(
        &mut self,
        loader: &dyn Loader,
        file: &str,
        offset: u32,
        take: fn(Told) -> Option<T>,
    ) -> Option<T> {
        let id = self.read(loader, file)?;
        let program = self.program.as_ref()?;
        let read = program.triggers.iter().chain(&program.library).chain(&program.files);
        let ast = program.prelude.iter().chain(read.map(|ast| &**ast)).find(|ast| ast.file == id)?;
        let mut diagnostics = Diagnostics::default();
        let names = resolve::names(program, &mut diagnostics);
        [Some(offset), offset.checked_sub(1)].into_iter().flatten().find_map(|offset| {
            let at = Span::new(id, offset, offset.checked_add(1)?);
            let inquiry = Inquiry::new(&names, &self.sources, loader, (ast, at));
            place::told(&inquiry, ast, at, (loader, file)).and_then(take)
        })
    }
}

/// The path of a file that uses two others.
const BOTH: &str = "<both>";

/// A loader with a file that uses two others.
struct Both<'a> {
    base: &'a dyn Loader,
    text: String,
}

impl Loader for Both<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        if path == BOTH { Ok(self.text.clone().into_bytes()) } else { self.base.read(path) }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        self.base.list(folder)
    }

    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        self.base.folders(folder)
    }
}
