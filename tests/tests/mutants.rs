//! No typo in an example's sources compiles to something else silently: each identifier and literal of each example is written
//! wrongly once, and the mutant must be refused, or differ exactly where the mutated line decides.

use fluo_tests::mutants::{self, Accepted, Fate, Mutant};
use fluo_tests::project::{Files, examples, files_below};
use std::collections::BTreeMap;

/// Texts for people; they go nowhere.
const FOR_PEOPLE: [&str; 1] = ["because"];

/// Lines whose words go nowhere: the name of a toleration tells it apart from others, and an environment with `network: open`
/// is a production environment only in what it refuses.
const TOLD_APART: [&str; 2] = ["tolerate ", "production: "];

/// Judges every mutant of an example over all of its environments; what is wrong, one line a mutant.
fn judge(files: &Files, entries: &[String], mutants: &[Mutant]) -> Vec<String> {
    let built = |files: &Files, entry: &String| Accepted::of(files, entry);
    let before: Vec<_> =
        entries.iter().map(|entry| built(files, entry).expect("the example builds")).collect();
    let mut faults = Vec::new();
    for mutant in mutants {
        let mut files = files.clone();
        let text = files.get_mut(&mutant.file).expect("a file");
        let line = text[..mutant.place.start].rsplit('\n').next().unwrap_or("").trim_start().to_owned();
        // What a type admits shows in what it refuses, not in what is written.
        if FOR_PEOPLE.iter().any(|word| line.starts_with(word) && mutant.before.contains(' ')) {
            continue;
        }
        text.replace_range(mutant.place.clone(), &mutant.after);
        let fates = entries
            .iter()
            .zip(&before)
            .map(|(entry, before)| mutants::fate(mutant, before, built(&files, entry).as_ref()));
        let fates: Vec<Fate> = fates.collect();
        if let Some(Fate::Elsewhere(place)) = fates.iter().find(|fate| matches!(fate, Fate::Elsewhere(_))) {
            faults.push(format!("{mutant} changes {place}"));
        } else if fates.iter().all(|fate| *fate == Fate::Same)
            && !mutants::is_in_type(&line)
            && !TOLD_APART.iter().any(|word| line.starts_with(word))
        {
            faults.push(format!("{mutant} changes nothing"));
        }
    }
    faults
}

#[test]
fn no_typo_compiles_to_something_else_silently() {
    let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for example in examples() {
        by_name.entry(example.name.clone()).or_default().push(example.entry());
    }
    let mut faults = Vec::new();
    for (name, entries) in by_name {
        let files = files_below(&format!("examples/{name}"));
        let mutants = mutants::all(&files);
        assert!(mutants.len() > 300, "{name}: only {} mutants", mutants.len());
        let (first, second) = mutants.split_at(mutants.len() / 2);
        std::thread::scope(|scope| {
            let other = scope.spawn(|| judge(&files, &entries, second));
            faults.extend(judge(&files, &entries, first));
            faults.extend(other.join().expect("the other half"));
        });
    }
    assert!(faults.is_empty(), "{} mutants:\n{}", faults.len(), faults.join("\n"));
}
