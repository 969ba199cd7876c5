//! The few source lines around a diagnostic's labels, ready to be drawn.
//!
//! miette draws one source a report. Here the lines of every file that has a label are put into one text, each
//! stretch under its file's name, and a stretch is never read across its border: so one report shows several
//! files. Lines are made printable on the way: long ones are cut to a window around their labels, tabs become
//! blanks, and characters that would steer the terminal become their pictures.

use super::words::{MOST_PLACES, one_line, wrap};
use crate::shown::{clean, clean_char};
use fluo_core::diagnostic::{Diagnostic, Label};
use fluo_core::source::{FileId, SourceFile, Sources, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A label over more lines is drawn on its first line only.
const TALLEST: u32 = 8;
/// Lines between two labels that are shown rather than left out.
const GAP: u32 = 3;
const TAB: usize = 4;
/// Columns that the text of a label gets behind its place, at least.
const BESIDE: usize = 18;

/// Lines of one or several files.
#[derive(Debug)]
pub(super) struct Excerpt {
    text: String,
    rows: Vec<Row>,
    marks: Vec<Mark>,
}

#[derive(Debug)]
struct Row {
    /// Where it starts in the text.
    start: usize,
    file: FileId,
    name: String,
    /// From 1.
    line: u32,
}

/// A label's place in the excerpt's text.
#[derive(Debug)]
pub(super) struct Mark {
    /// In bytes of the text.
    pub(super) range: Range<usize>,
    /// What stands there; several lines where labels share the place.
    pub(super) text: String,
    /// Whether it is the fault itself.
    pub(super) primary: bool,
    /// Line and column in the file, from 0.
    position: (usize, usize),
}

/// A label with the lines that it touches, from 1.
struct Stretch<'a> {
    label: &'a Label,
    primary: bool,
    file: &'a SourceFile,
    range: Range<usize>,
    lines: Range<u32>,
}

impl Excerpt {
    /// The lines around the labels of a diagnostic, none wider than `width`; its own file comes first. Labels
    /// in files that are not among the sources, and those after the first [`MOST_PLACES`], are left out.
    pub(super) fn new(diagnostic: &Diagnostic, sources: &Sources, width: usize) -> Self {
        let primary = stretch(&diagnostic.primary, true, sources);
        let others = diagnostic.secondary.iter().take(MOST_PLACES - 1);
        let others = others.map(|label| stretch(label, false, sources));
        let mut stretches: Vec<Stretch> = std::iter::once(primary).chain(others).flatten().collect();
        flatten(&mut stretches);
        let mut files: Vec<FileId> = Vec::new();
        for stretch in &stretches {
            if !files.contains(&stretch.label.span.file) {
                files.push(stretch.label.span.file);
            }
        }
        let mut excerpt = Self { text: String::new(), rows: Vec::new(), marks: Vec::new() };
        for file in files {
            let here: Vec<&Stretch> = stretches.iter().filter(|s| s.label.span.file == file).collect();
            excerpt.add(file, &here, sources, width);
        }
        excerpt.marks = untangle(std::mem::take(&mut excerpt.marks), &excerpt.text);
        excerpt
    }

