//! What somebody writes who has never seen fluo, and comes from Helm, Kustomize, Compose, Terraform or plain YAML: one
//! diagnostic, whose help holds the text to write; and the program in which it was written builds.

use fluo_core::source::MemoryLoader;
use fluo_core::{Built, Options, build};

/// A program without a mistake.
const PROGRAM: &str = r#"component api: service {
  image: "ghcr.io/acme/api:v1.0.0"
  port http: 8080
}

component shop-db: postgres { storage: 10Gi }

environment prod {
  domain: "example.com"
  provides: [cloudnative-pg, gateway-api, cert-manager]
  defaults { namespace: "shop" }
  deploy: all
}
"#;

/// A mistake: what stands in the program, what was written, and what is written once the help was followed.
struct Case {
    name: &'static str,
    from: &'static str,
    wrong: &'static str,
    code: &'static str,
    /// The text between backticks that one of the helps says to write; `{ … }` stands for the block that is there.
    write: &'static str,
    right: &'static str,
}

const CASES: &[Case] = &[
    Case {
        name: "a host as a value of its block",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  expose web: "shop"
"#,
        code: "E0310",
        write: "expose shop {}",
        right: "  port http: 8080\n  expose shop {}\n",
    },
    Case {
        name: "a host as a value",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  expose: "shop"
"#,
        code: "E0310",
        write: "expose shop {}",
        right: "  port http: 8080\n  expose shop {}\n",
    },
    Case {
        name: "a host inside of its block",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  expose web { host: "shop" }
"#,
        code: "E0304",
        write: "expose shop {}",
        right: "  port http: 8080\n  expose shop {}\n",
    },
    Case {
        name: "an ingress",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  ingress { host: "shop.example.com" }
"#,
        code: "E0304",
        write: r#"expose "shop.example.com" {}"#,
        right: r#"  port http: 8080
  expose "shop.example.com" {}
"#,
    },
    Case {
        name: "a repository beside its branch",
        from: "  deploy: all",
        wrong: r#"  deploy: all
  flux { repository: "https://github.com/acme/fleet", branch: "main" }"#,
        code: "E0304",
        write: r#"source git { url: "https://github.com/acme/fleet", branch: "main" }"#,
        right: r#"  deploy: all
  flux { source git { url: "https://github.com/acme/fleet", branch: "main" } }"#,
    },
    Case {
        name: "a source with a name",
        from: "  deploy: all",
        wrong: r#"  deploy: all
  flux { source: git "fleet" { url: "https://github.com/acme/fleet", branch: "main" } }"#,
        code: "E0101",
        write: "source: git { … }",
        right: r#"  deploy: all
  flux { source: git { url: "https://github.com/acme/fleet", branch: "main" } }"#,
    },
    Case {
        name: "a database without storage",
        from: "{ storage: 10Gi }",
        wrong: "{}",
        code: "E0305",
        write: "storage: 10Gi",
        right: "{ storage: 10Gi }",
    },
    Case {
        name: "a storage without its unit",
        from: "{ storage: 10Gi }",
        wrong: "{ storage: 10 }",
        code: "E0302",
        write: "10Gi",
        right: "{ storage: 10Gi }",
    },
    Case {
        name: "a storage in quotes",
        from: "{ storage: 10Gi }",
        wrong: r#"{ storage: "10Gi" }"#,
        code: "E0301",
        write: "10Gi",
        right: "{ storage: 10Gi }",
    },
    Case {
        name: "ports as a list of YAML",
        from: "  port http: 8080\n",
        wrong: "  ports:\n    - name: web\n      containerPort: 8080\n",
        code: "E0101",
        write: "port web: 8080",
        right: "  port web: 8080\n",
    },
    Case {
        name: "ports as a list",
        from: "  port http: 8080\n",
        wrong: "  ports: [8080, 9090]\n",
        code: "E0304",
        write: "port http: 8080",
        right: "  port http: 8080\n  port p9090: 9090\n",
    },
    Case {
        name: "a port without a name",
        from: "  port http: 8080\n",
        wrong: "  port: 8080\n",
        code: "E0310",
        write: "port http: 8080",
        right: "  port http: 8080\n",
    },
    Case {
        name: "a port with two colons",
        from: "  port http: 8080\n",
        wrong: "  port: http: 8080\n",
        code: "E0101",
        write: "port http: 8080",
        right: "  port http: 8080\n",
    },
    Case {
        name: "a port without a colon",
        from: "  port http: 8080\n",
        wrong: "  port http 8080\n",
        code: "E0101",
        write: "port http: 8080",
        right: "  port http: 8080\n",
    },
    Case {
        name: "variables as a list of YAML",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  env:\n    - name: A\n      value: b\n",
        code: "E0101",
        write: r#"env { A: "b" }"#,
        right: r#"  port http: 8080
  env { A: "b" }
"#,
    },
    Case {
        name: "variables as a list of records",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  env: [{ name: A, value: "b" }]
"#,
        code: "E0310",
        write: r#"env { A: "b" }"#,
        right: r#"  port http: 8080
  env { A: "b" }
"#,
    },
    Case {
        name: "variables as a list of texts",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  env: ["A=b"]
"#,
        code: "E0310",
        write: r#"env { A: "b" }"#,
        right: r#"  port http: 8080
  env { A: "b" }
"#,
    },
    Case {
        name: "a number in quotes",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  replicas: "3"
"#,
        code: "E0301",
        write: "3",
        right: "  port http: 8080\n  replicas: 3\n",
    },
    Case {
        name: "an amount in quotes",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  resources { cpu: "500m" }
"#,
        code: "E0301",
        write: "500m",
        right: "  port http: 8080\n  resources { cpu: 500m }\n",
    },
    Case {
        name: "megabytes",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  resources { memory: 512MB }\n",
        code: "E0302",
        write: "512Mi",
        right: "  port http: 8080\n  resources { memory: 512Mi }\n",
    },
    Case {
        name: "requests and limits",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  resources { requests { cpu: "500m" }, limits { cpu: 1, memory: 1Gi } }
"#,
        code: "E0304",
        write: "resources { cpu: 500m..1, memory: 1Gi }",
        right: "  port http: 8080\n  resources { cpu: 500m..1, memory: 1Gi }\n",
    },
    Case {
        name: "an image without quotes",
        from: r#"image: "ghcr.io/acme/api:v1.0.0""#,
        wrong: "image: nginx",
        code: "E0201",
        write: r#""nginx""#,
        right: r#"image: "nginx""#,
    },
    Case {
        name: "an image and its tag without quotes",
        from: r#"image: "ghcr.io/acme/api:v1.0.0""#,
        wrong: "image: nginx:1.27",
        code: "E0101",
        write: r#""nginx:1.27""#,
        right: r#"image: "nginx:1.27""#,
    },
    Case {
        name: "a variable of the shell in a text",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  env { A: "${DB_HOST}/x" }
"#,
        code: "E0201",
        write: "$(DB_HOST)",
        right: r#"  port http: 8080
  env { A: "$(DB_HOST)/x" }
"#,
    },
    Case {
        name: "a reference in braces without quotes",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  env { A: ${shop-db.host} }\n",
        code: "E0101",
        write: "shop-db.host",
        right: "  port http: 8080\n  env { A: shop-db.host }\n",
    },
    Case {
        name: "a reference in single quotes",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  env { A: 'http://${shop-db.host}' }\n",
        code: "W0210",
        write: r#""http://${shop-db.host}""#,
        right: r#"  port http: 8080
  env { A: "http://${shop-db.host}" }
"#,
    },
    Case {
        name: "a reference in quotes",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  env { A: "shop-db.host" }
"#,
        code: "W0211",
        write: "shop-db.host",
        right: "  port http: 8080\n  env { A: shop-db.host }\n",
    },
    Case {
        name: "texts that are added",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  env { A: "http://" + shop-db.host }
"#,
        code: "E0101",
        write: r#""http://${shop-db.host}""#,
        right: r#"  port http: 8080
  env { A: "http://${shop-db.host}" }
"#,
    },
    Case {
        name: "an equals sign",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  replicas = 3\n",
        code: "E0101",
        write: ":",
        right: "  port http: 8080\n  replicas: 3\n",
    },
    Case {
        name: "a text without quotes",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  env { A: hello world }\n",
        code: "E0101",
        write: r#""hello world""#,
        right: r#"  port http: 8080
  env { A: "hello world" }
"#,
    },
    Case {
        name: "a colon behind the kind",
        from: "component api: service {",
        wrong: "component api: service: {",
        code: "E0101",
        write: "component api: service { … }",
        right: "component api: service {",
    },
    Case {
        name: "a component without a kind",
        from: "component api: service {",
        wrong: "component api {",
        code: "E0401",
        write: "component api: service { … }",
        right: "component api: service {",
    },
    Case {
        name: "a kind inside of its component",
        from: "component api: service {",
        wrong: "component api { kind: service",
        code: "E0401",
        write: "component api: service { … }",
        right: "component api: service {",
    },
    Case {
        name: "a kind in the place of the word",
        from: "component api: service {",
        wrong: "service api {",
        code: "E0207",
        write: "component api: service { … }",
        right: "component api: service {",
    },
    Case {
        name: "a kind before the name",
        from: "component api: service {",
        wrong: "component service api {",
        code: "E0101",
        write: "component api: service { … }",
        right: "component api: service {",
    },
    Case {
        name: "an import",
        from: "component api: service {",
        wrong: r#"import "./lib.fluo"
component api: service {"#,
        code: "E0207",
        write: r#"use "./lib.fluo""#,
        right: r#"use "./lib.fluo"
component api: service {"#,
    },
    Case {
        name: "a use without quotes",
        from: "component api: service {",
        wrong: "use lib\ncomponent api: service {",
        code: "E0310",
        write: r#"use "lib.fluo""#,
        right: r#"use "lib.fluo"
component api: service {"#,
    },
    Case {
        name: "a variable of the program",
        from: "component api: service {",
        wrong: "let replicas = 3\ncomponent api: service {",
        code: "E0207",
        write: "param replicas: int = 3",
        right: "param replicas: int = 3\ncomponent api: service {",
    },
    Case {
        name: "a secret written down",
        from: "component api: service {",
        wrong: r#"secret db: "hunter2"
component api: service {"#,
        code: "E0501",
        write: "secret db: existing { keys: [password] }",
        right: "secret db: existing { keys: [password] }\ncomponent api: service {\n  env { A: db.password }",
    },
    Case {
        name: "a password in a variable",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  env { DB_PASSWORD: "hunter2" }
"#,
        code: "E0501",
        write: "shop-db.password",
        right: "  port http: 8080\n  env { DB_PASSWORD: shop-db.password }\n",
    },
    Case {
        name: "a key of a secret as Kubernetes has it",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  env { A { valueFrom { secretKeyRef { name: "db", key: "password" } } } }
"#,
        code: "E0310",
        write: "secret db: existing { keys: [password] }",
        right: r#"  port http: 8080
  env { A: db.password }
}
secret db: existing { keys: [password] }
component other: worker { image: "x:1"
"#,
    },
    Case {
        name: "least and most in the block",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  resources { cpu: 500m }\n  scale { min: 3, max: 20, cpu: 70% }\n",
        code: "E0304",
        write: "scale: 3..20 { … }",
        right: "  port http: 8080\n  resources { cpu: 500m }\n  scale: 3..20 { cpu: 70% }\n",
    },
    Case {
        name: "a percentage as a number",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  resources { cpu: 500m }\n  scale: 1..3 { cpu: 70 }\n",
        code: "E0302",
        write: "70%",
        right: "  port http: 8080\n  resources { cpu: 500m }\n  scale: 1..3 { cpu: 70% }\n",
    },
    Case {
        name: "a size that nobody declares",
        from: "component api: service {",
        wrong: r#"component api: service {
  size: "small""#,
        code: "E0208",
        write: "size small { cpu: 250m..1, memory: 512Mi..1Gi }",
        right: "size small { cpu: 250m..1, memory: 512Mi..1Gi }\ncomponent api: service {\n  size: small",
    },
    Case {
        name: "one need",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  needs: shop-db\n",
        code: "E0301",
        write: "[shop-db]",
        right: "  port http: 8080\n  needs: [shop-db]\n",
    },
    Case {
        name: "a need in quotes",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  depends_on: ["shop-db"]
"#,
        code: "E0304",
        write: "needs: [shop-db]",
        right: "  port http: 8080\n  needs: [shop-db]\n",
    },
    Case {
        name: "an environment with a colon",
        from: "environment prod {",
        wrong: "environment: prod {",
        code: "E0310",
        write: "environment prod { … }",
        right: "environment prod {",
    },
    Case {
        name: "seconds without their unit",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  grace: 30\n",
        code: "E0302",
        write: "30s",
        right: "  port http: 8080\n  grace: 30s\n",
    },
    Case {
        name: "seconds of Kubernetes",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  terminationGracePeriodSeconds: 30\n",
        code: "E0304",
        write: "grace: 30s",
        right: "  port http: 8080\n  grace: 30s\n",
    },
    Case {
        name: "replicas of a chart",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  replicaCount: 3\n",
        code: "E0304",
        write: "replicas: 3",
        right: "  port http: 8080\n  replicas: 3\n",
    },
    Case {
        name: "a probe of Kubernetes",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  livenessProbe { httpGet { path: "/health", port: 8080 } }
"#,
        code: "E0304",
        write: r#"probe live: "/health" { port: 8080 }"#,
        right: r#"  port http: 8080
  probe live: "/health" { port: 8080 }
"#,
    },
    Case {
        name: "a pull policy of Kubernetes",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  imagePullPolicy: "IfNotPresent"
"#,
        code: "E0304",
        write: "pull: if-not-present",
        right: "  port http: 8080\n  pull: if-not-present\n",
    },
    Case {
        name: "a namespace without quotes",
        from: r#"namespace: "shop""#,
        wrong: "namespace: shop",
        code: "E0201",
        write: r#""shop""#,
        right: r#"namespace: "shop""#,
    },
    Case {
        name: "a label without quotes",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  labels { app: api }\n",
        code: "E0301",
        write: r#""api""#,
        right: r#"  port http: 8080
  labels { app: "api" }
"#,
    },
    Case {
        name: "a command as one text",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  command: "npm start"
"#,
        code: "E0301",
        write: r#"["npm", "start"]"#,
        right: r#"  port http: 8080
  command: ["npm", "start"]
"#,
    },
    Case {
        name: "an operator in quotes",
        from: "provides: [cloudnative-pg,",
        wrong: r#"provides: ["cloudnative-pg","#,
        code: "E0208",
        write: "cloudnative-pg",
        right: "provides: [cloudnative-pg,",
    },
    Case {
        name: "nothing as null",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  replicas: null\n",
        code: "E0201",
        write: "none",
        right: "  port http: 8080\n  replicas: none\n",
    },
    Case {
        name: "a template of Helm",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  replicas: {{ .Values.replicas }}\n",
        code: "E0101",
        write: "replicas",
        right: "  port http: 8080\n  replicas: 3\n",
    },
    Case {
        name: "a comment of YAML",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  # more\n",
        code: "E0101",
        write: "//",
        right: "  port http: 8080\n  // more\n",
    },
    Case {
        name: "a semicolon",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  replicas: 3;\n",
        code: "E0101",
        write: "",
        right: "  port http: 8080\n  replicas: 3\n",
    },
    Case {
        name: "a component as a value",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  env { A: shop-db }\n",
        code: "E0301",
        write: "shop-db.host",
        right: "  port http: 8080\n  env { A: shop-db.host }\n",
    },
    Case {
        name: "a file of YAML as a value",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  config app { "a.conf": !include a.conf }
  mount "/etc/app": app
"#,
        code: "E0101",
        write: r#"file("a.conf")"#,
        right: r#"  port http: 8080
  config app { "a.conf": file("a.conf") }
  mount "/etc/app": app
"#,
    },
];

fn built(case: &Case, text: &str) -> Built {
    assert!(PROGRAM.contains(case.from), "{}: `{}` does not stand in the program", case.name, case.from);
    let files = MemoryLoader::new()
        .with("app.fluo", PROGRAM.replacen(case.from, text, 1))
        .with("lib.fluo", "")
        .with("a.conf", "a = b");
    build(&files, "app.fluo", &Options::default())
}

/// Whether the help was followed literally: what it says to write stands in the repaired program.
fn is_followed(case: &Case) -> bool {
    case.right.contains(case.write.trim_end_matches("{ … }")) || case.write == "replicas"
}

#[test]
fn each_mistake_is_told_once_and_its_help_is_the_repair() {
    let mut faults = Vec::new();
    for case in CASES {
        let wrong = built(case, case.wrong);
        let said: Vec<_> =
            wrong.diagnostics.iter().map(|d| (d.code.as_str(), &d.message, &d.helps)).collect();
        let helps = wrong.diagnostics.iter().flat_map(|found| &found.helps);
        let text = format!("`{}`", case.write);
        let told = case.write.is_empty() || { helps }.any(|help| help.contains(&text));
        if said.len() != 1 || said[0].0 != case.code || !told || !is_followed(case) {
            faults.push(format!("{}: {said:#?}", case.name));
        }
        let right = built(case, case.right);
        let left = right.diagnostics.iter().map(|d| format!("{} {}", d.code, d.message));
        faults.extend(left.map(|left| format!("{}, repaired: {left}", case.name)));
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), CASES.len(), faults.join("\n"));
}
