//! What holds data, or stands outside.

use super::scaling::Scale;
use super::workload::Port;
use super::{Network, Reads};
use crate::model::decode::{At, Named, record};
use crate::model::value::{Ref, SecretId, Value};
use crate::types::{Bytes, Duration};
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[
    Postgres::READS,
    Backup::READS,
    Cache::READS,
    Nats::READS,
    Stream::READS,
    Consumer::READS,
    Resource::READS,
    External::READS,
];

record! {
    /// A PostgreSQL database.
    Postgres = "postgres" {
        /// Instances.
        instances: At<i64> = "instances",
        /// The volume of each.
        storage: At<Bytes> = "storage",
        /// Its class.
        storage_class: Option<At<SmolStr>> = "storage-class",
        /// The image.
        image: Option<At<SmolStr>> = "image",
        /// The database.
        database: At<SmolStr> = "database",
        /// Its owner.
        owner: At<SmolStr> = "owner",
        /// Parameters of the server.
        parameters: Named<SmolStr> = "parameters",
        /// Connections beside those that references tell of.
        network: Network = "network",
        /// Whether Prometheus reads its metrics.
        monitor: At<bool> = "monitor",
        /// Where its backups go.
        backup: Option<At<Backup>> = "backup",
    }
}

record! {
    /// Backups of a database.
    Backup = "backup" {
        /// The bucket and the folder there.
        destination: At<SmolStr> = "",
        /// Where the object store answers.
        endpoint: Option<At<SmolStr>> = "endpoint",
        /// The key that opens it.
        access_key: Option<At<(SecretId, SmolStr)>> = "access-key",
        /// The secret half of the key.
        secret_key: Option<At<(SecretId, SmolStr)>> = "secret-key",
        /// For how long they are kept.
        keep: At<Duration> = "keep",
        /// When they are made.
        schedule: At<SmolStr> = "schedule",
    }
}

record! {
    /// A cache.
    Cache = "cache" {
        /// Instances.
        replicas: At<i64> = "replicas",
        /// The image.
        image: Option<At<SmolStr>> = "image",
        /// Arguments.
        args: Vec<At<SmolStr>> = "args",
        /// Connections beside those that references tell of.
        network: Network = "network",
    }
}

record! {
    /// A NATS server.
    Nats = "nats" {
        /// Servers.
        replicas: At<i64> = "replicas",
        /// The volume of each.
        storage: At<Bytes> = "storage",
        /// Its class.
        storage_class: Option<At<SmolStr>> = "storage-class",
        /// The version of the chart.
        version: At<SmolStr> = "version",
        /// The account of streams.
        account: At<SmolStr> = "account",
        /// Values of the chart.
        values: Option<At<Value>> = "values",
        /// Connections beside those that references tell of.
        network: Network = "network",
        /// Whether Prometheus reads its metrics.
        monitor: At<bool> = "monitor",
    }
}

record! {
    /// A stream.
    Stream = "stream" {
        /// The server.
        server: At<Ref> = "server",
        /// Subjects.
        subjects: Vec<At<SmolStr>> = "subjects",
        /// The name in JetStream.
        stream_name: At<SmolStr> = "stream-name",
        /// What is kept.
        retention: At<SmolStr> = "retention",
        /// Where.
        storage: At<SmolStr> = "storage",
        /// What gives way.
        discard: At<SmolStr> = "discard",
        /// How long.
        max_age: Option<At<Duration>> = "max-age",
        /// How much.
        max_bytes: Option<At<Bytes>> = "max-bytes",
        /// How many.
        max_messages: Option<At<i64>> = "max-messages",
        /// On how many servers.
        replicas: At<i64> = "replicas",
        /// Consumers.
        consumers: Named<Consumer> = "consumer",
    }
}

record! {
    /// A consumer.
    Consumer = "consumer-settings" {
        /// Subjects that it takes.
        filter: Option<At<SmolStr>> = "filter",
        /// Time for an acknowledgement.
        ack_wait: At<Duration> = "ack-wait",
        /// What is acknowledged.
        ack: At<SmolStr> = "ack",
        /// Where it starts.
        deliver: At<SmolStr> = "deliver",
        /// How often a message is delivered.
        max_deliver: Option<At<i64>> = "max-deliver",
        /// Messages that may wait.
        max_ack_pending: Option<At<i64>> = "max-ack-pending",
        /// How fast.
        replay: At<SmolStr> = "replay",
        /// What it is for.
        description: Option<At<SmolStr>> = "description",
    }
}

record! {
    /// One object of any API.
    Resource = "resource" {
        /// The apiVersion.
        api: At<SmolStr> = "api",
        /// The kind.
        kind: At<SmolStr> = "kind",
        /// Whether it lives outside namespaces.
        cluster_scoped: At<bool> = "cluster-scoped",
        /// Whether it is never deleted.
        keeps_data: At<bool> = "keeps-data",
        /// The file of its CRD.
        crd: Option<At<SmolStr>> = "crd",
        /// The spec.
        spec: Option<At<Value>> = "spec",
        /// A range of replicas.
        autoscale: Option<At<Scale>> = "autoscale",
        /// The labels of its pods.
        pods: Named<SmolStr> = "pods",
        /// Connections beside those that references tell of.
        network: Network = "network",
        /// Where it is, if it is no pods.
        cidrs: Vec<At<SmolStr>> = "cidrs",
    }
}

record! {
    /// Something outside.
    External = "external" {
        /// Where.
        host: At<SmolStr> = "host",
        /// Its ports.
        ports: Named<Port> = "port",
        /// Its addresses.
        cidrs: Vec<At<SmolStr>> = "cidrs",
        /// Whether it has a name in the cluster.
        alias: At<bool> = "alias",
    }
}
