//! Values against types: literals are read, names are resolved, the rest is a diagnostic.

use super::{Checker, Expr, ExprKind, Scope, Seen, TextPart, constants};
use crate::diagnostic::{Applicability, Code, Diagnostic, is_noncharacter, near, quoted};
use crate::source::{Span, join_path, parent_path};
use crate::syntax::ast::{Name, Piece, Value, ValueKind};
use crate::types::{RefType, Scalar, ScalarType, Type, read_number, read_text};
use smol_str::SmolStr;

impl<'a> Checker<'a> {
    /// The expression that a value is, where `ty` is needed.
    pub(super) fn expr(&mut self, value: &'a Value, ty: &Type, scope: Scope<'a>) -> Expr {
        self.see(value.span, || Seen::Value { value, ty: ty.clone(), scope });
        let kind = match &value.kind {
            ValueKind::Error => ExprKind::Error,
            ValueKind::String(pieces) => self.string(pieces, value.span, ty, scope),
            ValueKind::Number(text) => self.number(text, value.span, ty),
            ValueKind::Path(path) => self.word_or_reference(path, value.span, ty, scope),
            ValueKind::Range(low, high) => self.range(value, low, high.as_deref(), ty, scope),
            ValueKind::List(items) => self.list(items, value.span, ty, scope),
            ValueKind::Record(block) => match ty.required() {
                Type::Any => ExprKind::Record(self.any_entries(block, scope)),
                _ => self.mismatch(value, ty),
            },
            ValueKind::Call(name, arguments) => self.call(name, arguments, value.span, ty),
        };
        Expr { kind, span: value.span }
    }

    /// An expression whose type follows from itself: the value of an output.
    pub(super) fn inferred(&mut self, value: &'a Value, scope: Scope<'a>) -> (Expr, Type) {
        self.see(value.span, || Seen::Inferred { value, scope });
        let ty = match &value.kind {
            ValueKind::Path(path) if !is_bool(path) => {
                let (kind, ty) = self.reference(path, value.span, &Type::Any, scope);
                return (Expr { kind, span: value.span }, ty);
            }
            kind => infer_literal(kind),
        };
        // A text with a secret in it is a secret; every other text is a plain one.
        if matches!(value.kind, ValueKind::String(_)) {
            let plain = Type::Scalar(ScalarType::String);
            let (expr, found) = self.trial(|this| this.expr(value, &plain, scope));
            if !found.iter().any(|d| d.code == Code::SecretLeak) {
                self.diagnostics.append(found);
                return (expr, plain);
            }
            return (self.expr(value, &Type::Value, scope), Type::SecretValue);
        }
        (self.expr(value, &ty, scope), ty)
    }

