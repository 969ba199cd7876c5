//! What a program declares, by name: schemas in their families, everything else in one name space.

use super::imports::Program;
use crate::diagnostic::{Applicability, Code, Diagnostic, Diagnostics, Edit, foreign, near, quoted};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Entry, Name, Value, ValueKind};
use crate::types::Family;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use smol_str::SmolStr;

type Index<K, V> = IndexMap<K, V, FxBuildHasher>;

/// The words that declare something other than a schema.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ValueWord {
    /// `component`
    Component,
    /// `secret`
    Secret,
    /// `store`
    Store,
    /// `config`, shared
    Config,
    /// `volume`, shared
    Volume,
    /// `size`
    Size,
    /// `param`
    Param,
    /// `environment`
    Environment,
    /// `namespace`
    Namespace,
}

impl ValueWord {
    const WORDS: &'static [(&'static str, ValueWord)] = &[
        ("component", ValueWord::Component),
        ("secret", ValueWord::Secret),
        ("store", ValueWord::Store),
        ("config", ValueWord::Config),
        ("volume", ValueWord::Volume),
        ("size", ValueWord::Size),
        ("param", ValueWord::Param),
        ("environment", ValueWord::Environment),
        ("namespace", ValueWord::Namespace),
    ];

    /// What a word declares.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }

    /// The word itself.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, w)| *w == self).map_or("", |(word, _)| word)
    }
}

/// A declaration of something that has a name of its own.
#[derive(Copy, Clone, Debug)]
pub struct ValueDecl<'a> {
    /// What is declared.
    pub word: ValueWord,
    /// Its name.
    pub name: &'a Name,
    /// The whole of it.
    pub entry: &'a Entry,
}

/// A declaration of a schema.
#[derive(Clone, Debug)]
pub struct SchemaDecl<'a> {
    /// Its family.
    pub family: Family,
    /// Its name.
    pub name: &'a Name,
    /// The whole of it.
    pub entry: &'a Entry,
    /// Whether it stands in the prelude.
    pub built_in: bool,
    /// The `output` entries of its block.
    pub outputs: Index<SmolStr, &'a Entry>,
    /// The `secret` entries of its block.
    pub secrets: Index<SmolStr, &'a Entry>,
}

/// Everything that a program and the prelude declare.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// Schemas, those of the prelude first.
    pub schemas: Vec<SchemaDecl<'a>>,
    /// Schemas by family and name, as places in `schemas`.
    pub schema_index: Index<(Family, SmolStr), usize>,
    /// Everything else by name.
    pub values: Index<SmolStr, ValueDecl<'a>>,
    /// Namespaces, which are often called as what is in them.
    pub namespaces: Index<SmolStr, ValueDecl<'a>>,
    /// The file that was just found to hold a manifest of Kubernetes.
    manifest: Option<FileId>,
}

/// The words that may stand at the top of a file.
pub const WORDS: [&str; 12] = [
    "use",
    "component",
    "kind",
    "size",
    "secret",
    "config",
    "volume",
    "store",
    "param",
    "type",
    "namespace",
    "environment",
];

const SCHEMA_WORDS: [(&str, Family); 7] = [
    ("kind", Family::Kind),
    ("type", Family::Type),
    ("secret-kind", Family::Secret),
    ("store-kind", Family::Store),
    ("trigger", Family::Trigger),
    ("source", Family::Source),
    ("operator", Family::Operator),
];

/// Collects the declarations of a program.
pub fn names<'a>(program: &'a Program, diagnostics: &mut Diagnostics) -> Names<'a> {
    let mut names = Names::default();
    let read = program.triggers.iter().chain(&program.library).map(|ast| &**ast);
    let built_in = program.prelude.iter().chain(read).map(|ast| (ast, true));
    for (ast, built_in) in built_in.chain(program.files.iter().map(|ast| (&**ast, false))) {
        for entry in &ast.entries {
            names.declare(entry, built_in, diagnostics);
        }
    }
    names
}

