//! `size large { … }` inside a component or kind: what a size means for it.

use super::body::Fields;
use super::{Body, Checker, Head, Map, Scope, Seen, Setting};
use crate::diagnostic::{Code, Diagnostic, near, quoted};
use crate::resolve::ValueWord;
use crate::syntax::ast::{Block, Entry};
use crate::types::{Family, SchemaId};

/// The resources, which stand in a size without their own word.
pub(super) const RESOURCES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// Whether an entry refines a size instead of choosing one.
pub(super) fn is_refinement(entry: &Entry) -> bool {
    entry.word.text == "size" && !entry.word.quoted && entry.label.is_some() && entry.block.is_some()
}

impl<'a> Checker<'a> {
    /// A size at the top level: any field of any kind, and the resources without their word.
    pub(super) fn size(&mut self, entry: &'a Entry) -> Body {
        let Some(block) = &entry.block else { return Body::default() };
        let own = self.find(Family::Kind, "component");
        let scope = Scope { own, ..Scope::default() };
        let settings = self.size_settings(entry, block, Fields::AnyKind, scope);
        Body { span: Some(entry.head()), settings, ..Body::default() }
    }

    /// The refinements in the block of a kind or component.
    pub(super) fn refinements(
        &mut self,
        block: &'a Block,
        schema: SchemaId,
        scope: Scope<'a>,
    ) -> Map<Vec<Setting>> {
        let mut sizes = Map::default();
        for entry in block.entries.iter().filter(|entry| is_refinement(entry)) {
            let (Some(name), Some(inner)) = (&entry.label, &entry.block) else { continue };
            if self.names.value(ValueWord::Size, &name.text).is_none() {
                self.report(self.unknown_size(name));
            }
            let settings = self.size_settings(entry, inner, Fields::Of(schema), scope);
            sizes.insert(name.text.clone(), settings);
        }
        sizes
    }

    /// What a body says of itself is stronger than what it says of a size, so the latter would never be heard.
    pub(super) fn idle_refinements(&mut self, refined: &[Setting], own: &[Setting]) {
        for (setting, stronger) in refined.iter().flat_map(|setting| {
            own.iter().filter(|other| other.key == setting.key).map(move |other| (setting, other))
        }) {
            let decided = |setting: &Setting| !matches!(setting.head, Head::Keep);
            if decided(setting) && decided(stronger) {
                self.report(
                    Diagnostic::new(
                        Code::IdleRefinement,
                        setting.span,
                        format!("the refined size never decides `{}`", setting.key),
                    )
                    .label("has no effect, whatever the size")
                    .also(stronger.span, "this is stronger: it stands outside of any size")
                    .help("put the outer value into the refined sizes too, or take one of the two away")
                    .take_out(setting.span, &setting.key),
                );
            }
            self.idle_refinements(&setting.members, &stronger.members);
        }
    }

    fn unknown_size(&self, name: &crate::syntax::ast::Name) -> Diagnostic {
        let known: Vec<&str> = self.names.all(ValueWord::Size).map(|decl| decl.name.text.as_str()).collect();
        let near = near(&name.text, known.iter().copied());
        let diagnostic =
            Diagnostic::new(Code::UnknownName, name.span, format!("there is no size `{}`", name.text))
                .label("refined here, but declared nowhere");
        match near {
            Some(_) => diagnostic.did_you_mean(near),
            None if known.is_empty() => diagnostic.help(format!(
                "declare it at the top of a file: `size {} {{ cpu: 250m..1, memory: 512Mi..1Gi }}`",
                name.text
            )),
            None => diagnostic.help(format!("the program declares {}", quoted(&known))),
        }
    }

    /// A refinement where it would have no effect.
    pub(super) fn misplaced_refinements(&mut self, block: &Block) {
        for entry in block.entries.iter().filter(|entry| is_refinement(entry)) {
            let name = entry.label.as_ref().map_or("NAME", |label| &label.text);
            self.report(
                Diagnostic::new(Code::MisplacedSize, entry.head(), "a size can't be refined here")
                    .label("not in a component or kind")
                    .help(format!("put `size {name} {{ … }}` into the component itself"))
                    .help("an override sets the fields directly, whatever the size")
                    .take_out(entry.head(), "size"),
            );
        }
    }

    fn size_settings(
        &mut self,
        entry: &'a Entry,
        block: &'a Block,
        fields: Fields,
        scope: Scope<'a>,
    ) -> Vec<Setting> {
        let (mut resources, mut others) = (Vec::new(), Vec::new());
        for inner in &block.entries {
            self.see(inner.word.span, || Seen::Field { fields, entry: inner, in_size: true });
            let shorthand = RESOURCES.contains(&inner.word.text.as_str());
            match (shorthand, inner.word.text == "size") {
                (true, _) => resources.push(inner),
                (_, true) => self.report(size_in_size(inner)),
                _ => others.push(inner),
            }
        }
        let mut settings = self.entries(others, fields, scope);
        let Some(schema) = self.find(Family::Type, "resources") else { return settings };
        let members = self.entries(resources, Fields::Of(schema), scope);
        if !members.is_empty() {
            settings.push(Setting {
                key: "resources".into(),
                span: entry.head(),
                head: Head::Keep,
                members,
                variant: None,
            });
        }
        settings
    }
}

fn size_in_size(entry: &Entry) -> Diagnostic {
    Diagnostic::new(Code::SizeInSize, entry.head(), "a size can't choose a size")
        .label("would have no effect")
        .help("take the line away, and write here what is to hold: `cpu: 250m..1`, `replicas: 2`")
        .take_out(entry.head(), "size")
}