    fn string(&mut self, pieces: &'a [Piece], span: Span, ty: &Type, scope: Scope<'a>) -> ExprKind {
        if let Type::Ref(target) = ty.required() {
            if *target == RefType::Peer {
                return self.peer_text(pieces, span, scope);
            }
            return self.text_for_reference(pieces, span, target);
        }
        if let Some(text) = constants::plain_text(pieces) {
            self.unread_reference(&text, span, ty);
            return self.plain_string(text, span, ty);
        }
        let text_type = match ty.required() {
            Type::Any | Type::Value | Type::Error | Type::SecretValue => true,
            other => other.scalar().is_some_and(ScalarType::is_text),
        };
        if !text_type {
            self.report(self.misfit(span, ty, "a text"));
            return ExprKind::Error;
        }
        let admits_secrets = matches!(ty.required(), Type::Value);
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            parts.push(match piece {
                Piece::Text(text) => TextPart::Literal(text.clone()),
                Piece::Ref(path, span) => {
                    TextPart::Expr(self.interpolated(path, *span, admits_secrets, scope))
                }
            });
        }
        ExprKind::Text(parts)
    }

    /// A reference inside a text: any scalar, and a secret's value only where it stays secret.
    pub(super) fn interpolated(
        &mut self,
        path: &'a [Name],
        span: Span,
        admits_secrets: bool,
        scope: Scope<'a>,
    ) -> Expr {
        self.see(span, || Seen::Interpolated { path, span, secrets: admits_secrets, scope });
        let (kind, found) = self.reference(path, span, &Type::Value, scope);
        let kind = match found.required() {
            Type::SecretValue if !admits_secrets => {
                self.report(leak(span, path, &self.field));
                ExprKind::Error
            }
            Type::PodValue if !admits_secrets => {
                if let ExprKind::Pod(field) = kind {
                    self.report(super::pod::misplaced(field, span));
                }
                ExprKind::Error
            }
            found if self.assignable(found, &Type::Value) => kind,
            _ => {
                self.report(
                    Diagnostic::new(Code::WrongType, span, format!("{found} can't stand in a text"))
                        .label("not a scalar")
                        .help("name an output of it, such as `.host`"),
                );
                ExprKind::Error
            }
        };
        Expr { kind, span }
    }

    fn plain_string(&mut self, text: SmolStr, span: Span, ty: &Type) -> ExprKind {
        match ty.required() {
            Type::Any | Type::Value | Type::Key | Type::Error => ExprKind::Scalar(Scalar::Text(text)),
            Type::Words(words) if words.contains(&text) => {
                self.report(
                    Diagnostic::new(Code::WrongType, span, format!("expected {ty}, found a text"))
                        .label("a text")
                        .replace_with(text, Applicability::Safe),
                );
                ExprKind::Error
            }
            Type::SecretValue => {
                self.report(plaintext(span).help(self.secret_for(&self.field)));
                ExprKind::Error
            }
            Type::Like(pattern) => {
                let found = if self.is_proven(span) { None } else { unlike(&text, pattern, span) };
                if let Some(diagnostic) = found {
                    self.report(diagnostic);
                    return ExprKind::Error;
                }
                ExprKind::Scalar(Scalar::Text(text))
            }
            other => match other.scalar() {
                Some(scalar) if self.template(&text, span, scalar) => ExprKind::Error,
                Some(scalar) => self.scalar(read_text(&text, scalar), span, other),
                None => {
                    self.report(self.misfit(span, ty, "a text"));
                    ExprKind::Error
                }
            },
        }
    }

    fn number(&mut self, text: &SmolStr, span: Span, ty: &Type) -> ExprKind {
        match ty.required() {
            Type::Error => ExprKind::Error,
            Type::Value => ExprKind::Scalar(Scalar::Text(text.clone())),
            Type::Any => ExprKind::Scalar(untyped_number(text)),
            Type::Ref(RefType::Port) => {
                self.scalar(read_number(text, ScalarType::Port), span, &Type::Scalar(ScalarType::Port))
            }
            Type::Range(scalar) => {
                let end = self.number(text, span, &Type::Scalar(*scalar));
                let end = Some(Box::new(Expr { kind: end, span }));
                ExprKind::Range(end.clone(), end)
            }
            Type::SecretValue => {
                self.report(plaintext(span).help(self.secret_for(&self.field)));
                ExprKind::Error
            }
            inner => match inner.scalar() {
                Some(scalar) => self.scalar(read_number(text, scalar), span, inner),
                None => {
                    self.report(self.misfit(span, ty, &format!("`{text}`")));
                    ExprKind::Error
                }
            },
        }
    }

    /// A text with `{{ … }}` that its type does not admit.
    fn template(&mut self, text: &str, span: Span, scalar: ScalarType) -> bool {
        let is_template = text.contains("{{") && read_text(text, scalar).is_err();
        if is_template {
            self.report(
                Diagnostic::new(Code::BadText, span, "`{{ … }}` is not replaced")
                    .label("a template of another tool")
                    .help(super::body::TEMPLATE),
            );
        }
        is_template
    }

    fn scalar(&mut self, read: Result<Scalar, crate::types::Fault>, span: Span, ty: &Type) -> ExprKind {
        match read {
            Ok(value) => {
                if let Some(diagnostic) = out_of_bounds(&value, ty, span) {
                    self.report(diagnostic);
                    return ExprKind::Error;
                }
                ExprKind::Scalar(value)
            }
            Err(fault) => {
                let written = self.sources.text(span);
                self.report(fault.inside(span, written));
                ExprKind::Error
            }
        }
    }

    fn word_or_reference(&mut self, path: &'a [Name], span: Span, ty: &Type, scope: Scope<'a>) -> ExprKind {
        if let [word] = path {
            if let Type::Words(words) = ty.required() {
                if words.contains(&word.text) {
                    return ExprKind::Word(word.text.clone());
                }
                if !self.is_readable(&word.text, scope) {
                    self.report(unknown_word(word, words));
                    return ExprKind::Error;
                }
            }
            // A key is never a reference: `keys: [port]` means the key, whatever else is called `port`.
            if *ty.required() == Type::Key {
                return ExprKind::Scalar(Scalar::Text(word.text.clone()));
            }
            let boolean =
                matches!(ty.required(), Type::Any | Type::Value) || ty.scalar() == Some(ScalarType::Bool);
            if boolean && is_bool(path) {
                return ExprKind::Scalar(match ty.required() {
                    Type::Value => Scalar::Text(word.text.clone()),
                    _ => Scalar::Bool(word.text == "true"),
                });
            }
        }
        if let Some(target) = Self::wants_peer(ty)
            && let Some(kind) = self.peer_path(path, span, &target, scope)
        {
            return kind;
        }
        let (kind, found) = self.reference(path, span, ty, scope);
        if matches!(found, Type::Error) || self.assignable(&found, ty) {
            return match (kind, ty.required()) {
                (end, Type::Range(_)) if found.scalar().is_some() => {
                    let end = Some(Box::new(Expr { kind: end, span }));
                    ExprKind::Range(end.clone(), end)
                }
                (kind, _) => kind,
            };
        }
        if let (Type::Range(scalar), Some(from)) = (ty.required(), found.scalar())
            && *scalar == from
        {
            let end = Some(Box::new(Expr { kind, span }));
            return ExprKind::Range(end.clone(), end);
        }
        self.report(self.wrong_reference(path, span, &found, ty));
        ExprKind::Error
    }

    fn range(
        &mut self,
        whole: &Value,
        low: &'a Value,
        high: Option<&'a Value>,
        ty: &Type,
        scope: Scope<'a>,
    ) -> ExprKind {
        let Type::Range(scalar) = ty.required() else {
            return self.mismatch(whole, ty);
        };
        let end_type = Type::Scalar(*scalar);
        let low = self.expr(low, &end_type, scope);
        let high = high.map(|high| self.expr(high, &end_type, scope));
        if let (ExprKind::Scalar(a), Some(ExprKind::Scalar(b))) = (&low.kind, high.as_ref().map(|h| &h.kind))
            && a.magnitude() > b.magnitude()
        {
            self.report(
                Diagnostic::new(Code::ReversedRange, whole.span, format!("the range `{a}..{b}` is reversed"))
                    .label("starts above its end")
                    .replace_with(format!("{b}..{a}"), Applicability::Safe),
            );
            return ExprKind::Error;
        }
        ExprKind::Range(Some(Box::new(low)), high.map(Box::new))
    }

    fn list(&mut self, items: &'a [Value], span: Span, ty: &Type, scope: Scope<'a>) -> ExprKind {
        let of = match ty.required() {
            Type::List(of) => (**of).clone(),
            Type::Any => Type::Any,
            Type::Error => return ExprKind::Error,
            _ => {
                let fits = match items {
                    [only] => self.trial(|this| this.expr(only, ty, scope)).1.is_empty(),
                    _ => false,
                };
                self.report(self.not_a_list(items, span, ty, fits));
                return ExprKind::Error;
            }
        };
        ExprKind::List(items.iter().map(|item| self.expr(item, &of, scope)).collect())
    }

    fn call(&mut self, name: &Name, arguments: &'a [Value], span: Span, ty: &Type) -> ExprKind {
        self.see_argument(&name.text, arguments);
        let path = match arguments {
            [Value { kind: ValueKind::String(pieces), span }] => {
                constants::plain_text(pieces).map(|text| (text, *span))
            }
            _ => None,
        };
        match (name.text.as_str(), path) {
            ("file", Some((path, at))) => self.file(&path, at, span, ty),
            ("file", None) => {
                self.report(
                    Diagnostic::new(Code::WrongForm, span, "`file` takes one path")
                        .help("write `file(\"path\")`"),
                );
                ExprKind::Error
            }
            ("cluster-var", _) => self.variable(arguments, span, ty),
            (other, _) => {
                self.report(
                    Diagnostic::new(Code::UnknownName, name.span, format!("there is no function `{other}`"))
                        .label("not a function")
                        .help("there are `file(\"path\")`, a file's text, and `cluster-var(\"NAME\", type)`"),
                );
                ExprKind::Error
            }
        }
    }

    fn file(&mut self, path: &str, at: Span, span: Span, ty: &Type) -> ExprKind {
        let target = join_path(parent_path(self.sources.path(span.file)), path);
        let Ok(target) = target else {
            self.report(
                Diagnostic::new(
                    Code::OutsideProject,
                    at,
                    format!("`{path}` is not a path inside the project"),
                )
                .label("leads out of the project")
                .help("write a path relative to this file, with `/` between folders"),
            );
            return ExprKind::Error;
        };
        match self.loader.read(&target).map(String::from_utf8) {
            Ok(Ok(text)) if self.is_text(&text, &target, at) => self.plain_string(text.into(), span, ty),
            Ok(Ok(_)) => ExprKind::Error,
            Ok(Err(_)) => {
                self.report(
                    Diagnostic::new(Code::InvalidUtf8, at, format!("`{target}` is not UTF-8"))
                        .help("only text can be taken into a field"),
                );
                ExprKind::Error
            }
            Err(_) => {
                self.report(
                    Diagnostic::new(Code::FileNotFound, at, format!("can't read `{target}`"))
                        .label("there is no such file")
                        .help("paths are relative to the file that uses them"),
                );
                ExprKind::Error
            }
        }
    }

    /// Whether a file holds nothing that no text has; else it is told.
    fn is_text(&mut self, text: &str, target: &str, at: Span) -> bool {
        let odd = text.chars().find(|c| is_noncharacter(*c));
        if let Some(odd) = odd {
            let message = format!("`{target}` holds the noncharacter U+{:04X}", u32::from(odd));
            let fault = Diagnostic::new(Code::ControlCharacter, at, message);
            self.report(fault.label("is not a text").help("take it out of the file; no text has it"));
        }
        odd.is_none()
    }

    /// A literal in the environment that looks like a secret written down.
    pub(super) fn plaintext(&mut self, name: &Name, value: &Value, ty: &Type) {
        if *ty != Type::Value {
            return;
        }
        let ValueKind::String(pieces) = &value.kind else { return };
        let Some(text) = constants::plain_text(pieces).filter(|text| !text.is_empty()) else { return };
        if names_a_secret(&name.text) {
            self.report(plaintext(value.span).help(self.secret_for(&name.text)).sketch("SECRET.KEY"));
        } else if has_credentials(&text) {
            // Of a field of its own, such as a trigger's, the whole is one secret.
            if name.text == self.field {
                self.report(plaintext(value.span).help(self.secret_for(&name.text)));
                return;
            }
            self.report(plaintext(value.span).help(
                "put the password in a secret and interpolate it: `\"…://user:${SECRET.password}@host\"`",
            ));
        }
    }
}