impl<'a> Names<'a> {
    fn declare(&mut self, entry: &'a Entry, built_in: bool, diagnostics: &mut Diagnostics) {
        let word = entry.word.text.as_str();
        if self.is_of_manifest(entry) {
            return;
        }
        if word == "use" {
            if entry.label.as_ref().is_none_or(|l| !l.quoted)
                || entry.value.is_some()
                || entry.block.is_some()
            {
                diagnostics.push(
                    Diagnostic::new(Code::WrongForm, entry.span, "a `use` names one file or glob, in quotes")
                        .label("no file is named")
                        .help(match entry.label.as_ref().filter(|label| !label.quoted) {
                            Some(label) => format!("write `use \"{}.fluo\"`", label.text),
                            None => "write `use \"../platform/*.fluo\"`".to_owned(),
                        }),
                );
            }
            return;
        }
        let family = SCHEMA_WORDS.iter().find(|(w, _)| *w == word).map(|(_, f)| *f);
        let family = family.filter(|f| built_in || matches!(f, Family::Kind | Family::Type));
        let value = ValueWord::named(word);
        if family.is_none() && value.is_none() || entry.word.quoted {
            diagnostics.push(self.unknown_declaration(entry));
            return;
        }
        let Some(name) = entry.label.as_ref() else {
            diagnostics.push(unnamed(entry));
            // `environment: prod { … }`: what is in it is checked all the same.
            if let (Some(ValueWord::Environment), Some(name)) = (value, meant_name(entry)) {
                self.declare_value(ValueDecl { word: ValueWord::Environment, name, entry }, diagnostics);
            }
            return;
        };
        if let Some(family) = family {
            self.declare_schema(family, name, entry, built_in, diagnostics);
        } else if let Some(word) = value {
            self.declare_value(ValueDecl { word, name, entry }, diagnostics);
        }
    }

    /// What stands below an `apiVersion`, which was told of: it is of the same manifest.
    fn is_of_manifest(&mut self, entry: &Entry) -> bool {
        let word = entry.word.text.as_str();
        let of_manifest = ["kind", "metadata", "spec", "data", "stringData", "type", "status", "rules"];
        if self.manifest == Some(entry.span.file) && entry.label.is_none() && of_manifest.contains(&word) {
            return true;
        }
        self.manifest = (word == "apiVersion").then_some(entry.span.file);
        false
    }

    fn unknown_declaration(&self, entry: &Entry) -> Diagnostic {
        let word = &entry.word.text;
        let diagnostic =
            Diagnostic::new(Code::UnknownDeclaration, entry.word.span, format!("`{word}` declares nothing"))
                .label("not a declaration that fluo knows");
        let name = entry.label.as_ref().map_or("NAME", |label| &label.text);
        if self.schema(Family::Kind, word).is_some() {
            let help = format!("`{word}` is a kind of component: write `component {name}: {word} {{ … }}`");
            return as_component(diagnostic.help(help), entry);
        }
        if let Some(help) =
            foreign::declaration(word, name, entry.label.as_ref().is_some_and(|label| label.quoted))
        {
            return diagnostic.help(match (word.as_str(), &entry.value) {
                ("let" | "var" | "const", Some(value)) => declared_param(name, value),
                _ => help,
            });
        }
        if let Some(help) = foreign::kind(word).map(|help| help.replace("NAME", name)) {
            // The first word in backticks is the kind, where there is one for it.
            let kind = help.split('`').nth(1).filter(|kind| self.schema(Family::Kind, kind).is_some());
            return match kind {
                Some(kind) => diagnostic.help(format!("write `component {name}: {kind} {{ … }}`")).help(help),
                None => diagnostic.help(help),
            };
        }
        match near(word, WORDS) {
            Some(name) => diagnostic.did_you_mean(Some(name)),
            None => diagnostic.help(format!("at the top of a file stand {}", quoted(&WORDS))),
        }
    }

    fn declare_schema(
        &mut self,
        family: Family,
        name: &'a Name,
        entry: &'a Entry,
        built_in: bool,
        diagnostics: &mut Diagnostics,
    ) {
        let key = (family, name.text.clone());
        if let Some(first) = self.schema_index.get(&key).and_then(|at| self.schemas.get(*at)) {
            diagnostics.push(if first.built_in {
                Diagnostic::new(Code::DeclaredTwice, name.span, format!("`{}` is a built-in kind", name.text))
                    .label("already declared by fluo itself")
                    .help(format!(
                        "choose another name and make it from the built-in one: `kind my-{0}: {0} {{ … }}`",
                        name.text
                    ))
            } else {
                twice(name, first.name.span)
            });
            return;
        }
        let of_word = |word: &str| {
            let entries = entry.block.iter().flat_map(|block| &block.entries);
            let named = entries.filter(|e| e.word.text == word && !e.word.quoted);
            named.filter_map(|e| e.label.as_ref().map(|label| (label.text.clone(), e))).collect()
        };
        let decl = SchemaDecl {
            family,
            name,
            entry,
            built_in,
            outputs: of_word("output"),
            secrets: of_word("secret"),
        };
        self.schema_index.insert(key, self.schemas.len());
        self.schemas.push(decl);
    }

