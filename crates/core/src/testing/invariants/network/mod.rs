//! In a strict environment each pod talks to whom the program says, and to nobody else.
//!
//! The policies of a build are evaluated as Kubernetes describes them
//! (<https://kubernetes.io/docs/concepts/services-networking/network-policies/>), over every pair of pods, over strangers in
//! every namespace and over addresses inside and outside of what is spoken of. What the program says stands in its edges,
//! its network blocks, its monitors and its routes ([`Spoken`]); both have to agree for each end of each connection.

mod policy;
mod spoken;

use super::cluster::{Cluster, Pods, Port};
use super::said::Said;
use super::{Holds, Violation};
pub use policy::{End, Network};
pub use spoken::Spoken;

/// What is let out is what the program says, and so is what is let in.
///
/// # Errors
/// The first connection of which that is not so.
pub fn holds(cluster: &Cluster, said: &Said) -> Holds {
    if !said.model.environment.is_strict() {
        return Ok(());
    }
    let network = Network::of(cluster);
    let spoken = Spoken::of(cluster, said);
    let (strangers, ports) = (spoken.strangers(), spoken.ports());
    let ends: Vec<End> = spoken
        .pods()
        .chain(strangers.iter())
        .map(End::Pods)
        .chain(spoken.addresses().into_iter().map(End::Address))
        .collect();
    for own in spoken.pods() {
        for other in &ends {
            for port in &ports {
                compare(
                    "out",
                    (own, other, *port),
                    network.lets_out(own, other, *port),
                    spoken.outwards(own, other, *port),
                )?;
                compare(
                    "in",
                    (own, other, *port),
                    network.lets_in(other, own, *port),
                    spoken.inwards(other, own, *port),
                )?;
            }
        }
    }
    Ok(())
}

fn compare(way: &str, (own, other, (number, udp)): (&Pods, &End, Port), is: bool, said: bool) -> Holds {
    if is == said {
        return Ok(());
    }
    let protocol = if udp { "UDP" } else { "TCP" };
    let (from, to) = match way {
        "out" => (own.to_string(), other.to_string()),
        _ => (other.to_string(), own.to_string()),
    };
    let what = match is {
        true => format!("{from} reaches {to} on {number} {protocol}, let {way} though nothing speaks of it"),
        false => format!(
            "{from} can't reach {to} on {number} {protocol}: it is not let {way}, though it is spoken of"
        ),
    };
    Err(Violation::at(format!("pods {own}"), "", what))
}
