//! What Flux would refuse or could not open of a source.

use super::{Given, Rules, place};
use crate::check::has_credentials;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted};
use crate::model::records::{BucketSource, GitSource, OciSource};
use crate::model::{At, OriginId};
use crate::object::Output;
use crate::source::Span;
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules) {
    let Some(source) = rules.model.environment.flux.source.clone() else { return };
    let head = place(&rules.model.origins, source.origin, rules.model.span);
    if let Some(git) = GitSource::read(&source).filter(|_| source.variant.as_deref() == Some("git")) {
        super::environment::duration(rules, &git.interval);
        revision(rules, head, "git", &git_revisions(&git));
        if address(rules, &git) {
            login(rules, &git);
        }
    } else if let Some(oci) = OciSource::read(&source).filter(|_| source.variant.as_deref() == Some("oci")) {
        super::environment::duration(rules, &oci.interval);
        let set = [("tag", &oci.tag), ("semver", &oci.semver), ("digest", &oci.digest)];
        let set: Revisions =
            set.into_iter().filter_map(|(word, at)| Some((word, at.as_ref()?.origin))).collect();
        revision(rules, head, "oci", &set);
        signature(rules, &oci);
    } else if let Some(bucket) = BucketSource::read(&source) {
        super::environment::duration(rules, &bucket.interval);
    }
}

