//! What the fixes of diagnostics do to the failing programs of the pages.

use fluo_core::diagnostic::{Applicability, Code};
use fluo_tests::pages::Page;

#[test]
fn figures() {
    for code in Code::ALL {
        let page = Page::parse(code.page());
        let built = page.programs[0].build();
        let count = |a: Applicability| {
            built.diagnostics.iter().flat_map(|d| &d.fixes).filter(|f| f.applicability == a).count()
        };
        let d = &built.diagnostics[0];
        println!(
            "{code} {} {} {} | {} | {} | {}",
            count(Applicability::Safe),
            count(Applicability::Unsafe),
            count(Applicability::Placeholder),
            d.message,
            d.primary.text,
            d.helps.join(" // ")
        );
    }
}
