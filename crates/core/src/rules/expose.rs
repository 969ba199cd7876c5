//! Hosts that could not be served, or would be served in a way that nobody meant.

use super::{Rules, place};
use crate::diagnostic::{Code, Diagnostic, near};
use crate::lower::expose::is_grpc;
use crate::model::exposure::{Exposed, Route, Tls, exposed, port};
use crate::model::records::GatewaySettings;
use crate::model::{At, Layer, OriginId, Value};
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// Runs the rules over all hosts of the environment.
pub(super) fn check(rules: &mut Rules) {
    domain(rules);
    settings(rules);
    two_certificates(rules);
    let model = rules.model;
    let hosts: Vec<Exposed> = exposed(model).into_iter().filter(|h| !h.component.common.existing).collect();
    let mut served: BTreeMap<&str, Vec<Exposed>> = BTreeMap::new();
    for host in &hosts {
        if name(rules, host) {
            served.entry(host.host_name()).or_default().push(*host);
        }
        ways(rules, host);
        for route in host.routes() {
            path(rules, host, &route);
            destination(rules, host, &route);
        }
        too_many(rules, host);
        contradiction(rules, host);
        certificate(rules, host);
        plain(rules, host);
    }
    for users in served.values() {
        twice(rules, users);
        agreement(rules, users);
        protocols(rules, users);
    }
}

/// The place of a host, or of a route of it.
fn at(rules: &Rules, origin: OriginId, host: &Exposed) -> Span {
    rules.place(origin, host.component)
}

fn host_place(rules: &Rules, host: &Exposed) -> Span {
    at(rules, host.expose.origin, host)
}

/// Why a text is not the name of one host, as routes and certificates want it
/// (<https://gateway-api.sigs.k8s.io/reference/spec/#hostname>).
fn fault(text: &str) -> Option<&'static str> {
    if text.contains("://") {
        return Some("a host has no scheme");
    }
    if text.contains('/') {
        return Some("a host has no path; write it as `path`");
    }
    if text.parse::<std::net::IpAddr>().is_ok() {
        return Some("an address is not a host: routes are found by names");
    }
    if text.contains(':') {
        return Some("a host has no port: the gateway decides on which it listens");
    }
    if text.contains('*') {
        return Some("a wildcard is the matter of the gateway's listener; name the hosts one by one");
    }
    if text.contains(|c: char| c.is_ascii_uppercase()) {
        return Some("a host is lower case");
    }
    if text.len() > 253 || crate::types::text::host(text).is_err() {
        return Some("a host is labels of lower-case letters, digits and `-`, joined by `.`");
    }
    None
}

/// Whether the host can be served; it is told of if not.
fn name(rules: &mut Rules, host: &Exposed) -> bool {
    let span = host_place(rules, host);
    let (component, name) = (&host.component.name, host.label());
    if let Some(why) = fault(name) {
        let message = format!("`{name}` is not a host that `{component}` can have");
        let diagnostic = Diagnostic::new(Code::IllegalHost, span, message).label(why).help(instead(name));
        rules.report(match plain_host(name) {
            Some(plain) => diagnostic.rename(span, name, format!("\"{plain}\"")),
            None => diagnostic,
        });
        return false;
    }
    if host.host.is_none() {
        let example = format!("write the whole host, `expose \"{name}.example.com\" {{}}`");
        rules.report(
            Diagnostic::new(
                Code::HostWithoutDomain,
                span,
                format!("the host `{name}` of `{component}` has no domain"),
            )
            .label("a name without a dot")
            .also(rules.model.span, format!("`{}` sets no `domain`", rules.model.name))
            .help("write `domain: \"example.com\"` in the environment")
            .help(example)
            .fill_in(rules.model.span, &[], "domain: \"example.com\""),
        );
        return false;
    }
    let length = host.object_name().len();
    if length > 200 {
        rules.report(
            Diagnostic::new(
                Code::NameTooLong,
                span,
                format!("`{name}` is too long for the names of its objects"),
            )
            .label(format!("with `{component}` {length} characters, at most 200 are possible"))
            .help("shorten the host, or let `domain` complete it: `expose app {}`"),
        );
    }
    fault(host.host_name()).is_none()
}

