//! Blocks against the fields of a schema.

use super::taken::Taken;
use super::unknown::set_twice;
use super::{
    Body, Checker, Declared, Expr, ExprKind, Field, Head, Map, Output, Scope, Seen, Setting, constants,
    wrong_form,
};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, foreign, near, quoted};
use crate::syntax::ast::{Block, Entry, Name, Value, ValueKind};
use crate::types::{Family, SchemaId, Type};
use smol_str::SmolStr;

/// What is said of `{{ … }}`.
pub(super) const TEMPLATE: &str = "there are no templates: declare `param NAME: TYPE` at the top of a file and write `NAME` here, in a text `${NAME}`";

/// Where a block's fields are looked up.
#[derive(Copy, Clone)]
pub(crate) enum Fields {
    /// In one schema.
    Of(SchemaId),
    /// In all kinds: for sizes, `defaults` and `override all`.
    AnyKind,
}

impl<'a> Checker<'a> {
    /// The block of a kind, component, secret or store.
    pub(super) fn body(&mut self, entry: &'a Entry, schema: SchemaId, scope: Scope<'a>) -> Body {
        let mut body = Body { span: Some(entry.head()), ..Body::default() };
        let Some(block) = &entry.block else { return body };
        body.settings = self.settings(block, Fields::Of(schema), scope);
        if self.schema(schema).is_some_and(|s| s.family == Family::Kind) {
            body.sizes = self.refinements(block, schema, scope);
            // The fields of a kind are weaker than any size, those of a component stronger.
            for refined in body.sizes.values().filter(|_| scope.body.is_some()) {
                self.idle_refinements(refined, &body.settings);
            }
            for inner in &block.entries {
                self.shadows(inner);
                self.see_in_body(inner, scope);
                match (inner.word.text.as_str(), &inner.label) {
                    ("output", Some(name)) => {
                        if let Some(output) = self.output(inner, scope) {
                            body.outputs.insert(name.text.clone(), output);
                        }
                    }
                    ("secret", Some(name)) => {
                        if let Some(secret) = self.own_secret(inner, name, scope) {
                            body.secrets.insert(name.text.clone(), secret);
                        }
                    }
                    _ => {}
                }
            }
        }
        body
    }

    pub(super) fn settings(&mut self, block: &'a Block, fields: Fields, scope: Scope<'a>) -> Vec<Setting> {
        self.entries(block.entries.iter(), fields, scope)
    }

    pub(super) fn entries(
        &mut self,
        entries: impl IntoIterator<Item = &'a Entry>,
        fields: Fields,
        scope: Scope<'a>,
    ) -> Vec<Setting> {
        let entries: Vec<&'a Entry> = entries.into_iter().collect();
        let mut seen = Taken::with_capacity(entries.len());
        let mut settings = Vec::with_capacity(entries.len());
        let told = self.several(&entries, fields);
        for entry in entries {
            self.see_entry(entry, fields);
            if self.is_declaration(entry, fields) {
                continue;
            }
            if told.iter().any(|other| std::ptr::eq(*other, entry)) {
                settings.extend(self.meant_by(entry, fields).map(|key| unreadable(key, entry)));
                continue;
            }
            if let Some(first) = seen.insert(entry) {
                self.report(set_twice(entry, first));
                continue;
            }
            // What a size means is read elsewhere.
            if !(super::refine::is_refinement(entry) && self.are_of_kinds(fields)) {
                settings.extend(self.setting(entry, fields, scope));
            }
        }
        settings
    }

    /// `param`, `output` and `secret` of a kind or component are not settings.
    fn is_declaration(&self, entry: &Entry, fields: Fields) -> bool {
        let Fields::Of(schema) = fields else { return false };
        let kind = self.schema(schema).is_some_and(|s| s.family == Family::Kind);
        entry.ty.is_some()
            || (kind && entry.label.is_some() && ["output", "secret"].contains(&entry.word.text.as_str()))
    }

    fn are_of_kinds(&self, fields: Fields) -> bool {
        match fields {
            Fields::Of(schema) => self.schema(schema).is_some_and(|s| s.family == Family::Kind),
            Fields::AnyKind => true,
        }
    }