/// Whether a variable of this name holds a secret by the field's own custom.
pub(crate) fn names_a_secret(name: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        "PASSWORD",
        "PASSWD",
        "SECRET",
        "TOKEN",
        "API_KEY",
        "APIKEY",
        "PRIVATE_KEY",
        "ACCESS_KEY",
        "SECRET_KEY",
        "SIGNATURE_KEY",
        "SIGNING_KEY",
        "ENCRYPTION_KEY",
    ];
    let upper = name.to_ascii_uppercase();
    ENDINGS.iter().any(|ending| upper.ends_with(ending))
}

/// Whether a text is a URL with a password in it.
pub(crate) fn has_credentials(text: &str) -> bool {
    let authority = text.split_once("://").and_then(|(_, rest)| rest.split('/').next());
    let user = authority.and_then(|a| a.rsplit_once('@')).map(|(user, _)| user);
    user.and_then(|user| user.split_once(':')).is_some_and(|(_, password)| !password.is_empty())
}

fn plaintext(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Plaintext, span, "a secret's value can't be written in the sources")
        .label("plain text where a secret belongs")
}

/// A secret's value that flows where Kubernetes does not keep it secret.
pub(super) fn leak(span: Span, path: &[Name], field: &str) -> Diagnostic {
    let place = if field.is_empty() { "here".to_owned() } else { format!("in `{field}`") };
    let way = match field {
        "args" | "command" => {
            "put it into `env` and let the program read it there: arguments stand in the list of processes"
        }
        "config" => "put it into `env`, or mount the secret: `mount \"/path\": SECRET`",
        "values" => {
            "put it behind its path in `values-from`: `values-from { \"auth.password\": SECRET.KEY }`"
        }
        _ => "take it out; a secret value may stand in `env`, `env-from`, `mount` and `pull-secrets` only",
    };
    Diagnostic::new(
        Code::SecretLeak,
        span,
        format!("`{}` is a secret value and would be readable {place}", dotted(path)),
    )
    .label("a secret value")
    .help(way)
}

