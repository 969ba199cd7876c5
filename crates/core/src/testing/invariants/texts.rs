//! Texts that the server takes as they are and that nothing could be done with: images, capabilities, paths, quantities,
//! durations, networks.

use super::cluster::{Cluster, Thing, containers, items, text};
use super::{Holds, Violation};
use serde_json::Value;

/// What is wrong, and where.
type Fault = Result<(), (String, String)>;

/// Every such text can be read by who gets it.
///
/// # Errors
/// The first that can't.
pub fn holds(cluster: &Cluster) -> Holds {
    cluster.things().try_for_each(|thing| {
        let found = of_pod(thing).and_then(|()| walk(&thing.value, ""));
        found.map_err(|(pointer, what)| Violation::at(thing.title(), pointer, what))
    })
}

fn refuse(is_bad: bool, pointer: impl FnOnce() -> String, what: impl FnOnce() -> String) -> Fault {
    if is_bad { Err((pointer(), what())) } else { Ok(()) }
}

fn of_pod(thing: &Thing) -> Fault {
    let Some((place, template)) = thing.template() else { return Ok(()) };
    for (at, container) in containers(template) {
        let image = text(container, "/image");
        let known = image.contains("${") || is_image(image);
        refuse(!known, || format!("{place}{at}/image"), || format!("`{image}` is no image"))?;
        for capability in items(container, "/securityContext/capabilities/add") {
            let name = capability.as_str().unwrap_or("");
            let pointer = || format!("{place}{at}/securityContext/capabilities/add");
            refuse(!is_capability(name), pointer, || format!("`{name}` is no capability"))?;
        }
        for (number, mount) in items(container, "/volumeMounts").iter().enumerate() {
            let path = text(mount, "/mountPath");
            let pointer = || format!("{place}{at}/volumeMounts/{number}/mountPath");
            let legal = path.starts_with('/') && !path.contains(':');
            refuse(!legal, pointer, || format!("`{path}` is no path to mount at"))?;
        }
        requests(container).map_err(|what| (format!("{place}{at}/resources"), what))?;
    }
    Ok(())
}

/// <https://pkg.go.dev/github.com/distribution/reference>
fn is_image(image: &str) -> bool {
    let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
    let hex = |digest: &str| digest.len() == 64 && digest.chars().all(|c| c.is_ascii_hexdigit());
    let digest = digest.is_none_or(|digest| digest.strip_prefix("sha256:").is_some_and(hex));
    let name = rest.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(rest, |(name, _)| name);
    let (host, path) = match name.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), path),
        _ => (None, name),
    };
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let part = |part: &str| !part.is_empty() && part.chars().all(word);
    digest && host.is_none_or(|host| !host.contains(char::is_whitespace)) && path.split('/').all(part)
}

fn is_capability(name: &str) -> bool {
    let word = |c: char| c.is_ascii_uppercase() || c == '_';
    !name.is_empty() && !name.starts_with("CAP_") && name.chars().all(word)
}

/// A request above its limit is refused by the server, for the pod and not for what makes it
/// (<https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>).
fn requests(container: &Value) -> Result<(), String> {
    let of = |side: &str, name: &str| quantity(text(container, &format!("/resources/{side}/{name}")));
    let above =
        |name: &&str| matches!((of("requests", name), of("limits", name)), (Some(a), Some(b)) if a > b);
    match ["cpu", "memory", "ephemeral-storage"].into_iter().find(above) {
        Some(name) => Err(format!("requests more {name} than its limit")),
        None => Ok(()),
    }
}

/// A quantity in its unit; `None` if it is none
/// (<https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>).
pub(super) fn quantity(text: &str) -> Option<f64> {
    const SUFFIXES: [(&str, f64); 14] = [
        ("Ki", 1024.0),
        ("Mi", 1_048_576.0),
        ("Gi", 1_073_741_824.0),
        ("Ti", 1_099_511_627_776.0),
        ("Pi", 1_125_899_906_842_624.0),
        ("Ei", 1_152_921_504_606_846_976.0),
        ("m", 0.001),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("T", 1e12),
        ("P", 1e15),
        ("E", 1e18),
        ("", 1.0),
    ];
    let (suffix, factor) = SUFFIXES.iter().find(|(suffix, _)| text.ends_with(suffix))?;
    text.strip_suffix(suffix)?.parse::<f64>().ok().map(|number| number * factor)
}

/// Fields whose values have a form of their own wherever they stand.
fn walk(value: &Value, place: &str) -> Fault {
    match value {
        // Charts and triggers have forms of their own, and metadata is free text.
        Value::Object(fields) => {
            let own = fields.iter().filter(|(key, _)| !["values", "metadata"].contains(&key.as_str()));
            own.into_iter().try_for_each(|(key, value)| {
                let place = || format!("{place}/{key}");
                refuse(!is_read(key, value), place, || format!("{value} can't be read there"))?;
                walk(value, &place())
            })
        }
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(at, item)| walk(item, &format!("{place}/{at}")))
        }
        _ => Ok(()),
    }
}

fn is_read(key: &str, value: &Value) -> bool {
    let Value::String(text) = value else { return true };
    match key {
        _ if text.contains("${") => true,
        "cidr" => is_network(text),
        "interval" | "retryInterval" | "timeout" | "scrapeTimeout" => is_go_duration(text),
        // A stream keeps what it has in a file or in memory.
        "storage" | "sizeLimit" => text == "file" || text == "memory" || quantity(text).is_some(),
        _ => true,
    }
}

/// `30s`, `1h30m`; no days, which neither Go nor Flux reads (<https://pkg.go.dev/time#ParseDuration>).
fn is_go_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let unit = ["ms", "s", "m", "h"].into_iter().find_map(|unit| after.strip_prefix(unit));
        match unit {
            Some(next) if after.len() < rest.len() => rest = next,
            _ => return false,
        }
    }
    !text.is_empty()
}

/// A network without host bits; newer servers refuse `10.0.0.1/8`.
fn is_network(cidr: &str) -> bool {
    let Some((address, length)) = cidr.split_once('/') else { return false };
    let (Ok(address), Ok(length)) = (address.parse::<std::net::IpAddr>(), length.parse::<u32>()) else {
        return false;
    };
    match address {
        std::net::IpAddr::V4(v4) => {
            length <= 32 && u64::from(v4.to_bits()).trailing_zeros().min(32) >= 32 - length
        }
        std::net::IpAddr::V6(v6) => length <= 128 && v6.to_bits().trailing_zeros() >= 128 - length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_nothing_else_looks_at() {
        assert!(is_image("nginx:1.27") && !is_image("localhost:5000/a/b@sha256:"));
        assert!(is_image("ghcr.io/team/app:v1.0.0") && !is_image("Not An Image") && !is_image("Team/app"));
        assert!(is_go_duration("1h30m") && is_go_duration("500ms"));
        assert!(!is_go_duration("7d") && !is_go_duration(""));
        assert!(is_network("10.0.0.0/8") && is_network("0.0.0.0/0") && !is_network("10.0.0.1/8"));
        assert!(is_network("fd00::/8") && !is_network("fd00::1/8") && !is_network("10.0.0.0"));
        assert!(quantity("512Mi") < quantity("1Gi") && quantity("250m") < quantity("1"));
        assert!(!is_capability("CAP_CHOWN") && is_capability("NET_BIND_SERVICE"));
    }
}
