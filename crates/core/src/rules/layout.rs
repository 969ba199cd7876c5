//! Where the files of a tree lie: paths that stay in the source, and folders that do not collide.

use super::{Given, Rules, place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, near, quoted};
use crate::lower::layout::VARIABLES;
use crate::model::At;
use crate::object::Output;
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// Every path of an environment by itself.
pub(super) fn check(rules: &mut Rules) {
    let flux = &rules.model.environment.flux;
    if let Some(at) = &flux.path {
        path(rules, at);
    }
    let Some(layout) = &flux.layout else { return };
    if let Some(path) = &flux.path {
        let (here, there) = (span(rules, path), place(&rules.model.origins, layout.origin, rules.model.span));
        rules.report(
            Diagnostic::new(Code::FluxLayout, here, "`path` means nothing beside `layout`")
                .label("not used")
                .also(there, "says where every file lies")
                .help("take `path` away; the paths of a layout start at the root of the source")
                .take_out(here, "path"),
        );
    }
    template(rules, "nodes", &layout.nodes, true);
    template(rules, "root", &layout.root, false);
    template(rules, "kustomizations", &layout.kustomizations, true);
    file_name(rules, &layout.kustomizations);
    for at in &layout.include {
        include(rules, at, &layout.root);
    }
}

fn span(rules: &Rules, at: &At<SmolStr>) -> Span {
    place(&rules.model.origins, at.origin, rules.model.span)
}

fn path(rules: &mut Rules, path: &At<SmolStr>) {
    let text = path.value.as_str();
    let Some(why) = unsafe_path(text).filter(|_| text != ".") else { return };
    let span = span(rules, path);
    rules.report(
        Diagnostic::new(Code::FluxPath, span, format!("the path `{text}` {why}"))
            .label("not a folder of the repository")
            .help("write a path relative to the repository's root: `clusters/prod`"),
    );
}

/// Why a path is none below the root of a source, on every operating system.
fn unsafe_path(path: &str) -> Option<&'static str> {
    const FORBIDDEN: &str = "\\:*?\"<>|$";
    let mut parts = path.trim_end_matches('/').split('/');
    if path.starts_with('/') {
        return Some("is absolute");
    }
    if path.split('/').any(|part| part == "..") {
        return Some("leads out of the repository");
    }
    if path.is_empty() || path.contains(char::is_whitespace) {
        return Some("is empty or holds blanks");
    }
    if path.contains(|c: char| c.is_control() || FORBIDDEN.contains(c)) {
        return Some("holds a character that some file systems refuse");
    }
    let hidden = |part: &str| part.starts_with('.') && part != ".";
    parts
        .any(|part| part.is_empty() || hidden(part) || part.len() > 1 && part.ends_with('.'))
        .then_some("has a part that is hidden, empty or ends with a dot")
}

/// A template names known variables only, and `{node}` where files differ by node.
fn template(rules: &mut Rules, field: &str, at: &At<SmolStr>, by_node: bool) {
    let span = span(rules, at);
    let text = at.value.as_str();
    let mut plain = text.to_owned();
    for name in VARIABLES {
        plain = plain.replace(&format!("{{{name}}}"), "x");
    }
    let names_node = text.contains("{node}");
    let diagnostic = if plain.contains(['{', '}']) {
        unknown_variable(text, span)
    } else if let Some(why) = unsafe_path(&plain) {
        Diagnostic::new(Code::FluxPath, span, format!("the path `{text}` {why}"))
            .label("not a path below the root of the source")
            .help("write a path from the root of the source, without `.` and `..` in it: `apps/base/{node}`")
    } else if by_node && !names_node {
        Diagnostic::new(Code::FluxLayout, span, format!("all nodes would share `{text}`"))
            .label("no `{node}` in it")
            .help(format!("name the node: `{field}: \"{}/{{node}}\"`", text.trim_end_matches('/')))
            .rewrite(format!("\"{}/{{node}}\"", text.trim_end_matches('/')))
    } else if !by_node && names_node {
        Diagnostic::new(Code::FluxLayout, span, format!("`{field}` is one folder, and `{{node}}` is many"))
            .label("differs from node to node")
            .help("name the folder that the Kustomization of `flux bootstrap` points at")
    } else if text.contains("{cluster}") && rules.model.cluster.is_none() {
        let message = format!("`{}` has no clusters, so `{{cluster}}` means nothing", rules.model.name);
        Diagnostic::new(Code::FluxLayout, span, message)
            .label("names the cluster")
            .help("declare the cluster in the environment, `cluster NAME {}`, or write its name")
    } else {
        return;
    };
    rules.report(diagnostic);
}

