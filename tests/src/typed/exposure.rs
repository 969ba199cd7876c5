//! Routes and listeners of the Gateway API, and the certificates of cert-manager.

use super::{Reader, custom, understood, wire, words};
use k8s_openapi::api::networking::v1::Ingress;

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("networking.k8s.io/v1", "Ingress") => understood::<Ingress>,
        ("gateway.networking.k8s.io/v1", "HTTPRoute") => custom::<HttpRoute>,
        ("gateway.networking.k8s.io/v1", "GRPCRoute") => custom::<GrpcRoute>,
        ("gateway.networking.k8s.io/v1", "ListenerSet") => custom::<ListenerSet>,
        ("cert-manager.io/v1", "Certificate") => custom::<Certificate>,
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
    TlsMode { Terminate = "Terminate", }
    SecretKind { Secret = "Secret", }
    From { Selector = "Selector", }
    Operator { In = "In", }
    IssuerKind { ClusterIssuer = "ClusterIssuer", }
    IssuerGroup { CertManager = "cert-manager.io", }
}
