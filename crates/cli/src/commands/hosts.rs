//! `fluoc hosts`: the hosts that an environment exposes, as lines of a hosts file.

use crate::Status;
use crate::args::Hosts;
use crate::entry::Entry;
use crate::failure::Failure;
use crate::render::Reporter;
use fluo_core::Options;
use fluo_core::object::Output;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Runs the command.
///
/// # Errors
/// If the arguments, the disk or a pipe stand in the way.
pub(crate) fn run(args: &Hosts, reporter: &Reporter) -> Result<Status, Failure> {
    let entry = Entry::open(&args.entry)?;
    let options = Options { environment: args.env.clone(), cluster: args.cluster.clone() };
    let Some((built, _)) = super::compiled(&[entry], &options, reporter)? else { return Ok(Status::Errors) };
    let outputs: Vec<&Output> = built.iter().flat_map(|(outputs, _)| outputs).collect();
    let hosts: BTreeSet<&str> = outputs.iter().flat_map(|output| output.hosts()).collect();
    if hosts.is_empty() {
        let environment = outputs.first().map(|output| output.environment.as_str()).unwrap_or_default();
        reporter.summary("note", &format!("`{environment}` exposes no host: write `expose app {{}}`"));
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
