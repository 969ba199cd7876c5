//! `fluoc rules`: every rule with its levels.

use crate::Status;
use crate::args::{Rules, RulesForm};
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::{Findings, Reporter};
use fluo_core::Options;
use fluo_core::diagnostic::{Code, Level, Levels};
use serde::Serialize;

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Rules, reporter: &Reporter) -> Result<Status, Failure> {
    let levels = match &args.entry {
        None => None,
        Some(entry) => match levels(entry, args, reporter)? {
            Some(levels) => Some(levels),
            None => return Ok(Status::Errors),
        },
    };
    let rules: Vec<Rule> = Code::ALL.iter().map(|code| Rule::of(*code, levels.as_ref())).collect();
    let shown: Vec<&Rule> = rules.iter().filter(|rule| rule.settable || !args.lints).collect();
    match args.format {
        RulesForm::Text => super::print_out(&table(&shown, levels.is_some())),
        RulesForm::Json => super::print_out(&json(&shown)?),
    }
}

/// The levels of a program's environment; nothing if it has errors, which is said.
fn levels(entry: &std::path::Path, args: &Rules, reporter: &Reporter) -> Result<Option<Levels>, Failure> {
    let entry = Entry::open(entry)?;
    let options = Options { environment: args.env.clone(), cluster: args.cluster.clone() };
    let (levels, checked) = fluo_core::levels(&entry.loader, &entry.path, &options);
    if levels.is_none() {
        let mut findings = Findings::default();
        findings.add(checked.diagnostics, &checked.targets, &checked.sources, &entry.shown);
        reporter.summary("error", &reporter.report(findings).to_string());
    }
    Ok(levels)
}

/// A rule, as it is listed.
#[derive(Debug, Serialize)]
struct Rule {
    code: Code,
    name: String,
    title: &'static str,
    /// Outside of production, or in the environment that was asked for.
    level: Level,
    #[serde(skip_serializing_if = "Option::is_none")]
    production: Option<Level>,
    /// Whether an environment may set its level.
    settable: bool,
}

impl Rule {
    fn of(code: Code, levels: Option<&Levels>) -> Self {
        let lint = code.lint();
        let level = match (lint, levels) {
            (Some(lint), Some(levels)) => levels.of(lint).0,
            (Some(lint), None) => lint.ordinary,
            (None, _) => Level::Deny,
        };
        let production = levels.is_none().then(|| lint.map_or(Level::Deny, |lint| lint.production));
        Self {
            code,
            name: code.name(),
            title: code.info().title,
            level,
            production,
            settable: lint.is_some(),
        }
    }

    /// The level in a word or two.
    fn level(&self) -> String {
        match (self.settable, self.production) {
            (false, _) => "always".to_owned(),
            (true, Some(production)) if production != self.level => {
                format!("{}, {} in production", self.level.as_str(), production.as_str())
            }
            (true, _) => self.level.as_str().to_owned(),
        }
    }
}

/// A line a rule, by group of codes.
fn table(rules: &[&Rule], of_environment: bool) -> String {
    let width = |text: fn(&Rule) -> String| rules.iter().map(|rule| text(rule).len()).max().unwrap_or(0);
    let (names, levels) = (width(|rule| rule.name.clone()), width(Rule::level));
    let line = |rule: &&Rule| {
        format!("{}  {:names$}  {:levels$}  {}\n", rule.code, rule.name, rule.level(), rule.title)
    };
    let text: String = rules.iter().map(line).collect();
    let settable = rules.iter().filter(|rule| rule.settable).count();
    let place = if of_environment { "The environment" } else { "An environment" };
    let example = "lints { mutable-image: deny }";
    let others = rules.len() - settable;
    let rest = if others == 0 { String::new() } else { format!(" The other {others} hold always.") };
    format!("{text}\n{place} sets the level of {settable} rules: {example}.{rest}\n")
}

fn json(rules: &[&Rule]) -> Result<String, Failure> {
    serde_json::to_string_pretty(rules)
        .map(|text| format!("{text}\n"))
        .map_err(|error| Failure::new(format!("can't write the rules as JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_environment() {
        let code = Code::MutableImage;
        let lint = code.lint().unwrap();
        assert_eq!(Rule::of(code, None).level(), "allow, deny in production");
        let production = Levels { production: true, ..Levels::default() };
        assert_eq!(Rule::of(code, Some(&production)).level(), "deny");
        let set = Levels { production: true, set: vec![(lint, Level::Warn, None)] };
        assert_eq!(Rule::of(code, Some(&set)).level(), "warn");
        assert_eq!(Rule::of(Code::SameObject, Some(&set)).level(), "always");
    }

    #[test]
    fn every_code_is_listed_once() {
        let rules: Vec<Rule> = Code::ALL.iter().map(|code| Rule::of(*code, None)).collect();
        let table = table(&rules.iter().collect::<Vec<_>>(), false);
        assert_eq!(table.lines().filter(|line| line.starts_with(['E', 'W'])).count(), Code::ALL.len());
    }
}
