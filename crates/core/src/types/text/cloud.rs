//! Names that the kernel and the clouds give.

use super::fault::{Check, TextFault};
use crate::diagnostic::{Applicability, Code, near};

/// The capabilities of Linux, as containers name them: without `CAP_`
/// (<https://man7.org/linux/man-pages/man7/capabilities.7.html>).
pub const CAPABILITIES: [&str; 42] = [
    "ALL",
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// A capability of Linux, or `ALL`.
///
/// # Errors
/// If there is none of this name; the container would not start.
pub fn capability(text: &str) -> Check {
    if CAPABILITIES.contains(&text) {
        return Ok(());
    }
    let upper = text.to_ascii_uppercase().replace('-', "_");
    let plain = upper.strip_prefix("CAP_").unwrap_or(&upper);
    let all = 0..text.len();
    let fault = |why: &str| {
        let fault = TextFault::new(why).of(Code::UnknownCapability);
        if text.is_empty() { fault } else { fault.at(0..text.len()) }
    };
    if CAPABILITIES.contains(&plain) {
        let why = "capabilities are written in upper case, without `CAP_`";
        return Err(fault(why).repair(all, plain, Applicability::Safe));
    }
    let begun =
        CAPABILITIES.iter().find(|known| known.strip_prefix(plain).is_some_and(|rest| rest.starts_with('_')));
    let fault = fault("not a capability of Linux");
    Err(match begun.copied().or_else(|| near(plain, CAPABILITIES)) {
        Some(meant) => fault.repair(all, meant, Applicability::Unsafe),
        None => fault.help("write a name of capabilities(7) without `CAP_`, such as `NET_BIND_SERVICE`"),
    })
}

/// The role that a ServiceAccount takes on in AWS: `arn:aws:iam::123456789012:role/NAME`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>).
///
/// # Errors
/// What is wrong with it.
pub fn role_arn(text: &str) -> Check {
    let help = "write `arn:aws:iam::123456789012:role/NAME`";
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [arn, partition, service, region, account, role] = parts.as_slice() else {
        return Err(TextFault::new("an ARN has six parts, joined by `:`").help(help));
    };
    let fault = |part: &str, why: &str| {
        let start = text.find(part).filter(|_| !part.is_empty());
        let fault = TextFault::new(why).help(help);
        Err(match start {
            Some(start) => fault.at(start..start + part.len()),
            None => fault,
        })
    };
    if *arn != "arn" || !["aws", "aws-cn", "aws-us-gov"].contains(partition) {
        return fault(text, "an ARN begins with `arn:aws:`");
    }
    if *service != "iam" || !region.is_empty() {
        return fault(text, "a role is in `iam`, and in no region: `arn:aws:iam::`");
    }
    if account.len() != 12 || !account.chars().all(|c| c.is_ascii_digit()) {
        return fault(account, "the number of an account has 12 digits");
    }
    match role.strip_prefix("role/") {
        Some(name) if !name.is_empty() => Ok(()),
        _ => fault(role, "a role is named `role/NAME`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities() {
        assert!(capability("NET_BIND_SERVICE").is_ok() && capability("ALL").is_ok());
        for (bad, instead) in [
            ("NET_BIND", Some("NET_BIND_SERVICE")),
            ("CAP_NET_ADMIN", Some("NET_ADMIN")),
            ("sys-time", Some("SYS_TIME")),
            ("SYS_TIEM", Some("SYS_TIME")),
            ("ROOT", None),
        ] {
            assert_eq!(capability(bad).expect_err(bad).repaired(bad).as_deref(), instead, "{bad}");
        }
    }

    #[test]
    fn roles() {
        assert!(role_arn("arn:aws:iam::123456789012:role/team/app").is_ok());
        for (bad, at) in [
            ("arn:aws:iam::1234:role/app", Some("1234")),
            ("arn:aws:iam::123456789012:user/app", Some("user/app")),
            ("app", None),
        ] {
            assert_eq!(role_arn(bad).expect_err(bad).at.and_then(|at| bad.get(at)), at, "{bad}");
        }
    }
}
