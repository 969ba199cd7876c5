//! Habits of other languages: entries that YAML, Helm, Compose or Terraform would take, said again as fluo has them,
//! with the program's own words.

use super::body::Fields;
use super::{Checker, constants};
use crate::diagnostic::{Code, Diagnostic, foreign};
use crate::resolve::ValueWord;
use crate::syntax::ast::{Block, Entry, Name, Value, ValueKind};
use crate::types::{Family, ScalarType, Type};
use smol_str::SmolStr;

/// The longest text of the program that a help repeats.
const SHOWN: usize = 64;

/// What a help may begin with, before the field.
const WRITE: &str = "write `";

impl<'a> Checker<'a> {
    /// Several entries that together mean one thing of fluo are told once, at the first; gives those that were told.
    pub(super) fn several(&mut self, entries: &[&'a Entry], fields: Fields) -> Vec<&'a Entry> {
        let Fields::Of(id) = fields else { return Vec::new() };
        let Some(schema) = self.schema(id) else { return Vec::new() };
        let owner = schema.name.clone();
        let (told, help) = match owner.as_str() {
            "scale" => self.least_and_most(entries),
            "resources" => self.requests_and_limits(entries),
            "flux-settings" => self.repository(entries),
            _ => return Vec::new(),
        };
        if let (Some(first), Some(help)) = (told.first(), help) {
            let message = format!("`{owner}` has no field `{}`", first.word.text);
            let diagnostic =
                Diagnostic::new(Code::UnknownField, first.word.span, message).label("unknown field");
            let rest = told.iter().skip(1);
            let diagnostic = rest.fold(diagnostic, |d, entry| d.also(entry.word.span, "part of the same"));
            self.report(diagnostic.help(help));
            return told;
        }
        Vec::new()
    }

    /// `scale { min: 3, max: 20 }`
    fn least_and_most(&self, entries: &[&'a Entry]) -> (Vec<&'a Entry>, Option<String>) {
        let least = find(entries, &["min", "minReplicas", "minReplicaCount", "minimum"]);
        let most = find(entries, &["max", "maxReplicas", "maxReplicaCount", "maximum"]);
        let number = |entry: Option<&Entry>| entry.and_then(|e| self.unquoted_text(e.value.as_ref()?));
        let (low, high) = (number(least).unwrap_or("1"), number(most));
        let high = high.map_or_else(|| "10".to_owned(), str::to_owned);
        let others = if entries.len() > [least, most].iter().flatten().count() { " { … }" } else { "" };
        let help = format!("write `scale: {low}..{high}{others}`: least and most stand before the block");
        (least.into_iter().chain(most).collect(), Some(help))
    }

    /// `resources { requests { … }, limits { … } }`
    fn requests_and_limits(&self, entries: &[&'a Entry]) -> (Vec<&'a Entry>, Option<String>) {
        let requests = find(entries, &["requests"]);
        let limits = find(entries, &["limits"]);
        let amount = |of: Option<&'a Entry>, what: &str| {
            let inner = block(of?)?.entries.iter().find(|entry| entry.word.text == what)?;
            self.unquoted_text(inner.value.as_ref()?)
        };
        let mut ranges = Vec::new();
        for what in ["cpu", "memory"] {
            match (amount(requests, what), amount(limits, what)) {
                (Some(low), Some(high)) => ranges.push(format!("{what}: {low}..{high}")),
                (Some(low), None) => ranges.push(format!("{what}: {low}..")),
                (None, Some(high)) => ranges.push(format!("{what}: {high}")),
                (None, None) => {}
            }
        }
        let ranges = match ranges.is_empty() {
            true => "cpu: 250m..1, memory: 512Mi..1Gi".to_owned(),
            false => ranges.join(", "),
        };
        let help = format!("a range says both, from request to limit: write `resources {{ {ranges} }}`");
        (requests.into_iter().chain(limits).collect(), Some(help))
    }

    /// `flux { repository: "https://…", branch: "main" }`
    fn repository(&self, entries: &[&'a Entry]) -> (Vec<&'a Entry>, Option<String>) {
        let url = find(entries, &["repository", "repo", "repoURL", "url", "git"]);
        let branch = find(entries, &["branch", "ref", "targetRevision"]);
        let tag = find(entries, &["tag"]);
        let text = |entry: Option<&'a Entry>| self.short(entry?.value.as_ref()?);
        let mut fields =
            vec![format!("url: {}", text(url).unwrap_or("\"https://github.com/ORG/REPOSITORY\""))];
        let named = [("branch", text(branch)), ("tag", text(tag))];
        fields.extend(named.iter().filter_map(|(name, text)| Some(format!("{name}: {}", (*text)?))));
        if fields.len() == 1 {
            fields.push("branch: \"main\"".to_owned());
        }
        let help = format!("write `source git {{ {} }}`", fields.join(", "));
        (url.into_iter().chain(branch).chain(tag).collect(), Some(help))
    }

    /// What to write instead of an entry that no field has, and the field that was meant.
    pub(super) fn habit(
        &self,
        entry: &Entry,
        known: &[&str],
        owner: &str,
    ) -> Option<(String, Option<SmolStr>)> {
        let word = entry.word.text.as_str();
        let is = |words: &[&str]| words.iter().any(|foreign| foreign::same(foreign, word));
        if owner == "`exposure`" && is(&["host", "hostname", "domain", "fqdn"]) {
            let host = entry.value.as_ref().and_then(|value| self.plain(value));
            return Some((host_help(host.as_deref().unwrap_or("app")), None));
        }
        if known.contains(&"port") && is(&["ports"]) {
            let ports = entry.value.as_ref().and_then(ports)?;
            return Some((ports, Some("port".into())));
        }
        if known.contains(&"expose")
            && is(&["ingress", "route", "httpRoute", "host", "hostname", "hosts", "domain"])
        {
            let host = entry.value.as_ref().and_then(|value| self.plain(value));
            let host = host.or_else(|| self.plain(deep(block(entry)?, "host")?.value.as_ref()?));
            return Some((host_help(host.as_deref().unwrap_or("app")), Some("expose".into())));
        }
        if known.contains(&"probe") && is(&["livenessProbe", "readinessProbe", "startupProbe"]) {
            return Some((self.probe(entry), Some("probe".into())));
        }
        let help = match word {
            "if" | "when" | "unless" => {
                "there are no conditions: what differs in an environment stands in its `override NAME { … }`"
            }
            "for" | "each" | "foreach" | "range" if !known.contains(&word) => {
                "there are no loops: what several components have in common stands in a `kind NAME: service { … }`"
            }
            _ => return None,
        };
        Some((help.to_owned(), None))
    }

    fn probe(&self, entry: &Entry) -> String {
        let letters = entry.word.text.to_ascii_lowercase();
        let names = [("live", "live"), ("read", "ready"), ("start", "startup")];
        let name = names.into_iter().find(|(start, _)| letters.starts_with(start)).map(|(_, name)| name);
        let of = |field: &str| self.short(deep(block(entry)?, field)?.value.as_ref()?);
        let path = of("path").filter(|path| path.starts_with('"')).unwrap_or("\"/health\"");
        let port =
            of("port").map_or(String::new(), |port| format!(" {{ port: {} }}", port.trim_matches('"')));
        format!("write `probe {}: {path}{port}`", name.unwrap_or("live"))
    }

    /// The help of a foreign word with the value that was written, where it is one that the field takes.
    pub(super) fn with_own_value(&self, help: &str, entry: &Entry, field: &str, ty: &Type) -> Option<String> {
        help.strip_prefix(WRITE)?.strip_prefix(field)?.strip_prefix(": ")?;
        let value = self.converted(entry.value.as_ref()?, ty)?;
        Some(format!("{WRITE}{field}: {value}`"))
    }

    /// A value as a field of this type takes it: `"IfNotPresent"` as `if-not-present`, `30` as `30s`.
    fn converted(&self, value: &Value, ty: &Type) -> Option<String> {
        let text = self.short(value)?;
        let plain = text.trim_matches('"');
        match ty.required() {
            Type::Words(words) => {
                words.iter().find(|word| foreign::same(word, plain)).map(ToString::to_string)
            }
            Type::List(of) => {
                // References stand bare.
                let list = if matches!(**of, Type::Ref(_)) { text.replace('"', "") } else { text.to_owned() };
                matches!(value.kind, ValueKind::List(_)).then_some(list)
            }
            other => {
                let scalar = other.scalar()?;
                let digits = plain.chars().all(|c| c.is_ascii_digit());
                match &value.kind {
                    ValueKind::Number(_) | ValueKind::String(_)
                        if scalar == ScalarType::Duration && digits =>
                    {
                        Some(format!("{plain}s"))
                    }
                    ValueKind::String(_) if scalar.is_text() => Some(text.to_owned()),
                    ValueKind::Number(_) if !scalar.is_text() => Some(text.to_owned()),
                    ValueKind::String(_) if !scalar.is_text() && digits => Some(plain.to_owned()),
                    ValueKind::Path(_) if scalar.is_text() => Some(format!("\"{text}\"")),
                    _ => None,
                }
            }
        }
    }

    /// What to write instead of a field of named members that has a value of its own: `port: 8080`.
    pub(super) fn without_name(
        &self,
        word: &str,
        names: Option<&[SmolStr]>,
        value: &Value,
    ) -> Option<String> {
        let text = self.short(value);
        match (word, &value.kind) {
            ("expose", ValueKind::String(_)) => Some(host_help(&self.plain(value)?)),
            ("port", ValueKind::List(_)) => ports(value),
            ("port", ValueKind::Number(number)) => Some(format!("write `port http: {number}`")),
            ("env" | "labels" | "annotations" | "headers", ValueKind::List(items)) => {
                let pairs: Option<Vec<String>> = items.iter().map(|item| self.pair(item)).collect();
                let pairs = pairs.filter(|pairs| !pairs.is_empty())?;
                Some(format!("write `{word} {{ {} }}`", pairs.join(", ")))
            }
            (_, ValueKind::String(_)) if word == "probe" => {
                Some(format!("write `probe {}: {}`", names?.first()?, text?))
            }
            ("volume" | "scratch", ValueKind::Number(size)) => {
                Some(format!("write `{word} data: {size} {{ at: \"/data\" }}`"))
            }
            _ => None,
        }
    }

    /// One variable of a list of them: `{ name: A, value: "b" }` or `"A=b"`.
    fn pair(&self, item: &Value) -> Option<String> {
        match &item.kind {
            ValueKind::Record(block) => {
                let field = |name: &str| {
                    let entry = block.entries.iter().find(|entry| entry.word.text == name)?;
                    self.short(entry.value.as_ref()?)
                };
                let (name, value) = (field("name")?.trim_matches('"'), field("value")?);
                let value = match value.starts_with(['"', '\'']) || value.contains('.') {
                    true => value.to_owned(),
                    false => format!("\"{value}\""),
                };
                Some(format!("{name}: {value}"))
            }
            ValueKind::String(pieces) => {
                let text = constants::plain_text(pieces)?;
                let (name, value) = text.split_once(['=', ':'])?;
                Some(format!("{}: \"{}\"", name.trim(), value.trim()))
            }
            _ => None,
        }
    }

    /// What to write instead of `expose web: "shop"`.
    pub(super) fn host_of(&self, value: &Value) -> Option<String> {
        self.plain(value).map(|host| host_help(&host))
    }

    /// What to write instead of `NAME { valueFrom { … } }`.
    pub(super) fn value_from(&self, variable: &str, block: &Block) -> Option<String> {
        let from = deep(block, "secretKeyRef").and_then(self::block)?;
        let text = |field: &str| self.plain(deep(from, field)?.value.as_ref()?);
        let (secret, key) = (text("name")?, text("key")?);
        if self.names.value(ValueWord::Secret, &secret).is_some() {
            return Some(format!("name the key: `{variable}: {secret}.{key}`"));
        }
        Some(format!(
            "declare `secret {secret}: existing {{ keys: [{key}] }}` and name the key: `{variable}: {secret}.{key}`"
        ))
    }

    /// How the value of this field gets out of the sources.
    pub(super) fn secret_for(&self, field: &str) -> String {
        let secrets = self.names.all(ValueWord::Secret);
        let has = |decl: &&crate::resolve::ValueDecl<'a>| {
            super::reference::keys(decl.entry).is_some_and(|keys| keys.iter().any(|key| key == field))
        };
        if let Some(decl) = { secrets }.find(has) {
            return format!("name its key here: `{}.{field}`", decl.name.text);
        }
        let password = field.to_ascii_uppercase().ends_with("PASSWORD");
        let mut known = self.names.all(ValueWord::Component).filter(|decl| self.has_output(decl, "password"));
        if let Some(decl) = known.next().filter(|_| password) {
            return format!(
                "name the key of a secret here: `{0}.password` is that of `{0}`; of your own, declare `secret app-secrets: existing {{ keys: [{field}] }}`",
                decl.name.text
            );
        }
        let key = if field.contains("values") || field.is_empty() { "password" } else { field };
        format!(
            "declare `secret app-secrets: existing {{ keys: [{key}] }}`, or another kind of secret, and name its key here: `app-secrets.{key}`"
        )
    }

    /// The kind that a component without one names in its block: `component api { kind: service }`.
    pub(super) fn kind_inside<'e>(&self, entry: &'e Entry) -> Option<&'e Name> {
        let entries = entry.block.as_ref()?.entries.iter();
        let mut named = entries.filter(|inner| ["kind", "type"].contains(&inner.word.text.as_str()));
        let word = constants::word(named.next()?.value.as_ref()?)?;
        self.find(Family::Kind, &word.text).map(|_| word)
    }

    /// The text of a value as it was written, where a help can repeat it.
    pub(super) fn short(&self, value: &Value) -> Option<&str> {
        let text = self.sources.text(value.span);
        (!text.is_empty() && text.len() <= SHOWN && !text.contains(['\n', '`'])).then_some(text)
    }

    fn unquoted_text(&self, value: &Value) -> Option<&str> {
        self.short(value).map(|text| text.trim_matches(['"', '\'']))
    }

    /// A text or a bare word.
    fn plain(&self, value: &Value) -> Option<SmolStr> {
        match &value.kind {
            ValueKind::String(pieces) => constants::plain_text(pieces),
            _ => constants::word(value).map(|name| name.text.clone()),
        }
    }
}

/// A host is the name of its block.
fn host_help(host: &str) -> String {
    let host = host.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    let bare = host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let name = if bare { host.to_owned() } else { format!("\"{host}\"") };
    format!("the name of the block is its host: write `expose {name} {{}}`")
}

/// `[8080, 9090]`, `["80:8080"]`
fn ports(value: &Value) -> Option<String> {
    let ValueKind::List(items) = &value.kind else { return None };
    let number = |item: &Value| match &item.kind {
        ValueKind::Number(text) => text.parse::<u16>().ok(),
        ValueKind::String(pieces) => constants::plain_text(pieces)?.rsplit(':').next()?.parse().ok(),
        _ => None,
    };
    let numbers: Option<Vec<u16>> = items.iter().map(number).collect();
    let entry = |(place, number): (usize, &u16)| match place {
        0 => format!("`port http: {number}`"),
        _ => format!("`port p{number}: {number}`"),
    };
    let entries: Vec<String> = numbers?.iter().enumerate().map(entry).collect();
    (!entries.is_empty()).then(|| format!("write {}", entries.join(" and ")))
}

fn find<'a>(entries: &[&'a Entry], words: &[&str]) -> Option<&'a Entry> {
    let mut found =
        entries.iter().filter(|entry| words.iter().any(|word| foreign::same(word, &entry.word.text)));
    found.next().copied()
}

/// The block of an entry, with or without a colon before it.
fn block(entry: &Entry) -> Option<&Block> {
    match (&entry.block, &entry.value) {
        (Some(block), _) => Some(block),
        (None, Some(Value { kind: ValueKind::Record(block), .. })) => Some(block),
        _ => None,
    }
}

/// The first entry of this name in a block or below it.
fn deep<'e>(within: &'e Block, name: &str) -> Option<&'e Entry> {
    let entries = &within.entries;
    let here = entries.iter().find(|entry| entry.word.text == name);
    here.or_else(|| entries.iter().filter_map(block).find_map(|inner| deep(inner, name)))
}
