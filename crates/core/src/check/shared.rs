//! Configs and volumes of the top level, which the components of a namespace share.

use super::{Body, Checker, Declared, Head, Scope, Setting, SharedConfig, constants, wrong_form};
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{ValueDecl, ValueWord};
use crate::syntax::ast::{Entry, Name};
use crate::types::{Family, ScalarType, Type};

impl<'a> Checker<'a> {
    /// `config NAME { "file": "…" }`
    pub(super) fn shared_config(&mut self, decl: &ValueDecl<'a>) -> Option<SharedConfig> {
        self.kubernetes_name(decl.name);
        let name = &decl.name.text;
        let (None, Some(block)) = (&decl.entry.value, &decl.entry.block) else {
            self.report(wrong_form(
                decl.entry.head(),
                format!("the config `{name}` needs a block of files"),
                format!("write `config {name} {{ \"file\": \"…\" }}`"),
            ));
            return None;
        };
        let outer = std::mem::replace(&mut self.field, "config".into());
        let files = self.named_texts(block);
        self.field = outer;
        Some(SharedConfig { span: decl.name.span, files })
    }

    fn named_texts(&mut self, block: &'a crate::syntax::ast::Block) -> Vec<Setting> {
        let mut files: Vec<Setting> = Vec::new();
        let mut seen: Vec<&'a Entry> = Vec::new();
        for entry in &block.entries {
            if let Some(label) = &entry.label {
                self.report(self.unwanted_label(entry, label));
                continue;
            }
            if let Some(first) = seen.iter().find(|first| first.word.text == entry.word.text) {
                self.report(super::unknown::set_twice(entry, first));
                continue;
            }
            seen.push(entry);
            let text = Type::Scalar(ScalarType::String);
            files.extend(self.member(&entry.word, entry, None, &text, Scope::default()));
        }
        files
    }

    /// `volume NAME: 10Gi { access: many }`
    pub(super) fn shared_volume(&mut self, decl: &ValueDecl<'a>) -> Option<Declared> {
        self.kubernetes_name(decl.name);
        let (name, schema) = (&decl.name.text, self.find(Family::Type, "shared-volume")?);
        let entry = decl.entry;
        let Some(value) = entry.value.as_ref().filter(|value| !constants::is_none(value)) else {
            self.report(wrong_form(
                entry.head(),
                format!("the volume `{name}` has no size"),
                format!("write its size behind a colon: `volume {name}: 10Gi {{ … }}`"),
            ));
            return None;
        };
        if let Some(at) = entry.block.iter().flat_map(|b| &b.entries).find(|e| e.word.text == "at") {
            self.report(
                Diagnostic::new(Code::UnknownField, at.word.span, "a shared volume is mounted by its users")
                    .label("nobody's path")
                    .help(format!(
                        "take the line away and write `mount \"/path\": {name} {{ read-only: false }}` in each component"
                    )),
            );
            return None;
        }
        let size = self.expr(value, &Type::Scalar(ScalarType::Bytes), Scope::default());
        let settings = match &entry.block {
            Some(block) => self.settings(block, super::body::Fields::Of(schema), Scope::default()),
            None => Vec::new(),
        };
        let whole = Setting {
            key: name.clone(),
            span: entry.head(),
            head: Head::Set(size),
            members: settings,
            variant: None,
        };
        let body = Body { settings: vec![whole], ..Body::default() };
        Some(Declared { name: name.clone(), schema, span: decl.name.span, body })
    }

    /// A config or volume of a component or kind that has the name of a shared one: nobody could name the other.
    pub(super) fn shadows(&mut self, entry: &Entry) {
        let of_word = [("config", ValueWord::Config), ("volume", ValueWord::Volume)];
        if !["config", "volume", "scratch"].contains(&entry.word.text.as_str()) {
            return;
        }
        let inner = entry.block.iter().filter(|_| entry.label.is_none()).flat_map(|block| &block.entries);
        let names: Vec<&Name> = entry.label.iter().chain(inner.map(|inner| &inner.word)).collect();
        for name in names {
            let shared = of_word.iter().find_map(|(word, kind)| {
                self.names.value(*kind, &name.text).map(|decl| (*word, decl.name.span))
            });
            let Some((word, first)) = shared else { continue };
            self.report(
                Diagnostic::new(
                    Code::DeclaredTwice,
                    name.span,
                    format!("there is a shared {word} `{}` already", name.text),
                )
                .label("declared again here")
                .also(first, "first declared here, for all components")
                .help("choose another name, or take this one away and use the shared one"),
            );
        }
    }
}