    /// The labels, by place.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    fn add(&mut self, id: FileId, here: &[&Stretch], sources: &Sources, width: usize) {
        let mut ends: Vec<(Range<usize>, &Stretch)> = here.iter().map(|stretch| (0..0, *stretch)).collect();
        for line in lines_to_show(here) {
            let Some(range) = here.first().and_then(|s| line_range(s.file, line)) else { continue };
            let touching = here.iter().filter(|stretch| stretch.lines.contains(&line));
            let focus =
                touching.min_by_key(|stretch| !stretch.primary).map(|stretch| within(&stretch.range, &range));
            let start = self.text.len();
            let text = here.first().map_or("", |s| &s.file.text[range.clone()]);
            let mut cut = Cut::new(text, focus.clone(), width);
            let ending = here.iter().filter(|stretch| stretch.lines.end == line + 1);
            if ending
                .clone()
                .any(|stretch| !cut.has_room(&within(&stretch.range, &range), &stretch.label.text, width))
            {
                cut = Cut::new(text, focus, width.saturating_sub(BESIDE));
            }
            self.rows.push(Row { start, file: id, name: clean(sources.path(id)), line });
            self.text.push_str(&cut.text);
            self.text.push('\n');
            for (place, stretch) in &mut ends {
                if stretch.lines.start == line {
                    place.start = start + cut.start(stretch.range.start.saturating_sub(range.start));
                }
                if stretch.lines.end == line + 1 {
                    place.end = start + cut.end(stretch.range.end.saturating_sub(range.start));
                }
            }
        }
        self.marks.extend(
            ends.into_iter().map(|(place, stretch)| mark(place, stretch, sources, &self.text, width)),
        );
    }

    fn row(&self, offset: usize) -> Option<usize> {
        self.rows.partition_point(|row| row.start <= offset).checked_sub(1)
    }

    /// Whether the row after `index` is the next line of the same file.
    fn goes_on(&self, index: usize) -> bool {
        match (self.rows.get(index), self.rows.get(index + 1)) {
            (Some(row), Some(next)) => row.file == next.file && row.line + 1 == next.line,
            _ => false,
        }
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let rows = self.row(span.offset()).zip(self.row(span.offset() + span.len()));
        let (mut first, mut last) = rows.ok_or(MietteError::OutOfBounds)?;
        if !(first..last).all(|row| self.goes_on(row)) {
            return Err(MietteError::OutOfBounds);
        }
        for _ in 0..before {
            first -= usize::from(first > 0 && self.goes_on(first - 1));
        }
        for _ in 0..after {
            last += usize::from(self.goes_on(last));
        }
        let row = self.rows.get(first).ok_or(MietteError::OutOfBounds)?;
        let end = self.rows.get(last + 1).map_or(self.text.len(), |row| row.start);
        let data = self.text.get(row.start..end).ok_or(MietteError::OutOfBounds)?;
        // Asked without context, it is for the place in the header: that of the file, not of the excerpt.
        let mark = self.marks.iter().find(|mark| before + after == 0 && mark.range.start == span.offset());
        let (line, column) = mark.map_or((row.line as usize - 1, 0), |mark| mark.position);
        // Two stretches are joined where they meet; to be asked about every pair, each says that it is long.
        let count = u32::MAX as usize;
        let span = SourceSpan::new(row.start.into(), data.len());
        Ok(Box::new(MietteSpanContents::new_named(
            row.name.clone(),
            data.as_bytes(),
            span,
            line,
            column,
            count,
        )))
    }
}

fn stretch<'a>(label: &'a Label, primary: bool, sources: &'a Sources) -> Option<Stretch<'a>> {
    let Span { file, start, end } = label.span;
    let source = sources.get(file)?;
    let start = source.text.floor_char_boundary(start as usize);
    let end = source.text.ceil_char_boundary(end as usize).max(start);
    let line_of = |offset: usize| {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        source.lines().position(&source.text, offset).line
    };
    let first = line_of(start);
    let last = line_of(end.saturating_sub(1).max(start));
    let (last, end) = match line_range(source, first) {
        Some(line) if last - first >= TALLEST => (first, line.end),
        _ => (last, end),
    };
    Some(Stretch { label, primary, file: source, range: start..end, lines: first..last + 1 })
}

/// Cuts labels over several lines back to their first where another label is in those lines too: arcs and
/// underlines in one place can't be read.
fn flatten(stretches: &mut [Stretch]) {
    let places: Vec<(FileId, Range<u32>)> =
        stretches.iter().map(|stretch| (stretch.label.span.file, stretch.lines.clone())).collect();
    for (index, stretch) in stretches.iter_mut().enumerate().filter(|(_, s)| s.lines.len() > 1) {
        let meets = |(other, (file, lines)): (usize, &(FileId, Range<u32>))| {
            let apart = lines.end <= stretch.lines.start || stretch.lines.end <= lines.start;
            other != index && *file == stretch.label.span.file && !apart
        };
        if places.iter().enumerate().any(meets) {
            stretch.lines.end = stretch.lines.start + 1;
            stretch.range.end =
                line_range(stretch.file, stretch.lines.start).map_or(stretch.range.end, |line| line.end);
        }
    }
}

/// The bytes of a line (from 1), without what ends it.
fn line_range(file: &SourceFile, line: u32) -> Option<Range<usize>> {
    let start = file.lines().line_start(line)? as usize;
    let next = file.lines().line_start(line + 1).map_or(file.text.len(), |next| next as usize);
    let text = file.text.get(start..next)?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    Some(start..start + text.len())
}

/// The part of `range` that is in `line`, relative to it.
fn within(range: &Range<usize>, line: &Range<usize>) -> Range<usize> {
    let relative = |offset: usize| offset.clamp(line.start, line.end) - line.start;
    relative(range.start)..relative(range.end)
}

