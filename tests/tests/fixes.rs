//! What the fixes of diagnostics do to the failing programs of the pages: each is made, and the program looked at again.
//!
//! `FLUO_BLESS=1 cargo test -p fluo-tests --test fixes` writes the table of how many fixes a code has; read the difference.

use fluo_core::diagnostic::{Applicability, Code, Diagnostic};
use fluo_core::fix::{Choice, Fixed};
use fluo_core::source::MemoryLoader;
use fluo_core::{Built, Options, emit};
use fluo_tests::mistakes::{EXAMPLE, all};
use fluo_tests::pages::{Page, Program};
use fluo_tests::project::{read, root};
use std::fmt::Write;

const TABLE: &str = "tests/fixes.txt";
const KINDS: [Applicability; 3] = [Applicability::Safe, Applicability::Unsafe, Applicability::Placeholder];

/// A code with its page's programs, and what the first of them yields.
struct Case {
    code: Code,
    page: Page,
    built: Built,
}

impl Case {
    fn all() -> impl Iterator<Item = Case> {
        Code::ALL.iter().map(|code| {
            let page = Page::parse(code.page());
            Case { code: *code, built: page.programs[0].build(), page }
        })
    }

    fn found(&self) -> &Diagnostic {
        self.built.diagnostics.first().expect("a page's first program fails")
    }

    fn count(&self, kind: Applicability) -> usize {
        self.found().fixes.iter().filter(|fix| fix.applicability == kind).count()
    }

    /// The program after fixes of this code and kind, and no others.
    fn fixed(&self, kind: Applicability) -> Fixed {
        let choice = Choice { applicabilities: vec![kind], codes: vec![self.code], ..Choice::safe() };
        let program = &self.page.programs[0];
        let loader =
            program.files.iter().fold(MemoryLoader::new(), |l, (name, text)| l.with(name, text.clone()));
        fluo_core::fix(&loader, &[program.files[0].0.as_str()], &Options::default(), &choice)
    }
}

fn left(fixed: &Fixed) -> impl Iterator<Item = &Diagnostic> {
    fixed.left.iter().flat_map(|checked| &checked.diagnostics)
}

/// The program of a page with the texts of a fix.
fn rebuilt(program: &Program, fixed: &Fixed) -> Built {
    let text = |(name, old): &(String, Vec<u8>)| {
        let new = fixed.files.get(name).map(|file| file.new.clone().into_bytes());
        (name.clone(), new.unwrap_or_else(|| old.clone()))
    };
    Program { files: program.files.iter().map(text).collect(), marks: Vec::new() }.build()
}

fn yaml(built: &Built) -> String {
    built.output.as_ref().map(emit::yaml::stream).unwrap_or_default()
}

#[test]
fn safe_fixes_leave_nothing_and_mean_what_the_page_means() {
    for case in Case::all().filter(|case| case.count(Applicability::Safe) > 0) {
        let fixed = case.fixed(Applicability::Safe);
        let code = case.code;
        assert!(fixed.taken_back.is_empty(), "{code}: {:?}", fixed.taken_back);
        let messages: Vec<&str> = left(&fixed).map(|found| found.message.as_str()).collect();
        assert_eq!(messages, Vec::<&str>::new(), "{code}");
        let (mine, shown) = (rebuilt(&case.page.programs[0], &fixed), case.page.programs[1].build());
        assert_eq!(yaml(&mine), yaml(&shown), "{code}: the fix means something else than the page");
    }
}

#[test]
fn unsafe_fixes_take_their_code_away() {
    for case in Case::all().filter(|case| case.count(Applicability::Unsafe) > 0) {
        let fixed = case.fixed(Applicability::Unsafe);
        let code = case.code;
        assert!(!fixed.applied.is_empty(), "{code}: {:?}", fixed.taken_back);
        assert!(left(&fixed).all(|found| found.code != code), "{code} is still there");
    }
}

