//! Who may come in or be reached, where no component says it: a namespace, a range of addresses or the internet, each
//! with the ports that are meant. `"monitoring"`, `"10.0.0.0/8:5432"`, `"internet:443"`, `"[fd00::/8]:53/udp"`.

use super::text::{Check, TextFault, is_dns_label};
use crate::diagnostic::Applicability;
use smol_str::{SmolStr, format_smolstr};
use std::fmt;
use std::net::IpAddr;

/// An entry of a `network` block that is not a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Where it is.
    pub target: PeerTarget,
    /// The ports that are meant; `None` for all that make sense.
    pub port: Option<PeerPort>,
}

/// Where a peer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerTarget {
    /// All pods of a namespace.
    Namespace(SmolStr),
    /// A range of addresses.
    Cidr(Cidr),
    /// Everything but private ranges.
    Internet,
}

/// A range of addresses: `10.0.0.0/8`. The bits behind the prefix are zero.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    /// The first address.
    pub address: IpAddr,
    /// How many bits are fixed.
    pub prefix: u8,
}

/// One port, or several in a row.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerPort {
    /// The first.
    pub first: u16,
    /// The last; the first again where it is one.
    pub last: u16,
    /// Whether it is UDP and not TCP.
    pub udp: bool,
}

/// Why a text names no peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerFault {
    /// What is wrong, behind the text: `has host bits`.
    pub why: String,
    /// What to write instead, if that is certain.
    pub instead: Option<String>,
    /// What may be written.
    pub help: String,
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Cidr {
    /// The range that holds only this address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self { address, prefix: width(address) }
    }

    /// Reads `10.0.0.0/8` or `fd00::/8`.
    ///
    /// # Errors
    /// If it is no range, or its address has bits behind the prefix, which newer API servers refuse
    /// (<https://kubernetes.io/docs/reference/using-api/deprecation-guide/>).
    pub fn parse(text: &str) -> Result<Self, PeerFault> {
        let help = || "a range of addresses is written `10.0.0.0/8`, one address `10.0.0.1/32`".to_owned();
        let fault = |why: &str| PeerFault { why: why.to_owned(), instead: None, help: help() };
        let Some((address, prefix)) = text.split_once('/') else {
            let Ok(address) = text.parse::<IpAddr>() else {
                return Err(fault("is not a range of addresses"));
            };
            let instead = Some(Self::of(address).to_string());
            return Err(PeerFault {
                why: "is an address without its prefix".to_owned(),
                instead,
                help: help(),
            });
        };
        let Ok(address) = address.parse::<IpAddr>() else {
            return Err(fault("does not begin with an address"));
        };
        let plain = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_digit());
        let canonical = plain && (prefix.len() == 1 || !prefix.starts_with('0'));
        let Some(prefix) = prefix.parse::<u8>().ok().filter(|p| canonical && *p <= width(address)) else {
            return Err(fault(&format!("has a prefix that is not from 0 to {}", width(address))));
        };
        let network = masked(address, prefix);
        if network != address {
            let instead = Self { address: network, prefix };
            let why = format!("has bits set behind its prefix of {prefix}");
            return Err(PeerFault { why, instead: Some(instead.to_string()), help: help() });
        }
        Ok(Self { address, prefix })
    }
}

