//! Charts: a source and the release of a chart from it
//! (<https://fluxcd.io/flux/components/helm/helmreleases/>).

use super::free::{free, overlay};
use super::meta::{Draft, Meta};
use super::pod::resources;
use super::tree::{IntoNode, Map, list};
use crate::model::records::{Helm, Nats, Sized};
use crate::model::{At, Component, Model, OriginId, SecretId};
use crate::object::{Data, Node, Object};
use smol_str::{SmolStr, format_smolstr};

/// The release of a chart.
struct Release<'a> {
    chart: Node,
    repository: Node,
    version: &'a At<SmolStr>,
    /// The name of the release.
    name: Node,
    /// What to do with CRDs, by its name in Flux.
    crds: Node,
    drift: Map,
    values: Option<Node>,
    /// What only a free chart has.
    helm: Option<&'a Helm>,
}

/// A free chart.
pub(crate) fn helm(model: &Model, component: &Component, helm: &Helm) -> Vec<Object> {
    let values = helm.values.as_ref().map(|values| free(model, &values.value, values.origin));
    let release = Release {
        chart: node(&helm.chart),
        repository: node(&helm.repository),
        version: &helm.version,
        name: node(&helm.release),
        crds: Node::new(Data::Str(crds(&helm.crds)), helm.crds.origin),
        drift: drift(helm),
        values: values.filter(|values| !matches!(&values.data, Data::Map(fields) if fields.is_empty())),
        helm: Some(helm),
    };
    let mut objects = vec![release.source(model, component)];
    objects.extend(helm.values_file.as_ref().map(|text| values_file(model, component, text)));
    objects.push(release.object(model, component));
    objects
}

fn node(at: &At<SmolStr>) -> Node {
    at.into_node(at.origin)
}

fn crds(word: &str) -> SmolStr {
    match word {
        "create" => "Create".into(),
        "skip" => "Skip".into(),
        _ => "CreateReplace".into(),
    }
}

fn drift(helm: &Helm) -> Map {
    let ignored = helm.drift_ignore.iter().map(|(kind, paths)| {
        let target = Map::new(paths.origin).with("kind", kind.clone());
        Map::new(paths.origin).with("paths", list(paths)).with("target", target)
    });
    Map::new(helm.drift.origin).with("mode", &helm.drift).list("ignore", ignored.collect())
}

/// How the ConfigMap of a values file is called.
fn values_name(component: &Component) -> SmolStr {
    format_smolstr!("{}-values", component.name)
}

/// The key of a values file in its ConfigMap.
const VALUES: &str = "values.yaml";

/// The label by which a change of the ConfigMap starts an upgrade at once
/// (<https://fluxcd.io/flux/components/helm/helmreleases/#values-references>).
const WATCH: &str = "reconcile.fluxcd.io/watch";

fn values_file(model: &Model, component: &Component, text: &At<SmolStr>) -> Object {
    let mut meta = Meta::named(model, component, values_name(component));
    meta.labels.insert(SmolStr::new_static(WATCH), "Enabled");
    let data = Map::new(text.origin).with(VALUES, text);
    Draft::new("v1", "ConfigMap", meta).with("data", data).object()
}

/// The media type of a chart among the layers of an OCI artifact.
const CHART_LAYER: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

impl Release<'_> {
    fn repository(&self) -> &str {
        self.repository.as_str().unwrap_or_default()
    }

    /// Whether the chart is an OCI artifact.
    fn is_oci(&self) -> bool {
        self.repository().starts_with("oci://")
    }

    /// <https://fluxcd.io/flux/components/source/helmrepositories/>,
    /// <https://fluxcd.io/flux/components/source/ocirepositories/#layer-selector>
    fn source(&self, model: &Model, component: &Component) -> Object {
        let login = self.helm.and_then(|helm| helm.login.as_ref());
        let login = login.map(|at| Map::new(at.origin).with("name", secret_name(model, &at.value)));
        // The chart's name is a part of an artifact's address.
        let origin = if self.is_oci() { self.chart.origin } else { component.origin };
        let spec = Map::new(origin).with("interval", &model.environment.flux.interval);
        let (kind, spec) = if self.is_oci() {
            let chart = self.chart.as_str().unwrap_or_default();
            let url = format_smolstr!("{}/{chart}", self.repository().trim_end_matches('/'));
            // A tag names one artifact; a range looks for the newest.
            let by = if is_exact(self.version) { "tag" } else { "semver" };
            let layer = Map::new(component.origin).with("mediaType", CHART_LAYER).with("operation", "copy");
            let spec = spec
                .with("url", Node::new(Data::Str(url), self.repository.origin))
                .with("ref", Map::new(self.version.origin).with(by, self.version))
                .with("layerSelector", layer);
            ("OCIRepository", spec)
        } else {
            ("HelmRepository", spec.with("url", self.repository.clone()))
        };
        Draft::new("source.toolkit.fluxcd.io/v1", kind, Meta::of(model, component))
            .with("spec", spec.maybe("secretRef", login))
            .object()
    }

    fn object(self, model: &Model, component: &Component) -> Object {
        let origin = component.origin;
        let kind = if self.is_oci() { "OCIRepository" } else { "HelmRepository" };
        let source = Map::new(origin).with("kind", kind).with("name", component.name.clone());
        let spec = Map::new(origin)
            .with("interval", &model.environment.flux.interval)
            .maybe("timeout", self.helm.and_then(|helm| helm.timeout.as_ref()))
            .with("releaseName", self.name.clone())
            .maybe("serviceAccountName", self.helm.and_then(|helm| helm.service_account.as_ref()));
        let spec = if self.is_oci() {
            spec.with("chartRef", source)
        } else {
            let chart = Map::new(origin)
                .with("chart", self.chart.clone())
                .with("version", self.version)
                .with("sourceRef", source);
            spec.with("chart", Map::new(origin).with("spec", chart))
        };
        let action = || {
            let strategy = Map::new(origin).with("name", "RetryOnFailure");
            Map::new(origin).with("crds", self.crds.clone()).with("strategy", strategy)
        };
        let from = self.helm.map(|helm| values_from(model, component, helm)).unwrap_or_default();
        let spec = spec
            .with("install", action())
            .with("upgrade", action())
            .with("driftDetection", self.drift.clone())
            .list("valuesFrom", from)
            .maybe("values", self.values);
        Draft::new("helm.toolkit.fluxcd.io/v2", "HelmRelease", Meta::of(model, component))
            .with("spec", spec)
            .object()
    }
}

