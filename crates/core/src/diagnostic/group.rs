//! One cause is one diagnostic: what is said in several places, or of several environments, is said once.

use super::{Change, Code, Diagnostic, Edit, Fix, Intent, Label};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// What stands at the second place of a cause, and at each that follows.
const AGAIN: &str = "also here";

/// Puts together what is said twice of one place, and what is said of one name in several places. `list` is in
/// order; what is first in it stays the primary place.
pub(super) fn together(list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut groups: Vec<Group> = Vec::with_capacity(list.len());
    let mut by_cause: FxHashMap<Cause, usize> = FxHashMap::default();
    for diagnostic in list {
        let next = groups.len();
        let found = *by_cause.entry(Cause::of(&diagnostic)).or_insert(next);
        match groups.get_mut(found) {
            Some(group) => group.take(diagnostic),
            None => groups.push(Group::new(diagnostic)),
        }
    }
    groups.into_iter().map(|group| group.of).collect()
}

/// What two diagnostics share if they have one cause.
#[derive(PartialEq, Eq, Hash)]
struct Cause {
    code: Code,
    /// None for a name, which is wrong in every place for one reason.
    place: Option<Span>,
    message: String,
}

impl Cause {
    fn of(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { code, primary, message, environments, .. } = diagnostic;
        let place = Some(primary.span).filter(|_| !code.is_of_a_name());
        // What an environment lacks, another one lacks too.
        let names = environments.iter().flat_map(|name| name.split('/'));
        let message = names.fold(message.clone(), |text, name| text.replace(&format!("`{name}`"), "`…`"));
        Self { code: *code, place, message }
    }
}

/// A diagnostic, and what it holds already.
struct Group {
    of: Diagnostic,
    labels: FxHashSet<Label>,
    /// Its edits, each with the place of its repair among them.
    edits: FxHashSet<(usize, Edit)>,
}

impl Group {
    fn new(of: Diagnostic) -> Self {
        let labels = of.secondary.iter().chain([&of.primary]).cloned().collect();
        let fixes = of.fixes.iter().enumerate();
        let edits = fixes.flat_map(|(place, fix)| fix.edits.iter().map(move |edit| (place, edit.clone())));
        Self { labels, edits: edits.collect(), of }
    }

    /// Takes over the places, repairs and environments of another one of the same cause.
    fn take(&mut self, other: Diagnostic) {
        let again = Label { text: AGAIN.to_owned(), span: other.primary.span };
        let again = Some(again).filter(|label| label.span != self.of.primary.span);
        for label in again.into_iter().chain(other.secondary) {
            if self.labels.insert(label.clone()) {
                self.of.secondary.push(label);
            }
        }
        if other.primary.span == self.of.primary.span {
            let unsaid = other.helps.into_iter().filter(|help| !self.of.helps.contains(help));
            let unsaid: Vec<String> = unsaid.collect();
            self.of.helps.extend(unsaid);
        }
        for fix in other.fixes {
            self.repair(fix);
        }
        for intent in other.intents {
            self.intend(intent);
        }
        self.of.environments.extend(other.environments);
        self.of.severity = self.of.severity.min(other.severity);
    }

    fn intend(&mut self, intent: Intent) {
        let same = |known: &&mut Intent| {
            (&known.title, known.applicability) == (&intent.title, intent.applicability)
        };
        let Some(known) = self.of.intents.iter_mut().find(same) else {
            self.of.intents.push(intent);
            return;
        };
        let unsaid = intent.changes.into_iter().filter(|change| !known.changes.contains(change));
        let unsaid: Vec<Change> = unsaid.collect();
        known.changes.extend(unsaid);
    }