/// A placeholder stands where a person would write the right thing: the text can be read, and asks for nothing but that.
#[test]
fn placeholders_are_legal_text() {
    for case in Case::all() {
        for fix in case.found().fixes.iter().filter(|fix| fix.applicability == Applicability::Placeholder) {
            let mut files: Vec<(String, Vec<u8>)> = case.page.programs[0].files.clone();
            let mut edits = fix.edits.clone();
            edits.sort();
            for edit in edits.iter().rev() {
                let path = case.built.sources.path(edit.span.file);
                let (_, text) = files.iter_mut().find(|(name, _)| name == path).expect("a file of the page");
                text.splice(edit.span.start as usize..edit.span.end as usize, edit.text.bytes());
            }
            let built = Program { files, marks: Vec::new() }.build();
            let syntax = built.diagnostics.iter().find(|found| found.code.is_of_syntax());
            assert!(syntax.is_none(), "{}: {}: {syntax:?}", case.code, fix.title);
        }
    }
}

#[test]
fn fixes_change_no_file_of_fluo_and_have_a_title() {
    for case in Case::all() {
        for fix in &case.found().fixes {
            let own = fix.edits.iter().all(|edit| !case.built.sources.path(edit.span.file).starts_with('<'));
            assert!(own && !fix.edits.is_empty(), "{}: {}", case.code, fix.title);
            let title = &fix.title;
            let good = !title.is_empty() && !title.contains('\n') && !title.ends_with('.');
            assert!(good, "{}: `{title}`", case.code);
        }
        assert!(case.found().intents.is_empty(), "{}: a fix that was not laid out", case.code);
    }
}

/// The mistakes that are made most, with each kind of fix: nothing is taken back, and a safe fix leaves nothing of its code.
#[test]
fn mistakes_are_repaired() {
    let (mut repaired, mut likely) = (0, 0);
    for mistake in all() {
        let files = mistake.files(|path| read(&root().join(EXAMPLE).join(path)));
        let loader = files.iter().fold(MemoryLoader::new(), |l, (path, text)| l.with(path, text.as_str()));
        for choice in [Choice::safe(), Choice::likely()] {
            let fixed = fluo_core::fix(&loader, &[mistake.entry()], &Options::default(), &choice);
            let name = mistake.name;
            assert!(fixed.taken_back.is_empty(), "{name}: {:?}", fixed.taken_back);
            let done = left(&fixed).count() == 0;
            if choice == Choice::safe() {
                repaired += usize::from(done);
            } else {
                likely += usize::from(done);
            }
        }
    }
    assert!(repaired >= 32 && likely >= 84, "safe fixes repair {repaired} mistakes, all fixes {likely}");
}

/// How many fixes each code has on its page, so that none is lost unseen.
#[test]
fn the_table_of_fixes_is_as_it_was() {
    let mut table = String::from("code    safe  unsafe  to fill in\n");
    let mut with = [0_usize; 3];
    let mut any = 0;
    for case in Case::all() {
        let counts = KINDS.map(|kind| case.count(kind));
        let cell = |count: usize| if count == 0 { "-".to_owned() } else { count.to_string() };
        let [safe, likely, blank] = counts.map(cell);
        let _ = writeln!(table, "{}   {safe:>4}  {likely:>6}  {blank:>10}", case.code);
        with.iter_mut().zip(counts).for_each(|(sum, count)| *sum += usize::from(count > 0));
        any += usize::from(counts.iter().any(|count| *count > 0));
    }
    let [safe, likely, blank] = with;
    let all = Code::ALL.len();
    let _ = writeln!(
        table,
        "\nof {all} codes {any} have a fix: {safe} a safe one, {likely} an unsafe one, {blank} one to fill in"
    );
    let path = root().join(TABLE);
    if std::env::var_os("FLUO_BLESS").is_some() {
        std::fs::write(&path, &table).expect("the table");
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(wanted == table, "`FLUO_BLESS=1 cargo test -p fluo-tests --test fixes` writes it anew:\n{table}");
}
