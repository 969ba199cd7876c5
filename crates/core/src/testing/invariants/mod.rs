//! What holds of everything that fluo builds, as functions that judge a build.
//!
//! An invariant looks at the emitted objects as Kubernetes, Flux and KEDA would, and knows nothing of how they were made. It
//! gives nothing, or the first place at which it does not hold. [`all()`] asks every one of a program:
//!
//! ```
//! use fluo_core::testing::{Program, invariants};
//!
//! let program = Program::one("component web: service { image: \"nginx:1.27\", port http: 8080 }\nenvironment dev {}\n");
//! assert_eq!(invariants::all(&program), Ok(()));
//! ```
//!
//! What each of them means, and why, stands in `tests/properties/README.md` of the repository.

pub mod cluster;
pub mod graph;
pub mod language;
pub mod lists;
pub mod locality;
pub mod names;
pub mod network;
pub mod origins;
pub mod pods;
pub mod references;
pub mod said;
pub mod scaling;
pub mod secrets;
pub mod security;
pub mod selectors;
pub mod texts;
mod violation;

use super::Program;
use crate::object::Output;
use crate::resolve::Extent;
use crate::source::Sources;
use crate::syntax::Trees;
use crate::{Front, Options, diagnostic::Diagnostics, model, targets};
use cluster::Cluster;
use said::Said;
pub use violation::{Holds, Violation};

/// One environment of a program, built, and what the program says of it.
#[derive(Debug)]
pub struct Subject {
    /// What was built.
    pub output: Output,
    /// Its objects as a cluster holds them.
    pub cluster: Cluster,
    /// What the program says of it.
    pub said: Said,
}

impl Subject {
    /// A build, with what its program says of the environment.
    #[must_use]
    pub fn new(output: Output, said: Said) -> Self {
        let cluster = Cluster::of(&output, said.provided());
        Self { output, cluster, said }
    }
}

/// An invariant of one environment.
#[derive(Clone, Copy, Debug)]
pub struct Invariant {
    /// Its name, which stands in its violations.
    pub name: &'static str,
    /// Asks it.
    pub holds: fn(&Subject, &Sources) -> Holds,
}

/// The invariants of one environment, each once.
pub const ALL: &[Invariant] = &[
    Invariant { name: "names", holds: |subject, _| names::holds(&subject.cluster) },
    Invariant { name: "lists", holds: |subject, _| lists::holds(&subject.cluster) },
    Invariant { name: "texts", holds: |subject, _| texts::holds(&subject.cluster) },
    Invariant { name: "selectors", holds: |subject, _| selectors::holds(&subject.cluster) },
    Invariant { name: "references", holds: |subject, _| references::holds(&subject.cluster) },
    Invariant { name: "pods", holds: |subject, _| pods::holds(&subject.cluster) },
    Invariant { name: "security", holds: |subject, _| security::holds(&subject.cluster) },
    Invariant { name: "secrets", holds: |subject, _| secrets::holds(&subject.cluster, &subject.said) },
    Invariant { name: "scaling", holds: |subject, _| scaling::holds(&subject.cluster) },
    Invariant {
        name: "graph",
        holds: |subject, _| graph::holds(&subject.output, &subject.cluster, &subject.said),
    },
    Invariant { name: "network", holds: |subject, _| network::holds(&subject.cluster, &subject.said) },
    Invariant { name: "origins", holds: |subject, sources| origins::holds(&subject.output, sources) },
];

/// A program, built: each of its environments and clusters.
#[derive(Debug)]
pub struct Judged {
    /// The files that were read.
    pub sources: Sources,
    /// Its environments and clusters, sorted by name.
    pub subjects: Vec<Subject>,
}

impl Judged {
    /// Builds every environment of a program.
    ///
    /// # Errors
    /// The first error, if it has one: then there is nothing to judge.
    pub fn of(program: &Program) -> Result<Self, Violation> {
        let crate::Builds { sources, diagnostics, outputs, .. } = program.build_all();
        if let Some(error) = diagnostics.iter().find(|found| found.is_error()) {
            let span = error.primary.span;
            let place = format!("{}:{}", sources.path(span.file), sources.position(span).line);
            let what = format!("is refused with {:?}: {}", error.code, error.message);
            return Err(Violation { invariant: "compiles", ..Violation::at(place, "", what) });
        }
        let said = said(program);
        let subjects = outputs.into_iter().zip(said).map(|(output, said)| Subject::new(output, said));
        Ok(Self { sources, subjects: subjects.collect() })
    }

    /// Asks every invariant of every environment.
    ///
    /// # Errors
    /// The first violation.
    pub fn all(&self) -> Holds {
        ALL.iter().try_for_each(|invariant| self.holds(invariant))
    }

    /// Asks one invariant of every environment.
    ///
    /// # Errors
    /// Its first violation, with its name and the environment.
    pub fn holds(&self, invariant: &Invariant) -> Holds {
        self.subjects.iter().try_for_each(|subject| {
            let named = |violation| Violation {
                invariant: invariant.name,
                environment: subject.output.name(),
                ..violation
            };
            (invariant.holds)(subject, &self.sources).map_err(named)
        })
    }
}

/// What a program says of each environment that [`Program::build_all`] builds, in the same order.
fn said(program: &Program) -> Vec<Said> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let (entry, mut trees) = (&program.entry, Trees::default());
    let front = crate::front(program, entry, Extent::Usual, &mut trees, &mut sources, &mut diagnostics);
    let Some(Front { entry: file, program: checked, .. }) = front else { return Vec::new() };
    let every = Options { environment: Some("all".to_owned()), cluster: None };
    let targets = targets::all(&checked, file, &every, &mut diagnostics);
    let settled = targets.iter().filter_map(|target| {
        let environment = checked.environments.get(&target.environment)?;
        let mut model = model::settle(&checked, environment, target.cluster.as_ref(), &mut diagnostics)?;
        let mut reader =
            crate::adopt::Reader { loader: program, sources: &mut sources, diagnostics: &mut diagnostics };
        model::adopt(&mut model, &mut reader);
        Some(Said { model })
    });
    settled.collect()
}

/// Builds every environment of a program and asks every invariant that needs nothing else.
///
/// # Errors
/// The first violation; also if the program is refused.
pub fn all(program: &Program) -> Holds {
    let judged = Judged::of(program)?;
    judged.all()?;
    language::meaning(program, &judged)?;
    language::order(program, &judged)
}
