//! CloudNativePG and Dragonfly.

use super::{Reader, Resources, SecretKey, Texts, custom, wire};
use k8s_openapi::api::core::v1::{PodSecurityContext, SecurityContext};

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("postgresql.cnpg.io/v1", "Cluster") => custom::<Cluster>,
        ("postgresql.cnpg.io/v1", "Database") => custom::<Database>,
        ("postgresql.cnpg.io/v1", "ScheduledBackup") => custom::<ScheduledBackup>,
        ("barmancloud.cnpg.io/v1", "ObjectStore") => custom::<ObjectStore>,
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
        plugins: Option<Vec<Plugin>>,
    }
    Plugin {
        name: String,
        #[serde(rename = "isWALArchiver")]
        archives: bool,
        parameters: Texts,
    }
    Bootstrap { initdb: InitDb, }
    InitDb { database: String, owner: String, }
    Storage { size: String, storage_class: Option<String>, }
    Postgresql { parameters: Texts, }

    Database { name: String, owner: String, cluster: Reference, }
    Reference { name: String, }
    ScheduledBackup {
        schedule: String,
        backup_owner_reference: String,
        cluster: Reference,
        method: String,
        plugin_configuration: Reference,
    }

    ObjectStore { configuration: Place, retention_policy: String, }
    Place {
        destination_path: String,
        #[serde(rename = "endpointURL")]
        endpoint: Option<String>,
        s3_credentials: Credentials,
        wal: Compressed,
        data: Compressed,
    }
    Credentials {
        access_key_id: Option<Key>,
        secret_access_key: Option<Key>,
        #[serde(rename = "inheritFromIAMRole")]
        inherited: Option<bool>,
    }
    Key { name: String, key: String, }
    Compressed { compression: String, }

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
