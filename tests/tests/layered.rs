//! Faults of values that several layers made: the label stands on the line that is to be changed, and the others tell
//! which layers made the value.

use fluo_core::diagnostic::Diagnostic;
use fluo_core::source::{MemoryLoader, Sources, Span};
use fluo_core::{Options, build};

/// A kind, a component of it and two environments, of which the second inherits from the first.
struct Case {
    name: &'static str,
    kind: &'static str,
    component: &'static str,
    base: &'static str,
    prod: &'static str,
    code: &'static str,
    /// `file:line text`, the primary label first.
    labels: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        name: "replicas of a size beside the scale of a kind",
        kind: "  scale: 1..3 { cpu: 70% }",
        component: "  size: large",
        base: "",
        prod: "",
        code: "E0805",
        labels: &[
            "platform:2 a fixed number",
            "platform:5 a scaler that owns the number",
            "api:3 `component api` chooses the size here",
        ],
    },
    Case {
        name: "replicas of an override beside the scale of a kind",
        kind: "  resources { cpu: 250m..1 }
  scale: 1..3 { cpu: 70% }",
        component: "",
        base: "",
        prod: "  override api { replicas: 5 }",
        code: "E0805",
        labels: &["main:6 a fixed number", "platform:6 a scaler that owns the number"],
    },
    Case {
        name: "replicas of a component beside the scale of an override",
        kind: "",
        component: "  resources { cpu: 250m..1 }
  replicas: 2",
        base: "  override api { scale: 1..3 { cpu: 70% } }",
        prod: "  override api { scale: 2..5 }",
        code: "E0805",
        labels: &[
            "main:7 a scaler that owns the number",
            "api:4 a fixed number",
            "main:4 `override api` of `base` sets it here; `override api` of `prod` is stronger",
        ],
    },
    Case {
        name: "replicas that three layers set",
        kind: "  scale: 1..3 { cpu: 70% }
  resources { cpu: 1 }",
        component: "  replicas: 2",
        base: "  override api { replicas: 3 }",
        prod: "  override api { replicas: 4 }",
        code: "E0805",
        labels: &[
            "main:7 a fixed number",
            "platform:5 a scaler that owns the number",
            "api:3 `component api` sets it here",
            "main:4 `override api` of `base` sets it here; `override api` of `prod` is stronger",
        ],
    },
    Case {
        name: "a size without the request that a kind scales by",
        kind: "  scale: 1..3 { cpu: 70% }",
        component: "  size: tiny",
        base: "",
        prod: "",
        code: "E0806",
        labels: &[
            "api:3 a size without cpu",
            "platform:5 a share of a cpu request that is not there",
            "platform:1 sets no cpu",
        ],
    },
    Case {
        name: "a size of the kind itself without the request",
        kind: "  size: tiny
  scale: 1..3 { cpu: 70% }",
        component: "",
        base: "",
        prod: "",
        code: "E0806",
        labels: &[
            "platform:6 a share of a cpu request that is not there",
            "platform:5 `size: tiny` chosen here",
            "platform:1 sets no cpu",
        ],
    },
    Case {
        name: "no size under a kind that scales",
        kind: "  scale: 1..3 { cpu: 70% }",
        component: "",
        base: "",
        prod: "",
        code: "E0806",
        labels: &["api:1 requests no cpu", "platform:5 a share of a cpu request that is not there"],
    },
    Case {
        name: "a budget for more replicas than a size has",
        kind: "  available { min: 4 }",
        component: "  size: large",
        base: "",
        prod: "",
        code: "E0832",
        labels: &[
            "platform:5 with 4 pods, nothing may be taken down",
            "platform:2 as few as 4 pods",
            "api:3 `component api` chooses the size here",
        ],
    },
    Case {
        name: "a budget of a kind and replicas of an override",
        kind: "  available { min: 2 }",
        component: "  replicas: 3",
        base: "",
        prod: "  override api { replicas: 2 }",
        code: "E0832",
        labels: &["platform:5 with 2 pods, nothing may be taken down", "main:6 as few as 2 pods"],
    },
    Case {
        name: "a volume of a kind in the replicas of an override",
        kind: r#"  volume data: 1Gi { at: "/data" }"#,
        component: "",
        base: "",
        prod: "  override api { replicas: 2 }",
        code: "E0815",
        labels: &["platform:5 `access: once`, as it is unless it says otherwise", "main:6 2 pods"],
    },
    Case {
        name: "a volume that an override gives to one node",
        kind: r#"  volume data: 1Gi { at: "/data", access: many }"#,
        component: "  replicas: 2",
        base: "  override api { volume data { access: once } }",
        prod: "",
        code: "E0815",
        labels: &[
            "main:4 mounted on one node only",
            "api:3 2 pods",
            "platform:5 `kind web` sets it here; `override api` of `base` is stronger",
        ],
    },
    Case {
        name: "a probe of a kind on a port that an override takes away",
        kind: r#"  probe live: "/health" { port: admin }
  port admin: 9090"#,
        component: "",
        base: "",
        prod: "  override api { port admin: none }",
        code: "E0807",
        labels: &["platform:5 the probe would never be answered"],
    },
    Case {
        name: "a probe port that a component and an override set",
        kind: r#"  probe live: "/health" { port: http }"#,
        component: "  probe live { port: http }",
        base: "",
        prod: "  override api { probe live { port: admin } }",
        code: "E0807",
        labels: &[
            "main:6 the probe would never be answered",
            "platform:5 `kind web` sets it here",
            "api:3 `component api` sets it here; `override api` of `prod` is stronger",
        ],
    },
    Case {
        name: "an image that the base environment moves",
        kind: "",
        component: "",
        base: r#"  override api { image: "ghcr.io/acme/api:latest" }"#,
        prod: "  production: true
  override api { resources { cpu: 1, memory: 1Gi } }",
        code: "E0703",
        labels: &[
            "main:4 the tag `latest`",
            "main:6 `prod` is a production environment",
            "api:2 `component api` sets it here; `override api` of `base` is stronger",
        ],
    },
    Case {
        name: "requests that the size of a kind leaves out",
        kind: "  size: tiny",
        component: "",
        base: "",
        prod: "  production: true",
        code: "E0705",
        labels: &[
            "api:1 nothing is reserved for its pods",
            "platform:5 `size: tiny` chosen here",
            "platform:1 sets no cpu",
            "main:5 `prod` is a production environment",
        ],
    },
    Case {
        name: "a user that an override makes root",
        kind: r#"  security { user: 1000, because: "its files" }"#,
        component: r#"  namespace: "shop""#,
        base: "  override api { security { user: 2000 } }",
        prod: "  override api { security { user: 0 } }",
        code: "E0836",
        labels: &[
            "main:7 needs the level `baseline`",
            "platform:7 enforces the level `restricted`",
            "platform:5 `kind web` sets it here",
            "main:4 `override api` of `base` sets it here; `override api` of `prod` is stronger",
        ],
    },
    Case {
        name: "a quota that scale and size exceed together",
        kind: "  scale: 1..3 { cpu: 70% }",
        component: r#"  namespace: "shop"
  size: large
  replicas: none"#,
        base: "",
        prod: "  override api { scale: 2..10 }",
        code: "E0834",
        labels: &[
            "api:1 at most 10 pods: 20 of cpu as limits",
            "platform:7 the quota: 12",
            "main:6 so it has at most 10 pods",
            "platform:2 what each of its pods takes",
            "api:4 `component api` chooses the size here",
        ],
    },
    Case {
        name: "two ports of one number from kind and component",
        kind: "",
        component: "  port admin: 9090",
        base: "",
        prod: "  override api { port admin: 8080 }",
        code: "E0804",
        labels: &[
            "main:6 declared again here",
            "platform:4 first declared here",
            "api:3 `component api` sets it here; `override api` of `prod` is stronger",
        ],
    },
];

