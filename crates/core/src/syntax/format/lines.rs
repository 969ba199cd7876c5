//! One member a line, with the comments around it and at most one blank line before it.

use super::group::Group;
use super::{Fits, Printer, slice};
use crate::source::{Span, index};
use crate::syntax::ast::{Entry, Value};

/// How far the lines of a group are written.
struct Course {
    /// Up to where the source is read.
    at: usize,
    /// Nothing of the group is written yet.
    first: bool,
    /// A blank line has to come, whether there was one or not.
    owed: bool,
}

/// One line that a group holds, or several if it is broken itself.
enum Member<'a> {
    Entry(&'a Entry),
    Item(&'a Value),
}

impl<'a> Member<'a> {
    fn span(&self) -> Span {
        match self {
            Self::Entry(entry) => entry.span,
            Self::Item(value) => value.span,
        }
    }

    fn docs(&self) -> &'a [Span] {
        match self {
            Self::Entry(entry) => &entry.docs,
            Self::Item(_) => &[],
        }
    }

    fn is_use(&self) -> bool {
        matches!(self, Self::Entry(entry) if entry.word.text == "use" && !entry.word.quoted)
    }
}

impl<'a> Printer<'a> {
    /// Writes the members of a group and the comments in it, without the brackets.
    pub(super) fn lines(&mut self, group: &Group<'a>) -> Fits {
        let members = group.entries.iter().map(Member::Entry).chain(group.items.iter().map(Member::Item));
        let mut course = Course { at: group.from, first: true, owed: false };
        let mut after_use = false;
        for member in members {
            // Only a file has such lines; an entry of a block may have the name.
            course.owed = self.depth == 0 && after_use && !member.is_use();
            after_use = member.is_use();
            self.comments_before(&member, &mut course)?;
            self.start(member.span(), &mut course);
            match member {
                Member::Entry(entry) => self.entry(entry)?,
                Member::Item(item) => self.value(item, 0)?,
            }
            course.at = index(member.span().end);
        }
        for comment in self.comments_until(group.to) {
            self.comment(*comment, true, &mut course)?;
        }
        Some(())
    }

    /// The comments and doc comments that stand before a member, in the order of the source.
    fn comments_before(&mut self, member: &Member<'a>, course: &mut Course) -> Fits {
        let mut comments = self.comments_until(index(member.span().start));
        for doc in member.docs() {
            let before = comments.partition_point(|comment| comment.start < doc.start);
            let (earlier, later) = comments.split_at_checked(before).unwrap_or((comments, &[]));
            for comment in earlier {
                self.comment(*comment, true, course)?;
            }
            self.comment(*doc, false, course)?;
            comments = later;
        }
        comments.iter().try_for_each(|comment| self.comment(*comment, true, course))
    }

    /// Takes the comments that begin before an offset.
    fn comments_until(&mut self, to: usize) -> &'a [Span] {
        let count = self.comments.partition_point(|comment| index(comment.start) < to);
        let (taken, rest) = self.comments.split_at_checked(count).unwrap_or((self.comments, &[]));
        self.comments = rest;
        taken
    }

    /// A comment: behind what it was written behind, if it may `trail`, else on a line of its own. A doc comment may not:
    /// behind an entry it would document nothing.
    fn comment(&mut self, comment: Span, trail: bool, course: &mut Course) -> Fits {
        let gap = self.source.get(course.at..index(comment.start)).unwrap_or_default();
        if trail && !gap.contains('\n') && !self.out.is_empty() {
            self.text(" ")?;
        } else {
            self.start(comment, course);
        }
        course.at = index(comment.end);
        self.text(slice(self.source, comment).trim_end_matches([' ', '\t']))
    }

    /// Begins the line of what stands under a span.
    fn start(&mut self, span: Span, course: &mut Course) {
        let gap = self.source.get(course.at..index(span.start)).unwrap_or_default();
        if course.owed || (!course.first && has_blank_line(gap)) {
            self.out.push('\n');
        }
        self.line();
        (course.first, course.owed) = (false, false);
    }
}

/// Whether one of the lines between two members holds nothing.
fn has_blank_line(gap: &str) -> bool {
    let mut lines = gap.split('\n');
    lines.next();
    lines.next_back();
    lines.any(|line| line.trim().is_empty())
}