/// The lines of the labels, one around each, and what lies between near ones. Stretches of lines in the order
/// in which they are drawn: the one with the fault first.
fn lines_to_show(here: &[&Stretch]) -> Vec<u32> {
    let mut lines = BTreeSet::new();
    for stretch in here {
        let exists = |line: &u32| {
            // The empty line behind the last newline is no line, unless a label stands there.
            let range = line_range(stretch.file, *line);
            range.is_some_and(|range| range.start < stretch.file.text.len() || stretch.lines.contains(line))
        };
        lines.extend((stretch.lines.start.saturating_sub(1).max(1)..=stretch.lines.end).filter(exists));
    }
    let shown: Vec<u32> = lines.iter().copied().collect();
    for (line, next) in shown.iter().zip(shown.iter().skip(1)) {
        if next - line <= GAP {
            lines.extend(line + 1..*next);
        }
    }
    let lines: Vec<u32> = lines.into_iter().collect();
    let mut runs: Vec<&[u32]> = lines.chunk_by(|line, next| line + 1 == *next).collect();
    let fault = here.iter().find(|stretch| stretch.primary).map(|stretch| stretch.lines.start);
    runs.sort_by_key(|run| !fault.is_some_and(|line| run.contains(&line)));
    runs.concat()
}

fn mark(place: Range<usize>, stretch: &Stretch, sources: &Sources, text: &str, width: usize) -> Mark {
    let position = sources.position(stretch.label.span);
    let mut range = place.start..place.end.max(place.start);
    if range.is_empty() && !stretch.range.is_empty() {
        // What it covers can't be drawn: a line's end, or what the window leaves out.
        let next = text[range.start..].chars().next().filter(|c| *c != '\n');
        range.end += next.map_or(0, char::len_utf8);
    }
    let row = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let in_a_line = !text[range.clone()].contains('\n');
    let column = if in_a_line { text[row..range.start].width() + text[range.clone()].width() / 2 } else { 0 };
    let room = width.saturating_sub(column).max(BESIDE);
    Mark {
        range,
        text: wrap(&one_line(&stretch.label.text), room).join("\n"),
        primary: stretch.primary,
        position: (position.line as usize - 1, position.column as usize - 1),
    }
}

/// Orders the labels by place and makes those in one line stand side by side: of two that overlap, the outer one
/// keeps the part that the inner one leaves free.
fn untangle(mut marks: Vec<Mark>, text: &str) -> Vec<Mark> {
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end, !mark.primary));
    let mut side_by_side: Vec<Mark> = Vec::new();
    for mut mark in marks {
        let Some(last) = side_by_side.last_mut() else {
            side_by_side.push(mark);
            continue;
        };
        if last.range == mark.range {
            join(last, &mark);
            continue;
        }
        let in_a_line = |mark: &Mark| !text[mark.range.clone()].contains('\n');
        if in_a_line(last) && in_a_line(&mark) && mark.range.start < last.range.end {
            match last.range.start == mark.range.start {
                true => mark.range.start = last.range.end,
                false => last.range.end = mark.range.start,
            }
        }
        side_by_side.push(mark);
    }
    side_by_side
}

fn join(mark: &mut Mark, other: &Mark) {
    mark.primary |= other.primary;
    // Labels that the window leaves out all stand at its edge.
    if mark.text.lines().any(|line| line == other.text) {
        return;
    }
    if !mark.text.is_empty() && !other.text.is_empty() {
        mark.text.push('\n');
    }
    mark.text.push_str(&other.text);
}

/// A line as it is printed.
#[derive(Debug, Default)]
struct Cut {
    text: String,
    /// Offsets in the line and in the text of every character that is shown, and of what follows the last.
    map: Vec<(usize, usize)>,
}

struct Cell {
    offset: usize,
    shown: char,
    width: usize,
}

impl Cut {
    fn new(line: &str, focus: Option<Range<usize>>, width: usize) -> Self {
        let focus = focus.unwrap_or(0..0);
        // Only the part that can come into the window is looked at: lines may be long, and labels many.
        let from = line.floor_char_boundary(focus.start.saturating_sub(4 * width));
        let to = line.ceil_char_boundary(focus.start.saturating_add(8 * width));
        let cells = cells(&line[from..to.max(from)], from);
        let total: usize = cells.iter().map(|cell| cell.width).sum();
        if from == 0 && to >= line.len() && total <= width {
            return Self::of(&cells, line.len(), ("", ""));
        }
        let column = |offset| cells.iter().take_while(|c| c.offset < offset).map(|c| c.width).sum::<usize>();
        let (start, end) = (column(focus.start), column(focus.end));
        let room = width.saturating_sub(2);
        let wanted = if from == 0 && end <= room { 0 } else { start.saturating_sub(room / 3) };
        let (first, last) = window(&cells, wanted, room);
        let left = if from > 0 || first > 0 { "…" } else { "" };
        let right = if to < line.len() || last < cells.len() { "…" } else { "" };
        let after = cells.get(last).map_or(to, |cell| cell.offset);
        Self::of(&cells[first..last], after, (left, right))
    }

