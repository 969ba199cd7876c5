//! Where Flux finds the tree: a Git repository, an artifact of a registry, or a bucket.

use super::meta::{Draft, Meta};
use super::tree::{IntoNode, Map, list};
use crate::model::records::{BucketSource, GitSource, OciSignature, OciSource};
use crate::model::{At, Model, OriginId, Record};
use crate::object::Object;
use smol_str::{SmolStr, format_smolstr};

/// Kind and name of what the nodes come from: the environment's own source, or the one that `flux bootstrap` makes.
pub(crate) fn reference(model: &Model) -> (&'static str, SmolStr) {
    match &model.environment.flux.source {
        Some(source) => (kind(source), format_smolstr!("fluo-{}", model.name)),
        None => ("GitRepository", SmolStr::new_static("flux-system")),
    }
}

fn kind(source: &Record) -> &'static str {
    match source.variant.as_deref() {
        Some("oci") => "OCIRepository",
        Some("bucket") => "Bucket",
        _ => "GitRepository",
    }
}

/// The source that the environment declares; `meta` makes the metadata of a name.
pub(crate) fn object<'a>(model: &Model, meta: impl Fn(SmolStr, OriginId) -> Meta<'a>) -> Option<Object> {
    let record = model.environment.flux.source.as_ref()?;
    let origin = record.origin;
    let spec = match record.variant.as_deref()? {
        "git" => git(&GitSource::read(record)?, origin),
        "oci" => oci(&OciSource::read(record)?, origin),
        _ => bucket(&BucketSource::read(record)?, origin),
    };
    let (kind, name) = reference(model);
    // It is named after the environment.
    let meta = meta(name, model.origin);
    Some(Draft::new("source.toolkit.fluxcd.io/v1", kind, meta).with("spec", spec).object())
}

/// <https://fluxcd.io/flux/components/source/gitrepositories/>
fn git(git: &GitSource, origin: OriginId) -> Map {
    let reference = Map::new(origin)
        .maybe("branch", git.branch.as_ref())
        .maybe("tag", git.tag.as_ref())
        .maybe("semver", git.semver.as_ref())
        .maybe("commit", git.commit.as_ref());
    Map::new(origin)
        .with("interval", &git.interval)
        .with("url", &git.url)
        .map("ref", reference)
        .maybe("provider", unless(&git.provider, "generic"))
        .maybe("secretRef", secret(git.login.as_ref()))
        .maybe("ignore", git.ignore.as_ref())
        .list("sparseCheckout", list(&git.sparse))
        .maybe("recurseSubmodules", Some(&git.submodules).filter(|at| at.value))
}

/// <https://fluxcd.io/flux/components/source/ocirepositories/>
fn oci(oci: &OciSource, origin: OriginId) -> Map {
    let reference = Map::new(origin)
        .maybe("tag", oci.tag.as_ref())
        .maybe("semver", oci.semver.as_ref())
        .maybe("digest", oci.digest.as_ref());
    Map::new(origin)
        .with("interval", &oci.interval)
        .with("url", &oci.url)
        .map("ref", reference)
        .maybe("provider", unless(&oci.provider, "generic"))
        .maybe("secretRef", secret(oci.login.as_ref()))
        .maybe("insecure", Some(&oci.insecure).filter(|at| at.value))
        .maybe("ignore", oci.ignore.as_ref())
        .maybe("verify", oci.verify.as_ref().map(signature))
}

fn signature(at: &At<OciSignature>) -> Map {
    let (origin, signature) = (at.origin, &at.value);
    let identity = Map::new(origin)
        .maybe("issuer", signature.issuer.as_ref())
        .maybe("subject", signature.subject.as_ref());
    let known = signature.issuer.is_some() || signature.subject.is_some();
    let identities = known.then_some(identity).into_iter().collect();
    Map::new(origin)
        .with("provider", &signature.tool)
        .maybe("secretRef", secret(signature.keys.as_ref()))
        .list("matchOIDCIdentity", identities)
}

/// <https://fluxcd.io/flux/components/source/buckets/>
fn bucket(bucket: &BucketSource, origin: OriginId) -> Map {
    Map::new(origin)
        .with("interval", &bucket.interval)
        .maybe("provider", unless(&bucket.provider, "generic"))
        .with("bucketName", &bucket.bucket)
        .with("endpoint", &bucket.endpoint)
        .maybe("region", bucket.region.as_ref())
        .maybe("prefix", bucket.prefix.as_ref())
        .maybe("secretRef", secret(bucket.login.as_ref()))
        .maybe("insecure", Some(&bucket.insecure).filter(|at| at.value))
        .maybe("ignore", bucket.ignore.as_ref())
}

fn secret(name: Option<&At<SmolStr>>) -> Option<Map> {
    name.map(|name| Map::new(name.origin).with("name", name))
}

/// A word that differs from what Flux takes by itself.
fn unless<'a>(word: &'a At<SmolStr>, default: &str) -> Option<impl IntoNode + 'a> {
    (word.value != default).then_some(word)
}
