//! Values that do not fit and names that nobody declares: what is said of them, and what to write instead.

use super::expr::{dotted, leak};
use super::reference::keys;
use super::{Checker, ExprKind, Scope, constants, wrong_form};
use crate::diagnostic::{Applicability, Change, Code, Diagnostic, Edit, foreign, near, quoted};
use crate::resolve::{ValueDecl, ValueWord};
use crate::source::Span;
use crate::syntax::ast::{Entry, Name, Piece, Value, ValueKind};
use crate::types::{Family, RefType, ScalarType, Type};
use smol_str::SmolStr;

/// The longest literal that a help repeats.
const SHOWN: usize = 48;

/// How many declarations a help lists.
const LISTED: usize = 8;

/// What is said of a range where a free value is needed.
const ONE_VALUE: &str = "write one value; only the fields of fluo's own kinds know ranges";

impl<'a> Checker<'a> {
    pub(super) fn mismatch(&mut self, value: &Value, ty: &Type) -> ExprKind {
        if !matches!(ty.required(), Type::Error) {
            let found = constants::describe(value);
            self.report(self.misfit(value.span, ty, &found));
        }
        ExprKind::Error
    }

    /// A field of named members that has a value of its own: `port: 8080`.
    pub(super) fn nameless(
        &self,
        entry: &Entry,
        names: Option<&[SmolStr]>,
        value: Option<&Value>,
    ) -> Diagnostic {
        let (word, after) = (&entry.word.text, entry.word.span.at_end());
        let span = value.map_or(entry.head(), |value| value.span);
        let own = value.and_then(|value| self.without_name(word, names, value));
        let is_list = value.is_some_and(|value| matches!(value.kind, ValueKind::List(_)));
        let is_said = own.is_some();
        let help = own.unwrap_or_else(|| {
            if is_list {
                // `ports: [8080]`, `keys: [A, B]`: nobody knows whether these are to be names or values.
                return format!("write entries instead of a list: `{word} {{ NAME: VALUE, NAME: VALUE }}`");
            }
            let short = |text: &&str| text.len() <= 24 && !text.contains('\n');
            let text = value.map(|_| self.sources.text(span)).filter(short).unwrap_or("…");
            format!("write `{word} NAME: {text}`, with a name of your own, once for each")
        });
        let message = format!("each `{word}` has a name");
        let diagnostic = wrong_form(span, message, help).label("a value without a name");
        if value.is_none() || is_list || is_said && word != "port" {
            return diagnostic;
        }
        if word == "port" {
            let edit = Edit { span: after, text: " http".to_owned() };
            return diagnostic.fix("call it `http`", vec![edit], Applicability::Unsafe);
        }
        let edit = Edit { span: after, text: " NAME".to_owned() };
        let title = format!("write `{word} NAME`");
        diagnostic.intend(title, vec![Change::Replace(edit)], Applicability::Placeholder)
    }

    /// A literal of another type.
    pub(super) fn misfit(&self, span: Span, ty: &Type, found: &str) -> Diagnostic {
        let expected = if *ty.required() == Type::Any { "one value".to_owned() } else { ty.to_string() };
        let diagnostic =
            Diagnostic::new(Code::WrongType, span, format!("expected {expected}, found {found}"))
                .label(format!("expected {expected}"));
        match ty.required() {
            Type::List(of) => self.bracketed(diagnostic, |text| {
                of.scalar().is_some_and(|scalar| scalar.is_text() == text.starts_with('"'))
            }),
            Type::Words(words) => {
                let list: Vec<&str> = words.iter().map(SmolStr::as_str).collect();
                let text = self.sources.text(span).trim_matches('"');
                match list.iter().find(|word| foreign::same(word, text)) {
                    Some(word) => diagnostic.replace_with(*word, Applicability::Unsafe),
                    None => diagnostic.help(format!("choose one of {}", quoted(&list))),
                }
            }
            Type::Range(of) => {
                let text = self.sources.text(span);
                let plain = text.trim_matches('"');
                if text.starts_with('"') && crate::types::read_number(plain, *of).is_ok() {
                    return diagnostic.replace_with(plain, Applicability::Safe);
                }
                let example = of.example();
                diagnostic.help(format!("write a range, from the least to the most: `{example}..{example}`"))
            }
            Type::Ref(target) => self.only_fitting(diagnostic.help(self.fitting_names(target)), target),
            Type::Any => diagnostic.help(ONE_VALUE),
            other => match other.scalar() {
                Some(scalar) => diagnostic.help(format!("write for example `{}`", scalar.example())),
                None => diagnostic.help(format!("write {ty}")),
            },
        }
    }

