//! The trees of several builds in one source, each below its own path, and the ledger that tells them apart.

use super::ledger::Ledger;
use super::tree::{self, Content};
use crate::object::Output;
use std::collections::BTreeMap;
use std::fmt;

/// Files by their paths.
pub type Files = BTreeMap<String, String>;

/// A file that two builds write differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Its path from the root of the source.
    pub path: String,
    /// The build that wrote it first, as [`Output::name`] says it.
    pub first: String,
    /// The other one.
    pub second: String,
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` and `{}` both write `{}`, and not the same", self.first, self.second, self.path)
    }
}

/// The files of several builds by their paths from the root of the source. What several write alike is there once.
///
/// # Errors
/// [`Shared`] for the first path that two builds write differently.
pub fn files(outputs: &[Output]) -> Result<Files, Shared> {
    let (mut files, mut owners) = (Files::new(), BTreeMap::new());
    for output in outputs {
        for (path, text) in tree::texts(tree::in_source(output)) {
            let name = output.name();
            match files.get(&path) {
                Some(there) if *there != text => {
                    let first = owners.get(&path).cloned().unwrap_or_default();
                    return Err(Shared { path, first, second: name });
                }
                Some(_) => {}
                None => {
                    owners.insert(path.clone(), name);
                    files.insert(path, text);
                }
            }
        }
    }
    Ok(files)
}

/// Whether the folder that these builds are written to is the root of a source, in which each has its own path.
fn is_spread(outputs: &[Output]) -> bool {
    outputs.len() > 1 || outputs.iter().any(|output| output.cluster.is_some() || output.place.base.is_none())
}

/// The files that these builds write into an empty folder, the ledger aside, each with the build that it is of. What several
/// write alike is there once, as the first one's.
#[must_use]
pub fn contents(outputs: &[Output]) -> BTreeMap<String, (&Output, Content<'_>)> {
    let spread = is_spread(outputs);
    let mut all = BTreeMap::new();
    for output in outputs {
        let files = if spread { tree::in_source(output) } else { tree::alone(output) };
        for (path, content) in files {
            all.entry(path).or_insert((output, content));
        }
    }
    all
}

/// What is written into a folder: the files, their ledger included, and which of the folder's earlier builds stay.
#[derive(Clone, Debug)]
pub struct Forest {
    trees: Vec<(String, Files, Files)>,
    spread: bool,
}

impl Forest {
    /// The trees of these builds. `several` says that more may come: that the folder is the root of a source.
    #[must_use]
    pub fn new(outputs: &[Output], several: bool) -> Self {
        let spread = several || is_spread(outputs);
        let tree = |output: &Output| {
            let in_source = tree::texts(tree::in_source(output));
            (output.name(), tree::from_base(output, in_source.clone()), in_source)
        };
        Self { trees: outputs.iter().map(tree).collect(), spread }
    }

    /// One tree of these files, by their paths in the folder that holds it.
    #[must_use]
    pub fn of(name: &str, files: Files) -> Self {
        Self { trees: vec![(name.to_owned(), files.clone(), files)], spread: false }
    }

    /// The files of the folder, given its ledger, and the new ledger.
    ///
    /// A folder is either one tree, or the root of a source in which each tree has its own path. It becomes the second
    /// with the first build of several trees, or of one that a layout spreads, and stays it. There, the trees of other
    /// builds are kept.
    ///
    /// Of the environments in `whole`, no tree stays that is not among these.
    ///
    /// # Errors
    /// [`Shared`] for the first path that two builds write differently.
    pub fn over(&self, old: Option<&Ledger>, whole: &[String]) -> Result<(Files, Ledger), Shared> {
        let spread = self.spread || old.is_some_and(|old| old.spread);
        let mut ledger = Ledger::new(spread);
        if let Some(old) = old.filter(|old| old.spread) {
            ledger.trees = old.trees.clone();
            let is_of = |name: &str, environment: &String| {
                name == environment
                    || name.strip_prefix(environment).is_some_and(|rest| rest.starts_with('/'))
            };
            ledger.trees.retain(|name, _| !whole.iter().any(|environment| is_of(name, environment)));
        }
        for (name, _, _) in &self.trees {
            ledger.trees.remove(name);
        }
        let mut files = Files::new();
        for (name, alone, in_source) in &self.trees {
            let tree = if spread { in_source } else { alone };
            let digests: BTreeMap<String, String> =
                tree.iter().map(|(path, text)| (path.clone(), Ledger::digest(text))).collect();
            for (path, digest) in &digests {
                if let Some(first) = ledger.writes_otherwise(path, digest) {
                    return Err(Shared { path: path.clone(), first, second: name.clone() });
                }
            }
            files.extend(tree.iter().map(|(path, text)| (path.clone(), text.clone())));
            ledger.trees.insert(name.clone(), digests);
        }
        Ok((files, ledger))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{object, output};
    use super::*;

    /// A build of `environment` with a layout of its own below `clusters/PLACE`, with one Service.
    fn build(environment: &str, place: &str, service: &str) -> Output {
        let mut output = output(vec![("web", vec![object("v1", "Service", service)])]);
        output.environment = environment.into();
        output.place.base = Some(format!("clusters/{place}").into());
        output.place.root = format!("clusters/{place}/flux").into();
        for node in &mut output.nodes {
            node.folder = format!("clusters/{place}/nodes/{}", node.name).into();
        }
        output
    }

    fn over(outputs: &[Output], old: Option<&Ledger>, whole: &[&str]) -> (Vec<String>, Ledger) {
        let whole: Vec<String> = whole.iter().map(ToString::to_string).collect();
        let (files, ledger) = Forest::new(outputs, false).over(old, &whole).unwrap();
        (files.into_keys().collect(), ledger)
    }

    fn names(ledger: &Ledger) -> Vec<&str> {
        ledger.trees.keys().map(String::as_str).collect()
    }

    #[test]
    fn one_tree_is_the_folder_and_several_stand_below_their_paths() {
        let prod = build("prod", "prod", "web");
        let (files, ledger) = over(std::slice::from_ref(&prod), None, &["prod"]);
        let alone = ["flux/kustomization.yaml", "nodes/web/kustomization.yaml", "nodes/web/service-web.yaml"];
        assert_eq!(files, alone);
        assert!(!ledger.spread);
        let (files, ledger) = over(&[build("dev", "dev", "web"), prod], None, &[]);
        assert!(files.contains(&"clusters/dev/nodes/web/service-web.yaml".to_owned()), "{files:?}");
        assert!(ledger.spread && names(&ledger) == ["dev", "prod"]);
    }

    #[test]
    fn one_of_several_leaves_the_others() {
        let (_, before) = over(&[build("dev", "dev", "web"), build("prod", "prod", "web")], None, &[]);
        let (files, after) = over(&[build("dev", "dev", "api")], Some(&before), &["dev"]);
        assert!(files.iter().all(|path| path.starts_with("clusters/dev/")), "{files:?}");
        assert_eq!(after.trees["prod"], before.trees["prod"]);
        assert!(after.trees["dev"].contains_key("clusters/dev/nodes/web/service-api.yaml"));
        assert_eq!(Ledger::parse(&after.to_json()), Ok(after));
    }

    #[test]
    fn a_folder_of_one_tree_is_replaced_whatever_was_in_it() {
        let (_, before) = over(&[build("dev", "dev", "web")], None, &["dev"]);
        let (_, after) = over(&[build("prod", "prod", "web")], Some(&before), &["prod"]);
        assert_eq!(names(&after), ["prod"]);
    }

    #[test]
    fn clusters_that_are_gone_go_with_a_build_of_the_whole_environment() {
        let cluster = |name: &str| Output { cluster: Some(name.into()), ..build("prod", name, "web") };
        let (_, both) = over(&[cluster("eu"), cluster("us")], None, &["prod"]);
        let (_, one) = over(&[cluster("eu")], Some(&both), &[]);
        assert_eq!(names(&one), ["prod/eu", "prod/us"]);
        let (_, whole) = over(&[cluster("eu")], Some(&both), &["prod"]);
        assert_eq!(names(&whole), ["prod/eu"]);
    }

    #[test]
    fn what_is_shared_is_the_same_or_refused() {
        let prod = build("prod", "all", "web");
        assert!(files(&[prod.clone(), build("dev", "all", "web")]).is_ok());
        let other = build("dev", "all", "api");
        let shared = files(&[prod.clone(), other.clone()]).unwrap_err();
        assert_eq!(shared.path, "clusters/all/nodes/web/kustomization.yaml");
        let (_, ledger) = over(&[prod, build("test", "test", "web")], None, &[]);
        let refused = Forest::new(&[other], false).over(Some(&ledger), &[]).unwrap_err();
        assert_eq!((refused.first.as_str(), refused.second.as_str()), ("prod", "dev"));
    }

    #[test]
    fn the_root_names_the_folders_of_its_kustomizations() {
        let mut spread = build("dev", "dev", "web");
        spread.place.include = vec!["flux-system".into()];
        spread.flux.push(("base/services/web.yaml".into(), object("v1", "Kustomization", "web")));
        let files = files(&[spread]).unwrap();
        let root = "resources:\n- \"../../../base/services\"\n- flux-system\n";
        assert!(files["clusters/dev/flux/kustomization.yaml"].ends_with(root));
        assert!(files["base/services/kustomization.yaml"].ends_with("resources:\n- web.yaml\n"));
    }
}
