//! `cargo run --release -p fluo-benches -- …`: see `README.md`.

use fluo_benches::workload;
use std::io;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: fluo-benches write N DIR";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["write", services, folder] => write(services, Path::new(folder)),
        _ => Err(io::Error::other(USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the program for so many services below a folder.
fn write(services: &str, folder: &Path) -> io::Result<()> {
    let services = services.parse().map_err(|_| io::Error::other(USAGE))?;
    for (path, text) in workload(services) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, text)?;
    }
    Ok(())
}