    fn declare_value(&mut self, decl: ValueDecl<'a>, diagnostics: &mut Diagnostics) {
        let names = match decl.word {
            ValueWord::Namespace => &mut self.namespaces,
            _ => &mut self.values,
        };
        match names.get(&decl.name.text) {
            Some(first) => diagnostics.push(twice(decl.name, first.name.span)),
            None => {
                names.insert(decl.name.text.clone(), decl);
            }
        }
    }

    /// The declaration of this word and name.
    #[must_use]
    pub fn value(&self, word: ValueWord, name: &str) -> Option<&ValueDecl<'a>> {
        self.values.get(name).filter(|decl| decl.word == word)
    }

    /// The names of all declarations of a word, in order.
    pub fn all(&self, word: ValueWord) -> impl Iterator<Item = &ValueDecl<'a>> {
        self.values.values().filter(move |decl| decl.word == word)
    }

    /// The schema of a family with this name, as its place in `schemas`.
    #[must_use]
    pub fn schema(&self, family: Family, name: &str) -> Option<usize> {
        self.schema_index.get(&(family, SmolStr::new(name))).copied()
    }

    /// The names of a family's schemas.
    pub fn family(&self, family: Family) -> impl Iterator<Item = &str> {
        self.schemas.iter().filter(move |s| s.family == family).map(|s| s.name.text.as_str())
    }
}

/// Adds the repair that makes `service api { … }` a component.
fn as_component(diagnostic: Diagnostic, entry: &Entry) -> Diagnostic {
    let Some(label) = entry.label.as_ref().filter(|_| entry.value.is_none()) else { return diagnostic };
    let word = &entry.word;
    let edits = vec![
        Edit { span: word.span, text: "component".to_owned() },
        Edit { span: label.span.at_end(), text: format!(": {}", word.text) },
    ];
    let title = format!("write `component {}: {}`", label.text, word.text);
    diagnostic.fix(title, edits, Applicability::Safe)
}

/// The name behind a colon that does not belong there: `environment: prod { … }`.
fn meant_name(entry: &Entry) -> Option<&Name> {
    match &entry.value.as_ref()?.kind {
        ValueKind::Path(path) => path.first().filter(|_| path.len() == 1),
        _ => None,
    }
}

/// What to write instead of `let x = 3`.
fn declared_param(name: &str, value: &Value) -> String {
    let example = match &value.kind {
        ValueKind::Number(text) if text.parse::<i64>().is_ok() => format!("int = {text}"),
        _ => "string = \"…\"".to_owned(),
    };
    format!("write `param {name}: {example}`, with its type and its value")
}

/// A declaration without a name.
fn unnamed(entry: &Entry) -> Diagnostic {
    let word = entry.word.text.as_str();
    let diagnostic = Diagnostic::new(Code::WrongForm, entry.word.span, format!("this {word} has no name"))
        .label("a name is missing behind it");
    let Some(name) = meant_name(entry).map(|name| name.text.as_str()) else {
        let rest = if word == "param" { ": TYPE" } else { "{ … }" };
        return diagnostic.help(format!("write `{word} NAME {rest}`"));
    };
    match word {
        "kind" => match foreign::kind(name) {
            Some(help) => diagnostic.help(format!("{help}: `component NAME: KIND {{ … }}`")),
            None => diagnostic.help(format!("write `kind {name}: service {{ … }}`")),
        },
        "component" => diagnostic.help(format!("write `component {name}: service {{ … }}`")),
        "secret" => diagnostic.help(format!("write `secret {name}: existing {{ keys: [password] }}`")),
        "store" | "volume" | "param" => diagnostic.help(format!("write `{word} {name}: …`")),
        _ => diagnostic.help(format!("write `{word} {name} {{ … }}`, without a colon")),
    }
}

fn twice(name: &Name, first: Span) -> Diagnostic {
    // The one that comes later in the sources is the one to report, whatever the order of reading.
    let (here, there) = if (first.file, first.start) > (name.span.file, name.span.start) {
        (first, name.span)
    } else {
        (name.span, first)
    };
    Diagnostic::new(Code::DeclaredTwice, here, format!("`{}` is declared twice", name.text))
        .label("declared again here")
        .also(there, "first declared here")
        .take_copy_out(here, there)
        .help("a name is declared once in a program; to change it for one environment, use `override`")
}