/// Whether a version names one chart and not the newest of a range.
pub(crate) fn is_exact(version: &str) -> bool {
    crate::types::text::semver(version).is_ok()
}

pub(super) fn secret_name(model: &Model, id: &SecretId) -> SmolStr {
    model.secrets.get(id).map_or_else(|| id.name.clone(), |secret| secret.name.value.clone())
}

/// The file first, for what comes later wins. A secret's value is taken as it is: without `literal`, commas and braces in
/// it would be read as syntax.
fn values_from(model: &Model, component: &Component, helm: &Helm) -> Vec<Map> {
    let file = helm.values_file.as_ref().map(|text| {
        Map::new(text.origin)
            .with("kind", "ConfigMap")
            .with("name", values_name(component))
            .with("valuesKey", VALUES)
    });
    let secrets = helm.values_from.iter().map(|(path, at)| {
        let (id, key) = &at.value;
        Map::new(at.origin)
            .with("kind", "Secret")
            .with("name", secret_name(model, id))
            .with("valuesKey", key.clone())
            .with("targetPath", path.clone())
            .with("literal", true)
    });
    file.into_iter().chain(secrets).collect()
}

/// The repository of the official chart of NATS.
const NATS_CHARTS: &str = "https://nats-io.github.io/k8s/helm/charts/";

/// <https://github.com/nats-io/k8s/tree/main/helm/charts/nats>
pub(crate) fn nats(model: &Model, component: &Component, (nats, sized): &(Nats, Sized)) -> Vec<Object> {
    let origin = component.origin;
    let text = |text: &'static str| text.into_node(origin);
    let release = Release {
        chart: text("nats"),
        repository: text(NATS_CHARTS),
        version: &nats.version,
        name: component.name.clone().into_node(origin),
        crds: text("CreateReplace"),
        drift: Map::new(origin).with("mode", "enabled"),
        values: Some(nats_values(model, component, nats, sized)),
        helm: None,
    };
    vec![release.source(model, component), release.object(model, component)]
}

fn nats_values(model: &Model, component: &Component, nats: &Nats, sized: &Sized) -> Node {
    let origin = component.origin;
    let enabled = |on: bool| Map::new(origin).with("enabled", on);
    let volume =
        enabled(true).with("size", &nats.storage).maybe("storageClassName", nats.storage_class.as_ref());
    let stream = enabled(true).with("fileStore", enabled(true).with("pvc", volume));
    let clustered = nats.replicas.value > 1;
    let cluster = Map::new(nats.replicas.origin).with("enabled", clustered);
    let cluster = cluster.maybe("replicas", clustered.then_some(&nats.replicas));
    let pod = || {
        let context = Map::new(origin)
            .with("runAsNonRoot", true)
            .with("runAsUser", 1000i64)
            .with("fsGroup", 1000i64)
            .with("seccompProfile", Map::new(origin).with("type", "RuntimeDefault"));
        merge(origin, Map::new(origin).with("spec", Map::new(origin).with("securityContext", context)))
    };
    let hardened = || Map::new(origin).with("securityContext", super::data::container_security(origin));
    let server = hardened().map("resources", resources(&sized.resources, origin));
    let read = Map::new(nats.monitor.origin).with("enabled", true).with("merge", hardened());
    let values = Map::new(origin)
        .with("fullnameOverride", component.name.clone())
        .with("config", Map::new(origin).with("cluster", cluster).with("jetstream", stream))
        .with("container", merge(origin, server))
        .with("reloader", merge(origin, hardened()))
        .maybe("promExporter", nats.monitor.value.then_some(read))
        .with("podTemplate", pod())
        // The box is for people. Its start script writes into the image, which a read-only root refuses.
        .with("natsBox", enabled(false))
        .node();
    match nats.values.as_ref() {
        Some(own) => overlay(values, free(model, &own.value, own.origin)),
        None => values,
    }
}

/// The chart takes additions to what it makes under `merge`.
fn merge(origin: OriginId, what: Map) -> Map {
    Map::new(origin).with("merge", what)
}
