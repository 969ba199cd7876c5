//! The public addresses of a component as outputs: `web.expose.url`, `web.expose.admin.host`.

use super::{Checker, Scope};
use crate::syntax::ast::Name;
use crate::types::{ScalarType, Type};

/// The field of a component that holds its hosts, and the output that tells them.
pub(super) const FIELD: &str = "expose";

impl<'a> Checker<'a> {
    /// The type of `expose.PART` of a component with one host, or of `expose.HOST.PART`.
    pub(super) fn exposed_type(&self, scope: Scope<'a>, path: &[Name]) -> Option<Type> {
        let hosts = self.members(scope, FIELD);
        let part = match path {
            [part] if hosts.len() == 1 => part,
            [host, part] if hosts.contains(&host.text) => part,
            _ => return None,
        };
        match part.text.as_str() {
            "host" => Some(Type::Scalar(ScalarType::Host)),
            "url" => Some(Type::Scalar(ScalarType::Url)),
            _ => None,
        }
    }

    /// What to write instead of a path below `expose` that means nothing.
    pub(super) fn exposed_help(&self, scope: Scope<'a>, component: &str) -> String {
        let hosts = self.members(scope, FIELD);
        match hosts.iter().find(|host| !host.contains('.')) {
            None if hosts.is_empty() => {
                format!("`{component}` exposes no host; declare one: `expose app {{}}`")
            }
            None if hosts.len() == 1 => {
                format!("write `{component}.expose.url` or `{component}.expose.host`")
            }
            Some(_) if hosts.len() == 1 => {
                format!("write `{component}.expose.url` or `{component}.expose.host`")
            }
            Some(host) => format!("say which host: `{component}.expose.{host}.url`"),
            None => {
                "a host with dots can't be named in a reference: give one of them without a dot".to_owned()
            }
        }
    }
}
