//! Exposed hosts: routes of a Gateway with the certificates of their hosts, or Ingresses.
//!
//! TLS is ended by listeners, never by routes. A host with a certificate of its own brings its listener along, as a
//! ListenerSet beside the certificate, so that nobody has to change the Gateway.

use super::meta::{Draft, Meta};
use super::tree::{IntoNode, Map};
use crate::model::exposure::{Exposed, Route, Tls, exposed, of_component, port};
use crate::model::records::{GatewaySettings, Port};
use crate::model::{At, Component, Model, Named, OriginId};
use crate::object::{Data, Node, Object};
use smol_str::{SmolStr, format_smolstr};

/// The API of Gateways and routes. <https://gateway-api.sigs.k8s.io/reference/spec/>
const GATEWAY_API: &str = "gateway.networking.k8s.io/v1";
/// The annotation by which cert-manager makes the certificate of an Ingress.
/// <https://cert-manager.io/docs/usage/ingress/#supported-annotations>
pub(crate) const CLUSTER_ISSUER: &str = "cert-manager.io/cluster-issuer";

/// What makes the hosts of a component reachable, at the ports of its Service, which has the component's name.
pub(crate) fn objects(model: &Model, component: &Component, ports: &Named<Port>) -> Vec<Object> {
    let gateway = &model.environment.gateway;
    let mut objects = Vec::new();
    for host in of_component(component) {
        let tls = Tls::of(host.expose, gateway);
        let lowering = Lowering { model, gateway, host, ports, tls };
        if gateway.kind.as_str() == "ingress" {
            objects.push(lowering.ingress());
        } else {
            objects.extend(lowering.certificate());
            objects.push(lowering.route());
        }
    }
    objects
}

/// Whether a port speaks gRPC.
pub(crate) fn is_grpc(port: &Port) -> bool {
    port.app_protocol.as_ref().is_some_and(|protocol| protocol.as_str() == "grpc")
}

/// One host on its way.
struct Lowering<'m> {
    model: &'m Model,
    gateway: &'m GatewaySettings,
    host: Exposed<'m>,
    ports: &'m Named<Port>,
    tls: Tls<'m>,
}

impl<'m> Lowering<'m> {
    fn origin(&self) -> OriginId {
        self.host.expose.origin
    }

    fn name(&self) -> SmolStr {
        self.host.object_name()
    }

    fn host_node(&self) -> Node {
        let origin = self.host.host.map_or(self.origin(), |settled| settled.origin);
        self.host.host_name().to_owned().into_node(origin)
    }

