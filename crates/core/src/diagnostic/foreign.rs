//! Words of Kubernetes and its operators, and what fluo says instead, for helps.

/// A field by its foreign name.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The field that was meant; where it was none, one by which such a block is known.
    pub field: &'static str,
    /// What to write instead.
    pub help: &'static str,
}

const FIELDS: &[(&str, &str, &str)] = &[
    (
        "containers",
        "sidecar",
        "the main container is the component itself: `image`, `command`, `env`; others are `init NAME { … }` and `sidecar NAME { … }`",
    ),
    ("ports", "port", "write `port http: 8080`, once for each"),
    ("initContainers", "init", "write `init NAME { … }`"),
    ("livenessProbe", "probe", "write `probe live: \"/health\"`"),
    ("readinessProbe", "probe", "write `probe ready: \"/ready\"`"),
    ("startupProbe", "probe", "write `probe startup: \"/health\"`"),
    ("healthcheck", "probe", "write `probe live: \"/health\"`"),
    ("path", "probe", "the path of a probe is its value: `probe live: \"/health\"`"),
    ("requests", "cpu", "a range says both, request and limit: `cpu: 250m..1`, `memory: 512Mi..1Gi`"),
    ("limits", "cpu", "a range says both, request and limit: `cpu: 250m..1`, `memory: 512Mi..1Gi`"),
    (
        "requests",
        "resources",
        "write `resources { cpu: 250m..1, memory: 512Mi..1Gi }`, from request to limit",
    ),
    ("limits", "resources", "write `resources { cpu: 250m..1, memory: 512Mi..1Gi }`, from request to limit"),
    ("imagePullSecrets", "pull-secrets", "write `pull-secrets: [SECRET]`"),
    ("imagePullPolicy", "pull", "write `pull: always`, `if-not-present` or `never`"),
    ("securityContext", "security", "write `security { … }`"),
    ("podSecurityContext", "security", "write `security { … }`"),
    ("terminationGracePeriodSeconds", "grace", "write `grace: 30s`"),
    ("replicaCount", "replicas", "write `replicas: 2`"),
    ("replicas", "instances", "write `instances: 3`"),
    ("storageSize", "storage", "write `storage: 10Gi`"),
    ("disk", "storage", "write `storage: 10Gi`"),
    ("entrypoint", "command", "write `command: [\"/bin/app\"]`"),
    ("arguments", "args", "write `args: [\"--verbose\"]`"),
    ("containerPort", "port", "write `port http: 8080`"),
    ("targetPort", "port", "write `port http: 8080`"),
    ("nodePort", "service", "write `service { type: node-port }`"),
    ("loadBalancer", "service", "write `service { type: load-balancer }`"),
    ("environmentVariables", "env", "write `env { NAME: VALUE }`"),
    ("envVars", "env", "write `env { NAME: VALUE }`"),
    ("variables", "env", "write `env { NAME: VALUE }`"),
    ("configMap", "config", "write `config NAME { \"file\": \"…\" }`"),
    ("affinity", "available", "write `available { spread: zone }`, or `node-selector { … }`"),
    ("topologySpreadConstraints", "available", "write `available { spread: zone }`"),
    (
        "podDisruptionBudget",
        "available",
        "write `available { min: 1 }` or `available { max-unavailable: 1 }`",
    ),
    ("pdb", "available", "write `available { min: 1 }` or `available { max-unavailable: 1 }`"),
    ("minAvailable", "available", "write `available { min: 1 }`"),
    ("serviceMonitor", "monitor", "write `monitor { port: http, path: \"/metrics\" }`"),
    ("prometheusRule", "alert", "write `alert NAME { expr: \"…\", for: 5m }`"),
    ("networkPolicy", "network", "write `network { egress: [COMPONENT] }`"),
    ("lifecycle", "grace", "write `grace: 30s`, the time between the signal and the end"),
    ("serviceType", "service", "write `service { type: load-balancer }`"),
    ("cron", "schedule", "write `schedule: \"0 3 * * *\"`"),
    ("completions", "parallel", "write `parallel: 4`"),
    ("chartVersion", "version", "write `version: \"1.2.3\"`"),
    ("repo", "repository", "write `repository: \"https://charts.example.com\"`"),
    ("initialDelaySeconds", "after", "write `after: 10s`"),
    ("periodSeconds", "every", "write `every: 10s`"),
    ("timeoutSeconds", "timeout", "write `timeout: 5s`"),
    ("successThreshold", "successes", "write `successes: 1`"),
    ("mountPath", "at", "write `at: \"/data\"`"),
    ("storageClass", "class", "write `class: \"NAME\"`"),
    ("runAsUser", "user", "write `user: 1001`"),
    ("runAsGroup", "group", "write `group: 1001`"),
    ("fsGroup", "fs-group", "write `fs-group: 1001`"),
    ("readOnlyRootFilesystem", "read-only-root", "write `read-only-root: true`"),
    ("allowPrivilegeEscalation", "escalation", "write `escalation: true`"),
    ("autoscaling", "scale", "write `scale: 1..10 { cpu: 70% }`"),
    ("hpa", "scale", "write `scale: 1..10 { cpu: 70% }`"),
    ("minReplicas", "scale", "write `scale: 1..10 { cpu: 70% }`"),
    ("maxReplicas", "scale", "write `scale: 1..10 { cpu: 70% }`"),
    ("volumeMounts", "mount", "write `mount \"/path\": CONFIG`"),
    (
        "volumes",
        "mount",
        "write `volume data: 10Gi { at: \"/data\" }`, `scratch cache: 1Gi { at: \"/cache\" }` for what may be lost, or `mount \"/path\": CONFIG` with `config NAME { … }`",
    ),
    ("emptyDir", "scratch", "write `scratch NAME: 1Gi { at: \"/path\" }`"),
    ("secrets", "env-from", "write `env-from: [SECRET]`, or name a key in `env`: `NAME: SECRET.KEY`"),
    ("dependsOn", "needs", "write `needs: [COMPONENT]`; a reference to a component is a need already"),
    ("workingDir", "workdir", "write `workdir: \"/app\"`"),
    ("environment", "env", "write `env { NAME: VALUE }`"),
    ("priorityClassName", "priority", "write `priority: \"NAME\"`"),
    ("triggers", "on", "write `on nats-jetstream { … }`"),
    ("pollingInterval", "every", "write `every: 30s`"),
    ("cooldownPeriod", "cooldown", "write `cooldown: 5m`"),
    ("initialCooldownPeriod", "initial-cooldown", "write `initial-cooldown: 5m`"),
    ("idleReplicaCount", "idle", "write `idle: 0`"),
    ("advanced", "behavior", "write `behavior { … }`, `formula: \"…\" { … }` or `restore-replicas: true`"),
    ("horizontalPodAutoscalerConfig", "behavior", "write `behavior { up { … }, down { … } }`"),
    ("scalingModifiers", "formula", "write `formula: \"a + b\" { target: 10 }`"),
    ("restoreToOriginalReplicaCount", "restore-replicas", "write `restore-replicas: true`"),
    ("scaleUp", "up", "write `up { … }`"),
    ("scaleDown", "down", "write `down { … }`"),
    ("stabilizationWindowSeconds", "window", "write `window: 5m`"),
    ("selectPolicy", "select", "write `select: max`, `min` or `disabled`"),
    ("policies", "pods", "write `pods: 4 { per: 1m }` and `percent: 100% { per: 1m }`"),
    ("failureThreshold", "failures", "write `failures: 3`"),
    ("podIdentity", "identity", "write `identity: aws`, `azure` or `gcp`"),
    (
        "authenticationRef",
        "auth",
        "write `auth: \"NAME\"`, or give the trigger its secrets: `password: SECRET.KEY`",
    ),
    ("successfulJobsHistoryLimit", "history", "write `history { succeeded: 5, failed: 5 }`"),
    ("failedJobsHistoryLimit", "history", "write `history { succeeded: 5, failed: 5 }`"),
    ("lagThreshold", "lag", "write `lag: 10`"),
    ("backoffLimit", "retries", "write `retries: 3`"),
    ("activeDeadlineSeconds", "deadline", "write `deadline: 10m`"),
    ("ttlSecondsAfterFinished", "keep", "write `keep: 1d`"),
    ("parallelism", "parallel", "write `parallel: 4`"),
    ("concurrencyPolicy", "concurrency", "write `concurrency: forbid`, `allow` or `replace`"),
    ("startingDeadlineSeconds", "start-within", "write `start-within: 10m`"),
    ("successfulJobsHistoryLimit", "history", "write `history: 3`"),
    ("failedJobsHistoryLimit", "failed-history", "write `failed-history: 1`"),
    ("tolerations", "tolerate", "write `tolerate NAME: \"KEY\"`, once for each"),
    ("updateStrategy", "strategy", "write `strategy: rolling { … }` or `strategy: on-delete`"),
    ("podManagementPolicy", "order", "write `order: parallel` or `order: ordered`"),
    (
        "volumeClaimTemplates",
        "volume",
        "write `volume NAME: 10Gi { at: \"/path\" }`: in a `stateful` each replica has one",
    ),
    ("persistentVolumeClaim", "volume", "write `volume NAME: 10Gi { at: \"/path\" }`"),
    ("storageClassName", "class", "write `class: \"NAME\"`"),
    ("accessModes", "access", "write `access: once` or `access: many`"),
    ("rbac", "account", "write `account { rule NAME { resources: [pods], verbs: [get, list, watch] } }`"),
    ("serviceAccount", "account", "write `account { annotations { … }, rule NAME { … } }`"),
    ("hostNetwork", "security", "write `security { host-network: true, because: \"…\" }`"),
    ("hostPath", "host-path", "write `host-path NAME: \"/on/the/node\" { at: \"/in/the/pod\" }`"),
    ("metadata", "labels", "write `labels { … }` and `annotations { … }` in the component itself"),
    ("template", "image", "take it away: fluo writes it"),
    ("selector", "image", "take it away: fluo writes it"),
    ("serviceAccountName", "image", "take it away: fluo writes it"),
];

