//! Fields that do not exist, what was likely meant, and entries that their fields do not admit.

use super::body::Fields;
use super::{Checker, Schema};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, foreign, near, quoted};
use crate::resolve::ValueWord;
use crate::syntax::ast::{Entry, Name};
use crate::types::{Family, SchemaId, Type};
use smol_str::SmolStr;

/// How many fields a help lists.
const LISTED: usize = 12;

impl Checker<'_> {
    /// The diagnostic for a field that does not exist, and the field that was likely meant.
    pub(super) fn unknown_field(&self, entry: &Entry, fields: Fields) -> (Diagnostic, Option<SmolStr>) {
        let word = &entry.word;
        let (owner, known) = self.owner(fields);
        let (code, message) = match fields {
            Fields::Of(id) if self.schema(id).is_some_and(|s| s.family == Family::Trigger) => {
                (Code::UnknownTriggerField, format!("the trigger {owner} has no field `{}`", word.text))
            }
            _ => (Code::UnknownField, format!("{owner} has no field `{}`", word.text)),
        };
        let diagnostic = Diagnostic::new(code, word.span, message).label("unknown field");
        if let Some((help, meant)) = self.habit(entry, &known, &owner) {
            return (diagnostic.help(help), meant);
        }
        if let Some(meant) = foreign::field(&word.text, &known) {
            let schema = match fields {
                Fields::Of(id) => self.schema(id),
                Fields::AnyKind => None,
            };
            let field = schema.and_then(|schema| schema.fields.get(meant.field));
            let own = field.and_then(|field| self.with_own_value(meant.help, entry, meant.field, &field.ty));
            let diagnostic = diagnostic.help(own.unwrap_or_else(|| meant.help.to_owned()));
            let diagnostic = match foreign::keeps_its_value(&word.text) {
                true => diagnostic.rename(word.span, &word.text, meant.field),
                false => diagnostic,
            };
            return (diagnostic, Some(meant.field.into()));
        }
        if let Some(name) = near(&word.text, known.iter().copied()) {
            return (diagnostic.did_you_mean(Some(name)), Some(name.into()));
        }
        (self.elsewhere(diagnostic, word, fields, &known), None)
    }

    /// What to choose from where a name is none of a family: of a large one those that share a part with it.
    pub(super) fn chosen_from(&self, family: Family, word: &str) -> String {
        if family == Family::Trigger && ["cpu", "memory"].contains(&word) {
            return format!("`{word}` is a field of the scale itself: `{word}: 70%`");
        }
        let names: Vec<&str> = self.names.family(family).collect();
        let sharing = self.sharing(family, word);
        match sharing.as_slice() {
            [] if names.len() > LISTED => {
                format!("the {} triggers of KEDA stand on https://keda.sh/docs/2.20/scalers/", names.len())
            }
            [] => format!("choose one of {}", self.choices(family)),
            [only] => format!("did you mean `{only}`?"),
            sharing => format!("choose one of {}", quoted(sharing)),
        }
    }

    /// The names of a family that share a part with a word.
    pub(super) fn sharing(&self, family: Family, word: &str) -> Vec<&str> {
        let parts: Vec<&str> = word.split(['-', '_']).filter(|part| part.len() > 2).collect();
        let shares = |name: &&str| parts.iter().any(|part| name.contains(&part.to_ascii_lowercase()));
        self.names.family(family).filter(shares).collect()
    }

    fn owner(&self, fields: Fields) -> (String, Vec<&str>) {
        match fields {
            Fields::Of(id) => {
                let schema = self.schema(id);
                let known = schema.iter().flat_map(|s| s.fields.keys()).map(SmolStr::as_str).collect();
                (schema.map_or(String::new(), |s| format!("`{}`", s.name)), known)
            }
            Fields::AnyKind => {
                let kinds = self.schemas.iter().filter(|s| s.family == Family::Kind);
                ("no kind".to_owned(), kinds.flat_map(|s| s.fields.keys()).map(SmolStr::as_str).collect())
            }
        }
    }

    /// Says where a word belongs that is no field here, or else which fields there are.
    fn elsewhere(&self, diagnostic: Diagnostic, word: &Name, fields: Fields, known: &[&str]) -> Diagnostic {
        let schema = match fields {
            Fields::Of(id) => self.schema(id),
            Fields::AnyKind => None,
        };
        let environment = schema.is_some_and(|s| s.family == Family::Type && s.name == "environment");
        if environment && self.names.value(ValueWord::Component, &word.text).is_some() {
            return diagnostic.help(format!("write `override {} {{ … }}`", word.text));
        }
        if environment && ["overrides", "values", "patches", "components"].contains(&word.text.as_str()) {
            return diagnostic.help(
                "what differs here stands in `override NAME { … }`, once for each component, and in `override all { … }`",
            );
        }
        if environment && self.is_of_components(&word.text) {
            return diagnostic
                .help(format!(
                    "for every component write `defaults {{ {0}: … }}`, for one `override NAME {{ {0}: … }}`",
                    word.text
                ))
                .put_into(word.span, &word.text, "defaults");
        }
        if let Some(code) = Code::parse(&word.text).filter(|_| schema.is_some_and(|s| s.name == "lints")) {
            return diagnostic.help(format!(
                "{code}, {}, has no level: what the cluster would refuse or get wrong is an error; `fluoc rules` lists the others",
                code.info().title
            ));
        }
        if let Some((help, field)) = schema.and_then(|schema| self.inside(schema, &word.text)) {
            let diagnostic = diagnostic.help(help);
            return match field {
                Some(field) => diagnostic.put_into(word.span, &word.text, field),
                None => diagnostic,
            };
        }
        let shouted = word.text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if shouted && known.contains(&"env") {
            return diagnostic
                .help(format!("a variable stands in `env`: `env {{ {}: VALUE }}`", word.text))
                .put_into(word.span, &word.text, "env");
        }
        if let Some(head) = schema.and_then(|schema| schema.head.as_ref().map(|head| (schema, head))) {
            return diagnostic
                .help(self.stands_before(head.0, head.1))
                .help(listed("in the block stand", known));
        }
        let kinds = self.kinds_with(&word.text);
        match kinds.as_slice() {
            _ if !known.is_empty() && known.len() <= LISTED => diagnostic.help(listed("it has", known)),
            [kind] => diagnostic.help(format!("`{}` is a field of the kind `{kind}`", word.text)),
            [_, ..] => diagnostic.help(format!("`{}` is a field of the kinds {}", word.text, quoted(&kinds))),
            [] => diagnostic.help(listed("it has", known)),
        }
    }

    /// The field of a schema in whose block the word belongs, `resources { cpu: … }`, as a help, and by its name where
    /// there is one such block only.
    fn inside<'s>(&self, schema: &'s Schema, word: &str) -> Option<(String, Option<&'s str>)> {
        schema.fields.iter().find_map(|(name, field)| {
            let (named, inner) = match field.ty.required() {
                Type::Record(id) => ("", *id),
                Type::Map(_, of) => match of.required() {
                    Type::Record(id) => (" NAME", *id),
                    _ => return None,
                },
                _ => return None,
            };
            self.schema(inner)?.fields.contains_key(word).then(|| {
                let help =
                    format!("`{word}` belongs into the block of `{name}`: `{name}{named} {{ {word}: … }}`");
                (help, Some(name.as_str()).filter(|_| named.is_empty()))
            })
        })
    }

    /// Whether components of the common kinds have this field.
    fn is_of_components(&self, word: &str) -> bool {
        let kind = self.find(Family::Kind, "scalable").and_then(|id| self.schema(id));
        kind.is_some_and(|kind| word != "flux" && kind.fields.contains_key(word))
    }

    /// The kinds that have a field: those of fluo itself, or else the program's own.
    fn kinds_with(&self, word: &str) -> Vec<&str> {
        let with = |built_in: bool| -> Vec<&str> {
            let kinds = self.schemas.iter().zip(0u32..).filter(|(s, _)| s.family == Family::Kind);
            let usable = kinds.filter(|(s, id)| s.built_in == built_in && !self.is_abstract(SchemaId(*id)));
            usable.filter(|(s, _)| s.fields.contains_key(word)).map(|(s, _)| s.name.as_str()).collect()
        };
        let built_in = with(true);
        if built_in.is_empty() { with(false) } else { built_in }
    }

    /// A name where none belongs: the colon behind the word was left out.
    pub(super) fn unwanted_label(&self, entry: &Entry, label: &Name) -> Diagnostic {
        let (word, name) = (&entry.word.text, self.sources.text(label.span));
        if entry.value.is_some() {
            return Diagnostic::new(Code::WrongForm, label.span, format!("`{word}` takes no name"))
                .label("a name where none belongs")
                .help(format!("write `{word}: …`, without `{}`", label.text));
        }
        let edit = Edit { span: entry.word.span.at_end(), text: ":".to_owned() };
        let diagnostic = Diagnostic::new(Code::WrongForm, label.span, format!("expected `:` after `{word}`"))
            .label("a value without its `:`");
        let diagnostic = if name.len() <= 48 && !name.contains(['\n', '`']) {
            diagnostic.help(format!("write `{word}: {name}`"))
        } else {
            diagnostic.help(format!("write `{word}: …`"))
        };
        diagnostic.fix("write `:`", vec![edit], Applicability::Safe)
    }
}

