//! A JSON value against a shape, path by path: the API server's own structural checks, before it sees the object
//! (<https://kubernetes.io/docs/reference/using-api/api-concepts/#validation-for-unrecognized-or-duplicate-fields>).

use super::{Form, Shape};
use crate::diagnostic::{near, quoted};
use serde_json::{Map, Value};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// How much of an object a value is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it: what is required has to be there.
    Whole,
    /// A part that is merged into an object: what is required may stand there already, and null takes a field away.
    Part,
}

/// What kind of fault it is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A field that the shape does not have.
    Unknown,
    /// A value that the shape does not admit.
    Value,
    /// A field that has to be there and is not.
    Missing,
}

/// One place where a value does not fit its shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is.
    pub what: What,
    /// The keys and places in lists that lead to it; of a missing field, to what lacks it.
    pub path: Vec<SmolStr>,
    /// One line, as a diagnostic's message.
    pub message: String,
    /// What stands there.
    pub label: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The name that was likely meant, of an unknown field.
    pub near: Option<SmolStr>,
}

/// How many choices a message lists.
const LISTED: usize = 12;

/// How deep a value is followed; the readers of values admit less.
const DEEPEST: usize = 256;

/// Everything about a value that its shape does not admit, in the order of the shape.
#[must_use]
pub fn faults(shape: &Shape, value: &Value, scope: Scope) -> Vec<Fault> {
    let mut check = Check { scope, path: Vec::new(), faults: Vec::new() };
    check.value(shape, value);
    check.faults
}

/// A path as it is written: `spec.ports[0].name`.
#[must_use]
pub fn shown(path: &[SmolStr]) -> String {
    let mut text = String::new();
    for step in path {
        if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            text.push_str(&format!("[{step}]"));
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(step);
        }
    }
    text
}

struct Check {
    scope: Scope,
    path: Vec<SmolStr>,
    faults: Vec<Fault>,
}

impl Check {
    fn value(&mut self, shape: &Shape, value: &Value) {
        if value.is_null() && (shape.nullable || self.scope == Scope::Part) || self.path.len() > DEEPEST {
            return;
        }
        let shape = shape.resolved();
        if let Some(wanted) = unfit(&shape.form, value) {
            return self.wrong(wanted, value);
        }
        self.constraints(&shape, value);
        match (&shape.form, value) {
            (Form::List { of, .. }, Value::Array(items)) => {
                for (place, item) in items.iter().enumerate() {
                    self.below(place.to_string().into(), of, item);
                }
            }
            (Form::Map(of), Value::Object(members)) => {
                for (name, member) in members {
                    self.below(name.into(), of, member);
                }
            }
            (Form::Object { fields, required, open }, Value::Object(members)) => {
                self.object(fields, required, *open, members);
            }
            _ => {}
        }
    }

    fn below(&mut self, step: SmolStr, shape: &Shape, value: &Value) {
        self.path.push(step);
        self.value(shape, value);
        self.path.pop();
    }

    fn object(
        &mut self,
        fields: &BTreeMap<SmolStr, Shape>,
        required: &[SmolStr],
        open: bool,
        members: &Map<String, Value>,
    ) {
        for (name, member) in members {
            match fields.get(name.as_str()) {
                Some(shape) => self.below(name.into(), shape, member),
                None if !open => self.unknown(name, fields),
                None => {}
            }
        }
        // A name that is only misspelt is not missing too.
        let misspelt: Vec<&str> = members
            .keys()
            .filter(|name| !fields.contains_key(name.as_str()))
            .filter_map(|name| near(name, fields.keys().map(SmolStr::as_str)))
            .collect();
        let missing = required
            .iter()
            .filter(|name| !members.contains_key(name.as_str()) && !misspelt.contains(&name.as_str()));
        if self.scope == Scope::Whole {
            missing.for_each(|name| self.missing(name));
        }
    }

    fn report(&mut self, what: What, message: String, label: impl Into<String>, help: Option<String>) {
        let path = self.path.clone();
        self.faults.push(Fault { what, path, message, label: label.into(), help, near: None });
    }