/// What a text that is no host was meant to be.
fn instead(text: &str) -> String {
    match plain_host(text) {
        Some(plain) => format!("write `expose \"{plain}\" {{}}`"),
        None => "write a name such as `expose \"app.example.com\" {}`, or `expose app {}` where the environment has a `domain`"
            .to_owned(),
    }
}

/// The host in a text that holds more than one.
fn plain_host(text: &str) -> Option<String> {
    let plain = text.split_once("://").map_or(text, |(_, rest)| rest);
    let plain = plain.trim_start_matches("*.").split(['/', ':']).next().unwrap_or_default().to_lowercase();
    let plain = plain.replace('_', "-");
    (plain.parse::<std::net::IpAddr>().is_err() && fault(&plain).is_none()).then_some(plain)
}

/// A domain is the tail of hosts.
fn domain(rules: &mut Rules) {
    let Some(domain) = &rules.model.environment.domain else { return };
    let Some(why) = fault(domain) else { return };
    let span = place(&rules.model.origins, domain.origin, rules.model.span);
    rules.report(
        Diagnostic::new(Code::IllegalHost, span, format!("`{}` is not a domain for hosts", domain.value))
            .label(why)
            .help("write for example `domain: \"example.com\"`"),
    );
}

/// Settings that the chosen kind of gateway has no use for.
fn settings(rules: &mut Rules) {
    let GatewaySettings { kind, name, listener, plain_listener, class, .. } =
        &rules.model.environment.gateway;
    let ingress = kind.as_str() == "ingress";
    let chosen = |at: &At<SmolStr>| {
        rules.model.origins.get(at.origin).last().is_some_and(|step| step.layer != Layer::Default)
    };
    let mut unused: Vec<(&str, OriginId)> = Vec::new();
    if ingress {
        unused.extend(Some(name).filter(|name| chosen(name)).map(|at| ("name", at.origin)));
        unused.extend(listener.as_ref().map(|at| ("listener", at.origin)));
        unused.extend(plain_listener.as_ref().map(|at| ("plain-listener", at.origin)));
    } else {
        unused.extend(class.as_ref().map(|at| ("class", at.origin)));
    }
    let (what, other) = if ingress { ("an Ingress", "gateway") } else { ("a route of a Gateway", "ingress") };
    for (field, origin) in unused {
        let span = place(&rules.model.origins, origin, rules.model.span);
        let kind = place(&rules.model.origins, kind.origin, span);
        let mut diagnostic =
            Diagnostic::new(Code::OtherGateway, span, format!("{what} has no use for `{field}`"))
                .label(format!("only read with `kind: {other}`"));
        if ingress {
            diagnostic = diagnostic.also(kind, "Ingresses are chosen here");
        }
        rules.report(
            diagnostic.help(format!("take `{field}` away, or write `kind: {other}`")).take_out(span, field),
        );
    }
}

/// A host would have a certificate of its own beside that of the Gateway's listener.
fn two_certificates(rules: &mut Rules) {
    let gateway = &rules.model.environment.gateway;
    let (Some(listener), Some(issuer)) = (&gateway.listener, &gateway.issuer) else { return };
    let [here, there] = [listener, issuer].map(|at| place(&rules.model.origins, at.origin, rules.model.span));
    rules.report(
        Diagnostic::new(Code::TlsDisagrees, here, "the gateway has a listener for TLS and an issuer beside it")
            .label("serves hosts with its own certificate")
            .also(there, "signs a certificate for each host")
            .help("keep one of them; a host of another domain may have an issuer of its own: `expose HOST { issuer: \"NAME\" }`"),
    );
}

