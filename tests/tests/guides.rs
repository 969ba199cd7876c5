//! The programs of the guides are read by the compiler: parts of programs, so names of other files may be missing, but no word,
//! field or value of theirs may be.

use fluo_core::diagnostic::Code;
use fluo_core::source::MemoryLoader;
use fluo_core::{Options, check};
use fluo_tests::project::{read, root};

/// What a part of a program may lack: declarations of other files, and what follows from that.
fn is_of_a_part(code: Code) -> bool {
    let of_names = code.is_of_names() && !matches!(code, Code::UnknownField | Code::BadType);
    let text = code.as_str();
    of_names || !(text.starts_with("E01") || text.starts_with("E03") || text == "E1001" || text == "E1002")
}

#[test]
fn the_programs_of_the_guides_are_written_right() {
    let folder = root().join("docs/guide");
    let (mut faults, mut count) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).expect("the guides").flatten() {
        let page = entry.file_name().to_string_lossy().into_owned();
        let text = read(&entry.path());
        for block in text.split("```fluo\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            count += 1;
            let loader = MemoryLoader::new().with("guide.fluo", block);
            let checked = check(&loader, "guide.fluo", &Options::default());
            for found in checked.diagnostics.iter().filter(|found| !is_of_a_part(found.code)) {
                let line = checked.sources.position(found.primary.span).line;
                faults.push(format!("{page}, block {count}, line {line}: {} {}", found.code, found.message));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 30, "only {count} programs");
}
