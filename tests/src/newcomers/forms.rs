//! Entries and blocks in the form that another language gives them.

use super::Case;

pub(super) const FORMS: &[Case] = &[
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
        name: "ports as a list of YAML",
        from: "  port http: 8080\n",
        wrong: "  ports:\n    - name: web\n      containerPort: 8080\n",
        code: "E0101",
        write: "port web: 8080",
        right: "  port web: 8080\n",
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
        name: "an image and its tag without quotes",
        from: r#"image: "ghcr.io/acme/api:v1.0.0""#,
        wrong: "image: nginx:1.27",
        code: "E0101",
        write: r#""nginx:1.27""#,
        right: r#"image: "nginx:1.27""#,
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
        right: "param replicas: int = 3\ncomponent api: service {\n  replicas: replicas",
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
        name: "an environment with a colon",
        from: "environment prod {",
        wrong: "environment: prod {",
        code: "E0310",
        write: "environment prod { … }",
        right: "environment prod {",
    },
    Case {
        name: "a template of Helm",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  replicas: {{ .Values.count }}\n",
        code: "E0101",
        write: "count",
        right: r#"  port http: 8080
  replicas: count
}
param count: int in 0..10 = 3
component other: worker { image: "x:1"
"#,
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
    Case {
        name: "the type of a service",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  service: "LoadBalancer"
"#,
        code: "E0310",
        write: "service { type: load-balancer }",
        right: "  port http: 8080\n  service { type: load-balancer }\n",
    },
    Case {
        name: "an image of a chart",
        from: r#"image: "ghcr.io/acme/api:v1.0.0""#,
        wrong: r#"image { repository: "ghcr.io/acme/api", tag: "v1" }"#,
        code: "E0310",
        write: r#"image: "ghcr.io/acme/api:v1""#,
        right: r#"image: "ghcr.io/acme/api:v1""#,
    },
    Case {
        name: "a probe without its name",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  probe: "/health"
"#,
        code: "E0310",
        write: r#"probe live: "/health""#,
        right: r#"  port http: 8080
  probe live: "/health"
"#,
    },
    Case {
        name: "a word for inheritance",
        from: "component api: service {",
        wrong: "component api extends service {",
        code: "E0101",
        write: "component api: service { … }",
        right: "component api: service {",
    },
    Case {
        name: "arguments as a list of YAML",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  args:
    - "--verbose"
    - "-x"
"#,
        code: "E0101",
        write: r#"["--verbose", "-x"]"#,
        right: r#"  port http: 8080
  args: ["--verbose", "-x"]
"#,
    },
    Case {
        name: "a comment of C",
        from: "  port http: 8080\n",
        wrong: "  /* more */\n  port http: 8080\n",
        code: "E0101",
        write: "//",
        right: "  // more\n  port http: 8080\n",
    },
    Case {
        name: "a sequence without commas",
        from: "  port http: 8080\n",
        wrong: r#"  port http: 8080
  env { A: "b" B: "c" }
"#,
        code: "E0101",
        write: ",",
        right: r#"  port http: 8080
  env { A: "b", B: "c" }
"#,
    },
    Case {
        name: "a path without quotes",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  probe live: /health\n",
        code: "E0101",
        write: r#""/health""#,
        right: r#"  port http: 8080
  probe live: "/health"
"#,
    },
];
