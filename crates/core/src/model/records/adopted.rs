//! What exists already and is taken over as it is.

use super::Reads;
use crate::model::decode::{At, record};
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Manifests::READS, SopsSecret::READS, Decryption::READS];

record! {
    /// A folder of manifests.
    Manifests = "manifests" {
        /// The folder.
        path: At<SmolStr> = "path",
    }
}

record! {
    /// A secret of kind `sops`.
    SopsSecret = "sops" {
        /// The encrypted file.
        file: At<SmolStr> = "file",
    }
}

record! {
    /// How Flux decrypts.
    Decryption = "decryption-settings" {
        /// The Secret with the keys.
        secret: Option<At<SmolStr>> = "secret",
    }
}
