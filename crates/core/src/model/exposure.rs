//! Exposed hosts: their full names, their paths, and who ends their TLS.

use super::decode::{At, Decode};
use super::kinds::Component;
use super::origin::{OriginId, Step};
use super::records::{Expose, GatewaySettings, Port};
use super::settle::Settler;
use super::value::{Record, Settled, Value};
use super::{Model, Named};
use crate::check::Declared;
use crate::source::Span;
use crate::types::Scalar;
use smol_str::{SmolStr, format_smolstr};

/// The field of a component that holds its hosts, and the output that tells them.
pub(crate) const FIELD: &str = "expose";

/// Whether a path below a component is about its public address.
pub(crate) fn is_of_hosts(path: &[SmolStr]) -> bool {
    path.first().is_some_and(|first| first == FIELD)
}

/// The host of this name is the component's own name, so that a kind can expose whatever is made from it.
const OWN: &str = "self";

/// The first part of a host, as its author names it or as its component is called.
fn first_part<'a>(name: &'a SmolStr, component: &'a SmolStr) -> &'a SmolStr {
    if name == OWN { component } else { name }
}

/// The hosts of a component as its author names them.
pub(crate) fn names(record: &Record) -> impl Iterator<Item = &SmolStr> {
    let hosts = record.get(FIELD).and_then(|settled| match &settled.value {
        Value::Record(hosts) => Some(hosts),
        _ => None,
    });
    hosts.into_iter().flat_map(|hosts| hosts.fields.iter().map(|(name, _)| name))
}

/// The full name of a host: one without a dot stands in the domain. `None` where there is none.
#[must_use]
pub fn full_name(name: &str, domain: Option<&str>) -> Option<SmolStr> {
    if name.contains(['.', ':', '/', '*']) {
        return Some(name.into());
    }
    domain.map(|domain| format_smolstr!("{name}.{domain}"))
}

/// Who ends the TLS of a host.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Tls<'a> {
    /// Nobody: it is served over plain HTTP.
    Off,
    /// The Gateway's own listener, or the ingress controller, with a certificate of its own.
    Given,
    /// Its own certificate, signed by this ClusterIssuer.
    Issued(&'a At<SmolStr>),
}

impl<'a> Tls<'a> {
    /// What a host and the environment's gateway say together: the host first. An issuer means TLS, and so does a
    /// listener of the Gateway for it.
    #[must_use]
    pub fn of(expose: &'a Expose, gateway: &'a GatewaySettings) -> Self {
        let said = |tls: &Option<At<bool>>, by: Option<&At<SmolStr>>| {
            tls.as_ref().map(|tls| tls.value).or(by.map(|_| true))
        };
        let own = said(&expose.tls, expose.issuer.as_ref());
        let everywhere = said(&gateway.tls, gateway.issuer.as_ref().or(gateway.listener.as_ref()));
        if !own.or(everywhere).unwrap_or(false) {
            return Tls::Off;
        }
        expose.issuer.as_ref().or(gateway.issuer.as_ref()).map_or(Tls::Given, Tls::Issued)
    }

    /// The scheme of the host's URL.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        if self == Tls::Off { "http" } else { "https" }
    }
}

/// A host that a component exposes.
#[derive(Copy, Clone, Debug)]
pub struct Exposed<'m> {
    /// The component.
    pub component: &'m Component,
    /// The host as its author names it.
    pub name: &'m SmolStr,
    /// Its full name, where it can be known.
    pub host: Option<&'m Settled>,
    /// What is said of it.
    pub expose: &'m At<Expose>,
}

/// A path of a host and the port that it leads to.
#[derive(Clone, Debug)]
pub struct Route<'m> {
    /// The path below which requests go there.
    pub path: SmolStr,
    /// The port, by name or number, where it is said.
    pub port: Option<&'m Value>,
    /// What decided the path and port.
    pub origin: OriginId,
}