impl Case {
    fn files(&self) -> MemoryLoader {
        let lines = |text: &str| if text.is_empty() { String::new() } else { format!("{text}\n") };
        let platform = format!(
            "size tiny {{ memory: 128Mi..256Mi }}\n\
             size large {{ cpu: 1..2, memory: 1Gi..2Gi, replicas: 4 }}\n\
             kind web: service {{\n  port http: 8080\n{}}}\n{}",
            lines(self.kind),
            if self.component.contains("shop") { NAMESPACE } else { "" },
        );
        let api = format!(
            "component api: web {{\n  image: \"ghcr.io/acme/api:v1.0.0\"\n{}}}\n",
            lines(self.component)
        );
        let main = format!(
            "use \"platform.fluo\"\nuse \"api.fluo\"\nenvironment base {{\n{}}}\nenvironment prod: base {{\n{}}}\n",
            lines(self.base),
            lines(self.prod),
        );
        MemoryLoader::new().with("platform.fluo", platform).with("api.fluo", api).with("main.fluo", main)
    }
}

/// What admits little.
const NAMESPACE: &str = "namespace shop { security: restricted, quota { cpu: 12, pods: 8 } }\n";

fn labels(found: &Diagnostic, sources: &Sources) -> Vec<String> {
    let place = |span: Span| {
        let file = sources.path(span.file).trim_end_matches(".fluo");
        format!("{file}:{}", sources.position(span).line)
    };
    let primary = std::iter::once(&found.primary);
    primary.chain(&found.secondary).map(|label| format!("{} {}", place(label.span), label.text)).collect()
}

#[test]
fn labels_show_the_layers_that_made_a_value() {
    let mut faults = Vec::new();
    for case in CASES {
        let options = Options { environment: Some("prod".to_owned()), ..Options::default() };
        let built = build(&case.files(), "main.fluo", &options);
        let of_code = |found: &&Diagnostic| found.code.as_str() == case.code;
        let found = built.diagnostics.iter().rfind(of_code);
        let found = found.map(|found| labels(found, &built.sources)).unwrap_or_default();
        if found != case.labels {
            faults.push(format!("{}: {}\n{found:#?}", case.name, case.code));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
