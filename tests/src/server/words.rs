//! Free text that the server takes as it is: images, capabilities, paths, quantities, durations, addresses.

use super::{containers, template};
use crate::{items, text};
use serde_json::Value;

pub(super) fn faults(object: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for container in template(object).into_iter().flat_map(containers) {
        let image = text(container, "/image");
        if !is_image(image) {
            faults.push(format!("the image `{image}`"));
        }
        let added = items(container, "/securityContext/capabilities/add").iter().filter_map(Value::as_str);
        faults
            .extend(added.filter(|name| !is_capability(name)).map(|name| format!("the capability `{name}`")));
        let mounts = items(container, "/volumeMounts").iter().map(|mount| text(mount, "/mountPath"));
        faults.extend(mounts.filter(|path| !path.starts_with('/')).map(|path| format!("mounts `{path}`")));
        faults.extend(requests(container));
    }
    walk(object, &mut faults);
    faults
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
    let part = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c))
    };
    digest && host.is_none_or(|host| !host.contains(char::is_whitespace)) && path.split('/').all(part)
}

fn is_capability(name: &str) -> bool {
    !name.starts_with("CAP_") && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

/// A request above its limit is refused by the server, for the pod and not for what makes it.
fn requests(container: &Value) -> Vec<String> {
    let of = |side: &str, name: &str| quantity(text(container, &format!("/resources/{side}/{name}")));
    let above =
        |name: &&str| matches!((of("requests", name), of("limits", name)), (Some(a), Some(b)) if a > b);
    ["cpu", "memory", "ephemeral-storage"]
        .into_iter()
        .filter(|name| above(name))
        .map(|name| format!("requests more {name} than its limit"))
        .collect()
}

/// A quantity in its unit; `None` if there is none.
fn quantity(text: &str) -> Option<f64> {
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
fn walk(value: &Value, faults: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    // Charts and triggers have forms of their own.
                    ("values" | "metadata", _) => continue,
                    ("cidr", Value::String(cidr)) if !is_network(cidr) => {
                        faults.push(format!("the CIDR `{cidr}`"));
                    }
                    ("interval" | "retryInterval" | "timeout" | "scrapeTimeout", Value::String(time))
                        if !is_go_duration(time) =>
                    {
                        faults.push(format!("`{key}: {time}`"));
                    }
                    ("storage" | "sizeLimit", Value::String(size))
                        if size != "file" && size != "memory" && quantity(size).is_none() =>
                    {
                        faults.push(format!("`{key}: {size}`"));
                    }
                    _ => {}
                }
                walk(value, faults);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, faults)),
        _ => {}
    }
}

/// `30s`, `1h30m`; no days, which neither Go nor Flux reads.
fn is_go_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let unit = ["ms", "s", "m", "h"].into_iter().find(|unit| rest[digits..].starts_with(unit));
        match unit {
            Some(unit) if digits > 0 => rest = &rest[digits + unit.len()..],
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
        assert!(is_image("ghcr.io/team/app:v1.0.0") && !is_image("Not An Image!!") && !is_image("Team/app"));
        assert!(
            is_go_duration("1h30m")
                && is_go_duration("500ms")
                && !is_go_duration("7d")
                && !is_go_duration("")
        );
        assert!(is_network("10.0.0.0/8") && is_network("0.0.0.0/0") && !is_network("10.0.0.1/8"));
        assert!(is_network("fd00::/8") && !is_network("fd00::1/8") && !is_network("10.0.0.0"));
        assert!(quantity("512Mi") < quantity("1Gi") && quantity("250m") < quantity("1"));
        assert!(!is_capability("CAP_CHOWN") && is_capability("NET_BIND_SERVICE"));
    }
}
