//! Environments: their own fields, and the blocks that speak about components and params.

use super::body::Fields;
use super::{Checker, Environment, Map, Scope, Seen, constants, wrong_form};
use crate::diagnostic::{Code, Diagnostic, near};
use crate::resolve::{ValueDecl, ValueWord};
use crate::syntax::ast::{Block, Entry, Name};
use crate::types::Family;

impl<'a> Checker<'a> {
    pub(super) fn environment(&mut self, decl: &ValueDecl<'a>) -> Environment {
        let base = self.base_environment(decl);
        let mut environment = self.layer(decl.name, decl.entry.block.as_ref(), true);
        environment.base = base;
        environment
    }

    /// The block of an environment or of one of its clusters.
    fn layer(&mut self, name: &Name, block: Option<&'a Block>, clusters: bool) -> Environment {
        let mut environment = Environment {
            name: name.text.clone(),
            span: name.span,
            base: None,
            settings: Vec::new(),
            defaults: Vec::new(),
            set: Map::default(),
            override_all: Vec::new(),
            overrides: Map::default(),
            clusters: Map::default(),
        };
        let Some(block) = block else { return environment };
        let component = self.find(Family::Kind, "component");
        let any = Scope { own: component, ..Scope::default() };
        let mut own: Vec<&'a Entry> = Vec::new();
        for entry in &block.entries {
            self.see_in_layer(entry, !clusters);
            match (entry.word.text.as_str(), &entry.block) {
                ("defaults", Some(block)) => {
                    self.misplaced_refinements(block);
                    environment.defaults.extend(self.settings(block, Fields::AnyKind, any));
                }
                ("set", Some(block)) => self.set(block, &mut environment),
                ("override", _) => self.override_block(entry, any, &mut environment),
                ("cluster", _) => self.cluster(entry, clusters, &mut environment),
                ("defaults" | "set", None) => {
                    let word = &entry.word.text;
                    self.report(wrong_form(
                        entry.span,
                        format!("`{word}` needs a block"),
                        format!("write `{word} {{ … }}`"),
                    ));
                }
                ("deploy", None)
                    if entry.value.as_ref().and_then(constants::word).is_some_and(|w| w.text == "all") => {}
                _ => own.push(entry),
            }
        }
        environment.settings = self.environment_fields(own);
        environment
    }

    /// `cluster NAME { … }`
    fn cluster(&mut self, entry: &'a Entry, allowed: bool, environment: &mut Environment) {
        let Some(name) = entry.label.as_ref().filter(|_| entry.value.is_none() && allowed) else {
            let (message, help) = if allowed {
                ("a cluster has a name and a block", "write `cluster NAME { … }`")
            } else {
                ("a cluster has no clusters", "write it beside this one, in the environment")
            };
            self.report(wrong_form(entry.head(), message.to_owned(), help.to_owned()));
            return;
        };
        self.kubernetes_name(name);
        let cluster = self.layer(name, entry.block.as_ref(), false);
        match environment.clusters.get(&name.text).map(|first| first.span) {
            Some(first) => self.report(
                Diagnostic::new(
                    Code::SetTwice,
                    name.span,
                    format!("the cluster `{}` is there twice", name.text),
                )
                .label("declared again here")
                .also(first, "first declared here")
                .help("put both into one block"),
            ),
            None => {
                environment.clusters.insert(name.text.clone(), cluster);
            }
        }
    }

    fn environment_fields(&mut self, own: Vec<&'a Entry>) -> Vec<super::Setting> {
        match self.find(Family::Type, "environment") {
            Some(schema) => self.entries(own, Fields::Of(schema), Scope::default()),
            None => Vec::new(),
        }
    }

