//! What others wrote: manifests, encrypted files, definitions of resources, the record of an earlier build.

use crate::files::{Files, files};
use crate::program::built;
use crate::{readable, secrets};
use fluo_core::emit::Ledger;

/// A program that adopts the folder `m`.
const MANIFESTS: &str = "component old: manifests { path: \"m\" }\nenvironment prod {}\n";

/// A program that takes over a file and uses its keys.
const SOPS: &str = "secret login: sops { file: \"m/login.yaml\" }
component app: worker {
  namespace: \"shop\", image: \"ghcr.io/team/app:v1.0.0\"
  env { USER: login.username, PASSWORD: login.password }
}
environment prod { flux { decryption { secret: \"age\" } } }
";

/// A program with a resource that is held against the definition `m/crd.yaml`.
const CRD: &str = "component backup: resource {
  namespace: \"shop\", api: \"example.com/v1\", kind: \"Backup\", crd: \"m/crd.yaml\"
  spec {
    schedule: \"0 2 * * *\", keep: 7, target: { bucket: \"b\", limit: 50Mi }, retry: \"25%\", mode: \"full\"
    labels { team: \"data\" }, extra { anything: [1, true] }, days: 1.5
  }
}
environment prod {}
";

/// The files of an input below the folder `m`, and the program that reads them, unless the input has its own.
fn beside(program: &str, input: &[u8], first: &str) -> Files {
    let input = files(input, first);
    let mut all = Files::default();
    all.add("app.fluo", input.get("app.fluo").unwrap_or(program.as_bytes()));
    input.0.iter().for_each(|(path, bytes)| all.add(path, bytes));
    all
}

/// A folder of manifests is taken over, or refused at places that are there; no value of a Secret is ever told.
pub(crate) fn manifests(input: &[u8]) {
    let files = beside(MANIFESTS, input, "m/a.yaml");
    let built = built(&files);
    readable::build(&built);
    secrets::stay_hidden(&built.diagnostics, &built.sources);
}

/// An encrypted file is taken over, or refused; what it holds is never told.
pub(crate) fn sops(input: &[u8]) {
    let files = beside(SOPS, input, "m/login.yaml");
    let built = built(&files);
    readable::build(&built);
    secrets::stay_hidden(&built.diagnostics, &built.sources);
}

/// A definition of resources is read, and a resource held against it.
pub(crate) fn crds(input: &[u8]) {
    readable::build(&built(&beside(CRD, input, "m/crd.yaml")));
}

/// The record of an earlier build is read and written as the same, or refused.
pub(crate) fn ledger(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match Ledger::parse(text) {
        Ok(ledger) => {
            let again = Ledger::parse(&ledger.to_json()).expect("what was written can be read");
            assert_eq!(again.to_json(), ledger.to_json());
            ledger.files().keys().for_each(|path| assert!(!path.is_empty()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
