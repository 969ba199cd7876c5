//! Backups of databases by CloudNativePG's plugin (<https://cloudnative-pg.io/plugin-barman-cloud/docs/usage/>): the place where
//! they are kept, and when all of it is copied. The log goes there as it is written, because the Cluster names the plugin.

use super::data::CNPG;
use super::helm::secret_name;
use super::meta::{Draft, Meta};
use super::tree::Map;
use crate::model::records::Backup;
use crate::model::{At, Component, Model, SecretId};
use crate::object::{Data, Node, Object};
use smol_str::{SmolStr, format_smolstr};

/// The name by which CloudNativePG knows the plugin.
const PLUGIN: &str = "barman-cloud.cloudnative-pg.io";

/// Seconds of a day, by which backups are kept.
const DAY: i64 = 86_400;

/// What the Cluster says of the plugin.
pub(super) fn plugin(component: &Component, backup: &At<Backup>) -> Map {
    let store = Map::new(backup.origin).with("barmanObjectName", component.name.clone());
    Map::new(backup.origin).with("name", PLUGIN).with("isWALArchiver", true).with("parameters", store)
}

/// For how many days backups are kept; `None` if these are not whole days.
pub(crate) fn days(backup: &Backup) -> Option<i64> {
    let seconds = backup.keep.value.seconds()?;
    (seconds >= DAY && seconds % DAY == 0).then_some(seconds / DAY)
}

/// The place and the schedule.
pub(super) fn objects(model: &Model, component: &Component, backup: &At<Backup>) -> Vec<Object> {
    let origin = backup.origin;
    let keys = backup.access_key.as_ref().zip(backup.secret_key.as_ref());
    let credentials = match keys {
        Some((access, secret)) => Map::new(origin)
            .with("accessKeyId", key(model, access))
            .with("secretAccessKey", key(model, secret)),
        None => Map::new(origin).with("inheritFromIAMRole", true),
    };
    let compressed = || Map::new(origin).with("compression", "gzip");
    let place = Map::new(origin)
        .with("destinationPath", &backup.destination)
        .maybe("endpointURL", backup.endpoint.as_ref())
        .with("s3Credentials", credentials)
        .with("wal", compressed())
        .with("data", compressed());
    let kept = format_smolstr!("{}d", days(backup).unwrap_or_default());
    let store = Map::new(origin)
        .with("configuration", place)
        .with("retentionPolicy", Node::new(Data::Str(kept), backup.keep.origin));
    let schedule = Map::new(origin)
        .with("schedule", &backup.schedule)
        .with("backupOwnerReference", "self")
        .with("cluster", Map::new(origin).with("name", component.name.clone()))
        .with("method", "plugin")
        .with("pluginConfiguration", Map::new(origin).with("name", PLUGIN));
    let meta = || Meta::of(model, component);
    vec![
        Draft::new("barmancloud.cnpg.io/v1", "ObjectStore", meta()).with("spec", store).object(),
        Draft::new(CNPG, "ScheduledBackup", meta()).with("spec", schedule).object(),
    ]
}

fn key(model: &Model, at: &At<(SecretId, SmolStr)>) -> Map {
    let (secret, key) = &at.value;
    Map::new(at.origin).with("name", secret_name(model, secret)).with("key", key.clone())
}
