//! Secrets and the stores behind them.

use super::Reads;
use crate::model::decode::{At, Named, record};
use crate::model::value::Ref;
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[
    ExternalSecret::READS,
    RegistrySecret::READS,
    GeneratedSecret::READS,
    ExistingSecret::READS,
    AwsStore::READS,
    GcpStore::READS,
    VaultStore::READS,
];

record! {
    /// A secret of kind `external`.
    ExternalSecret = "external" {
        /// The store.
        store: At<Ref> = "store",
        /// Remote paths by key.
        keys: Named<SmolStr> = "keys",
        /// The name of the Secret.
        name: Option<At<SmolStr>> = "name",
        /// Time between two looks.
        refresh: At<Duration> = "refresh",
    }
}

record! {
    /// A secret of kind `registry`.
    RegistrySecret = "registry" {
        /// The store.
        store: At<Ref> = "store",
        /// The registry.
        server: At<SmolStr> = "server",
        /// The path of the login, which the two below are made of unless they are set.
        path: At<SmolStr> = "path",
        /// The path of the user's name.
        username: At<SmolStr> = "username",
        /// The path of the password.
        password: At<SmolStr> = "password",
        /// The name of the Secret.
        name: Option<At<SmolStr>> = "name",
        /// Time between two looks.
        refresh: At<Duration> = "refresh",
    }
}

record! {
    /// A secret of kind `generated`.
    GeneratedSecret = "generated" {
        /// The keys.
        keys: Vec<At<SmolStr>> = "keys",
        /// Characters of each.
        length: At<i64> = "length",
        /// Symbols among them.
        symbols: At<i64> = "symbols",
        /// The name of the Secret.
        name: Option<At<SmolStr>> = "name",
    }
}

record! {
    /// A secret of kind `existing`.
    ExistingSecret = "existing" {
        /// The keys.
        keys: Vec<At<SmolStr>> = "keys",
        /// The name of the Secret.
        name: Option<At<SmolStr>> = "name",
        /// The namespace it is in.
        namespace: Option<At<SmolStr>> = "namespace",
        /// Whether other namespaces get copies.
        share: At<bool> = "share",
    }
}

record! {
    /// A store of either AWS kind.
    AwsStore = "aws-parameter-store" {
        /// The region.
        region: At<SmolStr> = "region",
        /// A role to assume.
        role: Option<At<SmolStr>> = "role",
    }
}

record! {
    /// A store of kind `gcp-secret-manager`.
    GcpStore = "gcp-secret-manager" {
        /// The project.
        project: At<SmolStr> = "project",
    }
}

record! {
    /// A store of kind `vault`.
    VaultStore = "vault" {
        /// Where it is.
        server: At<SmolStr> = "server",
        /// The mount of the engine.
        path: At<SmolStr> = "path",
        /// The version of the engine.
        version: At<SmolStr> = "version",
        /// The role.
        role: At<SmolStr> = "role",
        /// The mount of the login.
        login: At<SmolStr> = "login",
    }
}
