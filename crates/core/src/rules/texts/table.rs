//! Which fields of which objects hold texts that somebody in the cluster reads, and who does: the API server takes any text
//! there. One line a kind of text; a path is keys with blanks between them, `*` any key or item.

use crate::types::Cidr;
use crate::types::text::{self, Check, CronForm};

/// Who reads a text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    Brackets,
    Capability,
    Cidr,
    /// Five fields, or `@daily`.
    Cron,
    /// Five fields and nothing else.
    CronPlain,
    /// Six fields, seconds first.
    CronSeconds,
    Email,
    GoDuration,
    Host,
    Image,
    Path,
    Promql,
    PrometheusDuration,
    Quantity,
    Regex,
    RoleArn,
    Template,
    Timezone,
    Url,
    VersionRange,
    WildcardHost,
}

impl Reader {
    /// What it makes of a text.
    pub(super) fn check(self, content: &str) -> Check {
        match self {
            Reader::Brackets => text::brackets(content),
            Reader::Capability => text::capability(content),
            Reader::Cidr => Cidr::check(content),
            Reader::Cron => text::cron(content, CronForm::Five),
            Reader::CronPlain => text::cron(content, CronForm::Plain),
            Reader::CronSeconds => text::cron(content, CronForm::Six),
            Reader::Email => text::email(content),
            Reader::GoDuration => text::go_duration(content),
            Reader::Host => text::host(content),
            Reader::Image => text::image(content),
            Reader::Path => text::path(content),
            Reader::Promql => text::promql::promql(content),
            Reader::PrometheusDuration => text::prometheus_duration(content),
            Reader::Quantity => text::quantity(content),
            Reader::Regex => text::regex(content),
            Reader::RoleArn => text::role_arn(content),
            Reader::Template => text::template(content),
            Reader::Timezone => text::timezone(content),
            Reader::Url => text::url(content),
            Reader::VersionRange => text::version_range(content),
            Reader::WildcardHost => text::wildcard_host(content),
        }
    }
}

/// Kinds of an API group, and what their fields hold.
type Row = (&'static str, &'static [&'static str], &'static [(&'static str, Reader)]);

/// The ways to the texts of a kind: paths that begin alike go together.
#[derive(Default)]
pub(super) struct Ways {
    /// Who reads the text that stands here.
    pub(super) readers: Vec<Reader>,
    /// Where each step leads, in the order of the table; `*` is any key or item.
    pub(super) next: Vec<(&'static str, Ways)>,
}

impl Ways {
    pub(super) fn of(group: &str, kind: &str) -> Self {
        let mut ways = Self::default();
        for (path, reader) in fields(group, kind) {
            ways.add(path.split(' '), reader);
        }
        if let Some(pod) = pod(group, kind) {
            POD.iter().for_each(|(path, reader)| ways.add(pod.split(' ').chain(path.split(' ')), *reader));
        }
        ways
    }

    fn add(&mut self, path: impl Iterator<Item = &'static str>, reader: Reader) {
        let mut at = self;
        for step in path {
            let known = at.next.iter().position(|(own, _)| *own == step);
            let place = known.unwrap_or(at.next.len());
            if known.is_none() {
                at.next.push((step, Self::default()));
            }
            let Some((_, next)) = at.next.get_mut(place) else { return };
            at = next;
        }
        at.readers.push(reader);
    }
}

/// The fields of a kind.
fn fields<'k>(group: &'k str, kind: &'k str) -> impl Iterator<Item = (&'static str, Reader)> + 'k {
    let rows = TABLE.iter().filter(move |(of, kinds, _)| *of == group && kinds.contains(&kind));
    rows.flat_map(|(_, _, fields)| fields.iter().copied())
}

/// Every group, kind and path of the table, for tests against what their projects publish.
pub fn free_texts() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLE.iter().flat_map(|(group, kinds, fields)| {
        kinds.iter().flat_map(move |kind| fields.iter().map(move |(path, _)| (*group, *kind, *path)))
    })
}

/// Where a kind has the spec of a pod.
fn pod(group: &str, kind: &str) -> Option<&'static str> {
    match (group, kind) {
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet") | ("batch", "Job") => {
            Some("spec template spec")
        }
        ("batch", "CronJob") => Some("spec jobTemplate spec template spec"),
        ("keda.sh", "ScaledJob") => Some("spec jobTargetRef template spec"),
        ("", "Pod") => Some("spec"),
        ("", "PodTemplate") => Some("template spec"),
        _ => None,
    }
}