/// A number of no declared type: a JSON number if it is one, else the text.
fn untyped_number(text: &SmolStr) -> Scalar {
    if let Ok(value) = text.parse::<i64>() {
        return Scalar::Int(value);
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Scalar::Float(value),
        _ => Scalar::Text(text.clone()),
    }
}

fn is_bool(path: &[Name]) -> bool {
    matches!(path, [word] if word.text == "true" || word.text == "false")
}

/// What the regular expressions of the prelude ask for, for those that are asked for often.
fn in_words(pattern: &str) -> Option<&'static str> {
    match pattern {
        "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?" => Some(
            "a name of at most 63 lower-case letters, digits and `-`, with a letter or digit at both ends",
        ),
        "[a-z0-9]([-a-z0-9.]*[a-z0-9])?"
        | "[a-z0-9]([a-z0-9.-]*[a-z0-9])?"
        | "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?" => {
            Some("a name of lower-case letters, digits, `-` and `.`, with a letter or digit at both ends")
        }
        "[^ ](.*[^ ])?" => Some("a text that does not begin or end with a blank"),
        "[^ ]+" => Some("a text without blanks"),
        "[a-z_][a-z0-9_]*" | "[a-z_][a-z0-9_]{0,62}" => {
            Some("a name of lower-case letters, digits and `_`, which does not begin with a digit")
        }
        "[A-Z][A-Za-z0-9]*" => Some("the name of a kind: letters and digits, the first one a capital"),
        "[a-z0-9.-]+/v[a-z0-9]+|v[a-z0-9]+" => Some("a group and a version, as in `apps/v1`"),
        _ => None,
    }
}

