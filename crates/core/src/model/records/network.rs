//! Who may talk to whom.

use super::Reads;
use crate::model::decode::{At, Decode, record};
use crate::model::reach::Reach;
use crate::model::value::{Ref, Settled, Value};
use crate::types::{Peer, PeerTarget, Scalar};
use smol_str::SmolStr;

/// What the structs of this file read.
pub(super) const READS: &[Reads] = &[Network::READS, NetworkSettings::READS];

record! {
    /// Connections beside those that references tell of.
    Network = "network" {
        /// Who may come in.
        ingress: Vec<At<NetworkPeer>> = "ingress",
        /// What may be reached.
        egress: Vec<At<NetworkPeer>> = "egress",
    }
}

record! {
    /// Whether pods may talk only where the program says so, and where the operators are.
    NetworkSettings = "network-settings" {
        /// `strict` or `open`.
        mode: Option<At<SmolStr>> = "",
        /// The namespace of KEDA.
        keda: At<SmolStr> = "keda",
        /// That of CloudNativePG.
        cloudnative_pg: At<SmolStr> = "cloudnative-pg",
        /// That of the Dragonfly operator.
        dragonfly: At<SmolStr> = "dragonfly",
        /// That of NACK.
        nack: At<SmolStr> = "nack",
    }
}

/// An entry of a network block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkPeer {
    /// A component as a whole, or a port of it.
    Component(SmolStr, Reach),
    /// A namespace, a range of addresses, or the internet.
    Place(Peer),
}

impl Decode for NetworkPeer {
    fn decode(settled: &Settled) -> Option<Self> {
        match &settled.value {
            Value::Word(_) => Some(Self::Place(Peer { target: PeerTarget::Internet, port: None })),
            Value::Scalar(Scalar::Text(text)) => Peer::parse(text).ok().map(Self::Place),
            other => match other.target()? {
                Ref::Component(name) => Some(Self::Component(name.clone(), Reach::Whole)),
                Ref::Port(name, reach) => Some(Self::Component(name.clone(), reach.clone())),
                _ => None,
            },
        }
    }
}