pub(super) fn set_twice(entry: &Entry, first: &Entry) -> Diagnostic {
    let name = entry
        .label
        .as_ref()
        .map_or(entry.word.text.to_string(), |l| format!("{} {}", entry.word.text, l.text));
    Diagnostic::new(Code::SetTwice, entry.head(), format!("`{name}` is set twice"))
        .label("set again here")
        .also(first.head(), "first set here")
        .help("keep one of the two")
        .take_copy_out(entry.head(), first.head())
}

impl Checker<'_> {
    /// Of a record with a value of its own: `scale: 1..10 { … }`.
    fn stands_before(&self, schema: &Schema, head: &Type) -> String {
        let example = match head.required() {
            Type::Range(_) => "1..10".to_owned(),
            Type::Words(words) => words.first().map(ToString::to_string).unwrap_or_default(),
            head => head.scalar().map_or("VALUE", |scalar| scalar.example()).to_owned(),
        };
        let name = match (self.member.as_str(), schema.built_in) {
            ("", true) => schema.name.to_string(),
            ("", false) => "NAME".to_owned(),
            (member, _) => format!("{} {member}", self.field),
        };
        format!("its own value stands before the block: `{name}: {example} {{ … }}`")
    }
}

fn listed(what: &str, known: &[&str]) -> String {
    let more = if known.len() > LISTED { ", …" } else { "" };
    let shown: Vec<&str> = known.iter().copied().take(LISTED).collect();
    format!("{what} {}{more}", quoted(&shown))
}
