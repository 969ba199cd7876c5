//! The tutorial is run: its files are written, its commands are typed, and what it shows is what they print.
//!
//! A block ```` ```fluo PATH ```` is a file. In a block ```` ```console ```` a line `$ COMMAND` is typed into a shell in the folder of
//! the files, and the lines below it are what it prints, both streams in their order; a line `…` stands for any lines.
//! `FLUO_BLESS=1 cargo test -p fluoc --test tutorial` writes what is printed, where no `…` stands.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn page() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tutorial.md"))
}

/// Types a command; what it prints.
fn typed(folder: &Path, command: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_fluoc"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().unwrap().display());
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("exec 2>&1; {command}"))
        .current_dir(folder)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Whether what is shown is what was printed; `…` stands for any lines.
fn shows(shown: &[&str], printed: &[&str]) -> bool {
    match (shown, printed) {
        ([], []) => true,
        (["…", rest @ ..], _) => (0..=printed.len()).any(|at| shows(rest, &printed[at..])),
        ([a, shown @ ..], [b, printed @ ..]) => a == b && shows(shown, printed),
        _ => false,
    }
}

/// A console block as it should be, and what differs from what it is.
fn console(folder: &Path, block: &[&str]) -> (String, Vec<String>) {
    let (mut text, mut faults) = (String::new(), Vec::new());
    let mut rest = block;
    while let [first, after @ ..] = rest {
        let command = first.strip_prefix("$ ").unwrap_or_else(|| panic!("`{first}` is no command"));
        let end = after.iter().position(|line| line.starts_with("$ ")).unwrap_or(after.len());
        let (shown, next) = after.split_at(end);
        let printed = typed(folder, command);
        let lines: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
        let _ = writeln!(text, "{first}");
        if shown.contains(&"…") {
            shown.iter().for_each(|line| _ = writeln!(text, "{line}"));
        } else {
            lines.iter().for_each(|line| _ = writeln!(text, "{line}"));
        }
        if !shows(shown, &lines) {
            faults.push(format!("$ {command}\n{}", lines.join("\n")));
        }
        rest = next;
    }
    (text, faults)
}

#[test]
fn the_tutorial_does_what_it_says() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("fluo.toml"), "").unwrap();
    let page_text = fs::read_to_string(page()).unwrap();
    let (mut written, mut faults) = (String::new(), Vec::new());
    let mut lines = page_text.lines();
    let mut commands = 0;
    while let Some(line) = lines.next() {
        let _ = writeln!(written, "{line}");
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let mut text: String = block.iter().flat_map(|line| [line, "\n"]).collect();
        match info.split_once(' ') {
            Some(("fluo", path)) => {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &text).unwrap();
            }
            None if info == "console" => {
                let (blessed, found) = console(folder.path(), &block);
                commands += block.iter().filter(|line| line.starts_with("$ ")).count();
                text = blessed;
                faults.extend(found);
            }
            _ => {}
        }
        let _ = writeln!(written, "{text}```");
    }
    if std::env::var_os("FLUO_BLESS").is_some() {
        fs::write(page(), written).unwrap();
        return;
    }
    assert!(commands > 10, "only {commands} commands");
    assert!(faults.is_empty(), "the tutorial shows something else than:\n{}", faults.join("\n\n"));
}
