//! What somebody writes who has never seen fluo, and comes from Helm, Kustomize, Compose, Terraform or plain YAML.

mod forms;
mod words;

/// A program without a mistake.
pub const PROGRAM: &str = r#"component api: service {
  image: "ghcr.io/acme/api:v1.0.0"
  port http: 8080
}

component shop-db: postgres { storage: 10Gi }

environment prod {
  domain: "example.com"
  provides: [cloudnative-pg, gateway-api, cert-manager]
  defaults { namespace: "shop" }
  deploy: all
}
"#;

/// A mistake: what stands in the program, what was written, and what is written once the help was followed.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is.
    pub name: &'static str,
    /// A part of the program.
    pub from: &'static str,
    /// What was written in its place.
    pub wrong: &'static str,
    /// The code of the one diagnostic.
    pub code: &'static str,
    /// The text between backticks that one of the helps says to write; `{ … }` stands for the block that is there.
    pub write: &'static str,
    /// What stands there once the help was followed.
    pub right: &'static str,
}

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Case> {
    forms::FORMS.iter().chain(words::WORDS)
}
