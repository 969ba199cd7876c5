//! The environment and how Flux delivers it.

use super::Reads;
use super::adopted::Decryption;
use crate::model::decode::{At, record};
use crate::model::value::{Record, Ref, Value};
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Environment::READS, FluxSettings::READS, GitSource::READS];

record! {
    /// The environment.
    Environment = "environment" {
        /// Whether stricter rules hold.
        production: At<bool> = "production",
        /// How Flux delivers it.
        flux: FluxSettings = "flux",
        /// Operators that are there.
        provides: Vec<At<Value>> = "provides",
        /// The components to deploy; empty for all.
        deploy: Vec<At<Ref>> = "deploy",
        /// Components that are not deployed.
        skip: Vec<At<Ref>> = "skip",
        /// The domain of services.
        cluster_domain: At<SmolStr> = "cluster-domain",
        /// Files of CRDs.
        crds: Vec<At<SmolStr>> = "crds",
        /// What the components are part of.
        part_of: Option<At<SmolStr>> = "part-of",
    }
}

record! {
    /// How Flux delivers an environment.
    FluxSettings = "flux-settings" {
        /// The source; the variant says which.
        source: Option<At<Record>> = "source",
        /// The path of the tree.
        path: At<SmolStr> = "path",
        /// Time between two reconciliations.
        interval: At<Duration> = "interval",
        /// Time before a failed one is tried again.
        retry: At<Duration> = "retry",
        /// The longest that one may take.
        timeout: At<Duration> = "timeout",
        /// The namespace of Flux.
        namespace: At<SmolStr> = "namespace",
        /// How it decrypts.
        decryption: Decryption = "decryption",
    }
}

record! {
    /// A Git repository.
    GitSource = "git" {
        /// Its address.
        url: At<SmolStr> = "url",
        /// The branch.
        branch: Option<At<SmolStr>> = "branch",
        /// The tag.
        tag: Option<At<SmolStr>> = "tag",
        /// Time between two looks.
        interval: At<Duration> = "interval",
        /// The Secret that opens it.
        login: Option<At<SmolStr>> = "login",
    }
}