    fn of(cells: &[Cell], after: usize, (left, right): (&str, &str)) -> Self {
        let mut cut = Self { text: left.to_owned(), map: Vec::with_capacity(cells.len() + 1) };
        for cell in cells {
            cut.map.push((cell.offset, cut.text.len()));
            if cell.width > 0 || !cell.shown.is_ascii() {
                cut.text.push(cell.shown);
            }
        }
        cut.map.push((after, cut.text.len()));
        cut.text.push_str(right);
        cut
    }

    /// Whether a label's text fits behind its place.
    fn has_room(&self, range: &Range<usize>, label: &str, width: usize) -> bool {
        let (start, end) = (self.start(range.start), self.end(range.end));
        let column = |offset: usize| self.text.get(..offset).unwrap_or(&self.text).width();
        column(start) + column(end.max(start)).saturating_sub(column(start)) / 2 + label.width().min(BESIDE)
            <= width
    }

    /// Where something that starts at an offset of the line starts in the text.
    fn start(&self, offset: usize) -> usize {
        match self.map.partition_point(|(from, _)| *from < offset) {
            0 if self.map.first().is_some_and(|(from, _)| *from > offset) => 0,
            index => self.map.get(index).or(self.map.last()).map_or(0, |(_, to)| *to),
        }
    }

    /// Where something that ends at an offset of the line ends in the text.
    fn end(&self, offset: usize) -> usize {
        match self.map.last() {
            Some((last, _)) if offset > *last => self.text.len(),
            _ => self.start(offset),
        }
    }
}

fn cells(text: &str, offset: usize) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(text.len());
    let mut column = 0;
    for (at, c) in text.char_indices() {
        let offset = offset + at;
        match c {
            '\t' => {
                let blanks = TAB - column % TAB;
                column += blanks;
                cells.extend((0..blanks).map(|_| Cell { offset, shown: ' ', width: 1 }));
            }
            // A byte order mark is nothing to see.
            '\u{feff}' => cells.push(Cell { offset, shown: '\0', width: 0 }),
            c => {
                let shown = clean_char(c);
                let width = shown.width().unwrap_or(0);
                column += width;
                cells.push(Cell { offset, shown, width });
            }
        }
    }
    cells
}

/// The cells from about column `wanted` on that fit into `room` columns.
fn window(cells: &[Cell], wanted: usize, room: usize) -> (usize, usize) {
    let mut column = 0;
    let first = cells.iter().take_while(|cell| {
        column += cell.width;
        column <= wanted
    });
    let first = first.count();
    let mut used = 0;
    let last = cells.iter().skip(first).take_while(|cell| {
        used += cell.width;
        used <= room
    });
    (first, first + last.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_line_stays_as_it_is() {
        let cut = Cut::new("größe: 1", Some(8..9), 80);
        assert_eq!((cut.text.as_str(), cut.start(8), cut.end(9)), ("größe: 1", 8, 9));
    }

    #[test]
    fn a_long_line_is_cut_around_its_label() {
        let line = format!("{}here{}", "a".repeat(300_000), "b".repeat(300_000));
        let cut = Cut::new(&line, Some(300_000..300_004), 40);
        assert!(cut.text.starts_with("…a") && cut.text.ends_with("b…"), "{}", cut.text);
        assert_eq!(&cut.text[cut.start(300_000)..cut.end(300_004)], "here");
        assert!(cut.text.chars().count() <= 40);
        assert_eq!((cut.start(0), cut.end(600_000)), (0, cut.text.len()));
    }

    #[test]
    fn a_long_line_keeps_its_start_where_the_label_is_there() {
        let cut = Cut::new(&"a".repeat(500), Some(3..5), 40);
        assert_eq!(cut.text, format!("{}…", "a".repeat(38)));
        assert_eq!((cut.start(3), cut.end(5)), (3, 5));
    }

    #[test]
    fn tabs_and_wide_characters_count_as_they_are_drawn() {
        let cut = Cut::new("\ta\t日本x", Some(9..10), 80);
        assert_eq!(cut.text, "    a   日本x");
        assert_eq!((cut.start(1), cut.start(3), cut.start(9)), (4, 8, 14));
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let cut = Cut::new("\u{feff}a\u{1b}[2J\u{202e}b\0", None, 80);
        assert_eq!(cut.text, "a␛[2J\u{fffd}b␀");
    }
}