    fn setting(&mut self, entry: &'a Entry, fields: Fields, scope: Scope<'a>) -> Option<Setting> {
        let candidates = self.field_types(&entry.word.text, fields);
        let Some(ty) = self.fitting(entry, candidates, scope) else {
            if matches!(fields, Fields::Of(id) if self.is_broken(id)) {
                return None;
            }
            // `ports:` with a list below it: the same was told where the list was read.
            let unread = entry.value.as_ref().is_some_and(|value| matches!(value.kind, ValueKind::Error));
            if unread && foreign::anywhere(&entry.word.text).is_some() {
                return None;
            }
            let (diagnostic, meant) = self.unknown_field(entry, fields);
            self.report(diagnostic);
            // What was meant counts as set, so that nobody hears that it is missing.
            return meant.map(|key| unreadable(key, entry));
        };
        let outer = std::mem::replace(&mut self.field, entry.word.text.clone());
        let outer_member = std::mem::take(&mut self.member);
        let setting = self.field_value(entry, &ty, scope);
        self.field = outer;
        self.member = outer_member;
        // What was written counts as set, even if it could not be read.
        setting.or_else(|| Some(unreadable(entry.word.text.clone(), entry)))
    }

    fn field_value(&mut self, entry: &'a Entry, ty: &Type, scope: Scope<'a>) -> Option<Setting> {
        match ty.required() {
            Type::Map(names, of) => self.map(entry, names.as_deref(), of, scope),
            Type::Variant(family) => self.variant_field(entry, *family, scope),
            inner => {
                if let Some(label) = &entry.label {
                    self.report(self.unwanted_label(entry, label));
                    // Its value was told of, and is there.
                    return Some(unreadable(entry.word.text.clone(), entry));
                }
                self.value(
                    &entry.word,
                    entry.head(),
                    entry.value.as_ref(),
                    entry.block.as_ref(),
                    inner,
                    scope,
                )
            }
        }
    }

    fn field_types(&self, name: &str, fields: Fields) -> Vec<Type> {
        match fields {
            Fields::Of(id) => {
                self.schema(id).and_then(|s| s.fields.get(name)).map(|f| f.ty.clone()).into_iter().collect()
            }
            Fields::AnyKind => {
                let mut types: Vec<Type> = Vec::new();
                for field in self.kind_fields(name) {
                    if !types.contains(&field.ty) {
                        types.push(field.ty.clone());
                    }
                }
                types
            }
        }
    }

    fn kind_fields<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Field> {
        self.schemas.iter().filter(|s| s.family == Family::Kind).filter_map(move |s| s.fields.get(name))
    }

    /// Kinds may use one field name for different types; the first that fits is meant.
    fn fitting(&mut self, entry: &'a Entry, candidates: Vec<Type>, scope: Scope<'a>) -> Option<Type> {
        let first = candidates.first().cloned();
        if candidates.len() < 2 {
            return first;
        }
        let fits =
            |this: &mut Self, ty: &Type| this.trial(|this| this.field_value(entry, ty, scope)).1.is_empty();
        candidates.into_iter().find(|ty| fits(self, ty)).or(first)
    }

    /// `port http: 8080 { … }`, `env { A: "x" }`, `env: none`.
    fn map(
        &mut self,
        entry: &'a Entry,
        names: Option<&[SmolStr]>,
        of: &Type,
        scope: Scope<'a>,
    ) -> Option<Setting> {
        let mut field = Setting {
            key: entry.word.text.clone(),
            span: entry.head(),
            head: Head::Keep,
            members: Vec::new(),
            variant: None,
        };
        if let Some(label) = &entry.label {
            field.members = self.member(label, entry, names, of, scope).into_iter().collect();
            return Some(field);
        }
        match (&entry.value, &entry.block) {
            (Some(value), None) if constants::is_none(value) => field.head = Head::Remove,
            (None, Some(block)) => {
                field.members.reserve_exact(block.entries.len());
                for inner in self.unlabelled(block) {
                    field.members.extend(self.member(&inner.word, inner, names, of, scope));
                }
            }
            (Some(Value { kind: ValueKind::Error, .. }), _) => return None,
            (value, _) => {
                self.report(self.nameless(entry, names, value.as_ref()));
                return None;
            }
        }
        Some(field)
    }