const KINDS: &[(&str, &str)] = &[
    ("ConfigMap", "a ConfigMap is `config NAME { … }` in its component"),
    ("Secret", "a secret is declared by itself: `secret NAME: external { … }`"),
    (
        "Deployment",
        "a Deployment is made by `service`, which answers requests, or `worker`, which pulls work",
    ),
    ("Pod", "a pod is made by `service`, which answers requests, or `worker`, which pulls work"),
    ("app", "write `service` for what answers requests, `worker` for what pulls work"),
    (
        "StatefulSet",
        "a StatefulSet is made by `stateful`; databases and queues have kinds of their own: `postgres`, `cache`, `nats`",
    ),
    ("DaemonSet", "a DaemonSet is made by `daemon`"),
    ("PersistentVolumeClaim", "a volume belongs to its component: `volume NAME: 10Gi { at: \"/path\" }`"),
    ("Role", "what a workload may do stands in its `account { rule NAME { … } }`"),
    ("Cluster", "a CloudNativePG cluster is made by `postgres`"),
    ("database", "a PostgreSQL database is made by `postgres`"),
    ("postgresql", "a PostgreSQL database is made by `postgres`"),
    ("mysql", "a database that fluo does not run is `external`, or `resource` for an operator's own object"),
    ("redis", "a Redis-compatible cache is made by `cache`"),
    ("valkey", "a Redis-compatible cache is made by `cache`"),
    ("dragonfly", "a Dragonfly cache is made by `cache`"),
    ("jetstream", "a JetStream stream is made by `stream`, its server by `nats`"),
    ("ScaledObject", "a ScaledObject is made by `scale: 1..10 { on TRIGGER { … } }` in a component"),
    ("ScaledJob", "write `scaled-job`"),
    ("CronJob", "what runs on a schedule is a `cron`"),
    ("ExternalName", "something outside of the cluster is `external`"),
];