/// The fields of the spec of a pod.
const POD: &[(&str, Reader)] = &[
    ("containers * image", Reader::Image),
    ("initContainers * image", Reader::Image),
    ("containers * volumeMounts * mountPath", Reader::Path),
    ("initContainers * volumeMounts * mountPath", Reader::Path),
    ("containers * securityContext capabilities add *", Reader::Capability),
    ("containers * securityContext capabilities drop *", Reader::Capability),
    ("initContainers * securityContext capabilities add *", Reader::Capability),
    ("initContainers * securityContext capabilities drop *", Reader::Capability),
    ("hostAliases * hostnames *", Reader::Host),
    ("volumes * image reference", Reader::Image),
    ("volumes * hostPath path", Reader::Path),
];

const TABLE: &[Row] = &[
    // https://kubernetes.io/docs/reference/kubernetes-api/
    ("batch", &["CronJob"], &[("spec schedule", Reader::Cron), ("spec timeZone", Reader::Timezone)]),
    (
        "networking.k8s.io",
        &["NetworkPolicy"],
        &[
            ("spec ingress * from * ipBlock cidr", Reader::Cidr),
            ("spec ingress * from * ipBlock except *", Reader::Cidr),
            ("spec egress * to * ipBlock cidr", Reader::Cidr),
            ("spec egress * to * ipBlock except *", Reader::Cidr),
        ],
    ),
    (
        "networking.k8s.io",
        &["Ingress"],
        &[("spec rules * host", Reader::WildcardHost), ("spec tls * hosts *", Reader::WildcardHost)],
    ),
    (
        "",
        &["Service"],
        &[("spec loadBalancerSourceRanges *", Reader::Cidr), ("spec externalName", Reader::Host)],
    ),
    ("", &["ServiceAccount"], &[("metadata annotations eks.amazonaws.com/role-arn", Reader::RoleArn)]),
    // https://gateway-api.sigs.k8s.io/reference/spec/
    (
        "gateway.networking.k8s.io",
        &["HTTPRoute", "GRPCRoute", "TLSRoute"],
        &[
            ("spec hostnames *", Reader::WildcardHost),
            ("spec rules * timeouts request", Reader::GoDuration),
            ("spec rules * timeouts backendRequest", Reader::GoDuration),
        ],
    ),
    (
        "gateway.networking.k8s.io",
        &["Gateway", "ListenerSet"],
        &[("spec listeners * hostname", Reader::WildcardHost)],
    ),
    // https://external-secrets.io/latest/api/spec/
    (
        "external-secrets.io",
        &["ExternalSecret", "PushSecret"],
        &[
            ("spec refreshInterval", Reader::GoDuration),
            ("spec target template data *", Reader::Template),
            ("spec template data *", Reader::Template),
            ("spec dataFrom * find name regexp", Reader::Regex),
            ("spec dataFrom * rewrite * regexp source", Reader::Regex),
            ("spec dataTo * match regexp", Reader::Regex),
        ],
    ),
    (
        "external-secrets.io",
        &["ClusterExternalSecret"],
        &[
            ("spec refreshTime", Reader::GoDuration),
            ("spec externalSecretSpec refreshInterval", Reader::GoDuration),
            ("spec externalSecretSpec target template data *", Reader::Template),
            ("spec externalSecretSpec dataFrom * find name regexp", Reader::Regex),
        ],
    ),
    // https://cert-manager.io/docs/reference/api-docs/
    (
        "cert-manager.io",
        &["Certificate"],
        &[
            ("spec duration", Reader::GoDuration),
            ("spec renewBefore", Reader::GoDuration),
            ("spec dnsNames *", Reader::WildcardHost),
            ("spec emailAddresses *", Reader::Email),
            ("spec renewal windows * cron", Reader::Cron),
            ("spec renewal windows * timezone", Reader::Timezone),
        ],
    ),
    (
        "cert-manager.io",
        &["Issuer", "ClusterIssuer"],
        &[
            ("spec acme email", Reader::Email),
            ("spec acme server", Reader::Url),
            ("spec acme solvers * selector dnsNames *", Reader::WildcardHost),
            ("spec acme solvers * selector dnsZones *", Reader::Host),
        ],
    ),
    // https://github.com/nats-io/nack/blob/main/docs/api.md
    (
        "jetstream.nats.io",
        &["Stream"],
        &[("spec maxAge", Reader::GoDuration), ("spec duplicateWindow", Reader::GoDuration)],
    ),
    (
        "jetstream.nats.io",
        &["Consumer"],
        &[("spec ackWait", Reader::GoDuration), ("spec heartbeatInterval", Reader::GoDuration)],
    ),
    ("jetstream.nats.io", &["KeyValue", "ObjectStore"], &[("spec ttl", Reader::GoDuration)]),
    // https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/
    (
        "postgresql.cnpg.io",
        &["Cluster"],
        &[
            ("spec imageName", Reader::Image),
            ("spec storage size", Reader::Quantity),
            ("spec walStorage size", Reader::Quantity),
            ("spec tablespaces * storage size", Reader::Quantity),
        ],
    ),
    ("postgresql.cnpg.io", &["ScheduledBackup"], &[("spec schedule", Reader::CronSeconds)]),
    // https://www.dragonflydb.io/docs/managing-dragonfly/operator/dragonfly-configuration
    (
        "dragonflydb.io",
        &["Dragonfly"],
        &[("spec image", Reader::Image), ("spec snapshot cron", Reader::CronPlain)],
    ),
    // https://prometheus-operator.dev/docs/api-reference/api/
    (
        "monitoring.coreos.com",
        &["PrometheusRule"],
        &[
            ("spec groups * interval", Reader::PrometheusDuration),
            ("spec groups * rules * expr", Reader::Promql),
            ("spec groups * rules * for", Reader::PrometheusDuration),
            ("spec groups * rules * keep_firing_for", Reader::PrometheusDuration),
            ("spec groups * rules * annotations *", Reader::Template),
            ("spec groups * rules * labels *", Reader::Template),
        ],
    ),
    (
        "monitoring.coreos.com",
        &["ServiceMonitor", "PodMonitor"],
        &[
            ("spec endpoints * interval", Reader::PrometheusDuration),
            ("spec endpoints * scrapeTimeout", Reader::PrometheusDuration),
            ("spec endpoints * relabelings * regex", Reader::Regex),
            ("spec endpoints * metricRelabelings * regex", Reader::Regex),
            ("spec podMetricsEndpoints * interval", Reader::PrometheusDuration),
            ("spec podMetricsEndpoints * scrapeTimeout", Reader::PrometheusDuration),
            ("spec podMetricsEndpoints * relabelings * regex", Reader::Regex),
            ("spec podMetricsEndpoints * metricRelabelings * regex", Reader::Regex),
        ],
    ),
    (
        "monitoring.coreos.com",
        &["Prometheus", "PrometheusAgent", "ThanosRuler"],
        &[
            ("spec scrapeInterval", Reader::PrometheusDuration),
            ("spec scrapeTimeout", Reader::PrometheusDuration),
            ("spec evaluationInterval", Reader::PrometheusDuration),
            ("spec retention", Reader::PrometheusDuration),
            ("spec image", Reader::Image),
            ("spec externalUrl", Reader::Url),
        ],
    ),
    // https://fluxcd.io/flux/components/
    (
        "kustomize.toolkit.fluxcd.io",
        &["Kustomization"],
        &[
            ("spec interval", Reader::GoDuration),
            ("spec retryInterval", Reader::GoDuration),
            ("spec timeout", Reader::GoDuration),
            ("spec dependsOn * readyExpr", Reader::Brackets),
            ("spec healthCheckExprs * current", Reader::Brackets),
            ("spec healthCheckExprs * failed", Reader::Brackets),
            ("spec healthCheckExprs * inProgress", Reader::Brackets),
            ("spec images * newName", Reader::Image),
        ],
    ),
    (
        "source.toolkit.fluxcd.io",
        &["GitRepository", "OCIRepository", "HelmRepository", "Bucket", "HelmChart"],
        &[
            ("spec interval", Reader::GoDuration),
            ("spec timeout", Reader::GoDuration),
            ("spec ref semver", Reader::VersionRange),
        ],
    ),
    (
        "source.toolkit.fluxcd.io",
        &["GitRepository", "OCIRepository", "HelmRepository"],
        &[("spec url", Reader::Url)],
    ),
    ("source.toolkit.fluxcd.io", &["HelmChart"], &[("spec version", Reader::VersionRange)]),
    (
        "helm.toolkit.fluxcd.io",
        &["HelmRelease"],
        &[
            ("spec interval", Reader::GoDuration),
            ("spec timeout", Reader::GoDuration),
            ("spec chart spec version", Reader::VersionRange),
            ("spec chart spec interval", Reader::GoDuration),
            ("spec install timeout", Reader::GoDuration),
            ("spec upgrade timeout", Reader::GoDuration),
            ("spec rollback timeout", Reader::GoDuration),
            ("spec uninstall timeout", Reader::GoDuration),
            ("spec test timeout", Reader::GoDuration),
            ("spec dependsOn * readyExpr", Reader::Brackets),
        ],
    ),
    (
        "notification.toolkit.fluxcd.io",
        &["Alert"],
        &[("spec inclusionList *", Reader::Regex), ("spec exclusionList *", Reader::Regex)],
    ),
    (
        "image.toolkit.fluxcd.io",
        &["ImagePolicy", "ImageRepository", "ImageUpdateAutomation"],
        &[
            ("spec image", Reader::Image),
            ("spec interval", Reader::GoDuration),
            ("spec filterTags pattern", Reader::Regex),
            ("spec exclusionList *", Reader::Regex),
            ("spec policy semver range", Reader::VersionRange),
            ("spec git commit author email", Reader::Email),
        ],
    ),
    // https://argo-workflows.readthedocs.io/en/latest/cron-workflows/
    (
        "argoproj.io",
        &["CronWorkflow"],
        &[
            ("spec schedule", Reader::Cron),
            ("spec schedules *", Reader::Cron),
            ("spec timezone", Reader::Timezone),
        ],
    ),
    // https://velero.io/docs/main/api-types/schedule/
    (
        "velero.io",
        &["Schedule"],
        &[("spec schedule", Reader::Cron), ("spec template ttl", Reader::GoDuration)],
    ),
];

#[cfg(test)]
mod tests {
    use super::super::{Known, faults};
    use super::*;
    use serde_json::{Value, json};

    /// What no reader takes.
    const BAD: &str = "{{ ( [";

    fn below(path: &str) -> Value {
        path.rsplit(' ').fold(json!(BAD), |inner, step| match step {
            "*" => json!([inner]),
            step => json!({ step: inner }),
        })
    }

    #[test]
    fn every_line_is_read() {
        for (group, kind, path) in free_texts() {
            assert_eq!(faults(&mut Known::default(), group, kind, &below(path)).len(), 1, "{kind} {path}");
        }
        for (path, _) in POD {
            let root = pod("batch", "CronJob").expect("a pod");
            assert_eq!(
                faults(&mut Known::default(), "batch", "CronJob", &below(&format!("{root} {path}"))).len(),
                1,
                "{path}"
            );
        }
    }

    #[test]
    fn what_flux_fills_in_is_left_alone() {
        let schedule = json!({ "spec": { "schedule": "${BACKUP_SCHEDULE}" } });
        assert_eq!(faults(&mut Known::default(), "batch", "CronJob", &schedule).len(), 0);
    }
}
