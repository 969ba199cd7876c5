//! Where a label stands, in the units that a form counts in.

use fluo_core::source::{Position, Sources, Span};

/// From a place to the place behind its last character; lines and columns from 1.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// Its first character.
    pub(super) start: Position,
    /// Behind its last character.
    pub(super) end: Position,
}

impl Region {
    /// Columns count characters (code points of Unicode).
    pub(super) fn in_characters(span: Span, sources: &Sources) -> Self {
        Self { start: sources.position(span), end: sources.position(span.at_end()) }
    }

    /// Columns count code units of UTF-16, as editors and SARIF do.
    pub(super) fn in_utf16(span: Span, sources: &Sources) -> Self {
        let place = |span: Span| {
            let position = sources.position(span);
            let column = utf16_column(span, position, sources).unwrap_or(position.column);
            Position { column, ..position }
        };
        Self { start: place(span), end: place(span.at_end()) }
    }

    /// Whether it is in one line.
    pub(super) fn is_in_a_line(&self) -> bool {
        self.start.line == self.end.line
    }
}

fn utf16_column(span: Span, position: Position, sources: &Sources) -> Option<u32> {
    let file = sources.get(span.file)?;
    let start = file.lines().line_start(position.line)?;
    let before = file.text.get(start as usize..span.start as usize)?;
    // A byte order mark is no column.
    let before = before.strip_prefix('\u{feff}').unwrap_or(before);
    u32::try_from(before.encode_utf16().count() + 1).ok()
}

/// The line that a place is in (from 1), without what ends it.
pub(super) fn line_text(span: Span, sources: &Sources) -> &str {
    let Some(file) = sources.get(span.file) else { return "" };
    let line = sources.position(span).line;
    let start = file.lines().line_start(line).unwrap_or(0) as usize;
    let rest = file.text.get(start..).unwrap_or("");
    rest.lines().next().unwrap_or("").trim_start_matches('\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_units() {
        let mut sources = Sources::default();
        let text = "\u{feff}x\n\"ü🦀\": memory 日\n";
        let file = sources.add("a.fluo", text);
        let start = u32::try_from(text.find("memory").unwrap()).unwrap();
        let span = Span::new(file, start, start + 6);
        let at = |line, column| Position { line, column };
        let characters = Region::in_characters(span, &sources);
        assert_eq!(characters, Region { start: at(2, 7), end: at(2, 13) });
        let utf16 = Region::in_utf16(span, &sources);
        assert_eq!(utf16, Region { start: at(2, 8), end: at(2, 14) });
        assert_eq!(Region::in_utf16(Span::new(file, 3, 4), &sources).start, at(1, 1));
        assert_eq!(line_text(span, &sources), "\"ü🦀\": memory 日");
        assert_eq!(line_text(Span::new(file, 0, 0), &sources), "x");
    }
}