    /// Says that one value becomes a list by its brackets.
    fn bracketed(&self, diagnostic: Diagnostic, fits: impl Fn(&str) -> bool) -> Diagnostic {
        let text = self.sources.text(diagnostic.primary.span);
        if self.field == "deploy" && ["\"all\"", "\"*\""].contains(&text) {
            return diagnostic.replace_with("all", Applicability::Safe);
        }
        if text.len() > SHOWN || text.contains(['\n', '`']) {
            return diagnostic.help("write it in brackets: `[…]`");
        }
        if text.contains(char::is_whitespace) {
            let words: Vec<String> =
                text.trim_matches('"').split_whitespace().map(|word| format!("\"{word}\"")).collect();
            let plain = text.starts_with('"') && !text.contains(['\'', '\\', '$']);
            return diagnostic.help(match plain {
                true => format!("write a list, each part a text of its own: `[{}]`", words.join(", ")),
                false => "write a list, each part a text of its own: `[\"…\", \"…\"]`".to_owned(),
            });
        }
        let applicability = if fits(text) { Applicability::Safe } else { Applicability::Unsafe };
        let text = format!("[{text}]");
        let edits = vec![Edit { span: diagnostic.primary.span, text: text.clone() }];
        diagnostic.help(format!("write it in brackets: `{text}`")).fix(
            format!("write `{text}`"),
            edits,
            applicability,
        )
    }

    /// A list where one value is needed; its only item may be that value.
    pub(super) fn not_a_list(&self, items: &[Value], span: Span, ty: &Type, fits: bool) -> Diagnostic {
        let diagnostic = Diagnostic::new(Code::WrongType, span, format!("expected {ty}, found a list"))
            .label(format!("expected {ty}"));
        let [only] = items else { return diagnostic.help("write one value, without brackets") };
        let text = self.sources.text(only.span);
        if text.len() > SHOWN || text.contains(['\n', '`']) {
            return diagnostic.help("write it without brackets");
        }
        match fits {
            true => diagnostic.replace_with(text, Applicability::Safe),
            false => diagnostic.help("write it without brackets"),
        }
    }

    /// A text where a reference is needed.
    pub(super) fn text_for_reference(&mut self, pieces: &[Piece], span: Span, target: &RefType) -> ExprKind {
        let text = constants::plain_text(pieces).unwrap_or_default();
        if *target == RefType::Operator {
            let known: Vec<&str> = self.names.family(Family::Operator).collect();
            if known.contains(&text.as_str()) {
                let diagnostic =
                    Diagnostic::new(Code::WrongReference, span, "expected an operator, found a text")
                        .label("a text names an API group");
                self.report(diagnostic.replace_with(text, Applicability::Safe));
                return ExprKind::Error;
            }
            if !is_group(&text) {
                let diagnostic = Diagnostic::new(Code::BadText, span, format!("`{text}` is no API group"))
                    .label("not a group of any API");
                self.report(match near(&text, known.iter().copied()) {
                    Some(name) => diagnostic.replace_with(name, Applicability::Unsafe),
                    None => diagnostic.help("write the group of its CRDs: `\"example.com\"`"),
                });
                return ExprKind::Error;
            }
            return ExprKind::Scalar(crate::types::Scalar::Text(text));
        }
        let declared = self.names.values.contains_key(&text);
        let secret = matches!(target, RefType::Secret | RefType::Bundle);
        let code = if secret && !declared { Code::Plaintext } else { Code::WrongReference };
        let diagnostic = Diagnostic::new(code, span, format!("expected {target}, found a text"))
            .label("a text, not a reference");
        let consumer = self.consumer_called(&text).filter(|_| *target == RefType::Consumer);
        self.report(if declared {
            diagnostic.replace_with(text, Applicability::Safe)
        } else if let Some(consumer) = consumer {
            diagnostic.replace_with(consumer, Applicability::Safe)
        } else if secret {
            diagnostic.help("declare it with `secret NAME: external { … }` or `secret NAME: existing { … }`, and write NAME here, without quotes")
        } else {
            let names = self.declared_for(target);
            let near = near(&text, names.iter().copied()).map(str::to_owned);
            match near {
                Some(name) => diagnostic.replace_with(name, Applicability::Unsafe),
                None if names.is_empty() && !text.is_empty() => diagnostic
                    .help(format!("{}, and write `{text}` here, without quotes", how_to_declare(target, &text))),
                None if names.is_empty() => diagnostic.help(how_to_declare(target, "NAME")),
                None => diagnostic.help(format!("name {target}, without quotes: {}", quoted(&names))),
            }
        });
        ExprKind::Error
    }

