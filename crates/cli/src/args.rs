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
  fluoc fix env/prod.fluo                        repair what can be repaired with certainty
  fluoc graph env/prod.fluo                      what starts at once, and what waits for what
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

const GRAPH_EXAMPLES: &str = "\
Examples:
  fluoc graph env/prod.fluo                      what starts at once, what waits for what, the longest chain
  fluoc graph env/prod.fluo --format dot | dot -Tsvg > prod.svg";

const CHECK_EXAMPLES: &str = "\
Examples:
  fluoc check env/*.fluo                         every environment of a project
  fluoc check env/prod.fluo --diagnostics short  one line a finding, for editors
  fluoc check env/*.fluo --diagnostics sarif > fluo.sarif
  fluoc check - < prod.fluo                      the program from standard input";

const HOSTS_EXAMPLES: &str = "\
Examples:
  fluoc hosts env/local.fluo                     the lines for /etc/hosts
  fluoc hosts env/local.fluo --address 10.0.0.7  where the gateway of the cluster is not on this machine

Hosts that a chart is told in its values are not among them: what a chart makes of its values can't be known.";

const FIX_EXAMPLES: &str = "\
Examples:
  fluoc fix env/*.fluo                           make every repair that is certain
  fluoc fix env/prod.fluo --diff                 show what would change, write nothing
  fluoc fix env/prod.fluo --unsafe --diff        also what is only likely: names that are near, useless lines
  fluoc fix env/prod.fluo --code E0302,E0201     repairs of these codes only
  fluoc fix - < prod.fluo                        print the repaired program

Exit codes: 0 if no error is left, 1 if one is, 2 if the arguments or the disk stood in the way.";

const FMT_EXAMPLES: &str = "\
Examples:
  fluoc fmt                                      format every file of the project
  fluoc fmt services env/prod.fluo               one folder with all below it, and one file
  fluoc fmt --check                              list the files that are not formatted, write nothing
  fluoc fmt --diff                               show what would change, write nothing
  fluoc fmt - < prod.fluo                        print the formatted text, for editors

A file that can't be read is reported and left as it is; the others are formatted.

Exit codes: 0 if all is formatted, 1 if a file can't be read or (with --check) is not formatted, 2 if the arguments or the
disk stood in the way.";

const DOC_EXAMPLES: &str = "\
Examples:
  fluoc doc -o docs/reference                    the reference of the language: kinds, fields, types, triggers
  fluoc doc env/prod.fluo -o docs/platform       the same, and the kinds, types, sizes, stores and params of a program
  fluoc doc platform.fluo -o docs --own          only what the program declares itself";

const PLAYGROUND_EXAMPLES: &str = "\
Examples:
  fluoc playground                               the page with its examples
  fluoc playground env/prod.fluo                 the page with this program; a reload reads its files anew
  fluoc playground --port 8080 --no-open         where something else opens the browser

The page is served to this machine only, and what is typed into it stays in the browser: files are not written back.";

const RULES_EXAMPLES: &str = "\
Examples:
  fluoc rules                                    every rule: its code, its level, its level in production
  fluoc rules --lints                            those whose level an environment may set: `lints { mutable-image: deny }`
  fluoc rules env/prod.fluo                      the levels that hold in an environment
  fluoc explain mutable-image                    what a rule means";

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
    /// How to print what is wrong; drawn unless NO_GRAPHICS or TERM=dumb ask for sentences
    #[arg(long, global = true, value_enum, value_name = "FORM")]
    pub(crate) diagnostics: Option<Form>,
    /// How many diagnostics to print, errors first; 0 for all. Drawn and narrated there are 20 of them
    #[arg(long, global = true, value_name = "N")]
    pub(crate) limit: Option<usize>,
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
    /// Repair programs, as far as it is certain what was meant
    #[command(after_help = FIX_EXAMPLES)]
    Fix(Fix),
    /// Lay files out in the one canonical form
    #[command(after_help = FMT_EXAMPLES)]
    Fmt(Fmt),
    /// Show the nodes of an environment: what starts at once, what waits for what
    #[command(after_help = GRAPH_EXAMPLES)]
    Graph(Graph),
    /// Print the hosts that an environment exposes, as lines of a hosts file
    #[command(after_help = HOSTS_EXAMPLES)]
    Hosts(Hosts),
    /// Try programs in the browser: manifests, graph and errors as one types
    #[command(after_help = PLAYGROUND_EXAMPLES)]
    Playground(Playground),
    /// Write reference pages from doc comments, in Markdown
    #[command(after_help = DOC_EXAMPLES)]
    Doc(Doc),
    /// Say what a code means, with a program that fails and the same program repaired
    Explain(Explain),
    /// List the rules with their levels, and which of them an environment may set
    #[command(after_help = RULES_EXAMPLES)]
    Rules(Rules),
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

/// `fluoc fix`.
#[derive(Debug, Arguments)]
pub(crate) struct Fix {
    /// The entry files, or `-` for standard input
    #[arg(required = true, value_name = "ENTRY")]
    pub(crate) entries: Vec<PathBuf>,
    /// The environment to repair, where an entry file declares several; `all` repairs each of them
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// The cluster, where the environment has several; all of them unless given
    #[arg(long, value_name = "NAME")]
    pub(crate) cluster: Option<String>,
    /// Also make repairs that are likely, but may change the meaning: look at them afterwards
    #[arg(long = "unsafe")]
    pub(crate) likely: bool,
    /// Print the changes as a unified diff, and write nothing
    #[arg(long)]
    pub(crate) diff: bool,
    /// Make repairs of these codes only
    #[arg(long = "code", value_name = "CODE", value_delimiter = ',')]
    pub(crate) codes: Vec<String>,
}

/// `fluoc fmt`.
#[derive(Debug, Arguments)]
pub(crate) struct Fmt {
    /// Files, folders (every `.fluo` file below them), or `-` for standard input; the whole project unless given
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// List the files that are not formatted, and write nothing; exit code 1 if there are any
    #[arg(long)]
    pub(crate) check: bool,
    /// Print the changes as a unified diff, and write nothing
    #[arg(long)]
    pub(crate) diff: bool,
}

/// `fluoc graph`.
#[derive(Debug, Arguments)]
pub(crate) struct Graph {
    /// The program's entry file, or `-` for standard input
    pub(crate) entry: PathBuf,
    /// The environment to show, where the entry file declares several
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// The cluster, where the environment has several; all of them unless given
    #[arg(long, value_name = "NAME")]
    pub(crate) cluster: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = GraphForm::Text)]
    pub(crate) format: GraphForm,
}

/// How `fluoc graph` shows the nodes.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphForm {
    /// Layers, a node a line, and the longest chain
    Text,
    /// A flow chart for Markdown
    Mermaid,
    /// A graph for Graphviz
    Dot,
}

/// `fluoc hosts`.
#[derive(Debug, Arguments)]
pub(crate) struct Hosts {
    /// The program's entry file, or `-` for standard input
    pub(crate) entry: PathBuf,
    /// The environment, where the entry file declares several
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
    /// The cluster, where the environment has several; all of them unless given
    #[arg(long, value_name = "NAME")]
    pub(crate) cluster: Option<String>,
    /// The address that the hosts lead to: that of the gateway
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(crate) address: std::net::IpAddr,
}

/// `fluoc playground`.
#[derive(Clone, Debug, Arguments)]
pub(crate) struct Playground {
    /// The entry file of a program to open
    pub(crate) entry: Option<PathBuf>,
    /// The environment to show first, where the entry file declares several
    #[arg(long, value_name = "NAME", requires = "entry")]
    pub(crate) env: Option<String>,
    /// The cluster to show first, where the environment has several
    #[arg(long, value_name = "NAME", requires = "entry")]
    pub(crate) cluster: Option<String>,
    /// The port of 127.0.0.1, 0 for any; unless given the first free one from 3586
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Print the address only, and do not start a browser
    #[arg(long)]
    pub(crate) no_open: bool,
}

/// `fluoc doc`.
#[derive(Debug, Arguments)]
pub(crate) struct Doc {
    /// A program whose declarations are documented too; it needs no environment
    pub(crate) entry: Option<PathBuf>,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Leave the built-in declarations out
    #[arg(long, requires = "entry")]
    pub(crate) own: bool,
    /// Replace files there that fluo did not write, or that were edited since
    #[arg(long)]
    pub(crate) force: bool,
}

/// `fluoc rules`.
#[derive(Debug, Arguments)]
pub(crate) struct Rules {
    /// A program whose environment's levels are shown
    pub(crate) entry: Option<PathBuf>,
    /// The environment, where the entry file declares several
    #[arg(long, value_name = "NAME", requires = "entry")]
    pub(crate) env: Option<String>,
    /// The cluster, where the environment has several
    #[arg(long, value_name = "NAME", requires = "entry")]
    pub(crate) cluster: Option<String>,
    /// Only those whose level can be set
    #[arg(long)]
    pub(crate) lints: bool,
    /// How to list them
    #[arg(long, value_enum, default_value_t = RulesForm::Text)]
    pub(crate) format: RulesForm,
}

/// How `fluoc rules` lists the rules.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesForm {
    /// A table
    Text,
    /// A JSON list
    Json,
}

/// `fluoc explain`.
#[derive(Debug, Arguments)]
pub(crate) struct Explain {
    /// The code, such as E0302, or the name of its rule; all codes are listed without one
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
