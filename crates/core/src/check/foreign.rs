//! Words of Kubernetes and of Helm charts that newcomers write, and what fluo has instead.

/// What to write instead of a field that Kubernetes has.
pub(super) fn field(word: &str) -> Option<&'static str> {
    Some(match word {
        "containers" => {
            "the main container is the component itself: `image`, `command`, `env`; others are `init NAME { … }` and `sidecar NAME { … }`"
        }
        "ports" => "write `port http: 8080`, once for each",
        "initContainers" => "write `init NAME { … }`",
        "livenessProbe" => "write `probe live: \"/health\"`",
        "readinessProbe" => "write `probe ready: \"/ready\"`",
        "startupProbe" => "write `probe startup: \"/health\"`",
        "requests" | "limits" => "a range says both, request and limit: `cpu: 250m..1`, `memory: 512Mi..1Gi`",
        "imagePullSecrets" => "write `pull-secrets: [SECRET]`",
        "imagePullPolicy" => "write `pull: always`, `if-not-present` or `never`",
        "securityContext" | "podSecurityContext" => "write `security { … }`",
        "terminationGracePeriodSeconds" => "write `grace: 30s`",
        "replicaCount" => "write `replicas: 2`",
        "autoscaling" | "hpa" => "write `scale: 1..10 { cpu: 70% }`",
        "volumeMounts" => "write `mount \"/path\": CONFIG`",
        "volumes" => {
            "write `scratch NAME: 1Gi { at: \"/path\" }`, or `mount \"/path\": CONFIG` with `config NAME { … }`"
        }
        "secrets" => "write `env-from: [SECRET]`, or name a key in `env`: `NAME: SECRET.KEY`",
        "dependsOn" | "depends-on" | "depends_on" => {
            "write `needs: [COMPONENT]`; a reference to a component is a need already"
        }
        "metadata" => "write `labels { … }` and `annotations { … }` in the component itself",
        "template" | "selector" | "serviceAccountName" => "take it away: fluo writes it",
        _ => return None,
    })
}

/// The kinds that do what an object of Kubernetes does, or a product.
pub(super) fn kind(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "deployment" | "pod" | "app" | "web" => {
            "write `service`, which answers requests, or `worker`, which pulls work"
        }
        "redis" | "dragonfly" | "valkey" => "write `cache`",
        "postgresql" | "database" | "db" => "write `postgres`",
        "configmap" => "a ConfigMap is `config NAME { … }` in its component",
        "secret" => "a secret is declared by itself: `secret NAME: external { … }`",
        _ => return None,
    })
}