impl<'m> Exposed<'m> {
    /// The full name as a text; empty where it can't be known.
    #[must_use]
    pub fn host_name(&self) -> &'m str {
        match self.host.map(|settled| &settled.value) {
            Some(Value::Scalar(Scalar::Text(text))) => text,
            _ => "",
        }
    }

    /// Its name before a domain completes it.
    #[must_use]
    pub fn label(&self) -> &'m SmolStr {
        first_part(self.name, &self.component.name)
    }

    /// The name of the objects that make it reachable: the component's, with that of the host behind it.
    #[must_use]
    pub fn object_name(&self) -> SmolStr {
        if self.name == OWN {
            return self.component.name.clone();
        }
        format_smolstr!("{}-{}", self.component.name, self.name.replace('.', "-"))
    }

    /// Its paths: `paths`, or else `path` and `port`.
    #[must_use]
    pub fn routes(&self) -> Vec<Route<'m>> {
        let Expose { paths, path, port, .. } = &self.expose.value;
        if paths.is_empty() {
            let origin = path.as_ref().map(|at| at.origin).or(port.as_ref().map(|at| at.origin));
            let path = path.as_ref().map_or(SmolStr::new_static("/"), |at| at.value.clone());
            let port = port.as_ref().map(|at| &at.value);
            return vec![Route { path, port, origin: origin.unwrap_or(self.expose.origin) }];
        }
        let route = |(path, port): &'m (SmolStr, At<Value>)| Route {
            path: path.clone(),
            port: Some(&port.value),
            origin: port.origin,
        };
        paths.iter().map(route).collect()
    }
}

/// The hosts that the components of an environment expose: by component, then as they stand there.
#[must_use]
pub fn exposed(model: &Model) -> Vec<Exposed<'_>> {
    model.components.values().flat_map(of_component).collect()
}

/// The hosts that a component exposes.
pub fn of_component(component: &Component) -> impl Iterator<Item = Exposed<'_>> {
    component.expose().iter().map(move |(name, expose)| {
        let output = format_smolstr!("{FIELD}.{name}.host");
        let host = component.outputs.iter().find(|(path, _)| *path == output).map(|(_, host)| host);
        Exposed { component, name, host, expose }
    })
}

/// The port that a route means: the one of this name or number; without one the only port, or else `http`.
#[must_use]
pub fn port<'m>(ports: &'m Named<Port>, wanted: Option<&Value>) -> Option<(&'m SmolStr, &'m At<Port>)> {
    let found = match (wanted, ports.as_slice()) {
        (Some(Value::Word(name)), _) => ports.iter().find(|(n, _)| n == name),
        (Some(Value::Scalar(Scalar::Int(number))), _) => {
            ports.iter().find(|(_, p)| p.number.value == *number)
        }
        (Some(_), _) => None,
        (None, [only]) => Some(only),
        (None, _) => ports.iter().find(|(name, _)| name == "http"),
    };
    found.map(|(name, port)| (name, port))
}

impl<'p> Settler<'p> {
    /// `host` and `url` of an exposed host: `expose.PART` of the only one, `expose.HOST.PART` of one of several.
    pub(super) fn exposed(
        &mut self,
        component: &'p Declared,
        path: &[SmolStr],
        span: Span,
        chain: &mut Vec<Step>,
    ) -> Option<Value> {
        let settled = self.field(component, FIELD, Some(span))?;
        let Value::Record(hosts) = &settled.value else { return None };
        let (name, part) = match path {
            [part] => (hosts.fields.first().map(|(name, _)| name)?, part),
            [name, part] => (name, part),
            _ => return None,
        };
        let host = hosts.get(name)?;
        chain.extend(self.origins.get(host.origin).iter().cloned());
        let domain = self.environment.get("domain").cloned();
        let text = domain.as_ref().and_then(SmolStr::decode);
        let name = first_part(name, &component.name);
        let full = full_name(name, text.as_deref())?;
        if let Some(domain) = domain.filter(|_| full != *name) {
            let mut with_domain = self.origins.get(domain.origin).to_vec();
            with_domain.append(chain);
            *chain = with_domain;
        }
        let text = if part == "url" {
            let gateway = self.environment.get("gateway").and_then(GatewaySettings::decode)?;
            let expose = Expose::decode(host)?;
            format_smolstr!("{}://{full}", Tls::of(&expose, &gateway).scheme())
        } else {
            full
        };
        Some(Value::Scalar(Scalar::Text(text)))
    }
}
