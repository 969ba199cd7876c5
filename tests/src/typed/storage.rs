//! CloudNativePG and Dragonfly.

use super::{Reader, Resources, SecretKey, Texts, custom, wire};
use k8s_openapi::api::core::v1::{PodSecurityContext, SecurityContext};

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("postgresql.cnpg.io/v1", "Cluster") => custom::<Cluster>,
        ("dragonflydb.io/v1alpha1", "Dragonfly") => custom::<Dragonfly>,
        _ => return None,
    })
}

wire! {
    Cluster {
        instances: u32,
        image_name: Option<String>,
        bootstrap: Bootstrap,
        storage: Storage,
        resources: Option<Resources>,
        postgresql: Option<Postgresql>,
    }
    Bootstrap { initdb: InitDb, }
    InitDb { database: String, owner: String, }
    Storage { size: String, storage_class: Option<String>, }
    Postgresql { parameters: Texts, }

    Dragonfly {
        replicas: u32,
        image: Option<String>,
        args: Option<Vec<String>>,
        authentication: Option<Authentication>,
        resources: Option<Resources>,
        pod_security_context: PodSecurityContext,
        container_security_context: SecurityContext,
    }
    Authentication { password_from_secret: SecretKey, }
}
