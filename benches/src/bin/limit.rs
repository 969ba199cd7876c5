//! `limit SERVICES OVERRIDES`: the objects of the workload by hand, from its records, to standard output.

use fluo_benches::limit;
use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut files = std::env::args().skip(1);
    let mut text = || std::fs::read_to_string(files.next().unwrap_or_default());
    let (services, overrides) = (text()?, text()?);
    std::io::stdout().write_all(&limit::stream(&limit::rows(&services, &overrides)))
}