/// A text that the regular expression of its type does not match as a whole.
pub(crate) fn unlike(text: &str, pattern: &str, span: Span) -> Option<Diagnostic> {
    (!super::pattern::matches(pattern, text)?).then(|| {
        let Some(words) = in_words(pattern) else {
            return Diagnostic::new(
                Code::ConstraintNotMet,
                span,
                format!("`{text}` is not like `{pattern}`"),
            )
            .label("its constraint does not admit this")
            .help(format!("the whole text has to match the regular expression `{pattern}`"));
        };
        let what =
            if text.is_empty() { "the text is empty".to_owned() } else { format!("`{text}` is not {words}") };
        Diagnostic::new(Code::ConstraintNotMet, span, what)
            .label("its field does not admit this")
            .help(format!("write {words}"))
    })
}

/// A value outside of the bounds of its type.
pub(crate) fn out_of_bounds(value: &Scalar, ty: &Type, span: Span) -> Option<Diagnostic> {
    let Type::In(_, low, high) = ty else { return None };
    let number = value.magnitude()?;
    let below = low.as_ref().and_then(Scalar::magnitude).is_some_and(|low| number < low);
    let above = high.as_ref().and_then(Scalar::magnitude).is_some_and(|high| number > high);
    (below || above).then(|| {
        let nearest = if below { low } else { high }.as_ref().map(Scalar::to_string).unwrap_or_default();
        Diagnostic::new(Code::ConstraintNotMet, span, format!("expected {ty}, found `{value}`"))
            .label(if below { "too small" } else { "too large" })
            .help(match (low, high) {
                (Some(low), Some(high)) => format!("write a value from {low} to {high}"),
                (Some(low), None) => format!("write a value of {low} or more"),
                _ => "write a value within the bounds".to_owned(),
            })
            .rewrite(nearest)
    })
}

fn unknown_word(word: &Name, words: &[SmolStr]) -> Diagnostic {
    let list: Vec<&str> = words.iter().map(SmolStr::as_str).collect();
    let near = near(&word.text, list.iter().copied());
    let diagnostic = Diagnostic::new(
        Code::UnknownWord,
        word.span,
        format!("`{}` is not one of {}", word.text, quoted(&list)),
    )
    .label("not one of the choices");
    match near {
        Some(_) => diagnostic.did_you_mean(near),
        None => diagnostic.help(format!("choose one of {}", quoted(&list))),
    }
}

fn infer_literal(kind: &ValueKind) -> Type {
    match kind {
        ValueKind::String(_) => Type::Value,
        ValueKind::Number(text) => match untyped_number(text) {
            Scalar::Int(_) => Type::Scalar(ScalarType::Int),
            Scalar::Float(_) => Type::Scalar(ScalarType::Float),
            _ if text.ends_with('%') => Type::Scalar(ScalarType::Percent),
            _ if crate::types::Bytes::parse(text).is_some() => Type::Scalar(ScalarType::Bytes),
            _ => Type::Scalar(ScalarType::Duration),
        },
        ValueKind::Path(_) => Type::Scalar(ScalarType::Bool),
        _ => Type::Any,
    }
}

/// A path as it was written.
pub(super) fn dotted(path: &[Name]) -> String {
    path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}
