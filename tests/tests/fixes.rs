//! What the fixes of diagnostics do to the failing programs of the pages.

use fluo_core::diagnostic::{Applicability, Code};
use fluo_core::fix::Choice;
use fluo_core::source::MemoryLoader;
use fluo_core::Options;
use fluo_tests::pages::Page;

#[test]
fn figures() {
    for code in Code::ALL {
        let page = Page::parse(code.page());
        let program = &page.programs[0];
        let built = program.build();
        let loader = program.files.iter().fold(MemoryLoader::new(), |l, (n, t)| l.with(n, t.clone()));
        let entry = program.files[0].0.as_str();
        let d = &built.diagnostics[0];
        println!("== {code} {} | {} | {}", d.message, d.primary.text, d.helps.join(" // "));
        for kind in [Applicability::Safe, Applicability::Unsafe, Applicability::Placeholder] {
            let n = d.fixes.iter().filter(|f| f.applicability == kind).count();
            if n == 0 { continue; }
            let choice = Choice { applicabilities: vec![kind], ..Choice::safe() };
            let fixed = fluo_core::fix(&loader, &[entry], &Options::default(), &choice);
            let left: Vec<String> = fixed.left.iter().flat_map(|c| &c.diagnostics).map(|d| format!("{} {}", d.code, d.message)).collect();
            let back: Vec<String> = fixed.taken_back.iter().map(|b| format!("{} <- {}", b.repair.title, b.because)).collect();
            println!("   {kind:?} {n} {:?} left {left:?} back {back:?}", fixed.applied.iter().map(|a| &a.title).collect::<Vec<_>>());
            for (path, file) in &fixed.files {
                let old: Vec<&str> = file.old.lines().collect();
                let new: Vec<&str> = file.new.lines().collect();
                for l in old.iter().filter(|l| !new.contains(l)) { println!("      {path} - {l}"); }
                for l in new.iter().filter(|l| !old.contains(l)) { println!("      {path} + {l}"); }
            }
        }
    }
}
