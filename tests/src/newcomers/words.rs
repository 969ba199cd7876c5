//! Other tools' names for fields, and values in other tools' notation.

use super::Case;

pub(super) const WORDS: &[Case] = &[
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
        name: "ports as a list",
        from: "  port http: 8080\n",
        wrong: "  ports: [8080, 9090]\n",
        code: "E0304",
        write: "port http: 8080",
        right: "  port http: 8080\n  port p9090: 9090\n",
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
        name: "a component as a value",
        from: "  port http: 8080\n",
        wrong: "  port http: 8080\n  env { A: shop-db }\n",
        code: "E0301",
        write: "shop-db.host",
        right: "  port http: 8080\n  env { A: shop-db.host }\n",
    },
];