    /// A reference to something else than what is needed.
    pub(super) fn wrong_reference(&self, path: &[Name], span: Span, found: &Type, ty: &Type) -> Diagnostic {
        let name = dotted(path);
        if *found == Type::SecretValue {
            return leak(span, path, &self.field);
        }
        if matches!(ty.required(), Type::SecretValue) {
            let message = format!("expected {ty}, but `{name}` is {found}");
            return Diagnostic::new(Code::NotASecret, span, message)
                .label("not the value of a secret's key")
                .help(self.secret_for(&self.field));
        }
        let code = if matches!(ty.required(), Type::Ref(_)) { Code::WrongReference } else { Code::WrongType };
        let diagnostic = Diagnostic::new(code, span, format!("expected {ty}, but `{name}` is {found}"))
            .label(format!("{found}"));
        match (ty.required(), found) {
            (Type::List(of), found) if self.assignable(found, of) => self.bracketed(diagnostic, |_| true),
            (Type::Ref(target), _) => self.only_fitting(diagnostic.help(self.fitting_names(target)), target),
            (Type::Any, Type::Range(_)) => diagnostic.help(ONE_VALUE),
            (other, Type::Ref(RefType::Component(_) | RefType::Secret))
                if path.len() == 1 && other.scalar().is_some_and(ScalarType::is_text) =>
            {
                let diagnostic = diagnostic.help(format!("to write a text, put it in quotes: `\"{name}\"`"));
                match found {
                    Type::Ref(RefType::Secret) => diagnostic,
                    _ => diagnostic
                        .help(format!("or name an output of it: `{name}.host`, for example"))
                        .sketch(format!("{name}.host")),
                }
            }
            (_, Type::Ref(RefType::Component(_))) => diagnostic
                .help(format!("name an output of it: `{name}.host`, for example"))
                .sketch(format!("{name}.host")),
            (_, Type::Ref(RefType::Secret)) => diagnostic.help(self.key_of(path)),
            (Type::Words(words), _) => {
                let list: Vec<&str> = words.iter().map(SmolStr::as_str).collect();
                diagnostic.help(format!("choose one of {}", quoted(&list)))
            }
            (other, _) => match other.scalar() {
                Some(scalar) => diagnostic.help(format!("write for example `{}`", scalar.example())),
                None => diagnostic.help(format!("write {ty}")),
            },
        }
    }

    /// How a key of a secret is named.
    fn key_of(&self, path: &[Name]) -> String {
        let name = dotted(path);
        let decl = path.first().and_then(|first| self.names.values.get(&first.text));
        let declared = decl.filter(|decl| decl.word == ValueWord::Secret && path.len() == 1);
        let known = declared.and_then(|decl| keys(decl.entry)).unwrap_or_default();
        if known.is_empty() {
            return format!("name a key of it: `{name}.KEY`");
        }
        let listed: Vec<String> = known.iter().take(LISTED).map(|key| format!("`{name}.{key}`")).collect();
        format!("name a key of it: {}", listed.join(", "))
    }

    /// A name that nobody declares.
    pub(super) fn unknown_name(
        &self,
        name: &Name,
        path: &[Name],
        expected: &Type,
        scope: Scope<'a>,
    ) -> Diagnostic {
        let text = &name.text;
        if let Some(value) = boolean(text).filter(|_| path.len() == 1)
            && expected.scalar() == Some(ScalarType::Bool)
        {
            return Diagnostic::new(
                Code::WrongType,
                name.span,
                format!("expected {expected}, found `{text}`"),
            )
            .label("not `true` or `false`")
            .replace_with(value, Applicability::Safe);
        }
        let diagnostic = Diagnostic::new(Code::UnknownName, name.span, format!("nothing is called `{text}`"))
            .label("declared nowhere");
        if let Some(consumer) = is_consumer(expected).then(|| self.consumer_called(text)).flatten() {
            return diagnostic.replace_with(consumer, Applicability::Safe);
        }
        if let Some(help) = self.of_another_language(name, path) {
            return diagnostic.help(help);
        }
        let own = self.own_candidates(expected, scope);
        let near = near(text, self.candidates(expected, scope).chain(own.iter().map(SmolStr::as_str)));
        let is_text = expected.scalar().is_some_and(ScalarType::is_text)
            || matches!(expected.required(), Type::Value | Type::Any);
        // A component alone is no text: only an output of it is.
        let whole = |name: &&str| {
            let decl = self.names.values.get(*name);
            decl.is_some_and(|decl| matches!(decl.word, ValueWord::Component | ValueWord::Secret))
        };
        let no_text = is_text && path.len() == 1 && expected.scalar().is_some();
        if let Some(name) = near.filter(|name| !(no_text && whole(name))) {
            return diagnostic.did_you_mean(Some(name));
        }
        match expected.required() {
            _ if is_text && path.len() == 1 => quoted_text(diagnostic, name),
            Type::Ref(RefType::Operator) => {
                let known: Vec<&str> = self.names.family(Family::Operator).collect();
                diagnostic
                    .help(format!("fluo knows {}", quoted(&known)))
                    .help("any other operator is named by its API group, as a text: `\"example.com\"`")
            }
            Type::Ref(target) => {
                let names = self.declared_for(target);
                let diagnostic = if names.is_empty() {
                    diagnostic
                } else {
                    diagnostic.help(format!("name {target}: {}", quoted(&names)))
                };
                diagnostic.help(how_to_declare(target, text))
            }
            _ => diagnostic.help("declare it, `use` the file that does, or check the spelling"),
        }
    }