/// `paths` says what `path` and `port` say.
fn ways(rules: &mut Rules, host: &Exposed) {
    if host.expose.paths.is_empty() {
        return;
    }
    let beside = host.expose.path.as_ref().map(|at| ("path", at.origin));
    let beside = beside.or(host.expose.port.as_ref().map(|at| ("port", at.origin)));
    let Some((field, origin)) = beside else { return };
    let span = at(rules, origin, host);
    let list = host.expose.paths.first().map_or(span, |(_, first)| at(rules, first.origin, host));
    rules.report(
        Diagnostic::new(Code::WrongForm, span, format!("`{field}` stands beside `paths`"))
            .label("says where requests go")
            .also(list, "says it too")
            .help("write every path and its port in `paths { … }`, or only `path` and `port`"),
    );
}

/// Prefixes as routes admit them (<https://gateway-api.sigs.k8s.io/reference/spec/#httppathmatch>).
fn path(rules: &mut Rules, host: &Exposed, route: &Route) {
    let text = route.path.as_str();
    let legal = |c: char| c.is_ascii_alphanumeric() || "-/._~!$&'()*+,;=:@%".contains(c);
    let why = if !text.starts_with('/') {
        "a path starts with `/`"
    } else if text.contains('?') || text.contains('#') {
        "a path holds neither a query nor a fragment"
    } else if text.contains("//") {
        "two slashes"
    } else if text.split('/').any(|part| part == "." || part == "..") {
        "a path holds no `.` and `..`"
    } else if text.to_lowercase().contains("%2f") {
        "an escaped slash"
    } else if !text.chars().all(legal) || !escapes_are_whole(text) || text.len() > 1024 {
        "a path holds letters, digits, `-._~!$&'()*+,;=:@` and `%` with two hex digits"
    } else {
        return;
    };
    let span = at(rules, route.origin, host);
    rules.report(
        Diagnostic::new(Code::BadText, span, format!("`{text}` is not a path that requests can be told by"))
            .label(why)
            .help("write a prefix such as `\"/api\"`"),
    );
}

fn escapes_are_whole(text: &str) -> bool {
    let mut after = text.split('%').skip(1);
    after.all(|rest| rest.chars().take(2).filter(char::is_ascii_hexdigit).count() == 2)
}

/// A route without a port that answers HTTP leads nowhere.
fn destination(rules: &mut Rules, host: &Exposed, route: &Route) {
    let Some(workload) = host.component.workload() else { return };
    let ports = &workload.ports;
    let component = &host.component.name;
    let span = at(rules, route.origin, host);
    let found = port(ports, route.port);
    let udp = found.filter(|(_, port)| port.protocol.as_str() == "udp");
    if let Some((name, port)) = udp {
        let declared = at(rules, port.origin, host);
        rules.report(
            Diagnostic::new(
                Code::ExposedPort,
                span,
                format!("the port `{name}` of `{component}` speaks UDP"),
            )
            .label("a host is served over HTTP")
            .also(declared, "declared here")
            .help("name a TCP port: `port: NAME`"),
        );
    }
    if found.is_some() {
        return;
    }
    let names = || ports.iter().map(|(name, _)| name.as_str());
    let listed = crate::diagnostic::quoted(&names().collect::<Vec<_>>());
    let diagnostic = match route.port {
        _ if ports.is_empty() => {
            Diagnostic::new(Code::ExposedPort, span, format!("`{component}` declares no port to expose"))
                .label("leads nowhere")
                .help("declare the port that answers: `port http: 8080`")
                .fill_in(host.component.span, &[], "port http: 8080")
        }
        None => Diagnostic::new(
            Code::ExposedPort,
            span,
            format!("`{component}` has several ports, and none of them is named for this host"),
        )
        .label(format!("it declares {listed}"))
        .help(format!("name one of them in the block: `{{ port: {} }}`", names().next().unwrap_or("http"))),
        Some(wanted) => {
            let wanted = match wanted {
                Value::Word(name) => name.clone(),
                Value::Scalar(number) => number.to_string().into(),
                _ => SmolStr::default(),
            };
            let diagnostic = Diagnostic::new(
                Code::ExposedPort,
                span,
                format!("`{component}` declares no port `{wanted}`"),
            )
            .label("leads nowhere");
            match near(&wanted, names()) {
                Some(name) => diagnostic.meant(name),
                None => diagnostic.help(format!("it declares {listed}; name one of them")),
            }
        }
    };
    rules.report(diagnostic);
}

