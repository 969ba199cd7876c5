//! The arguments of `fluoc`.

use crate::render::Form;
use anstream::ColorChoice;
use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  fluoc check env/prod.fluo                      say what is wrong, write nothing
  fluoc build env/prod.fluo                      print every manifest
  fluoc build env/prod.fluo -o deploy/prod       write the tree that Flux reads
  fluoc build env/prod.fluo --component api | kubectl diff -f -
  fluoc explain E0302                            what a code means

Exit codes:
  0  nothing was wrong, warnings aside
  1  the program has errors; nothing was written
  2  the arguments or the disk stood in the way";

const BUILD_EXAMPLES: &str = "\
Examples:
  fluoc build env/prod.fluo                      every manifest, as YAML, in apply order
  fluoc build env/prod.fluo -o deploy/prod       the tree that Flux reads; files that fluo did not write are kept
  fluoc build env/all.fluo --env staging         one of several environments; `--env all` builds each
  fluoc build env/*.fluo -o fleet                several trees into the root of a source, each at its own path
  fluoc build env/prod.fluo --cluster eu         one of several clusters
  fluoc build env/prod.fluo --component api      the manifests of one component
  fluoc build env/prod.fluo --format json        a JSON list that says for every field which line set it
  cat prod.fluo | fluoc build -                  the program from standard input";

const CHECK_EXAMPLES: &str = "\
Examples:
  fluoc check env/*.fluo                         every environment of a project
  fluoc check env/prod.fluo --diagnostics short  one line a finding, for editors
  fluoc check - < prod.fluo                      the program from standard input";

/// Compiles fluo programs to Kubernetes, Flux and KEDA manifests.
#[derive(Debug, Parser)]
#[command(name = "fluoc", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    /// How to print what is wrong: drawn with its source, one line each, or one JSON object a line
    #[arg(long, global = true, value_enum, default_value_t = Form::Drawn, value_name = "FORM")]
    pub(crate) diagnostics: Form,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compile a program to manifests
    #[command(after_help = BUILD_EXAMPLES)]
    Build(Build),
    /// Say what is wrong in programs, without writing anything
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Say what a code means, with a program that fails and the same program repaired
    Explain(Explain),
}

/// `fluoc build`.
#[derive(Debug, Arguments)]
pub(crate) struct Build {
    /// The programs' entry files, or `-` for standard input
    #[arg(required = true, value_name = "ENTRY")]
    pub(crate) entries: Vec<PathBuf>,
    /// The environment to build, where an entry file declares several; `all` builds each of them
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// The cluster to build, where the environment has several; all of them unless given
    #[arg(long, value_name = "NAME")]
    pub(crate) cluster: Option<String>,
    /// Write the Flux tree to this folder instead of printing; with several trees, the root of the source
    #[arg(short, long, value_name = "DIR", conflicts_with_all = ["component", "format"])]
    pub(crate) output: Option<PathBuf>,
    /// With --output: replace files there that fluo did not write, or that were edited since
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// Print one component's manifests only
    #[arg(long, value_name = "NAME")]
    pub(crate) component: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    pub(crate) format: Format,
}

/// `fluoc check`.
#[derive(Debug, Arguments)]
pub(crate) struct Check {
    /// The entry files, or `-` for standard input
    #[arg(required = true, value_name = "ENTRY")]
    pub(crate) entries: Vec<PathBuf>,
    /// The environment to check, where an entry file declares several; `all` checks each of them
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// The cluster to check, where the environment has several; all of them unless given
    #[arg(long, value_name = "NAME")]
    pub(crate) cluster: Option<String>,
}

/// `fluoc explain`.
#[derive(Debug, Arguments)]
pub(crate) struct Explain {
    /// The code, such as E0302; all codes are listed without one
    pub(crate) code: Option<String>,
}

/// What `fluoc build` prints.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A stream of YAML documents
    Yaml,
    /// A JSON list of objects with their origins
    Json,
}

/// When to use colour.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR or TERM=dumb say otherwise; anywhere if CLICOLOR_FORCE does
    Auto,
    /// Even into a file
    Always,
    /// Not at all
    Never,
}

impl Color {
    /// Makes this the choice of every stream.
    pub(crate) fn choose(self) {
        let choice = match self {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        choice.write_global();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_tree_is_never_partial() {
        assert!(Args::try_parse_from(["fluoc", "build", "a", "-o", "d", "--component", "x"]).is_err());
        assert!(Args::try_parse_from(["fluoc", "build", "a", "--force"]).is_err());
        assert!(Args::try_parse_from(["fluoc", "check"]).is_err());
    }
}
