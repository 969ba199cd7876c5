//! How components are reached from outside the cluster.

use super::Reads;
use crate::model::decode::{At, Named, record};
use crate::model::value::Value;
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[GatewaySettings::READS, Expose::READS];

record! {
    /// What brings requests into the cluster.
    GatewaySettings = "gateway-settings" {
        /// `gateway` or `ingress`.
        kind: At<SmolStr> = "kind",
        /// The name of the Gateway.
        name: At<SmolStr> = "name",
        /// The namespace of the Gateway, or of the controller's pods.
        namespace: At<SmolStr> = "namespace",
        /// The listener that routes attach to.
        listener: Option<At<SmolStr>> = "listener",
        /// The listener for plain HTTP.
        plain_listener: Option<At<SmolStr>> = "plain-listener",
        /// The IngressClass.
        class: Option<At<SmolStr>> = "class",
        /// Whether hosts are served over TLS.
        tls: Option<At<bool>> = "tls",
        /// The ClusterIssuer.
        issuer: Option<At<SmolStr>> = "issuer",
        /// Annotations of every route.
        annotations: Named<SmolStr> = "annotations",
    }
}

record! {
    /// The paths of one host; its name is the member's.
    Expose = "exposure" {
        /// The port, by name or number.
        port: Option<At<Value>> = "port",
        /// The path.
        path: Option<At<SmolStr>> = "path",
        /// Ports by path.
        paths: Named<Value> = "paths",
        /// Whether it is served over TLS.
        tls: Option<At<bool>> = "tls",
        /// The ClusterIssuer.
        issuer: Option<At<SmolStr>> = "issuer",
        /// Annotations.
        annotations: Named<SmolStr> = "annotations",
    }
}
