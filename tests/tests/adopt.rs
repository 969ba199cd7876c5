//! Adopted files: what diagnostics say of them and never show, and where they end up.

use fluo_core::diagnostic::Code;
use fluo_core::emit::{json, tree};
use fluo_core::source::{MemoryLoader, Span};
use fluo_core::{Built, Options, build};

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: legacy\n";

fn built(files: &[(&str, &str)]) -> Built {
    let loader = files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, *text));
    build(&loader, "main.fluo", &Options::default())
}

fn kustomization(resources: &str) -> String {
    format!("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [{resources}]\n")
}

/// The codes of a build with the file and line of each.
fn told(built: &Built) -> Vec<(Code, String)> {
    let place =
        |span: Span| format!("{}:{}", built.sources.path(span.file), built.sources.position(span).line);
    built.diagnostics.iter().map(|found| (found.code, place(found.primary.span))).collect()
}

const LEGACY: &str = "component legacy: manifests { path: \"legacy\" }\nenvironment dev {}\n";

#[test]
fn no_diagnostic_of_a_plain_secret_stands_in_its_file() {
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: x}\nstringData:\n  p: hunter2\n";
    let broken = format!("{secret}  q: [\n");
    let of_sops = "secret s: sops { file: \"legacy/s.yaml\" }\n\
        component w: worker { image: \"a.io/b:v1\", env { P: s.p } }\nenvironment dev {}\n";
    for program in [LEGACY, of_sops] {
        for text in [secret, broken.as_str()] {
            let built = built(&[("main.fluo", program), ("legacy/s.yaml", text)]);
            assert!(built.output.is_none());
            for found in &built.diagnostics {
                assert_eq!(built.sources.path(found.primary.span.file), "main.fluo", "{found:?}");
                assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
            }
        }
    }
}

#[test]
fn one_identity_in_both_is_told_with_the_line_of_the_yaml() {
    let program =
        "component settings: resource { namespace: \"legacy\", api: \"v1\", kind: \"ConfigMap\" }\n";
    let built = built(&[("main.fluo", &format!("{program}{LEGACY}")), ("legacy/a.yaml", MAP)]);
    let same = built.diagnostics.iter().find(|found| found.code == Code::SameObject).expect("one");
    let places = [&same.primary].into_iter().chain(&same.secondary);
    let places: Vec<String> = places
        .map(|label| {
            format!("{}:{}", built.sources.path(label.span.file), built.sources.position(label.span).line)
        })
        .collect();
    assert!(places.contains(&"legacy/a.yaml:2".to_owned()), "{places:?}");
    assert!(places.contains(&"main.fluo:1".to_owned()), "{places:?}");
}

#[test]
fn kustomizations_that_lead_back_out_or_nowhere_are_refused_at_their_line() {
    for resource in [".", "../../out", "https://example.com/a.yaml", "nothing.yaml", "github.com/a/b"] {
        let text = kustomization(&format!("\"{resource}\""));
        let built = built(&[("main.fluo", LEGACY), ("legacy/kustomization.yaml", text.as_str())]);
        let wanted = (Code::KustomizeReference, "legacy/kustomization.yaml:3".to_owned());
        assert_eq!(told(&built), [wanted], "{resource}");
    }
}

#[test]
fn a_bomb_of_aliases_and_too_many_files_are_refused() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (name, before) in ('b'..='i').zip('a'..) {
        bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 10].join(", ")));
    }
    let found = built(&[("main.fluo", LEGACY), ("legacy/a.yaml", &bomb)]);
    assert_eq!(told(&found)[0].0, Code::BrokenYaml);

    let many = (0..2_001).fold(MemoryLoader::new().with("main.fluo", LEGACY), |loader, number| {
        loader.with(&format!("legacy/{number}.yaml"), MAP.replace("settings", &format!("s{number}")))
    });
    let built = build(&many, "main.fluo", &Options::default());
    assert_eq!(told(&built), [(Code::BadManifests, "main.fluo:1".to_owned())]);
}

/// A component with manifests that have their own kustomization may have objects of its own too.
#[test]
fn a_kustomization_of_its_own_stands_beside_other_objects() {
    let program = "store aws: aws-parameter-store { region: \"eu-central-1\" }\n\
        component legacy: manifests {\n  namespace: \"legacy\"\n  path: \"legacy\"\n  \
        secret login: external { store: aws, keys { password: \"/legacy/password\" } }\n}\n\
        environment dev { provides: [external-secrets] }\n";
    let built = built(&[
        ("main.fluo", program),
        ("legacy/kustomization.yaml", &kustomization("a.yaml")),
        ("legacy/a.yaml", MAP),
    ]);
    let output = built.output.expect("no errors");
    let files = tree(&output);
    assert!(files.contains_key("nodes/legacy/manifests/a.yaml"), "{:?}", files.keys());
    let own = &files["nodes/legacy/kustomization.yaml"];
    assert!(own.contains("- externalsecret-login.yaml\n") && own.contains("- manifests\n"), "{own}");
    assert!(files["flux/legacy.yaml"].contains("nodes/legacy\"\n"));
}

#[test]
fn adopted_files_are_byte_for_byte_and_their_objects_know_their_line() {
    let text = format!("# by hand\r\n\n{MAP}data: {{a: 'b'}}   \n---\n");
    let built = built(&[("main.fluo", LEGACY), ("legacy/a.yaml", &text)]);
    let output = built.output.as_ref().expect("no errors");
    assert_eq!(tree(output)["nodes/legacy/a.yaml"], text);
    let list: Vec<serde_json::Value> =
        serde_json::from_str(&json::list(output, &built.sources)).expect("JSON");
    let object = list.iter().find(|entry| entry["object"]["kind"] == "ConfigMap").expect("it");
    let step = object["origins"][""].as_array().and_then(|chain| chain.last()).expect("a step");
    assert_eq!((step["file"].as_str(), step["line"].as_u64()), (Some("legacy/a.yaml"), Some(4)));
}