/// <https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec>
fn too_many(rules: &mut Rules, host: &Exposed) {
    const LIMIT: usize = 16;
    let count = host.routes().len();
    if count > LIMIT {
        let span = host_place(rules, host);
        rules.report(
            Diagnostic::new(Code::TooManyPaths, span, format!("`{}` has {count} paths", host.host_name()))
                .label(format!("a route holds at most {LIMIT}"))
                .help("join paths that lead to one port under a common prefix"),
        );
    }
}

/// An issuer for a host that is served without TLS.
fn contradiction(rules: &mut Rules, host: &Exposed) {
    let (Some(tls), Some(issuer)) = (&host.expose.tls, &host.expose.issuer) else { return };
    if !tls.value {
        let (here, there) = (at(rules, tls.origin, host), at(rules, issuer.origin, host));
        rules.report(
            Diagnostic::new(
                Code::TlsDisagrees,
                here,
                format!("`{}` has an issuer and is served without TLS", host.host_name()),
            )
            .label("no TLS")
            .also(there, "the issuer of its certificate")
            .help("take one of the two away")
            .take_out(here, "tls"),
        );
    }
}

/// Whose certificate it would be. An ingress controller has one of its own; a Gateway has none but its listener's.
fn certificate(rules: &mut Rules, host: &Exposed) {
    let gateway = &rules.model.environment.gateway;
    let given = Tls::of(host.expose, gateway) == Tls::Given;
    if !given || gateway.kind.as_str() == "ingress" || gateway.listener.is_some() {
        return;
    }
    let said = host.expose.tls.as_ref().map(|tls| at(rules, tls.origin, host));
    let span = said.unwrap_or_else(|| host_place(rules, host));
    rules.report(
        Diagnostic::new(
            Code::NoCertificate,
            span,
            format!("nobody has a certificate for `{}`", host.host_name()),
        )
        .label("wants TLS")
        .also(
            rules.model.span,
            format!("the gateway of `{}` has neither an issuer nor a listener", rules.model.name),
        )
        .help("write `gateway { issuer: \"NAME\" }` in the environment, with a ClusterIssuer of cert-manager")
        .help("or `gateway { listener: \"https\" }`, with a listener of the Gateway that has the certificate")
        .fill_in(rules.model.span, &["gateway"], "issuer: \"letsencrypt\""),
    );
}

/// Whoever is on the way reads and changes what goes over plain HTTP.
fn plain(rules: &mut Rules, host: &Exposed) {
    let gateway = &rules.model.environment.gateway;
    if Tls::of(host.expose, gateway) != Tls::Off {
        return;
    }
    let said = host.expose.tls.as_ref().map(|tls| at(rules, tls.origin, host));
    let span = said.unwrap_or_else(|| host_place(rules, host));
    rules.expected(
        Diagnostic::new(Code::PlainHttp, span, format!("`{}` is served without TLS", host.host_name()))
            .label("plain HTTP")
            .help("write `gateway { issuer: \"letsencrypt\" }` in the environment, with the name of your ClusterIssuer")
            .help("or `gateway { listener: \"https\" }`, with a listener of the Gateway that has the certificate")
            .fill_in(rules.model.span, &["gateway"], "issuer: \"letsencrypt\""),
    );
}

