//! `fluoc hosts`: the hosts that an environment exposes, as lines of a hosts file.

use crate::Status;
use crate::args::Hosts;
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::Reporter;
use fluo_core::Options;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Hosts, reporter: &Reporter) -> Result<Status, Failure> {
    let entry = Entry::open(&args.entry)?;
    let options = Options { environment: args.env.clone() };
    let Some((output, ..)) = super::compiled(&entry, &options, reporter)? else { return Ok(Status::Errors) };
    let hosts = output.hosts();
    if hosts.is_empty() {
        reporter
            .summary("note", &format!("`{}` exposes no host: write `expose app {{}}`", output.environment));
    }
    super::print_out(&lines(&hosts, args.address))
}

/// One line a host, as every resolver reads them.
fn lines(hosts: &BTreeSet<&str>, address: IpAddr) -> String {
    hosts.iter().map(|host| format!("{address}\t{host}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_address_and_a_host() {
        let hosts = BTreeSet::from(["web.local", "api.local"]);
        assert_eq!(
            lines(&hosts, "127.0.0.1".parse().unwrap()),
            "127.0.0.1\tapi.local\n127.0.0.1\tweb.local\n"
        );
        assert_eq!(lines(&BTreeSet::new(), "::1".parse().unwrap()), "");
    }
}