    fn unknown(&mut self, name: &str, fields: &BTreeMap<SmolStr, Shape>) {
        let place = if self.path.is_empty() { String::new() } else { format!(" in `{}`", shown(&self.path)) };
        let known: Vec<&str> = fields.keys().map(SmolStr::as_str).collect();
        let near = near(name, known.iter().copied());
        let more = if known.len() > LISTED { ", …" } else { "" };
        let listed = quoted(&known.iter().copied().take(LISTED).collect::<Vec<_>>());
        let help = match (near, known.is_empty()) {
            (None, false) => Some(format!("it has {listed}{more}")),
            _ => None,
        };
        let message = format!("there is no field `{name}`{place}");
        self.path.push(name.into());
        self.report(What::Unknown, message, "the API server would refuse it", help);
        self.path.pop();
        if let Some(fault) = self.faults.last_mut() {
            fault.near = near.map(SmolStr::new);
        }
    }

    fn missing(&mut self, name: &str) {
        let place = if self.path.is_empty() { String::new() } else { format!(" in `{}`", shown(&self.path)) };
        let message = format!("`{name}` is missing{place}");
        let help = Some(format!("add `{name}`"));
        self.report(What::Missing, message, format!("`{name}` has to be here"), help);
    }

    fn wrong(&mut self, wanted: &str, value: &Value) {
        let message = format!("`{}` has to be {wanted}, found {}", shown(&self.path), described(value));
        let help = match (wanted, value) {
            (TEXT, Value::Number(_) | Value::Bool(_)) => Some(format!("write it as a text: `\"{value}\"`")),
            (QUANTITY, _) => Some("write for example `500m`, `2` or `512Mi`".to_owned()),
            (WHOLE | NUMBER, Value::String(text)) if text.parse::<f64>().is_ok() => {
                Some(format!("write it without quotes: `{text}`"))
            }
            (BOOL, Value::String(text)) if text == "true" || text == "false" => {
                Some(format!("write it without quotes: `{text}`"))
            }
            (LIST, _) => Some("write a list: `[ … ]`".to_owned()),
            (BLOCK, _) => Some("write a block: `{ … }`".to_owned()),
            _ => None,
        };
        self.report(What::Value, message, format!("not {wanted}"), help);
    }

    fn constraints(&mut self, shape: &Shape, value: &Value) {
        let place = shown(&self.path);
        if !shape.choices.is_empty() && !shape.choices.contains(value) {
            let all: Vec<String> = shape.choices.iter().map(plain).collect();
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            let found = plain(value);
            let help = match near(&found, all.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("choose one of {}", quoted(&all)),
            };
            let message = format!("`{place}` can't be `{found}`");
            return self.report(What::Value, message, "not one of the choices", Some(help));
        }
        if let (Some(pattern), Value::String(text)) = (&shape.pattern, value)
            && regex_lite::Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text))
        {
            let help = format!("it has to match the regular expression `{pattern}`");
            self.report(
                What::Value,
                format!("`{place}` can't be `{text}`"),
                "its pattern does not match",
                Some(help),
            );
        }
        self.bounds(shape, value, &place);
    }

    fn bounds(&mut self, shape: &Shape, value: &Value, place: &str) {
        let (low, high) = shape.bounds;
        if let Some(number) = value.as_f64() {
            if let Some(low) = low.filter(|low| number < *low) {
                let help = Some(format!("write {low} or more"));
                self.report(What::Value, format!("`{place}` can't be {value}"), "too small", help);
            } else if let Some(high) = high.filter(|high| number > *high) {
                let help = Some(format!("write {high} or less"));
                self.report(What::Value, format!("`{place}` can't be {value}"), "too large", help);
            }
        }
        let (count, what) = match value {
            Value::String(text) => (text.chars().count(), ["character", "characters"]),
            Value::Array(items) => (items.len(), ["entry", "entries"]),
            Value::Object(members) => (members.len(), ["entry", "entries"]),
            _ => return,
        };
        let [one, many] = what;
        let what = if count == 1 { one } else { many };
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let (least, most) = shape.length;
        if let Some(least) = least.filter(|least| count < *least) {
            let help = Some(format!("it needs at least {least}"));
            self.report(What::Value, format!("`{place}` has {count} {what}"), "too few", help);
        } else if let Some(most) = most.filter(|most| count > *most) {
            let help = Some(format!("it takes at most {most}"));
            self.report(What::Value, format!("`{place}` has {count} {what}"), "too many", help);
        }
    }
}

