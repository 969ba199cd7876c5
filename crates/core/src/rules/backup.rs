//! Backups of databases.

use super::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::backup::days;
use crate::model::{Body, Component};

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let Some(Body::Postgres(body)) = &component.body else { return };
    let Some(backup) = &body.0.backup else { return };
    if days(backup).is_none() {
        let span = rules.place(backup.keep.origin, component);
        rules.report(
            Diagnostic::new(Code::NotWhole, span, format!("`{}` is no whole number of days", backup.keep))
                .label("backups are kept by the day")
                .help("write it in days: `30d`"),
        );
    }
    let lone = match (&backup.access_key, &backup.secret_key) {
        (Some(at), None) => Some((at, "secret-key")),
        (None, Some(at)) => Some((at, "access-key")),
        _ => None,
    };
    if let Some((at, missing)) = lone {
        let span = rules.place(at.origin, component);
        rules.report(
            Diagnostic::new(
                Code::MissingField,
                span,
                format!("a backup with half of a key lacks `{missing}`"),
            )
            .label("one half of the key")
            .help(format!("add `{missing}: SECRET.KEY`, or leave both out")),
        );
    }
}
