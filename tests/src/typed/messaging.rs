//! NACK.

use super::{Reader, custom, wire, words};

pub(super) fn reader(api_version: &str, kind: &str) -> Option<Reader> {
    Some(match (api_version, kind) {
        ("jetstream.nats.io/v1beta2", "Stream") => custom::<Stream>,
        ("jetstream.nats.io/v1beta2", "Consumer") => custom::<Consumer>,
        _ => return None,
    })
}

wire! {
    Stream {
        name: String,
        subjects: Option<Vec<String>>,
        retention: Retention,
        storage: Storage,
        discard: Discard,
        max_age: Option<String>,
        max_bytes: Option<i64>,
        max_msgs: Option<i64>,
        replicas: u8,
        servers: Vec<String>,
    }
    Consumer {
        stream_name: String,
        durable_name: String,
        description: Option<String>,
        deliver_policy: Deliver,
        ack_policy: Ack,
        ack_wait: String,
        max_deliver: Option<i64>,
        max_ack_pending: Option<i64>,
        filter_subject: Option<String>,
        replay_policy: Replay,
        servers: Vec<String>,
    }
}

words! {
    Retention { Limits = "limits", Interest = "interest", Workqueue = "workqueue", }
    Storage { File = "file", Memory = "memory", }
    Discard { Old = "old", New = "new", }
    Deliver { All = "all", Last = "last", New = "new", }
    Ack { Explicit = "explicit", All = "all", None = "none", }
    Replay { Instant = "instant", Original = "original", }
}