    fn base_environment(&mut self, decl: &ValueDecl<'a>) -> Option<smol_str::SmolStr> {
        let value = decl.entry.value.as_ref()?;
        // `environment: prod { … }` was told: the name itself stands where a base would.
        let name = constants::word(value).filter(|name| name.span != decl.name.span)?;
        self.see(name.span, || Seen::Declared { word: ValueWord::Environment, name });
        if self.names.value(ValueWord::Environment, &name.text).is_some() && name.text != decl.name.text {
            return Some(name.text.clone());
        }
        let known = self.names.all(ValueWord::Environment).map(|d| d.name.text.as_str());
        let near = near(&name.text, known.filter(|n| *n != decl.name.text));
        let message = format!("there is no other environment `{}`", name.text);
        let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message)
            .label("not an environment to inherit from");
        self.report(match near {
            Some(_) => diagnostic.did_you_mean(near),
            None => diagnostic.help("`use` the file that declares it, or inherit from none"),
        });
        None
    }

    /// `set { param: value }`
    fn set(&mut self, block: &'a Block, environment: &mut Environment) {
        for entry in &block.entries {
            let name = &entry.word;
            self.see(entry.span, || Seen::Set { entry });
            self.see(name.span, || Seen::Declared { word: ValueWord::Param, name });
            let Some(decl) = self.names.value(ValueWord::Param, &name.text).copied() else {
                let near = near(&name.text, self.names.all(ValueWord::Param).map(|d| d.name.text.as_str()));
                let diagnostic = Diagnostic::new(
                    Code::UnknownParam,
                    name.span,
                    format!("the program has no param `{}`", name.text),
                )
                .label("not declared");
                self.report(match near {
                    Some(_) => diagnostic.did_you_mean(near),
                    None => diagnostic
                        .help(format!("declare it at the top of a file: `param {}: TYPE`", name.text)),
                });
                continue;
            };
            let (Some(ty), Some(value)) = (&decl.entry.ty, &entry.value) else { continue };
            let ty = self.trial(|this| this.ty(ty)).0;
            let expr = self.expr(value, &ty, Scope::default());
            environment.set.insert(name.text.clone(), (expr, entry.span));
        }
    }

    /// `override all { … }` and `override NAME { … }`
    fn override_block(&mut self, entry: &'a Entry, any: Scope<'a>, environment: &mut Environment) {
        if let Some(name) = &entry.label {
            self.see(name.span, || Seen::Declared { word: ValueWord::Component, name });
        }
        let (Some(name), Some(block)) = (&entry.label, &entry.block) else {
            let meant = entry.label.as_ref().or_else(|| entry.value.as_ref().and_then(constants::word));
            let name = meant.map_or("NAME", |name| &name.text);
            let colon = if entry.value.is_some() { ", without a colon" } else { "" };
            self.report(wrong_form(
                entry.head(),
                "`override` needs a component and a block".to_owned(),
                format!("write `override {name} {{ … }}`{colon}, or `override all {{ … }}`"),
            ));
            return;
        };
        self.misplaced_refinements(block);
        if name.text == "all" {
            environment.override_all.extend(self.settings(block, Fields::AnyKind, any));
            return;
        }
        let Some(decl) = self.names.value(ValueWord::Component, &name.text).copied() else {
            self.report(self.unknown_override(name));
            return;
        };
        let kind = decl.entry.value.as_ref().and_then(constants::word);
        let Some(schema) = kind.and_then(|kind| self.find(Family::Kind, &kind.text)) else { return };
        let scope = Scope { fields: None, own: Some(schema), body: Some(decl.entry) };
        let settings = self.settings(block, Fields::Of(schema), scope);
        match environment.overrides.get(&name.text) {
            Some((first, _)) => {
                let first = *first;
                self.report(
                    Diagnostic::new(
                        Code::SetTwice,
                        name.span,
                        format!("`{}` is overridden twice", name.text),
                    )
                    .label("overridden again here")
                    .also(first, "first overridden here")
                    .help("put both into one block"),
                );
            }
            None => {
                environment.overrides.insert(name.text.clone(), (name.span, settings));
            }
        }
    }

    fn unknown_override(&self, name: &Name) -> Diagnostic {
        let near = near(&name.text, self.names.all(ValueWord::Component).map(|d| d.name.text.as_str()));
        let diagnostic = Diagnostic::new(
            Code::OverrideUnknown,
            name.span,
            format!("there is no component `{}` to override", name.text),
        )
        .label("not a component of this program");
        match near {
            Some(_) => diagnostic.did_you_mean(near),
            None => diagnostic.help("declare it, `use` the file that does, or take the override away"),
        }
    }
}