    pub(super) fn member(
        &mut self,
        name: &'a Name,
        entry: &'a Entry,
        names: Option<&[SmolStr]>,
        of: &Type,
        scope: Scope<'a>,
    ) -> Option<Setting> {
        self.see(name.span, || Seen::Member { name, names: names.map(Into::into), of: of.clone() });
        if let Some(names) = names.filter(|names| !names.contains(&name.text)) {
            let near = near(&name.text, names.iter().map(SmolStr::as_str));
            let known: Vec<&str> = names.iter().map(SmolStr::as_str).collect();
            let diagnostic = Diagnostic::new(
                Code::UnknownWord,
                name.span,
                format!("there is no `{} {}`", entry.word.text, name.text),
            )
            .label(format!("not one of {}", quoted(&known)));
            self.report(diagnostic.did_you_mean(near));
            return None;
        }
        let outer = std::mem::replace(&mut self.member, name.text.clone());
        let value = self.value(name, entry.head(), entry.value.as_ref(), entry.block.as_ref(), of, scope);
        self.member = outer;
        value
    }

    /// The value and block of a field or member that has this type.
    fn value(
        &mut self,
        name: &'a Name,
        span: crate::source::Span,
        value: Option<&'a Value>,
        block: Option<&'a Block>,
        ty: &Type,
        scope: Scope<'a>,
    ) -> Option<Setting> {
        let mut setting =
            Setting { key: name.text.clone(), span, head: Head::Keep, members: Vec::new(), variant: None };
        let a_word = matches!(ty.required(), Type::Words(words) if words.iter().any(|word| word == "none"));
        if value.is_some_and(constants::is_none) && block.is_none() && !a_word {
            setting.head = Head::Remove;
            return Some(setting);
        }
        match ty.required() {
            Type::Record(id) => self.record(&mut setting, value, block, *id, scope)?,
            Type::Variant(family) => self.variant(&mut setting, name, value, block, *family, scope)?,
            Type::Any => self.any(&mut setting, value, block, scope),
            Type::Patch => self.patch(&mut setting, value, block, scope)?,
            Type::Map(_, of) => {
                let Some(block) = block.filter(|_| value.is_none()) else {
                    self.report(wrong_form(
                        span,
                        format!("`{}` holds named entries", name.text),
                        format!("write `{} {{ NAME: … }}`", name.text),
                    ));
                    return None;
                };
                for inner in &block.entries {
                    setting.members.extend(self.member(&inner.word, inner, None, of, scope));
                }
            }
            inner => {
                if let Some(block) = block {
                    // `{{ … }}` was told of where it was read.
                    if self.sources.text(block.span).starts_with("{{") {
                        return None;
                    }
                    let help = match inner.scalar() {
                        Some(scalar) => format!("write for example `{}: {}`", name.text, scalar.example()),
                        None if matches!(inner, Type::List(_)) => {
                            format!("write a list: `{}: […]`", name.text)
                        }
                        None => format!("write `{}: VALUE`, with {inner}", name.text),
                    };
                    self.report(wrong_form(
                        block.span,
                        format!("`{}` takes a value, not a block", name.text),
                        self.value_from(&name.text, block)
                            .or_else(|| self.image(name, block))
                            .unwrap_or(help),
                    ));
                    return None;
                }
                let Some(value) = value else {
                    self.report(wrong_form(
                        span,
                        format!("`{}` has no value", name.text),
                        format!("write `{}: VALUE`, with {inner}", name.text),
                    ));
                    return None;
                };
                self.plaintext(name, value, inner);
                setting.head = Head::Set(self.expr(value, inner, scope));
            }
        }
        Some(setting)
    }