/// Two routes of one host and path: the older would win, in silence.
fn twice(rules: &mut Rules, users: &[Exposed]) {
    let mut seen: Vec<(SmolStr, Exposed, OriginId)> = Vec::new();
    for user in users {
        for route in user.routes() {
            let trimmed = SmolStr::new(route.path.trim_end_matches('/'));
            if let Some((_, first, origin)) = seen.iter().find(|(path, ..)| *path == trimmed) {
                let (here, there) = (at(rules, route.origin, user), at(rules, *origin, first));
                let first = &first.component.name;
                rules.report(
                    Diagnostic::new(
                        Code::ExposedTwice,
                        here,
                        format!("`{}{}` is exposed twice", user.host_name(), route.path),
                    )
                    .label(format!("leads to `{}`", user.component.name))
                    .also(there, format!("leads to `{first}`"))
                    .help("give one of them another host or another `path`"),
                );
            }
            seen.push((trimmed, *user, route.origin));
        }
    }
}

/// One host has one certificate, or none.
fn agreement(rules: &mut Rules, users: &[Exposed]) {
    let gateway = &rules.model.environment.gateway;
    let tls = |host: &Exposed| match Tls::of(&host.expose.value, gateway) {
        Tls::Issued(issuer) => format!("certificates of `{}`", issuer.value),
        Tls::Given => "the gateway's certificate".to_owned(),
        Tls::Off => "no TLS".to_owned(),
    };
    let [first, others @ ..] = users else { return };
    let Some(other) = others.iter().find(|other| tls(other) != tls(first)) else { return };
    let (here, there) = (tls_place(rules, other), tls_place(rules, first));
    rules.report(
        Diagnostic::new(
            Code::TlsDisagrees,
            here,
            format!("`{}` is served with two kinds of TLS", first.host_name()),
        )
        .label(format!("`{}` wants {}", other.component.name, tls(other)))
        .also(there, format!("`{}` wants {}", first.component.name, tls(first)))
        .help("write the same `tls` and `issuer` in both, or leave them to the environment"),
    );
}

fn tls_place(rules: &Rules, host: &Exposed) -> Span {
    let said = host.expose.issuer.as_ref().map(|at| at.origin);
    let said = said.or(host.expose.tls.as_ref().map(|at| at.origin));
    at(rules, said.unwrap_or(host.expose.origin), host)
}

/// A Gateway refuses an HTTPRoute beside a GRPCRoute of one host, and a GRPCRoute has no paths
/// (<https://gateway-api.sigs.k8s.io/api-types/grpcroute/>).
fn protocols(rules: &mut Rules, users: &[Exposed]) {
    if rules.model.environment.gateway.kind.as_str() == "ingress" {
        return;
    }
    let mut of_grpc: Vec<(&Exposed, Route)> = Vec::new();
    let mut of_http: Vec<(&Exposed, Route)> = Vec::new();
    for user in users {
        for route in user.routes() {
            let ports = user.component.workload().map(|workload| &workload.ports);
            let Some((_, port)) = ports.and_then(|ports| port(ports, route.port)) else { continue };
            let list = if is_grpc(port) { &mut of_grpc } else { &mut of_http };
            list.push((user, route));
        }
    }
    let Some((user, route)) = of_grpc.first() else { return };
    let span = at(rules, route.origin, user);
    let host = user.host_name();
    if let Some((other, http)) = of_http.first() {
        let there = at(rules, http.origin, other);
        rules.report(
            Diagnostic::new(
                Code::GrpcBesideHttp,
                span,
                format!("`{host}` is served over gRPC and over HTTP"),
            )
            .label("leads to a port that speaks gRPC")
            .also(there, "leads to a port that speaks HTTP")
            .help("give each of them a host of its own"),
        );
    } else if let Some((user, route)) = of_grpc.iter().find(|(_, route)| route.path != "/") {
        let span = at(rules, route.origin, user);
        rules.report(
            Diagnostic::new(
                Code::GrpcBesideHttp,
                span,
                format!("a path of `{host}` leads to a port that speaks gRPC"),
            )
            .label("gRPC is told by its host, not by a path")
            .help("take the path away, and give the port a host of its own")
            .take_out(span, "path"),
        );
    }
}