/// Foreign words of one kind of fluo's own, which takes their place.
const KINDS_MEANT: &[(&str, &str)] = &[
    ("Deployment", "service"),
    ("Pod", "service"),
    ("app", "service"),
    ("StatefulSet", "stateful"),
    ("DaemonSet", "daemon"),
    ("CronJob", "cron"),
    ("ScaledJob", "scaled-job"),
    ("database", "postgres"),
    ("postgresql", "postgres"),
    ("redis", "cache"),
    ("valkey", "cache"),
    ("dragonfly", "cache"),
    ("jetstream", "stream"),
    ("ExternalName", "external"),
];

/// Foreign fields whose values fluo writes in the same way.
const SAME_VALUE: &[&str] = &[
    "imagePullSecrets",
    "dependsOn",
    "workingDir",
    "priorityClassName",
    "replicaCount",
    "environment",
    "idleReplicaCount",
    "restoreToOriginalReplicaCount",
    "failureThreshold",
    "lagThreshold",
    "backoffLimit",
    "parallelism",
    "storageClassName",
];

/// The kind that is likely meant by a foreign word.
#[must_use]
pub fn kind_meant(word: &str) -> Option<&'static str> {
    KINDS_MEANT.iter().find(|(foreign, _)| same(foreign, word)).map(|(_, kind)| *kind)
}

