//! Which diagnostics are shown where there are too many to read.

use super::words::count;
use fluo_core::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeSet;

/// What is shown of a report, in its order, and what is not.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    /// The diagnostics to show.
    pub(super) list: Vec<&'a Diagnostic>,
    errors: usize,
    warnings: usize,
    files: usize,
}

impl<'a> Shown<'a> {
    /// All of them, or `limit`: errors before warnings, the first in order before others.
    pub(super) fn of(all: &'a [Diagnostic], limit: Option<usize>) -> Self {
        let limit = limit.unwrap_or(all.len());
        let errors = all.iter().filter(|d| d.is_error()).count().min(limit);
        let (mut errors_left, mut warnings_left) = (errors, limit - errors);
        let (list, hidden): (Vec<&Diagnostic>, Vec<&Diagnostic>) = all.iter().partition(|diagnostic| {
            let left = if diagnostic.is_error() { &mut errors_left } else { &mut warnings_left };
            let shown = *left > 0;
            *left = left.saturating_sub(1);
            shown
        });
        let of = |severity| hidden.iter().filter(|d| d.severity == severity).count();
        let files: BTreeSet<_> = hidden.iter().map(|d| d.primary.span.file).collect();
        let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
        Self { list, errors, warnings, files: files.len() }
    }

    /// `37 more errors and 1 more warning in 5 files; --limit 0 shows all`, where something is not shown.
    pub(super) fn rest(&self) -> Option<String> {
        let of = |number, thing| Some(count(number, thing)).filter(|_| number > 0);
        let parts: Vec<String> = [of(self.errors, "more error"), of(self.warnings, "more warning")]
            .into_iter()
            .flatten()
            .collect();
        let files = count(self.files, "file");
        let what = Some(parts.join(" and ")).filter(|what| !what.is_empty())?;
        Some(format!("{what} in {files}; `--limit 0` shows all"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluo_core::diagnostic::Code;
    use fluo_core::source::{FileId, Span};

    #[test]
    fn errors_come_first_and_keep_their_order() {
        let one = |code, at| Diagnostic::new(code, Span::new(FileId(at % 3), at, at), "m");
        let codes =
            [Code::UnusedSecret, Code::WrongType, Code::UnusedSecret, Code::WrongUnit, Code::WrongType];
        let all: Vec<Diagnostic> = (0u32..).zip(codes).map(|(at, code)| one(code, at)).collect();
        let shown = |limit| {
            let shown = Shown::of(&all, limit);
            let starts: Vec<u32> = shown.list.iter().map(|d| d.primary.span.start).collect();
            (starts, shown.rest())
        };
        let rest = |text: &str| Some(format!("{text}; `--limit 0` shows all"));
        assert_eq!(shown(None), (vec![0, 1, 2, 3, 4], None));
        assert_eq!(shown(Some(5)), (vec![0, 1, 2, 3, 4], None));
        assert_eq!(shown(Some(4)), (vec![0, 1, 3, 4], rest("1 more warning in 1 file")));
        assert_eq!(shown(Some(1)), (vec![1], rest("2 more errors and 2 more warnings in 3 files")));
    }
}