fn unknown_variable(text: &str, span: Span) -> Diagnostic {
    let name = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let name = name.filter(|name| !VARIABLES.contains(name)).last().unwrap_or_default();
    let diagnostic = Diagnostic::new(Code::FluxLayout, span, format!("`{text}` is not a path of a layout"))
        .label(format!("`{{{name}}}` stands for nothing"));
    match near(name, VARIABLES) {
        Some(meant) => {
            let path = text.replace(&format!("{{{name}}}"), &format!("{{{meant}}}"));
            diagnostic.help(format!("did you mean `{{{meant}}}`?")).rewrite(format!("\"{path}\""))
        }
        None => diagnostic
            .help(format!("write {} in braces, or no braces", quoted(&VARIABLES).replace(" and ", " or "))),
    }
}

fn file_name(rules: &mut Rules, at: &At<SmolStr>) {
    let name = at.value.rsplit('/').next().unwrap_or_default();
    let diagnostic = if name == "kustomization.yaml" {
        Diagnostic::new(
            Code::FluxLayout,
            span(rules, at),
            "a Flux Kustomization can't be called `kustomization.yaml`",
        )
        .label("Kustomize reads that name as the list of the folder's files")
        .help("give it another name: `apps/{node}/ks.yaml`")
    } else if !name.ends_with(".yaml") {
        Diagnostic::new(Code::FluxLayout, span(rules, at), format!("`{}` is not a file of YAML", at.value))
            .label("does not end with `.yaml`")
            .help(format!("write `kustomizations: \"{}.yaml\"`", at.value.trim_end_matches('/')))
            .rewrite(format!("\"{}.yaml\"", at.value.trim_end_matches('/')))
    } else {
        return;
    };
    rules.report(diagnostic);
}

/// What the root lists beside its own files lies in the source too.
fn include(rules: &mut Rules, at: &At<SmolStr>, root: &At<SmolStr>) {
    let text = at.value.as_str();
    let depth = root.split('/').filter(|part| !part.is_empty() && *part != ".").count();
    let up = text.split('/').take_while(|part| *part == "..").count();
    let rest: Vec<&str> = text.split('/').skip(up).collect();
    let rest = rest.join("/");
    let why = if up > depth {
        Some("leads out of the repository")
    } else if up > 0 && rest.is_empty() {
        Some("names a folder that the root lies in")
    } else {
        unsafe_path(&rest)
    };
    let Some(why) = why else { return };
    let diagnostic = Diagnostic::new(Code::FluxPath, span(rules, at), format!("the path `{text}` {why}"))
        .label("not a file or folder beside the root")
        .help(format!("write its path from `{}`: `flux-system`, `../../base`", root.value));
    rules.report(diagnostic);
}

/// Folders that would collide once names are filled in.
pub(super) fn folders(given: &Given, output: &Output, diagnostics: &mut Diagnostics) {
    let Some(layout) = given.layout else { return };
    let mut nodes: BTreeMap<&str, &str> = BTreeMap::new();
    let mut collide = |message: String, help: &str| {
        diagnostics.push(Diagnostic::new(Code::FluxLayout, layout, message).label("decided here").help(help));
    };
    for node in &output.nodes {
        nodes.insert(&node.folder, &node.name);
    }
    let root = output.place.root.as_str();
    let mut flux: Vec<&str> =
        output.flux.iter().map(|(path, _)| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
    flux.sort_unstable();
    flux.dedup();
    if let Some(node) = nodes.get(root) {
        collide(
            format!("the node `{node}` and the root share the folder `{root}`"),
            "give the root a folder of its own",
        );
    }
    for folder in flux.into_iter().filter(|folder| *folder != root) {
        if let Some(node) = nodes.get(folder) {
            collide(
                format!("the node `{node}` and its Kustomization share the folder `{folder}`"),
                "put the Kustomizations beside the nodes: `nodes: \"apps/{node}/app\"`, `kustomizations: \"apps/{node}/ks.yaml\"`",
            );
            return;
        }
        if folder.is_empty() || root.starts_with(&format!("{folder}/")) {
            collide(
                format!("the root `{root}` lies in the folder of the Kustomizations, `{folder}`"),
                "Kustomize refuses a folder that holds the one it builds: move the Kustomizations or the root",
            );
            return;
        }
    }
}
