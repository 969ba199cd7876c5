//! CloudNativePG clusters that their operator refuses, and consumers without a stream
//! (<https://cloudnative-pg.io/documentation/current/bootstrap/>,
//! <https://cloudnative-pg.io/documentation/current/postgresql_conf/>).

use super::found::{Found, Report};
use super::judged::Judged;
use super::lookups::misspelt;
use super::whole::{Target, Whole, fields, plain, text};
use crate::diagnostic::{Code, Diagnostic};
use crate::object::{Node, Object};

/// Parameters that the operator sets itself.
const FIXED: [&str; 28] = [
    "allow_alter_system",
    "allow_system_table_mods",
    "archive_command",
    "archive_mode",
    "bonjour",
    "cluster_name",
    "config_file",
    "data_directory",
    "data_sync_retry",
    "event_source",
    "external_pid_file",
    "full_page_writes",
    "hba_file",
    "hot_standby",
    "ident_file",
    "jit_provider",
    "listen_addresses",
    "log_destination",
    "log_directory",
    "log_filename",
    "logging_collector",
    "port",
    "primary_conninfo",
    "primary_slot_name",
    "restart_after_crash",
    "ssl",
    "synchronous_standby_names",
    "unix_socket_directories",
];

pub(super) fn check(whole: &Whole, object: &Judged, found: &mut Found) {
    match (object.group(), object.kind.as_str()) {
        ("postgresql.cnpg.io", "Cluster") => {
            found.push(bootstrap(whole, object));
            found.push(storage(whole, object));
            for node in fixed(object) {
                found.tell(parameter(whole, object, node));
            }
        }
        ("jetstream.nats.io", "Consumer") => found.push(stream(whole, object)),
        _ => {}
    }
}

fn bootstrap(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    let mut ways: Vec<_> = fields(&object.body, &["spec", "bootstrap"]).iter().collect();
    ways.sort_by_key(|(_, node)| whole.place(object, node));
    let [(first, there), (second, node), ..] = ways.as_slice() else { return None };
    Some(
        whole
            .fault(Code::BadDatabase, object, node, &format!("starts from `{first}` and from `{second}`"))
            .label("its operator takes one way only")
            .also(whole.place(object, there), "the other way")
            .help("keep one of `initdb`, `recovery` and `pg_basebackup`"),
    )
}

fn storage(whole: &Whole, object: &Object) -> Option<Diagnostic> {
    let spec = object.body.get("spec")?;
    let template = spec.at(&["storage", "pvcTemplate"]);
    let size = spec.at(&["storage", "size"]);
    (template.is_none() && size.is_none()).then(|| {
        whole
            .fault(
                Code::BadDatabase,
                object,
                spec.get("storage").unwrap_or(spec),
                "says no size of its volumes",
            )
            .label("its operator refuses it")
            .help("write `storage: { size: 10Gi }`")
    })
}

/// The parameters that are set and must not be.
fn fixed(object: &Object) -> impl Iterator<Item = (&str, &Node)> {
    let parameters = fields(&object.body, &["spec", "postgresql", "parameters"]);
    let own = |key: &str| FIXED.contains(&key) || key.starts_with("ssl_") || key.starts_with("syslog_");
    parameters.iter().map(|(key, node)| (key.as_str(), node)).filter(move |(key, _)| own(key))
}

fn parameter(whole: &Whole, object: &Object, (key, node): (&str, &Node)) -> Diagnostic {
    whole
        .fault(Code::BadDatabase, object, node, &format!("sets the parameter `{key}`"))
        .label("its operator keeps this one for itself, and refuses the cluster")
        .help("take the line out")
}

/// A stream may be anybody's in the server; a name that was nearly written is told.
fn stream(whole: &Whole, object: &Object) -> Option<Report> {
    let node = object.body.at(&["spec", "streamName"])?;
    let names: Vec<&str> = whole
        .of_kind("jetstream.nats.io", "Stream")
        .filter_map(|stream| text(&stream.body, &["spec", "name"]))
        .collect();
    let to = Target {
        group: "jetstream.nats.io",
        kind: "Stream",
        namespace: "",
        name: plain(node)?,
        verb: "reads from",
    };
    if names.is_empty() {
        return None;
    }
    misspelt(whole, object, node, &to, &names)
}
