//! Routes and listeners of the Gateway API, and the certificates of cert-manager.

use super::{Reader, custom, understood, wire, words};
use k8s_openapi::api::networking::v1::Ingress;

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("networking.k8s.io/v1", "Ingress") => understood::<Ingress>,
        ("gateway.networking.k8s.io/v1", "HTTPRoute") => custom::<HttpRoute>,
        ("gateway.networking.k8s.io/v1", "GRPCRoute") => custom::<GrpcRoute>,
        ("gateway.networking.k8s.io/v1", "ListenerSet") => custom::<ListenerSet>,
        ("gateway.networking.k8s.io/v1", "Gateway") => custom::<Gateway>,
        ("cert-manager.io/v1", "Certificate") => custom::<Certificate>,
        ("cert-manager.io/v1", "ClusterIssuer") => custom::<ClusterIssuer>,
        _ => return None,
    })
}

wire! {
    HttpRoute {
        parent_refs: Vec<Parent>,
        hostnames: Vec<String>,
        rules: Vec<HttpRule>,
    }
    /// A route attaches to a Gateway in another namespace, or to a ListenerSet.
    Parent {
        group: Group,
        kind: ParentKind,
        name: String,
        namespace: Option<String>,
        section_name: Option<String>,
    }
    /// A rule leads to backends or redirects, never both.
    HttpRule {
        matches: Option<Vec<HttpMatch>>,
        filters: Option<Vec<Filter>>,
        backend_refs: Option<Vec<Backend>>,
    }
    HttpMatch { path: PathMatch, }
    PathMatch {
        #[serde(rename = "type")]
        kind: PathKind,
        value: String,
    }
    Filter {
        #[serde(rename = "type")]
        kind: FilterKind,
        request_redirect: Redirect,
    }
    Redirect { scheme: Scheme, status_code: u16, }
    /// A Service of the route's own namespace.
    Backend { name: String, port: u16, }

    GrpcRoute {
        parent_refs: Vec<Parent>,
        hostnames: Vec<String>,
        rules: Vec<GrpcRule>,
    }
    GrpcRule { backend_refs: Vec<Backend>, }

    ListenerSet {
        parent_ref: GatewayRef,
        listeners: Vec<Listener>,
    }
    GatewayRef {
        group: Group,
        kind: GatewayKind,
        name: String,
        namespace: String,
    }
    Listener {
        name: String,
        hostname: String,
        port: u16,
        protocol: Protocol,
        tls: ListenerTls,
        allowed_routes: Option<AllowedRoutes>,
    }
    ListenerTls { mode: TlsMode, certificate_refs: Vec<SecretRef>, }
    SecretRef { kind: SecretKind, name: String, }
    AllowedRoutes { namespaces: RouteNamespaces, }
    RouteNamespaces { from: From, selector: Selector, }
    Selector { match_expressions: Vec<Expression>, }
    Expression { key: String, operator: Operator, values: Vec<String>, }

    /// A Gateway of an example's own.
    Gateway { gateway_class_name: String, listeners: Vec<GatewayListener>, }
    GatewayListener {
        name: String,
        port: u16,
        protocol: GatewayProtocol,
        allowed_routes: GatewayRoutes,
        tls: Option<GatewayTls>,
    }
    GatewayRoutes { namespaces: GatewayNamespaces, }
    GatewayNamespaces { from: Everywhere, }
    GatewayTls { certificate_refs: Vec<super::Named>, }

    /// An issuer that proves a domain by the DNS of Route 53.
    ClusterIssuer { acme: Acme, }
    Acme {
        server: String,
        email: String,
        private_key_secret_ref: super::Named,
        solvers: Vec<Solver>,
    }
    Solver { dns01: Dns, }
    Dns { route53: Route53, }
    Route53 { region: String, role: String, }

    Certificate {
        secret_name: String,
        issuer_ref: Issuer,
        dns_names: Vec<String>,
    }
    Issuer { name: String, kind: IssuerKind, group: IssuerGroup, }
}

words! {
    Group { Gateway = "gateway.networking.k8s.io", }
    ParentKind { Gateway = "Gateway", ListenerSet = "ListenerSet", }
    GatewayKind { Gateway = "Gateway", }
    PathKind { PathPrefix = "PathPrefix", }
    FilterKind { RequestRedirect = "RequestRedirect", }
    Scheme { Https = "https", }
    Protocol { Https = "HTTPS", }
    GatewayProtocol { Http = "HTTP", Https = "HTTPS", }
    Everywhere { All = "All", }
    TlsMode { Terminate = "Terminate", }
    SecretKind { Secret = "Secret", }
    From { Selector = "Selector", }
    Operator { In = "In", }
    IssuerKind { ClusterIssuer = "ClusterIssuer", }
    IssuerGroup { CertManager = "cert-manager.io", }
}