    fn record(
        &mut self,
        setting: &mut Setting,
        value: Option<&'a Value>,
        block: Option<&'a Block>,
        id: SchemaId,
        scope: Scope<'a>,
    ) -> Option<()> {
        let head = self.schema(id).and_then(|s| s.head.clone());
        match (value, head) {
            (Some(Value { kind: ValueKind::Error, span }), _) => {
                setting.head = Head::Set(Expr { kind: ExprKind::Error, span: *span });
            }
            (Some(value), Some(head)) => setting.head = Head::Set(self.expr(value, &head, scope)),
            (Some(value), None) => {
                let found = constants::describe(value);
                let key = &setting.key;
                let help = self.block_instead(key, value);
                let help = help.unwrap_or_else(|| format!("write `{} {{ … }}`", self.written(key)));
                self.report(wrong_form(value.span, format!("`{key}` is a block, found {found}"), help));
                return None;
            }
            (None, _) => {}
        }
        if let Some(block) = block {
            setting.members = self.settings(block, Fields::Of(id), scope);
        } else if value.is_none() {
            let key = &setting.key;
            self.report(
                wrong_form(
                    setting.span,
                    format!("`{key}` has neither a value nor a block"),
                    format!("write `{} {{ … }}`; the braces may be empty", self.written(key)),
                )
                .fix(
                    "write `{}`",
                    vec![Edit { span: setting.span.at_end(), text: " {}".to_owned() }],
                    Applicability::Safe,
                ),
            );
            return None;
        }
        Some(())
    }

    /// How an entry begins: `port http` for a member, `resources` for a field.
    fn written(&self, key: &str) -> String {
        if self.field == key { key.to_owned() } else { format!("{} {key}", self.field) }
    }

    /// `source git { … }`: the label chooses the schema.
    fn variant_field(&mut self, entry: &'a Entry, family: Family, scope: Scope<'a>) -> Option<Setting> {
        let name = entry.label.as_ref().or_else(|| entry.value.as_ref().and_then(constants::word));
        let Some(name) = name else {
            let word = &entry.word.text;
            self.report(wrong_form(
                entry.head(),
                format!("`{word}` needs a name"),
                format!("write `{word} NAME {{ … }}`, with one of {}", self.choices(family)),
            ));
            return None;
        };
        let mut setting = Setting {
            key: entry.word.text.clone(),
            span: entry.head(),
            head: Head::Keep,
            members: Vec::new(),
            variant: None,
        };
        if name.text == "none" {
            setting.head = Head::Remove;
            return Some(setting);
        }
        self.variant(&mut setting, name, None, entry.block.as_ref(), family, scope)?;
        Some(setting)
    }

    /// A block whose schema is named by its value, or else by its own name.
    fn variant(
        &mut self,
        setting: &mut Setting,
        name: &'a Name,
        value: Option<&'a Value>,
        block: Option<&'a Block>,
        family: Family,
        scope: Scope<'a>,
    ) -> Option<()> {
        let chooser = value.and_then(constants::word).unwrap_or(name);
        self.see(chooser.span, || Seen::Schema { family, name: chooser });
        let Some(id) = self.find(family, &chooser.text) else {
            let (code, what) = match family {
                Family::Trigger => (Code::UnknownTrigger, "trigger"),
                _ => (Code::UnknownKind, "source"),
            };
            let near = near(&chooser.text, self.names.family(family));
            let diagnostic =
                Diagnostic::new(code, chooser.span, format!("there is no {what} `{}`", chooser.text))
                    .label(format!("not a {what} that fluo knows"));
            self.report(match near {
                Some(_) => diagnostic.did_you_mean(near),
                None => {
                    let diagnostic = diagnostic.help(self.chosen_from(family, &chooser.text));
                    match self.sharing(family, &chooser.text).as_slice() {
                        [only] => diagnostic.fix(
                            format!("write `{only}`"),
                            vec![Edit { span: chooser.span, text: (*only).to_owned() }],
                            Applicability::Unsafe,
                        ),
                        _ => diagnostic,
                    }
                }
            });
            return None;
        };
        setting.variant = Some(id);
        if let Some(block) = block {
            setting.members = self.settings(block, Fields::Of(id), scope);
        }
        Some(())
    }