    /// `null`, and `${NAME}` of shells.
    fn of_another_language(&self, name: &Name, path: &[Name]) -> Option<String> {
        let text = name.text.as_str();
        if path.len() == 1 && ["null", "nil", "undefined", "Null", "NULL"].contains(&text) {
            return Some("write `none` to take a value away, or take the line out".to_owned());
        }
        let start = name.span.start;
        let before = self.sources.text(Span { start: start.checked_sub(2)?, end: start, ..name.span });
        let variable = text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let of_shell = || {
            format!(
                "write `$({text})` for a variable of the same container, `\\${{{text}}}` for the text as it stands"
            )
        };
        (before == "${" && variable && path.len() == 1).then(of_shell)
    }

    /// What a name may have been meant to be.
    fn candidates<'s>(&'s self, expected: &'s Type, scope: Scope) -> impl Iterator<Item = &'s str> {
        let fields = scope.fields.and_then(|id| self.schema(id)).into_iter();
        let fields = fields.flat_map(|s| s.fields.keys()).map(SmolStr::as_str);
        let operators = matches!(expected.required(), Type::Ref(RefType::Operator));
        let operators = operators.then(|| self.names.family(Family::Operator)).into_iter().flatten();
        let fitting = self.names.values.values().filter(|decl| fits(decl.word, expected));
        fitting.map(|d| d.name.text.as_str()).chain(operators).chain(fields).chain(["self", "environment"])
    }

    /// Configs, volumes and scratch directories of the component itself that may have been meant.
    fn own_candidates(&self, expected: &Type, scope: Scope<'a>) -> Vec<SmolStr> {
        let words: &[&str] = match expected.required() {
            Type::Ref(RefType::Bundle) => &["config"],
            Type::Ref(RefType::Mountable) => &["config", "volume", "scratch"],
            _ => &[],
        };
        words.iter().flat_map(|word| self.members(scope, word)).collect()
    }

    /// Adds the repair that writes the only declaration that can stand where a reference is needed.
    pub(super) fn only_fitting(&self, diagnostic: Diagnostic, target: &RefType) -> Diagnostic {
        match self.declared_for(target).as_slice() {
            [name] => diagnostic.rewrite(*name),
            _ => diagnostic,
        }
    }

    /// The declarations that can stand where a reference is needed, for helps.
    pub(super) fn fitting_names(&self, target: &RefType) -> String {
        let names = self.declared_for(target);
        if names.is_empty() {
            how_to_declare(target, "NAME")
        } else {
            format!("name {target}: {}", quoted(&names))
        }
    }

    fn declared_for(&self, target: &RefType) -> Vec<&str> {
        let expected = Type::Ref(target.clone());
        let fitting = self.names.values.values().filter(|decl| match (decl.word, target) {
            (ValueWord::Component, RefType::Component(Some(base))) => {
                self.kind_of(decl).is_some_and(|schema| self.is_a(schema, base))
            }
            (ValueWord::Component, RefType::Component(None) | RefType::Need | RefType::Peer) => true,
            (ValueWord::Component, _) => false,
            (word, _) => fits(word, &expected),
        });
        fitting.map(|decl| decl.name.text.as_str()).take(LISTED).collect()
    }

