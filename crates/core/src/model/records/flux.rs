//! How Flux finds and lays out a tree.

use super::Reads;
use crate::model::decode::{At, record};
use crate::types::Duration;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[
    GitSource::READS,
    OciSource::READS,
    OciSignature::READS,
    BucketSource::READS,
    LayoutSettings::READS,
    SubstituteSettings::READS,
];

record! {
    /// A Git repository.
    GitSource = "git" {
        /// Its address.
        url: At<SmolStr> = "url",
        /// The branch.
        branch: Option<At<SmolStr>> = "branch",
        /// The tag.
        tag: Option<At<SmolStr>> = "tag",
        /// The range of versions among the tags.
        semver: Option<At<SmolStr>> = "semver",
        /// The commit.
        commit: Option<At<SmolStr>> = "commit",
        /// Time between two looks.
        interval: At<Duration> = "interval",
        /// The Secret that opens it.
        login: Option<At<SmolStr>> = "login",
        /// Who is asked for a login.
        provider: At<SmolStr> = "provider",
        /// Paths that are left out.
        ignore: Option<At<SmolStr>> = "ignore",
        /// The folders to fetch.
        sparse: Vec<At<SmolStr>> = "sparse",
        /// Whether submodules are fetched.
        submodules: At<bool> = "submodules",
    }
}

record! {
    /// An artifact in an image registry.
    OciSource = "oci" {
        /// Its address.
        url: At<SmolStr> = "url",
        /// The tag.
        tag: Option<At<SmolStr>> = "tag",
        /// The range of versions among the tags.
        semver: Option<At<SmolStr>> = "semver",
        /// The digest.
        digest: Option<At<SmolStr>> = "digest",
        /// Time between two looks.
        interval: At<Duration> = "interval",
        /// The Secret that opens it.
        login: Option<At<SmolStr>> = "login",
        /// Who is asked for a login.
        provider: At<SmolStr> = "provider",
        /// Whether plain HTTP is spoken.
        insecure: At<bool> = "insecure",
        /// Paths that are left out.
        ignore: Option<At<SmolStr>> = "ignore",
        /// Who must have signed it.
        verify: Option<At<OciSignature>> = "verify",
    }
}

record! {
    /// Who must have signed an artifact.
    OciSignature = "oci-signature" {
        /// The tool that signs.
        tool: At<SmolStr> = "",
        /// The Secret that holds the public keys.
        keys: Option<At<SmolStr>> = "keys",
        /// The issuer of the signer's identity, as a regular expression.
        issuer: Option<At<SmolStr>> = "issuer",
        /// The signer's identity, as a regular expression.
        subject: Option<At<SmolStr>> = "subject",
    }
}

record! {
    /// A bucket of an object storage.
    BucketSource = "bucket" {
        /// Its name.
        bucket: At<SmolStr> = "bucket",
        /// The host of the storage.
        endpoint: At<SmolStr> = "endpoint",
        /// The region.
        region: Option<At<SmolStr>> = "region",
        /// The protocol of the storage.
        provider: At<SmolStr> = "provider",
        /// Time between two looks.
        interval: At<Duration> = "interval",
        /// The Secret that opens it.
        login: Option<At<SmolStr>> = "login",
        /// The start of the names of objects.
        prefix: Option<At<SmolStr>> = "prefix",
        /// Whether plain HTTP is spoken.
        insecure: At<bool> = "insecure",
        /// Paths that are left out.
        ignore: Option<At<SmolStr>> = "ignore",
    }
}

record! {
    /// Where the files of a tree lie, as templates of paths.
    LayoutSettings = "layout-settings" {
        /// The folder of a node.
        nodes: At<SmolStr> = "nodes",
        /// The file of a Flux Kustomization.
        kustomizations: At<SmolStr> = "kustomizations",
        /// The folder that the cluster's own Kustomization points at.
        root: At<SmolStr> = "root",
        /// What else belongs to the root.
        include: Vec<At<SmolStr>> = "include",
    }
}

record! {
    /// What holds values that only the cluster knows.
    SubstituteSettings = "substitute-settings" {
        /// A ConfigMap or a Secret.
        kind: At<SmolStr> = "kind",
        /// Whether it may be missing.
        optional: At<bool> = "optional",
        /// The names of its variables.
        keys: Vec<At<SmolStr>> = "keys",
    }
}