    /// Free entries, of type `any`.
    fn any(
        &mut self,
        setting: &mut Setting,
        value: Option<&'a Value>,
        block: Option<&'a Block>,
        scope: Scope<'a>,
    ) {
        match value.map(|value| &value.kind) {
            Some(ValueKind::Record(inner)) => setting.members = self.any_entries(inner, scope),
            Some(_) => {
                setting.head = value.map_or(Head::Keep, |v| Head::Set(self.expr(v, &Type::Any, scope)));
            }
            None => {}
        }
        if let Some(block) = block {
            setting.members = self.any_entries(block, scope);
        }
    }

    /// `patch KIND { … }`, `patch NAME: KIND { … }`: free entries, and a word for the kind.
    fn patch(
        &mut self,
        setting: &mut Setting,
        value: Option<&'a Value>,
        block: Option<&'a Block>,
        scope: Scope<'a>,
    ) -> Option<()> {
        let kind = value.and_then(constants::word);
        let Some(block) = block.filter(|_| value.is_none() || kind.is_some()) else {
            let key = &setting.key;
            self.report(wrong_form(
                value.map_or(setting.span, |value| value.span),
                "a patch is a block of the fields that it sets".to_owned(),
                format!(
                    "write `patch {key} {{ … }}`, or `patch NAME: KIND {{ … }}` for one object of several"
                ),
            ));
            return None;
        };
        if let Some(kind) = kind {
            let word = ExprKind::Word(kind.text.clone());
            setting.head = Head::Set(Expr { kind: word, span: kind.span });
        }
        setting.members = self.any_entries(block, scope);
        Some(())
    }

    pub(super) fn any_entries(&mut self, block: &'a Block, scope: Scope<'a>) -> Vec<Setting> {
        let mut settings = Vec::new();
        for entry in self.unlabelled(block) {
            settings.extend(self.value(
                &entry.word,
                entry.head(),
                entry.value.as_ref(),
                entry.block.as_ref(),
                &Type::Any,
                scope,
            ));
        }
        settings
    }

    /// The entries of a block in which a word stands for itself; what has a label, or is there twice, is told.
    fn unlabelled(&mut self, block: &'a Block) -> Vec<&'a Entry> {
        let mut seen = Taken::with_capacity(block.entries.len());
        let mut unlabelled = Vec::with_capacity(block.entries.len());
        for entry in &block.entries {
            if let Some(label) = &entry.label {
                self.report(self.unwanted_label(entry, label));
            } else if let Some(first) = seen.insert(entry) {
                self.report(set_twice(entry, first));
            } else {
                unlabelled.push(entry);
            }
        }
        unlabelled
    }

    fn output(&mut self, entry: &'a Entry, scope: Scope<'a>) -> Option<Output> {
        match (&entry.value, &entry.block) {
            (Some(value), None) => {
                let (expr, ty) = self.inferred(value, scope);
                Some(Output::Value(expr, ty, entry.head().to(value.span)))
            }
            (None, Some(block)) => {
                let mut fields = Map::default();
                for inner in &block.entries {
                    if let Some(value) = &inner.value {
                        let (expr, ty) = self.inferred(value, scope);
                        fields.insert(inner.word.text.clone(), (expr, ty, inner.head().to(value.span)));
                    }
                }
                Some(Output::Record(fields))
            }
            _ => {
                self.report(wrong_form(
                    entry.head(),
                    "an output has a value or a block".to_owned(),
                    "write `output NAME: VALUE`".to_owned(),
                ));
                None
            }
        }
    }

    /// A secret that belongs to a kind or component.
    fn own_secret(&mut self, entry: &'a Entry, name: &Name, scope: Scope<'a>) -> Option<Declared> {
        self.of_family(entry, name, Family::Secret, scope)
    }
}

/// A field of which something was written that could not be read.
fn unreadable(key: SmolStr, entry: &Entry) -> Setting {
    Setting {
        key,
        span: entry.head(),
        head: Head::Set(Expr { kind: ExprKind::Error, span: entry.span }),
        members: Vec::new(),
        variant: None,
    }
}