    pub(super) fn kind_of(&self, decl: &ValueDecl) -> Option<crate::types::SchemaId> {
        let kind = decl.entry.value.as_ref().and_then(constants::word)?;
        self.find(Family::Kind, &kind.text)
    }

    /// `STREAM.CONSUMER` of the consumer with this name, if one stream declares it.
    fn consumer_called(&self, name: &str) -> Option<String> {
        let mut streams = self.names.all(ValueWord::Component).filter(|decl| {
            let Some(schema) = self.kind_of(decl).filter(|schema| self.is_a(*schema, "stream")) else {
                return false;
            };
            let scope = Scope { own: Some(schema), body: Some(decl.entry), fields: None };
            self.members(scope, "consumer").iter().any(|member| member == name)
        });
        let stream = streams.next().filter(|_| streams.next().is_none())?;
        Some(format!("{}.{name}", stream.name.text))
    }
}

fn is_consumer(ty: &Type) -> bool {
    matches!(ty.required(), Type::Ref(RefType::Consumer))
}

/// What other languages write for `true` and `false`.
fn boolean(word: &str) -> Option<&'static str> {
    let is = |words: &[&str]| words.iter().any(|other| other.eq_ignore_ascii_case(word));
    if is(&["yes", "on", "true", "enabled"]) {
        Some("true")
    } else if is(&["no", "off", "false", "disabled"]) {
        Some("false")
    } else {
        None
    }
}

/// Says that a bare word may have been meant as a text.
fn quoted_text(diagnostic: Diagnostic, name: &Name) -> Diagnostic {
    let text = format!("\"{}\"", name.text);
    let edits = vec![Edit { span: name.span, text: text.clone() }];
    diagnostic.help(format!("to write a text, put it in quotes: `{text}`")).fix(
        format!("write `{text}`"),
        edits,
        Applicability::Unsafe,
    )
}

/// Whether a declaration of this word can be what is needed, for near names.
fn fits(word: ValueWord, expected: &Type) -> bool {
    match expected.required() {
        Type::Ref(RefType::Store) => word == ValueWord::Store,
        Type::Ref(RefType::Size) => word == ValueWord::Size,
        Type::Ref(RefType::Secret) => matches!(word, ValueWord::Secret | ValueWord::Component),
        Type::Ref(RefType::Bundle) => {
            matches!(word, ValueWord::Secret | ValueWord::Config | ValueWord::Component)
        }
        Type::Ref(RefType::Mountable) => {
            matches!(word, ValueWord::Secret | ValueWord::Config | ValueWord::Volume | ValueWord::Component)
        }
        Type::Ref(RefType::Component(_) | RefType::Consumer | RefType::Need | RefType::Peer) => {
            word == ValueWord::Component
        }
        Type::Ref(_) => false,
        _ => matches!(word, ValueWord::Component | ValueWord::Secret | ValueWord::Param),
    }
}

/// How what is needed is declared.
fn how_to_declare(target: &RefType, name: &str) -> String {
    match target {
        RefType::Secret => {
            format!("declare it with `secret {name}: external {{ … }}`, or `use` the file that does")
        }
        RefType::Bundle | RefType::Config => format!(
            "declare it with `config {name} {{ KEY: \"…\" }}` or `secret {name}: external {{ … }}`, or `use` the file that does"
        ),
        RefType::Mountable => format!(
            "declare it with `config {name} {{ \"file\": \"…\" }}`, `volume {name}: 10Gi {{ at: \"/path\" }}` or `secret {name}: external {{ … }}`, or `use` the file that does"
        ),
        RefType::Volume => format!("declare it with `volume {name}: 10Gi {{ access: many }}`"),
        RefType::Store => {
            format!("declare it with `store {name}: aws-parameter-store {{ … }}`, or another kind of store")
        }
        RefType::Size => format!("declare it with `size {name} {{ cpu: 250m..1, memory: 512Mi..1Gi }}`"),
        RefType::Component(kind) => format!(
            "declare it with `component {name}: {} {{ … }}`, or `use` the file that does",
            kind.as_deref().unwrap_or("KIND")
        ),
        RefType::Consumer => "name it by its stream: `STREAM.CONSUMER`".to_owned(),
        RefType::Need | RefType::Peer => {
            format!("declare it with `component {name}: KIND {{ … }}`, or `use` the file that does")
        }
        RefType::Port => "name a port that the component declares, or its number".to_owned(),
        RefType::Operator => "name an operator, or an API group as a text".to_owned(),
    }
}

/// Whether a text could be the group of an API that an operator brings: a domain.
fn is_group(text: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    text.contains('.') && text.split('.').all(label)
}
