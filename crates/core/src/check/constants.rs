//! Reading plain words out of values.

use crate::syntax::ast::{Name, Piece, Value, ValueKind};
use smol_str::SmolStr;

/// The single word that a value is.
pub(crate) fn word(value: &Value) -> Option<&Name> {
    match &value.kind {
        ValueKind::Path(path) => match path.as_slice() {
            [name] => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a value is the word `none`, which takes a field away.
pub(crate) fn is_none(value: &Value) -> bool {
    word(value).is_some_and(|name| name.text == "none")
}

/// The text of a string without interpolation.
pub(crate) fn plain_text(pieces: &[Piece]) -> Option<SmolStr> {
    match pieces {
        [] => Some(SmolStr::default()),
        [Piece::Text(text)] => Some(text.clone()),
        _ => None,
    }
}

/// What a value is, for messages.
pub(crate) fn describe(value: &Value) -> String {
    match &value.kind {
        ValueKind::String(_) => "a text".to_owned(),
        ValueKind::Number(text) => format!("`{text}`"),
        ValueKind::Path(path) => {
            let names: Vec<&str> = path.iter().map(|n| n.text.as_str()).collect();
            format!("`{}`", names.join("."))
        }
        ValueKind::Range(..) => "a range".to_owned(),
        ValueKind::List(_) => "a list".to_owned(),
        ValueKind::Record(_) => "a block".to_owned(),
        ValueKind::Call(name, _) => format!("`{}(…)`", name.text),
        ValueKind::Error => "something unreadable".to_owned(),
    }
}
