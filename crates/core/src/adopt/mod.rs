//! What exists already and is taken over as it is: folders of manifests, encrypted Secrets, CustomResourceDefinitions.
//!
//! Files come through the [`Loader`] and become sources, so that diagnostics point into them. Nothing is ever written into
//! what was read.

mod folder;
mod kustomize;
mod lines;
mod object;
mod removed;
mod sops;
pub mod yaml;

pub use folder::{Folder, read_folder};
pub use object::Manifest;
pub(crate) use removed::removed;
pub use sops::{SopsFile, read_sops, sops_keys};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::{Crd, CrdFault};
use crate::source::{LoadError, Loader, Sources, Span, join_path, parent_path};
use smol_str::SmolStr;
use std::sync::Arc;

/// The largest file that is read, in bytes; the CRDs of a large operator in one file take half of it.
const LARGEST: usize = 8 * 1024 * 1024;

/// What reading needs.
pub struct Reader<'a> {
    /// Where files come from.
    pub loader: &'a dyn Loader,
    /// Where they are kept.
    pub sources: &'a mut Sources,
    /// Where faults go.
    pub diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The path in the project that a text means, where the text stands at `at`.
    fn resolve(&mut self, at: Span, path: &str) -> Option<String> {
        let target = join_path(parent_path(self.sources.path(at.file)), path);
        if target.is_err() {
            self.report(
                Diagnostic::new(
                    Code::OutsideProject,
                    at,
                    format!("`{path}` is not a path inside the project"),
                )
                .label("leads out of the project")
                .help("write a path relative to this file, with `/` between folders"),
            );
        }
        target.ok()
    }

    /// The text of a file that somebody names at `at`.
    fn text(&mut self, at: Span, path: &str, code: Code) -> Option<Arc<str>> {
        let fault = match self.loader.read(path).map(String::from_utf8) {
            Ok(Ok(text)) if text.len() <= LARGEST => return Some(text.into()),
            Ok(Ok(_)) => format!("it has more than {} MiB", LARGEST / 1024 / 1024),
            Ok(Err(_)) => "it is not UTF-8".to_owned(),
            Err(LoadError::NotFound) => "there is no such file".to_owned(),
            Err(LoadError::Outside) => "it leads out of the project".to_owned(),
            Err(LoadError::Other(reason)) => reason,
        };
        self.report(
            Diagnostic::new(code, at, format!("can't read `{path}`"))
                .label(fault)
                .help("paths are relative to the file that names them"),
        );
        None
    }
}

/// Reads a file that holds one CustomResourceDefinition or several, named at `at`.
pub fn read_crds(reader: &mut Reader, at: Span, path: &str) -> Option<Vec<(Crd, Span)>> {
    let path = reader.resolve(at, path)?;
    let text = reader.text(at, &path, Code::NotACrd)?;
    let file = reader.sources.add(path.clone(), text);
    let documents = yaml::documents(reader.sources, file, at, &yaml::Budget::default(), reader.diagnostics)?;
    let mut crds = Vec::new();
    for document in documents {
        match Crd::read(&document.value) {
            Ok(crd) => crds.push((crd, document.span)),
            Err(fault) => {
                let place = yaml::place(reader.sources, document.span, &[SmolStr::new_static("kind")]);
                reader.report(no_crd(fault, place, at, &path));
                return None;
            }
        }
    }
    if crds.is_empty() {
        reader.report(
            Diagnostic::new(Code::NotACrd, at, format!("there is no CustomResourceDefinition in `{path}`"))
                .label("holds no document"),
        );
        return None;
    }
    Some(crds)
}

fn no_crd(fault: CrdFault, place: Span, at: Span, path: &str) -> Diagnostic {
    let diagnostic = match fault {
        CrdFault::NotACrd => Diagnostic::new(
            Code::NotACrd,
            place,
            format!("`{path}` holds something else than CustomResourceDefinitions"),
        )
        .label("not a `CustomResourceDefinition` of `apiextensions.k8s.io`"),
        CrdFault::Incomplete => Diagnostic::new(
            Code::NotACrd,
            place,
            format!("the CustomResourceDefinition in `{path}` is not complete"),
        )
        .label("its group, kind, scope or versions are missing"),
    };
    diagnostic
        .also(at, "read because of this")
        .help("name the file that the operator installs, or what `kubectl get crd NAME -o yaml` prints")
}