type Revisions = Vec<(&'static str, OriginId)>;

/// What says which revision of a repository is taken. A branch beside a commit says only what is fetched.
fn git_revisions(git: &GitSource) -> Revisions {
    let branch = git.branch.as_ref().filter(|_| git.commit.is_none());
    let rest = [("tag", &git.tag), ("semver", &git.semver), ("commit", &git.commit)];
    let rest = rest.into_iter().filter_map(|(word, at)| Some((word, at.as_ref()?.origin)));
    branch.map(|at| ("branch", at.origin)).into_iter().chain(rest).collect()
}

/// Flux takes the branch `master` or the tag `latest` by itself, and the strongest of several without a word.
fn revision(rules: &mut Rules, head: Span, source: &str, set: &[(&'static str, OriginId)]) {
    let (choices, default, example): (&[&str], _, _) = match source {
        "git" => (&["branch", "tag", "semver", "commit"], "the branch `master`", "branch: \"main\""),
        _ => (&["tag", "semver", "digest"], "the tag `latest`", "tag: \"v1.0.0\""),
    };
    let at = |rules: &Rules, origin: OriginId| place(&rules.model.origins, origin, head);
    let diagnostic = match set {
        [_] => return,
        [] => Diagnostic::new(
            Code::SourceRevision,
            head,
            format!("nothing says which revision of the {source} source is taken"),
        )
        .label(format!("Flux would take {default}"))
        .help(format!("write one of {}: `{example}`", quoted(choices)))
        .fill_in(head, &[], example),
        [first, others @ ..] => {
            let mut spans = others.iter().map(|(word, origin)| (word, at(rules, *origin)));
            let (word, here) = spans.next().unwrap_or((&"tag", head));
            let message = format!("`{word}` and `{}` both say which revision is taken", first.0);
            let diagnostic = Diagnostic::new(Code::SourceRevision, here, message)
                .label("one too many")
                .also(at(rules, first.1), "the first one");
            let diagnostic = spans.fold(diagnostic, |d, (word, span)| d.also(span, format!("`{word}` too")));
            diagnostic.help("keep the one that you mean; `none` takes away what a weaker layer set")
        }
    };
    rules.report(diagnostic);
}

/// Flux reads URLs only, and not the short form of `git clone`: `git@example.com:team/fleet`.
fn address(rules: &mut Rules, git: &GitSource) -> bool {
    let url = git.url.as_str();
    let rest = ["https://", "http://", "ssh://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    if rest
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace))
    {
        return !login_in_url(rules, git);
    }
    let help = match url.split_once(':') {
        Some((host, path)) if host.contains('@') && !path.starts_with("//") => {
            format!("write it as a URL: `ssh://{host}/{}`", path.trim_start_matches('/'))
        }
        _ => "write its URL: `https://example.com/fleet` or `ssh://git@example.com/fleet`".to_owned(),
    };
    let span = place(&rules.model.origins, git.url.origin, rules.model.span);
    rules.report(
        Diagnostic::new(Code::SourceAccess, span, format!("`{url}` is not a URL that Flux can open"))
            .label("neither `https://` nor `ssh://`")
            .help(help),
    );
    false
}

/// What stands before the `@` of a URL would be in the repository, and in the object that whoever looks at Flux can read.
fn login_in_url(rules: &mut Rules, git: &GitSource) -> bool {
    let found = has_credentials(&git.url);
    if found {
        let span = place(&rules.model.origins, git.url.origin, rules.model.span);
        rules.report(
            Diagnostic::new(Code::Plaintext, span, "a login can't be written in the URL of a source")
                .label("a password in plain text")
                .help("take it out, and name a Secret in Flux's namespace that holds it: `login: \"fleet-key\"`"),
        );
    }
    found
}

/// An SSH server admits nobody without a key.
fn login(rules: &mut Rules, git: &GitSource) {
    let ssh = git.url.starts_with("ssh://");
    let (at, why): (&At<SmolStr>, _) = match git.provider.as_str() {
        "github" if git.login.is_none() => {
            (&git.provider, "a GitHub App logs in with a Secret that holds its key")
        }
        "generic" if ssh && git.login.is_none() => (&git.url, "an SSH server admits nobody without a key"),
        _ => return,
    };
    let span = place(&rules.model.origins, at.origin, rules.model.span);
    rules.report(
        Diagnostic::new(Code::SourceAccess, span, format!("Flux can't open `{}`", git.url.value))
            .label(why)
            .help("name the Secret in Flux's namespace that opens it: `login: \"fleet-key\"`")
            .fill_in(rules.model.span, &["flux", "source git"], "login: \"fleet-key\""),
    );
}

/// <https://fluxcd.io/flux/components/source/ocirepositories/#verification>
fn signature(rules: &mut Rules, oci: &OciSource) {
    let Some(at) = &oci.verify else { return };
    let (tool, half) = (at.tool.as_str(), at.issuer.is_some() != at.subject.is_some());
    let identity = at.issuer.is_some() || at.subject.is_some();
    let (what, help) = match tool {
        "notation" if identity => {
            ("`notation` knows no identities, only keys", "take `issuer` and `subject` away")
        }
        "notation" if at.keys.is_none() => (
            "`notation` needs the keys that may have signed",
            "name the Secret that holds them: `keys: \"…\"`",
        ),
        _ if half => ("half of the signer's identity is missing", "write both `issuer` and `subject`"),
        _ if identity && at.keys.is_some() => {
            ("a signature is checked by keys or by identity", "keep either `keys`, or `issuer` and `subject`")
        }
        "cosign" if !identity && at.keys.is_none() => (
            "anybody may have signed",
            "write whose signature counts: `verify: cosign { keys: \"…\" }`, or `issuer` and `subject`",
        ),
        _ => return,
    };
    let span = place(&rules.model.origins, at.origin, rules.model.span);
    rules.report(
        Diagnostic::new(Code::SourceAccess, span, format!("Flux can't tell who must have signed: {what}"))
            .label("this signature")
            .help(help),
    );
}

/// A node that holds the source that it comes from deletes it when it is pruned, and nothing brings it back.
pub(super) fn own(given: &Given, output: &Output, diagnostics: &mut Diagnostics) {
    let (kind, name, namespace) = &given.source;
    // One that the environment declares is an object of the build, and two of one identity are told of already.
    let declared = output.flux.iter().any(|(_, object)| object.kind == *kind);
    for node in &output.nodes {
        let adopted = node.adopted.objects.iter().map(|(object, _)| object);
        for object in node.objects.iter().chain(adopted) {
            let source = !declared
                && object.group() == "source.toolkit.fluxcd.io"
                && object.kind == *kind
                && object.name == *name
                && object.namespace.as_ref() == Some(namespace);
            let home = object.kind == "Namespace" && object.group().is_empty() && object.name == *namespace;
            if !source && !home {
                continue;
            }
            let span = super::place(&output.origins, object.origin, given.environment_span());
            let message = format!(
                "the node `{}` would hold {}",
                node.name,
                if source { "its own source" } else { "Flux's own namespace" }
            );
            diagnostics.push(
                Diagnostic::new(Code::OwnSource, span, message)
                    .label(format!("the {} `{}`, from which every node comes", object.kind, object.name))
                    .help("say that it is there already, `existing: true`, and leave it to `flux bootstrap`"),
            );
        }
    }
}
