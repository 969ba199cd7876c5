//! Programs with exactly one fault.

use super::faults::{FAULTS, Fault, Where};
use super::pick::{Pick, one, pick};
use super::plan::plans;
use super::program::Program;
use super::programs::{Written, written};
use crate::diagnostic::Code;
use proptest::strategy::Strategy;

/// A valid program into which one fault was put.
#[derive(Clone, Debug)]
pub struct Faulty {
    /// The program.
    pub program: Program,
    /// What is wrong with it, in a few words.
    pub fault: &'static str,
    /// The codes of which at least one must be told.
    pub codes: &'static [Code],
    /// The file into which the fault was put.
    pub file: String,
}

/// Programs with one fault of the many in [`faults()`], at a place that the program offers for it.
pub fn faulty() -> impl Strategy<Value = Faulty> {
    (plans(1..5), pick()).prop_filter_map("a program without a place for a fault", |(plan, pick)| {
        let written = written(&plan);
        // Not every program has a place for every fault: the next one that fits is taken.
        (0..FAULTS.len()).find_map(|next| {
            let number = usize::from(pick.which).checked_add(next)?.checked_rem(FAULTS.len())?;
            put(&written, FAULTS.get(number)?, &pick)
        })
    })
}

/// The faults that [`faulty()`] makes: what is wrong, and the codes that it must give.
pub fn faults() -> impl Iterator<Item = (&'static str, &'static [Code])> {
    FAULTS.iter().map(|fault| (fault.name, fault.codes))
}

/// The program with a fault, if there is a place for it.
fn put(written: &Written, fault: &'static Fault, pick: &Pick) -> Option<Faulty> {
    let (file, text) = match fault.place {
        Where::Start => at_start(written, fault),
        Where::Entry => at_end_of(&written.program.entry, written, fault),
        Where::End => at_end(written, fault, pick),
        Where::Block(field) => in_block(written, fault, field, pick),
        Where::Beside(line) => beside(written, fault, line, pick),
        Where::Environment => in_environment(written, fault, pick),
        Where::Instead(line) => instead(written, fault, line, pick),
    }?;
    let program = written.program.clone().with(file.clone(), text);
    Some(Faulty { program, fault: fault.name, codes: fault.codes, file })
}

/// In front of everything.
fn at_start(written: &Written, fault: &Fault) -> Option<(String, String)> {
    let entry = &written.program.entry;
    let text = written.program.files.get(entry)?;
    Some((entry.clone(), format!("{}\n{text}", fault.text)))
}

/// Behind everything in the entry file.
fn at_end_of(file: &str, written: &Written, fault: &Fault) -> Option<(String, String)> {
    let text = written.program.files.get(file)?;
    Some((file.to_owned(), format!("{text}\n{}\n", fault.text)))
}

/// Behind everything in one of the files.
fn at_end(written: &Written, fault: &Fault, pick: &Pick) -> Option<(String, String)> {
    let (file, _) = *one(pick.value, &sources(written))?;
    at_end_of(file, written, fault)
}

/// The files in fluo.
fn sources(written: &Written) -> Vec<(&str, &str)> {
    let files = written.program.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    files.filter(|(path, _)| path.ends_with(".fluo")).collect()
}

/// In the block of a workload that does not say this field.
fn in_block(written: &Written, fault: &Fault, field: &str, pick: &Pick) -> Option<(String, String)> {
    let fits = |block: &str| field.is_empty() || !block.contains(&format!("\n  {field}"));
    into(written, fault.text, pick, &fits)
}

/// In the block of a workload that has such a line.
fn beside(written: &Written, fault: &Fault, line: &str, pick: &Pick) -> Option<(String, String)> {
    let says = |block: &str| block.contains(&format!("\n  {line}")) && !block.contains("\n  replicas");
    into(written, fault.text, pick, &says)
}

/// Lines at the top of the block of one of the workloads that fit.
fn into(
    written: &Written,
    lines: &str,
    pick: &Pick,
    fits: &dyn Fn(&str) -> bool,
) -> Option<(String, String)> {
    const WORKLOADS: &[&str] = &["service", "worker", "stateful", "daemon", "job", "cron"];
    let all: String = written.program.files.values().map(String::as_str).collect();
    let deployed = |name: &str| !all.contains(&format!("skip: [{name}]"));
    let drafts = written.drafts.iter().filter(|draft| WORKLOADS.contains(&draft.root.as_str()));
    let names: Vec<&str> = drafts.map(|draft| draft.name.as_str()).filter(|name| deployed(name)).collect();
    let mut places = Vec::new();
    for (file, text) in sources(written) {
        for name in &names {
            let Some((before, block, after)) = split(text, &format!("component {name}: ")) else { continue };
            if fits(block) {
                let (head, rest) = block.split_once('\n')?;
                places.push((file.to_owned(), format!("{before}{head}\n{lines}\n{rest}{after}")));
            }
        }
    }
    one(pick.value, &places).cloned()
}

/// A text around the block that begins with these words, which has lines of its own.
fn split<'t>(text: &'t str, head: &str) -> Option<(&'t str, &'t str, &'t str)> {
    let start = match text.starts_with(head) {
        true => 0,
        false => text.find(&format!("\n{head}"))?.checked_add(1)?,
    };
    let (before, rest) = text.split_at_checked(start)?;
    let end = rest.find("\n}\n")?;
    let (block, after) = rest.split_at_checked(end)?;
    block.lines().next()?.ends_with(" {").then_some((before, block, after))
}

/// In the block of one of the environments.
fn in_environment(written: &Written, fault: &Fault, pick: &Pick) -> Option<(String, String)> {
    let entry = &written.program.entry;
    let text = written.program.files.get(entry)?;
    let heads = text.lines().filter(|line| line.starts_with("environment ") && line.ends_with(" {"));
    let head = *one(pick.value, &heads.collect::<Vec<_>>())?;
    let (before, block, after) = split(text, head)?;
    let (head, rest) = block.split_once('\n')?;
    Some((entry.clone(), format!("{before}{head}\n{}\n{rest}{after}", fault.text)))
}

/// Instead of a text that stands in one of the files, once.
fn instead(written: &Written, fault: &Fault, old: &str, pick: &Pick) -> Option<(String, String)> {
    let places: Vec<(&str, &str)> =
        sources(written).into_iter().filter(|(_, text)| text.contains(old)).collect();
    let (file, text) = *one(pick.value, &places)?;
    let (before, after) = text.rsplit_once(old)?;
    Some((file.to_owned(), format!("{before}{}{after}", fault.text)))
}