/// Whether a foreign field becomes one of fluo's by its name alone.
#[must_use]
pub fn keeps_its_value(word: &str) -> bool {
    SAME_VALUE.iter().any(|foreign| same(foreign, word))
}

/// The field that this foreign word means, where `known` are the fields that there are.
#[must_use]
pub fn field(word: &str, known: &[&str]) -> Option<Meant> {
    let found = FIELDS.iter().find(|(foreign, field, _)| same(foreign, word) && known.contains(field));
    found.map(|(_, field, help)| Meant { field, help })
}

/// What to say of another tool's word in the place of a declaration; `name` is what stands behind it.
#[must_use]
pub fn declaration(word: &str, name: &str, quoted: bool) -> Option<String> {
    let is = |words: &[&str]| words.iter().any(|other| other.eq_ignore_ascii_case(word));
    if is(&["import", "include", "require", "from", "load", "extends", "source"]) {
        let file = if quoted { name } else { "platform.fluo" };
        return Some(format!("write `use \"{file}\"`"));
    }
    if is(&["let", "var", "const", "variable", "input", "locals", "parameter", "arg"]) {
        return Some(format!("write `param {name}: string = \"…\"`, with its type and its value"));
    }
    if is(&["apiVersion", "metadata", "spec", "status", "data", "stringData"]) {
        return Some(
            "YAML that exists stays in its own files: `component NAME: manifests { path: \"FOLDER\" }` takes them as they are"
                .to_owned(),
        );
    }
    if is(&["module", "template", "class", "mixin", "schema", "def", "macro"]) {
        return Some(format!(
            "what components have in common is a kind: write `kind {name}: service {{ … }}`"
        ));
    }
    if is(&["stage", "env", "cluster", "profile", "values", "workspace"]) {
        return Some(format!("write `environment {name} {{ … }}`"));
    }
    if is(&["services", "components", "apps"]) {
        return Some("each is declared by itself: write `component NAME: service { … }`".to_owned());
    }
    if is(&["override", "defaults", "deploy", "set", "provides"]) {
        return Some(format!("`{word}` stands in an environment: write `environment NAME {{ {word} … }}`"));
    }
    if is(&["output"]) {
        return Some("an output stands in its component or kind".to_owned());
    }
    None
}

/// What to say of a foreign word in the place of a kind.
#[must_use]
pub fn kind(word: &str) -> Option<&'static str> {
    KINDS.iter().find(|(foreign, _)| same(foreign, word)).map(|(_, help)| *help)
}

/// The scalar type that another language calls so.
#[must_use]
pub fn scalar(word: &str) -> Option<&'static str> {
    const TYPES: &[(&str, &[&str])] = &[
        ("string", &["text", "str", "char", "varchar"]),
        ("int", &["integer", "number", "uint", "long", "i64", "u32"]),
        ("float", &["double", "decimal", "real", "f64"]),
        ("bool", &["boolean", "flag"]),
        ("bytes", &["memory", "quantity", "size-in-bytes"]),
        ("duration", &["time", "seconds", "interval"]),
        ("percent", &["percentage"]),
        ("url", &["uri", "link"]),
        ("host", &["hostname", "domain", "fqdn"]),
        ("path", &["file", "directory"]),
    ];
    let is = |(_, words): &&(&str, &[&str])| words.iter().any(|other| same(other, word));
    TYPES.iter().find(is).map(|(name, _)| *name)
}

/// What a foreign word means as a field, wherever it stands.
#[must_use]
pub fn anywhere(word: &str) -> Option<&'static str> {
    FIELDS.iter().find(|(foreign, _, _)| same(foreign, word)).map(|(_, _, help)| *help)
}

/// Whether two words are one, whatever stands between their parts, and in whatever case.
#[must_use]
pub fn same(foreign: &str, word: &str) -> bool {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    letters(foreign).eq_ignore_ascii_case(&letters(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_every_spelling() {
        for word in ["imagePullSecrets", "image-pull-secrets", "image_pull_secrets"] {
            assert_eq!(field(word, &["pull-secrets"]).map(|meant| meant.field), Some("pull-secrets"));
        }
        assert_eq!(field("imgae", &["image"]), None);
        assert_eq!(field("volumes", &["cpu"]), None);
        assert!(kind("deployment").is_some_and(|help| help.contains("`worker`")));
    }
}
