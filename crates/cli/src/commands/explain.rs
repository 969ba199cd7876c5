//! `fluoc explain`: what a code means, offline.

use crate::Status;
use crate::args::Explain;
use crate::commands::print_out;
use crate::failure::Failure;
use fluo_core::diagnostic::{Code, near};

/// Runs the command.
///
/// # Errors
/// If there is no such code, or standard output can't be written.
pub(crate) fn run(args: &Explain) -> Result<Status, Failure> {
    let Some(wanted) = &args.code else { return print_out(&list()) };
    match Code::parse(wanted.trim()) {
        Some(code) => print_out(&format!("{}{}", code.page(), level(code))),
        None => Err(unknown(wanted)),
    }
}

/// How bad it is, where an environment may say so.
fn level(code: Code) -> String {
    let Some(lint) = code.lint() else { return String::new() };
    let (ordinary, production) = (lint.ordinary.as_str(), lint.production.as_str());
    let levels = if lint.ordinary == lint.production {
        format!("`{ordinary}`")
    } else {
        format!("`{ordinary}`, in production `{production}`")
    };
    format!(
        "\nLevel: {levels}. An environment may set it: `lints {{ {}: allow }}`, `warn` or `deny`.\n",
        lint.name
    )
}

/// Every code with its title, a line each.
fn list() -> String {
    Code::ALL.iter().map(|code| format!("{code}  {}\n", code.info().title)).collect()
}

/// The failure for a code that does not exist.
pub(super) fn unknown(wanted: &str) -> Failure {
    let upper = wanted.trim().to_uppercase();
    let codes = || Code::ALL.iter().map(|code| code.as_str());
    let group: Vec<&str> =
        codes().filter(|code| upper.len() >= 3 && code.get(..3) == upper.get(..3)).collect();
    let failure = Failure::new(format!("there is no code `{}`", crate::shown::clean(wanted)));
    match near(&upper, codes()) {
        Some(code) => failure.help(format!("did you mean `{code}`?")),
        None if !group.is_empty() => failure.help(format!("of this group there are {}", group.join(", "))),
        None => failure.help("`fluoc explain` without a code lists all of them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_code() {
        assert_eq!(list().lines().count(), Code::ALL.len());
        assert!(list().starts_with("E0101  "));
    }

    #[test]
    fn an_unknown_code_leads_to_known_ones() {
        assert_eq!(unknown("e302").helps, ["did you mean `E0302`?"]);
        assert_eq!(unknown("e0399").helps, ["did you mean `E0309`?"]);
        assert!(unknown("E09XYZ").helps[0].contains("E0901, E0902"));
        assert!(unknown("what").helps[0].contains("lists all"));
    }
}