const BOOL: &str = "`true` or `false`";
const WHOLE: &str = "a whole number";
const NUMBER: &str = "a number";
const TEXT: &str = "a text";
const QUANTITY: &str = "a quantity";
const LIST: &str = "a list";
const BLOCK: &str = "a block";

/// What is wanted, if the value has another form.
fn unfit(form: &Form, value: &Value) -> Option<&'static str> {
    let whole = || value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0);
    let (fits, wanted) = match form {
        Form::Any | Form::Named(_) => return None,
        Form::Bool => (value.is_boolean(), BOOL),
        Form::Int => (value.is_number() && whole(), WHOLE),
        Form::Number => (value.is_number(), NUMBER),
        Form::Text => (value.is_string(), TEXT),
        Form::Quantity => (value.is_number() || value.as_str().is_some_and(is_quantity), QUANTITY),
        Form::IntOrText => ((value.is_number() && whole()) || value.is_string(), "a whole number or a text"),
        Form::List { .. } => (value.is_array(), LIST),
        Form::Map(_) | Form::Object { .. } => (value.is_object(), BLOCK),
    };
    (!fits).then_some(wanted)
}

/// <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>
fn is_quantity(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let number = digits > 0 && number.len() - digits <= 1;
    let exponent = |suffix: &str| {
        let power = suffix.strip_prefix(['e', 'E'])?;
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        Some(!power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit()))
    };
    const SUFFIXES: [&str; 16] =
        ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    number && (SUFFIXES.contains(&suffix) || exponent(suffix) == Some(true))
}

/// A value for a message. Long texts are not repeated.
fn described(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.len() <= 40 && !text.contains(['\n', '`']) => {
            format!("the text `{text}`")
        }
        Value::String(_) => TEXT.to_owned(),
        Value::Array(_) => LIST.to_owned(),
        Value::Object(_) => BLOCK.to_owned(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::kubernetes;
    use super::*;
    use serde_json::json;

    fn found(value: &Value, scope: Scope) -> Vec<(What, String)> {
        let shape = kubernetes::kind("apps/v1", "Deployment").unwrap();
        faults(&shape, value, scope).into_iter().map(|fault| (fault.what, shown(&fault.path))).collect()
    }

    #[test]
    fn a_part_needs_nothing_but_what_it_says_must_fit() {
        let part = json!({ "spec": { "replicas": "3", "template": { "spec": {
            "hostAlias": [], "containers": [{ "resources": { "limits": { "cpu": "x", "memory": "1Gi" } } }],
            "nodeName": null,
        } } } });
        let expected = [
            (What::Value, "spec.replicas".to_owned()),
            (What::Value, "spec.template.spec.containers[0].resources.limits.cpu".to_owned()),
            (What::Unknown, "spec.template.spec.hostAlias".to_owned()),
        ];
        assert_eq!(found(&part, Scope::Part), expected);
    }

    #[test]
    fn a_whole_needs_what_is_required() {
        let whole = json!({ "metadata": {}, "spec": { "selector": {}, "template": { "spec": { "containers": [{}] } } } });
        let expected = [(What::Missing, "spec.template.spec.containers[0]".to_owned())];
        assert_eq!(found(&whole, Scope::Whole), expected);
    }

    #[test]
    fn quantities_are_those_of_kubernetes() {
        for good in ["1", "0.5", ".5", "500m", "1Gi", "1e3", "12E6", "-1", "1k", "1E"] {
            assert!(is_quantity(good), "{good}");
        }
        for bad in ["", "m", "1K", "1 Gi", "1.2.3", "1gb", "1e", "0x1"] {
            assert!(!is_quantity(bad), "{bad}");
        }
    }
}