    fn repair(&mut self, fix: Fix) {
        let same = |(_, known): &(usize, &mut Fix)| {
            (&known.title, known.applicability) == (&fix.title, fix.applicability)
        };
        let Some((place, known)) = self.of.fixes.iter_mut().enumerate().find(same) else {
            let place = self.of.fixes.len();
            self.edits.extend(fix.edits.iter().map(|edit| (place, edit.clone())));
            self.of.fixes.push(fix);
            return;
        };
        for edit in fix.edits {
            if self.edits.insert((place, edit.clone())) {
                known.edits.push(edit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Applicability, Diagnostics, Severity};
    use crate::source::{FileId, Sources};

    fn span(file: u32, start: u32) -> Span {
        Span::new(FileId(file), start, start + 3)
    }

    fn unknown(name: &str, span: Span) -> Diagnostic {
        Diagnostic::new(Code::UnknownName, span, format!("nothing is called `{name}`"))
            .label("unknown name")
            .replace_with("db", Applicability::Unsafe)
    }

    fn sources() -> Sources {
        let mut sources = Sources::default();
        // Read in another order than that of their paths.
        sources.add("b.fluo", "b".repeat(100));
        sources.add("a.fluo", "a".repeat(100));
        sources
    }

    fn sorted(list: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut diagnostics = Diagnostics::default();
        list.into_iter().for_each(|one| diagnostics.push(one));
        diagnostics.sorted(&sources())
    }

    #[test]
    fn one_name_in_several_places_is_one_diagnostic() {
        let list = sorted(vec![
            unknown("dbb", span(0, 10)),
            unknown("dbb", span(1, 50)),
            unknown("web", span(1, 20)),
            unknown("dbb", span(1, 50)),
        ]);
        let places: Vec<Span> = list.iter().map(|one| one.primary.span).collect();
        assert_eq!(places, [span(1, 20), span(1, 50)]);
        let found = list.last().unwrap();
        assert_eq!(found.secondary, [Label { span: span(0, 10), text: AGAIN.to_owned() }]);
        assert_eq!((found.helps.len(), found.fixes.len()), (1, 1));
        let edits: Vec<Span> = found.fixes[0].edits.iter().map(|edit| edit.span).collect();
        assert_eq!(edits, [span(1, 50), span(0, 10)]);
    }

    #[test]
    fn wrong_values_are_faults_of_their_own() {
        let wrong = |at| Diagnostic::new(Code::WrongUnit, span(0, at), "expected `bytes`, found `cpu`");
        assert_eq!(sorted(vec![wrong(1), wrong(9), wrong(1)]).len(), 2);
    }

    #[test]
    fn environments_are_told_together() {
        let of = |environment: &str, severity| {
            let mut found = Diagnostic::new(
                Code::MutableImage,
                span(0, 1),
                format!("an image that moves in `{environment}`"),
            );
            found.severity = severity;
            found.environments.insert(environment.into());
            found.also(span(0, 20), format!("set by {environment}"))
        };
        let list = sorted(vec![of("staging", Severity::Warning), of("prod", Severity::Error)]);
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].environments.iter().collect::<Vec<_>>(), ["prod", "staging"]);
        assert_eq!((list[0].severity, list[0].secondary.len()), (Severity::Error, 2));
    }

    #[test]
    fn a_repair_of_many_edits_is_that_of_all_environments() {
        let edits: Vec<Edit> =
            (0..20).map(|at| Edit { span: span(0, 4 * at), text: String::new() }).collect();
        let of =
            |environment: &str| {
                let mut found = Diagnostic::new(Code::CarriageReturn, span(0, 1), "lines end with a return")
                    .fix("end them", edits.clone(), Applicability::Safe);
                found.environments.insert(environment.into());
                found
            };
        let list = sorted(vec![of("staging"), of("prod")]);
        assert_eq!((list.len(), list[0].fixes.len()), (1, 1));
        assert_eq!(list[0].fixes[0].edits, edits);
    }

    #[test]
    fn the_order_is_that_of_places_not_of_finding() {
        let mut list: Vec<Diagnostic> = (0u32..40)
            .map(|number| unknown(["a", "b", "c", "d"][number as usize % 4], span(number % 2, number)))
            .chain((0..20).map(|at| Diagnostic::new(Code::WrongType, span(at % 2, at), format!("{at}"))))
            .collect();
        let wanted = sorted(list.clone());
        let mut state = 7u64;
        for _ in 0..20 {
            for last in (1..list.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                list.swap(last, usize::try_from(state >> 33).unwrap() % (last + 1));
            }
            assert_eq!(sorted(list.clone()), wanted);
        }
    }
}
