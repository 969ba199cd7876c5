//! Forms of other languages that break an entry: a second name or colon, `+` between texts, `${NAME}` without quotes.

use super::node::Node;
use super::tree::{Run, Tree};
use super::trouble::usize_of;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit};
use crate::syntax::ast::{Entry, Name, Value, ValueKind};

impl<'i> Tree<'i, '_> {
    /// `source: git "fleet" { … }`, `component service api { … }`: tells that a second name stands before the block.
    /// Whether it does; the block then belongs to the entry before.
    pub(super) fn second_name(&mut self, run: &mut Run, node: &Node<'i>) -> bool {
        let from = node.start();
        let text = node.text();
        let Some(brace) = text.find('{').filter(|_| text.ends_with('}')) else { return false };
        let name = text.get(..brace).unwrap_or_default().trim();
        if let Some(base) = base_of(name) {
            return self.inherits(run, from, name, base);
        }
        let Some(entry) = run.entries.last_mut().filter(|entry| entry.block.is_none()) else { return false };
        let bare = matches!(entry.value, None | Some(Value { kind: ValueKind::Path(_), .. }));
        if name.contains([':', ' ', '\t', '\n']) || !bare {
            return false;
        }
        let typed = ["component", "secret", "store", "kind"].contains(&entry.word.text.as_str());
        let kind = entry.label.clone().filter(|label| typed && entry.value.is_none() && !label.quoted);
        let head = self.source.get(self.range(entry.span)).unwrap_or_default().to_owned();
        let span = self.span_of(from, from + name.len());
        let away =
            Edit { span: self.span_of(usize_of(entry.span.end), from + name.len()), text: String::new() };
        let mut fix = None;
        let help = match kind {
            Some(kind) => {
                let own = name.trim_matches('"').to_owned();
                let help = format!("write `{} {own}: {} {{ … }}`", entry.word.text, kind.text);
                entry.label = Some(Name { text: own.into(), span, quoted: false });
                entry.value = Some(Value { span: kind.span, kind: ValueKind::Path(vec![kind]) });
                help
            }
            None => {
                fix = Some(away);
                format!("write `{head} {{ … }}`, without `{name}`")
            }
        };
        let diagnostic =
            Diagnostic::new(Code::UnexpectedText, span, format!("expected `{{`, found `{name}`"))
                .label("a second name")
                .help(help);
        self.say(match fix {
            Some(edit) => diagnostic.fix("take the name away", vec![edit], Applicability::Unsafe),
            None => diagnostic,
        });
        true
    }

    /// `environment prod extends base { … }`
    fn inherits(&mut self, run: &mut Run, from: usize, text: &str, base: &str) -> bool {
        let fresh =
            |entry: &&mut Entry| entry.block.is_none() && entry.value.is_none() && entry.label.is_some();
        let Some(entry) = run.entries.last_mut().filter(fresh) else { return false };
        let head = self.source.get(self.range(entry.span)).unwrap_or_default().to_owned();
        let start = from + text.len() - base.len();
        let span = self.span_of(start, start + base.len());
        let name = Name { text: base.into(), span, quoted: false };
        entry.value = Some(Value { span, kind: ValueKind::Path(vec![name]) });
        self.say(
            Diagnostic::new(
                Code::UnexpectedText,
                self.span_of(from, from + text.len()),
                format!("expected `:` or `{{`, found `{text}`"),
            )
            .label("what it is made from stands behind a `:`")
            .help(format!("write `{head}: {base} {{ … }}`")),
        );
        true
    }

    /// What to write instead of `port: http: 8080` and `component api: service: { … }`; `end` is behind the colon's text.
    pub(super) fn second_colon(&self, entry: &Entry, end: usize) -> Option<String> {
        let value = entry.value.as_ref().filter(|value| matches!(value.kind, ValueKind::Path(_)))?;
        let behind = self.source.get(usize_of(value.span.end)..end)?;
        let rest = behind.trim_start().strip_prefix(':')?;
        let head = self.source.get(self.range(entry.span))?;
        if rest.trim().is_empty() {
            let block = self.source.get(end..)?.trim_start().starts_with('{');
            return block.then(|| format!("write `{head} {{ … }}`, without the second `:`"));
        }
        if !rest.starts_with(' ') || entry.label.is_some() {
            return None;
        }
        let name = self.source.get(self.range(value.span))?;
        Some(format!("write `{} {name}: {}`", entry.word.text, rest.trim()))
    }

    /// What to write instead of `"http://" + component.host`.
    pub(super) fn added(&self, entry: &Entry, rest: &str) -> Option<String> {
        let value = entry.value.as_ref().filter(|value| matches!(value.kind, ValueKind::String(_)))?;
        let text = self.source.get(self.range(value.span))?.strip_suffix('"')?;
        let name = rest.strip_prefix('+')?.split_whitespace().next()?.trim_end_matches([',', '}']);
        let path = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        (name.chars().all(path)).then(|| format!("texts are not added: write `{text}${{{name}}}\"`"))
    }

    /// What to write instead of `{{ .Values.replicas }}`; `at` is its second brace.
    pub(super) fn template(&self, at: usize) -> String {
        let word = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let path = self.in_braces(at).map(|text| text.split_once('|').map_or(text, |(path, _)| path).trim());
        let name = path.filter(|path| path.chars().all(word)).and_then(|path| path.rsplit('.').next());
        let name = name.filter(|name| !name.is_empty()).unwrap_or("NAME");
        format!(
            "there are no templates: declare `param {name}: TYPE = VALUE` at the top of a file and write `{name}` here"
        )
    }

    /// What stands between the braces that begin at an offset.
    pub(super) fn in_braces(&self, at: usize) -> Option<&'i str> {
        let inside = self.source.get(at..)?.strip_prefix('{')?;
        let text = inside.get(..inside.find(['}', '\n'])?)?;
        Some(text.trim()).filter(|text| !text.is_empty() && text.len() <= 64 && !text.contains('`'))
    }
}

/// The name behind another language's word for inheritance.
fn base_of(text: &str) -> Option<&str> {
    let (word, base) = text.split_once(' ')?;
    let inherits = ["extends", "inherits", "implements", "is", "from"].contains(&word);
    let base = base.trim();
    (inherits && base.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))).then_some(base)
}

/// What to write instead of `${…}` outside of a text.
pub(super) fn bare_reference(inside: &str) -> String {
    let variable = inside.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    match variable {
        true => format!(
            "a variable of the same container is `\"$({inside})\"`; a reference stands bare: `component.output`"
        ),
        false => format!("a reference stands bare: write `{inside}`"),
    }
}
