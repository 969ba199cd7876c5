//! Who is needed or reached: entries of `needs` and `network`, which name a component, a port of one, or, in a text, a
//! place that no component stands for.

use super::{Checker, ExprKind, Scope, TextPart, constants};
use crate::diagnostic::{Applicability, Code, Diagnostic, near, quoted};
use crate::resolve::ValueWord;
use crate::source::Span;
use crate::syntax::ast::{Entry, Name, Piece};
use crate::types::{Family, Peer, PeerFault, RefType, Scalar, SchemaId, Type};
use smol_str::SmolStr;

impl<'a> Checker<'a> {
    /// A path where a need or a peer is wanted; `None` where it is to be read like any other.
    pub(super) fn peer_path(
        &mut self,
        path: &'a [Name],
        span: Span,
        target: &RefType,
        scope: Scope<'a>,
    ) -> Option<ExprKind> {
        match path {
            [word] if *target == RefType::Peer && word.text == "internet" => {
                Some(ExprKind::Word(word.text.clone()))
            }
            [word, member] if word.text == "internet" => {
                let fault = PeerFault {
                    why: "has its port behind a dot".to_owned(),
                    instead: None,
                    help: "with a port it is a text: `\"internet:443\"`".to_owned(),
                };
                self.report(bad_peer(&format!("internet.{}", member.text), fault, span));
                Some(ExprKind::Error)
            }
            [component, member] => self.port_of(component, member, span),
            [word]
                if *target == RefType::Peer
                    && self.names.value(ValueWord::Component, &word.text).is_none() =>
            {
                self.not_a_peer(word, scope)
            }
            _ => None,
        }
    }

    /// `component.port`: a declared port, or an output that carries one.
    fn port_of(&mut self, component: &'a Name, member: &'a Name, span: Span) -> Option<ExprKind> {
        let decl = *self.names.value(ValueWord::Component, &component.text)?;
        let kind = decl.entry.value.as_ref().and_then(constants::word)?;
        let schema = self.find(Family::Kind, &kind.text)?;
        let ports = self.port_members(schema, decl.entry);
        if ports.contains(&member.text) {
            let path = vec![member.text.clone()];
            return Some(ExprKind::Component(component.text.clone(), path));
        }
        if self.is_broken(schema) {
            return Some(ExprKind::Error);
        }
        let list: Vec<&str> = ports.iter().map(SmolStr::as_str).collect();
        let near = near(&member.text, list.iter().copied());
        let name = &component.text;
        let diagnostic =
            Diagnostic::new(Code::UnknownPort, span, format!("`{name}` has no port `{}`", member.text))
                .label("not a port")
                .also(decl.name.span, format!("`{name}` is declared here"));
        self.report(match near {
            Some(port) => diagnostic.replace_with(format!("{name}.{port}"), Applicability::Unsafe),
            None if list.is_empty() => diagnostic.help(format!("name the component as a whole: `{name}`")),
            None => diagnostic
                .help(format!("it has {}; `{name}` alone means the component as a whole", quoted(&list))),
        });
        Some(ExprKind::Error)
    }

    /// The ports of a component by name: those it declares, and outputs with a `port`.
    fn port_members(&self, schema: SchemaId, body: &'a Entry) -> Vec<SmolStr> {
        let scope = Scope { own: Some(schema), body: Some(body), fields: None };
        let mut names = self.members(scope, "port");
        let own = body.block.iter().flat_map(|block| &block.entries);
        let own = own.filter(|entry| entry.word.text == "output");
        let kinds = self.chain(schema).filter_map(|id| self.names.schemas.get(usize::try_from(id.0).ok()?));
        let outputs = own.chain(kinds.flat_map(|decl| decl.outputs.values().copied()));
        let with_port = outputs.filter(|output| {
            let parts = output.block.iter().flat_map(|block| &block.entries);
            parts.into_iter().any(|part| part.word.text == "port")
        });
        names.extend(with_port.filter_map(|output| output.label.as_ref()).map(|label| label.text.clone()));
        names
    }

    /// A bare word that is no component: usually the name of a namespace.
    fn not_a_peer(&mut self, word: &'a Name, scope: Scope<'a>) -> Option<ExprKind> {
        let declared = self.names.values.contains_key(&word.text) || self.is_readable(&word.text, scope);
        let components = self.names.all(ValueWord::Component).map(|decl| decl.name.text.as_str());
        if declared || ["self", "environment"].contains(&word.text.as_str()) {
            return None;
        }
        let near = near(&word.text, components.chain(["internet"]));
        let text = &word.text;
        let diagnostic =
            Diagnostic::new(Code::UnknownName, word.span, format!("no component is called `{text}`"))
                .label("declared nowhere");
        self.report(match near {
            Some(_) => diagnostic.did_you_mean(near),
            None => diagnostic.help(format!("if it is a namespace, write it in quotes: `\"{text}\"`")).help(
                format!("if it is outside, declare it: `component {text}: external {{ host: \"…\" }}`"),
            ),
        });
        Some(ExprKind::Error)
    }

    /// A text where a peer is wanted.
    pub(super) fn peer_text(&mut self, pieces: &'a [Piece], span: Span, scope: Scope<'a>) -> ExprKind {
        let Some(text) = constants::plain_text(pieces) else {
            let part = |this: &mut Self, piece: &'a Piece| match piece {
                Piece::Text(text) => TextPart::Literal(text.clone()),
                Piece::Ref(path, at) => TextPart::Expr(this.interpolated(path, *at, false, scope)),
            };
            return ExprKind::Text(pieces.iter().map(|piece| part(self, piece)).collect());
        };
        match Peer::parse(&text) {
            Err(_) if self.names.value(ValueWord::Component, &text).is_some() => {
                let diagnostic =
                    Diagnostic::new(Code::WrongReference, span, format!("`{text}` is a component"))
                        .label("a text, not a reference");
                self.report(diagnostic.replace_with(text, Applicability::Safe));
                ExprKind::Error
            }
            Err(fault) => {
                self.report(bad_peer(&text, fault, span));
                ExprKind::Error
            }
            Ok(_) => ExprKind::Scalar(Scalar::Text(text)),
        }
    }

    /// Whether a value of this type is read as a need or a peer.
    pub(super) fn wants_peer(ty: &Type) -> Option<RefType> {
        match ty.required() {
            Type::Ref(target @ (RefType::Need | RefType::Peer)) => Some(target.clone()),
            _ => None,
        }
    }
}

/// A text that names no peer.
pub(crate) fn bad_peer(text: &str, fault: PeerFault, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::BadPeer, span, format!("`{text}` {}", fault.why))
        .label("no place in a network");
    match fault.instead {
        Some(instead) => diagnostic.replace_with(format!("\"{instead}\""), Applicability::Unsafe),
        None => diagnostic,
    }
    .help(fault.help)
}