    fn meta(&self, name: SmolStr) -> Meta<'m> {
        let mut meta = Meta::named(self.model, self.host.component, name);
        meta.origin = self.origin();
        meta
    }

    /// The metadata of what the controller reads: with the annotations that are meant for it.
    fn route_meta(&self) -> Meta<'m> {
        self.meta(self.name())
            .annotations(&self.gateway.annotations)
            .annotations(&self.host.expose.annotations)
    }

    /// The routes with the ports that they lead to.
    fn routes(&self) -> Vec<(Route<'m>, &'m SmolStr, &'m At<Port>)> {
        let ports = self.ports;
        let found = |route: Route<'m>| port(ports, route.port).map(|(name, port)| (route, name, port));
        self.host.routes().into_iter().filter_map(found).collect()
    }

    /// <https://kubernetes.io/docs/concepts/services-networking/ingress/>
    fn ingress(&self) -> Object {
        let origin = self.origin();
        let path = |(route, name, _): (Route, &SmolStr, &At<Port>)| {
            let port = Map::new(route.origin).with("name", name);
            let service =
                Map::new(route.origin).with("name", self.host.component.name.clone()).with("port", port);
            Map::new(route.origin)
                .with("path", route.path)
                .with("pathType", "Prefix")
                .with("backend", Map::new(route.origin).with("service", service))
        };
        let paths: Vec<Map> = self.routes().into_iter().map(path).collect();
        let rule = Map::new(origin)
            .with("host", self.host_node())
            .with("http", Map::new(origin).list("paths", paths));
        let spec = Map::new(origin)
            .maybe("ingressClassName", self.gateway.class.as_ref())
            .maybe("tls", self.ingress_tls().map(|tls| vec![tls]))
            .list("rules", vec![rule]);
        let mut meta = self.route_meta();
        if let Tls::Issued(issuer) = self.tls {
            meta.annotations.insert(SmolStr::new_static(CLUSTER_ISSUER), issuer);
        }
        Draft::new("networking.k8s.io/v1", "Ingress", meta).with("spec", spec).object()
    }

    /// Without the name of a Secret the controller serves the host with its default certificate.
    fn ingress_tls(&self) -> Option<Map> {
        let tls = Map::new(self.origin()).with("hosts", vec![self.host_node()]);
        match self.tls {
            Tls::Off => None,
            Tls::Given => Some(tls),
            Tls::Issued(_) => Some(tls.with("secretName", self.secret())),
        }
    }

    fn secret(&self) -> SmolStr {
        format_smolstr!("{}-tls", self.name())
    }

    /// One of those that expose a host holds its listener and certificate, for a Gateway takes one listener a host and
    /// port: who answers at its root, or else the first by name.
    fn holder(&self) -> Exposed<'m> {
        let same =
            |other: &Exposed| !other.component.common.existing && other.host_name() == self.host.host_name();
        let has_root = |other: &Exposed| other.routes().iter().any(|route| route.path == "/");
        exposed(self.model).into_iter().filter(same).min_by_key(|other| !has_root(other)).unwrap_or(self.host)
    }

    fn is_holder(&self) -> bool {
        let holder = self.holder();
        (&holder.component.name, holder.name) == (&self.host.component.name, self.host.name)
    }

    /// The certificate of a host, the listener that serves it, and the way there from plain HTTP.
    fn certificate(&self) -> Vec<Object> {
        let mut objects = Vec::new();
        if !self.is_holder() || self.tls == Tls::Off {
            return objects;
        }
        if let Tls::Issued(issuer) = self.tls {
            objects.push(self.issued(issuer));
            objects.push(self.listener_set());
        }
        if !self.speaks_grpc() {
            objects.extend(self.gateway.plain_listener.as_ref().map(|listener| self.redirect(listener)));
        }
        objects
    }

    /// <https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec>
    fn issued(&self, issuer: &At<SmolStr>) -> Object {
        let signer = Map::new(issuer.origin)
            .with("name", issuer)
            .with("kind", "ClusterIssuer")
            .with("group", "cert-manager.io");
        let spec = Map::new(self.origin())
            .with("secretName", self.secret())
            .with("issuerRef", signer)
            .with("dnsNames", vec![self.host_node()]);
        Draft::new("cert-manager.io/v1", "Certificate", self.meta(self.name())).with("spec", spec).object()
    }

    /// <https://gateway-api.sigs.k8s.io/guides/listener-set/>
    fn listener_set(&self) -> Object {
        let origin = self.origin();
        let certificate = Map::new(origin).with("kind", "Secret").with("name", self.secret());
        let tls = Map::new(origin).with("mode", "Terminate").with("certificateRefs", vec![certificate]);
        let listener = Map::new(origin)
            .with("name", "https")
            .with("hostname", self.host_node())
            .with("port", 443)
            .with("protocol", "HTTPS")
            .with("tls", tls)
            .maybe("allowedRoutes", self.allowed_routes());
        let spec = Map::new(origin).with("parentRef", self.gateway_ref()).with("listeners", vec![listener]);
        Draft::new(GATEWAY_API, "ListenerSet", self.meta(self.name())).with("spec", spec).object()
    }

    /// The namespaces of the other components that expose the host, if there are any.
    fn allowed_routes(&self) -> Option<Map> {
        let own = &self.host.component.common.namespace;
        let users =
            exposed(self.model).into_iter().filter(|other| other.host_name() == self.host.host_name());
        let mut names: Vec<&At<SmolStr>> = users.map(|other| &other.component.common.namespace).collect();
        names.sort_by(|a, b| a.value.cmp(&b.value));
        names.dedup_by(|a, b| a.value == b.value);
        if names.iter().all(|name| name.value == own.value) {
            return None;
        }
        let origin = self.origin();
        let expression = Map::new(origin)
            .with("key", "kubernetes.io/metadata.name")
            .with("operator", "In")
            .with("values", names);
        let selector = Map::new(origin).with("matchExpressions", vec![expression]);
        let namespaces = Map::new(origin).with("from", "Selector").with("selector", selector);
        Some(Map::new(origin).with("namespaces", namespaces))
    }

    fn gateway_ref(&self) -> Map {
        Map::new(self.gateway.name.origin)
            .with("group", "gateway.networking.k8s.io")
            .with("kind", "Gateway")
            .with("name", &self.gateway.name)
            .with("namespace", &self.gateway.namespace)
    }

    /// What a route attaches to: its own listener, or one of the Gateway.
    fn parent(&self) -> Map {
        let gateway = self.gateway;
        match self.tls {
            Tls::Issued(_) => self.listener_set_ref(),
            Tls::Given => self.gateway_ref().maybe("sectionName", gateway.listener.as_ref()),
            Tls::Off => self.gateway_ref().maybe("sectionName", gateway.plain_listener.as_ref()),
        }
    }

    fn listener_set_ref(&self) -> Map {
        let holder = self.holder();
        let namespace = &holder.component.common.namespace;
        let elsewhere = namespace.value != self.host.component.common.namespace.value;
        Map::new(self.origin())
            .with("group", "gateway.networking.k8s.io")
            .with("kind", "ListenerSet")
            .with("name", holder.object_name())
            .maybe("namespace", elsewhere.then_some(namespace))
    }

    fn speaks_grpc(&self) -> bool {
        let routes = self.routes();
        !routes.is_empty() && routes.iter().all(|(_, _, port)| is_grpc(port))
    }

    /// An HTTPRoute; a GRPCRoute where the ports speak gRPC.
    fn route(&self) -> Object {
        let grpc = self.speaks_grpc();
        let rules: Vec<Map> =
            self.routes().into_iter().map(|(route, _, port)| self.rule(&route, port, grpc)).collect();
        let spec = Map::new(self.origin())
            .with("parentRefs", vec![self.parent()])
            .with("hostnames", vec![self.host_node()])
            .list("rules", rules);
        let kind = if grpc { "GRPCRoute" } else { "HTTPRoute" };
        Draft::new(GATEWAY_API, kind, self.route_meta()).with("spec", spec).object()
    }

    fn rule(&self, route: &Route, port: &At<Port>, grpc: bool) -> Map {
        let backend = Map::new(route.origin)
            .with("name", self.host.component.name.clone())
            .with("port", port.expose_as.as_ref().unwrap_or(&port.number));
        let path = Map::new(route.origin).with("type", "PathPrefix").with("value", route.path.clone());
        let matches = Map::new(route.origin).with("path", path);
        Map::new(route.origin)
            .list("matches", if grpc { Vec::new() } else { vec![matches] })
            .list("backendRefs", vec![backend])
    }

    /// <https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/#http-to-https-redirects>
    fn redirect(&self, listener: &At<SmolStr>) -> Object {
        let origin = listener.origin;
        // A port that speaks gRPC has no plain HTTP to lead away from.
        let protocols = self.routes().into_iter().find_map(|(_, _, port)| port.app_protocol.as_ref());
        let spoken = protocols.map_or(origin, |protocol| protocol.origin);
        let redirect =
            Map::new(origin).with("scheme", "https").with("statusCode", Node::new(Data::Int(301), origin));
        let filter = Map::new(origin).with("type", "RequestRedirect").with("requestRedirect", redirect);
        let spec = Map::new(self.origin())
            .with("parentRefs", vec![self.gateway_ref().with("sectionName", listener)])
            .with("hostnames", vec![self.host_node()])
            .list("rules", vec![Map::new(spoken).list("filters", vec![filter])]);
        let meta = self.meta(format_smolstr!("{}-redirect", self.name()));
        Draft::new(GATEWAY_API, "HTTPRoute", meta).with("spec", spec).object()
    }
}