impl Cidr {
    /// Whether a text is a range of addresses.
    ///
    /// # Errors
    /// What is wrong with it, and its repair.
    pub fn check(text: &str) -> Check {
        Self::parse(text).map(drop).map_err(|fault| {
            let found = TextFault::new(format!("it {}", fault.why));
            match fault.instead {
                Some(instead) => found.repair(0..text.len(), instead, Applicability::Safe),
                None => found.help(fault.help),
            }
        })
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}

impl Peer {
    /// Reads an entry.
    ///
    /// # Errors
    /// If it names no namespace and no range of addresses, or its port is no port.
    pub fn parse(text: &str) -> Result<Self, PeerFault> {
        let (target, port) = split(text);
        let port = port.map(read_port).transpose()?;
        let target = target_of(target).map_err(|fault| with_port(fault, text, target))?;
        Ok(Self { target, port })
    }
}

/// The parts before and behind the colon of the port. Addresses of version 6 with a port stand in brackets.
fn split(text: &str) -> (&str, Option<&str>) {
    if let Some((inner, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (inner, rest.strip_prefix(':'));
    }
    match text.split_once(':') {
        Some((target, port)) if !port.contains(':') => (target, Some(port)),
        _ => (text, None),
    }
}

fn target_of(text: &str) -> Result<PeerTarget, PeerFault> {
    if text == "internet" {
        return Ok(PeerTarget::Internet);
    }
    if text.contains('/') || text.parse::<IpAddr>().is_ok() {
        return Cidr::parse(text).map(PeerTarget::Cidr);
    }
    if is_dns_label(text) {
        return Ok(PeerTarget::Namespace(text.into()));
    }
    let (why, help) = if text.contains('.') {
        (
            "is a host, and network policies know only addresses",
            "declare it, `component NAME: external { host: \"…\", port https: 443 }`, and name the component here",
        )
    } else {
        (
            "is neither a namespace nor a range of addresses",
            "write a component, a namespace in quotes, a range such as `\"10.0.0.0/8:5432\"`, or `internet`",
        )
    };
    Err(PeerFault { why: why.to_owned(), instead: None, help: help.to_owned() })
}

/// What to write instead, with the port that stood there.
fn with_port(fault: PeerFault, text: &str, target: &str) -> PeerFault {
    let instead = fault.instead.map(|range| match (text.starts_with('['), text.strip_prefix(target)) {
        (true, _) => text.replacen(target, &range, 1),
        (_, Some(port)) => format!("{range}{port}"),
        _ => range,
    });
    PeerFault { instead, ..fault }
}

/// `443`, `8000-8999`, `53/udp`
fn read_port(text: &str) -> Result<PeerPort, PeerFault> {
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let number = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
    let known = ["tcp", "udp"].contains(&protocol);
    match (number(first), number(last)) {
        (Some(first), Some(last)) if known && first <= last => {
            Ok(PeerPort { first, last, udp: protocol == "udp" })
        }
        _ => Err(PeerFault {
            why: format!("has a port that can't be read, `{text}`"),
            instead: None,
            help: "a port is written `:443`, several in a row `:8000-8999`, and UDP `:53/udp`".to_owned(),
        }),
    }
}

/// As it is written in the sources.
impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = match &self.target {
            PeerTarget::Namespace(name) => name.clone(),
            PeerTarget::Internet => SmolStr::new_static("internet"),
            PeerTarget::Cidr(cidr) if self.port.is_some() && cidr.address.is_ipv6() => {
                format_smolstr!("[{cidr}]")
            }
            PeerTarget::Cidr(cidr) => format_smolstr!("{cidr}"),
        };
        f.write_str(&target)?;
        let Some(port) = self.port else { return Ok(()) };
        write!(f, ":{}", port.first)?;
        if port.last != port.first {
            write!(f, "-{}", port.last)?;
        }
        f.write_str(if port.udp { "/udp" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for text in [
            "monitoring",
            "monitoring:9090",
            "internet",
            "internet:443",
            "10.0.0.0/8",
            "10.0.0.53/32:53/udp",
            "192.168.1.0/24:8000-8999",
            "0.0.0.0/0",
            "fd00::/8",
            "[fd00::/8]:443",
            "::/0",
        ] {
            assert_eq!(Peer::parse(text).map(|peer| peer.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_nearly_right_is_put_right() {
        for (text, instead) in [
            ("10.0.0.1/8", "10.0.0.0/8"),
            ("10.0.0.1/8:443", "10.0.0.0/8:443"),
            ("10.0.0.1", "10.0.0.1/32"),
            ("10.0.0.1:5432", "10.0.0.1/32:5432"),
            ("[fd00::1/8]:443", "[fd00::/8]:443"),
            ("fd00::1", "fd00::1/128"),
        ] {
            assert_eq!(Peer::parse(text).expect_err(text).instead.as_deref(), Some(instead), "{text}");
        }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for text in [
            "",
            ":443",
            "Shop",
            "api.example.com",
            "10.0.0.0/33",
            "10.0.0.0/08",
            "1.2.3/8",
            "a b",
            "/8",
            "x:0",
            "x:70000",
            "x:9-8",
            "x:53/sctp",
            "x:",
        ] {
            let fault = Peer::parse(text).expect_err(text);
            assert_eq!(fault.instead, None, "{text}");
        }
    }
}
