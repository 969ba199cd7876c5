//! Same sources, same bytes: neither the order of files, nor that of declarations, nor that of the entries of a
//! declaration changes what is built.

use fluo_core::diagnostic::Diagnostics;
use fluo_core::emit::{stream, tree};
use fluo_core::object::Output;
use fluo_core::source::{Loader, Sources, Span};
use fluo_core::syntax::ast::{Ast, Entry};
use fluo_core::syntax::parse;
use fluo_core::testing::invariants::language::Backwards;
use fluo_tests::cases;
use fluo_tests::project::{Example, Files, adopted_below, examples, files_below, memory, must_build_all};

/// How often each program is shuffled.
const ROUNDS: u64 = 6;

/// A small generator of pseudo-random numbers (Knuth's MMIX constants), so that each run shuffles alike.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// Every example and case: its files and its entry.
fn programs() -> Vec<(Files, String)> {
    let of_example = |example: Example| (files_below(&format!("examples/{}", example.name)), example.entry());
    let of_case = |case: String| (files_below(&format!("{}/{case}", cases::FOLDER)), cases::entry(&case));
    examples().into_iter().map(of_example).chain(cases::names().into_iter().map(of_case)).collect()
}

fn built(loader: &dyn Loader, entry: &str) -> String {
    let one = |output: &Output| -> String {
        let files = tree(output).into_iter().map(|(path, text)| format!("# {path}\n{text}"));
        files.chain([stream(output)]).collect()
    };
    must_build_all(loader, entry).iter().map(one).collect()
}

fn must_be_same(files: &Files, changed: &Files, entry: &str) {
    let (folder, _) = entry.split_once("/env/").or(entry.rsplit_once('/')).expect("a folder");
    let adopted = adopted_below(folder);
    let with =
        |files: &Files| memory(&adopted.iter().chain(files).map(|(p, t)| (p.clone(), t.clone())).collect());
    let (wanted, got) = (built(&with(files), entry), built(&Backwards(with(changed)), entry));
    let other = wanted.lines().zip(got.lines()).find(|(wanted, got)| wanted != got);
    assert!(wanted == got, "{entry} built {other:?} from\n{}", changed.values().cloned().collect::<String>());
}

fn parsed(text: &str) -> Ast {
    let mut sources = Sources::default();
    let file = sources.add("shuffled.fluo", text);
    let mut diagnostics = Diagnostics::default();
    let ast = parse(&sources, file, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{text}");
    ast
}

fn slice(text: &str, span: Span) -> &str {
    let at = |offset: u32| usize::try_from(offset).expect("an offset");
    &text[at(span.start)..at(span.end)]
}

/// An entry's text with its doc comments.
fn whole(text: &str, entry: &Entry) -> String {
    let docs = entry.docs.iter().map(|doc| format!("{}\n", slice(text, *doc)));
    docs.chain([slice(text, entry.span).to_owned()]).collect()
}

/// The text of a file with its `use` lines and declarations in another order.
fn shuffle_declarations(text: &str, random: &mut Random) -> String {
    let mut pieces: Vec<String> = parsed(text).entries.iter().map(|entry| whole(text, entry)).collect();
    random.shuffle(&mut pieces);
    pieces.join("\n\n") + "\n"
}

/// The declarations whose entries have no order among each other.
const UNORDERED: [&str; 4] = ["component", "kind", "environment", "secret"];

/// The text of a file with the entries of its declarations in another order. Entries that begin with the same word keep
/// theirs, for ports, variables and containers come out as they are declared.
fn shuffle_entries(text: &str, random: &mut Random) -> String {
    let ast = parsed(text);
    let mut out = text.to_owned();
    // From the end, so that the spans of what is before stay true.
    for entry in ast.entries.iter().rev().filter(|entry| UNORDERED.contains(&entry.word.text.as_str())) {
        let Some(block) = &entry.block else { continue };
        let mut order: Vec<usize> = (0..block.entries.len()).collect();
        random.shuffle(&mut order);
        let word = |place: &usize| &block.entries[*place].word.text;
        // Of the places that entries of one word were given, the first of them takes the first.
        let mut sorted = order.clone();
        for place in 0..order.len() {
            let same = |other: &&usize| word(other) == word(&order[place]);
            let before = order[..place].iter().filter(same).count();
            let mut all: Vec<usize> = order.iter().filter(same).copied().collect();
            all.sort_unstable();
            sorted[place] = all[before];
        }
        let pieces: Vec<String> = sorted.iter().map(|place| whole(text, &block.entries[*place])).collect();
        let at = |offset: u32| usize::try_from(offset).expect("an offset");
        out.replace_range(
            at(block.span.start)..at(block.span.end),
            &format!("{{\n{}\n}}", pieces.join("\n")),
        );
    }
    out
}

fn map_texts(files: &Files, mut change: impl FnMut(&str) -> String) -> Files {
    files.iter().map(|(path, text)| (path.clone(), change(text))).collect()
}

#[test]
fn the_order_of_listed_files_does_not_count() {
    for (files, entry) in programs() {
        must_be_same(&files, &files, &entry);
    }
}

/// Files that a pattern finds may have any name.
#[test]
fn the_names_of_found_files_do_not_count() {
    for (files, entry) in programs() {
        for prefix in ["z", "a"] {
            let rename = |path: &String| path.replace("/components/", &format!("/components/{prefix}-"));
            let renamed = files.iter().map(|(path, text)| (rename(path), text.clone())).collect();
            must_be_same(&files, &renamed, &entry);
        }
    }
}

/// Each declaration in a file of its own, in files whose order is another one.
#[test]
fn how_declarations_are_spread_over_files_does_not_count() {
    let mut split = 0;
    for (files, entry) in programs() {
        let mut spread = files.clone();
        for (path, text) in files.iter().filter(|(path, _)| path.contains("/components/")) {
            spread.remove(path);
            for (place, declaration) in parsed(text).entries.iter().enumerate() {
                let path = path.replace(".fluo", &format!("-{}.fluo", 99 - place));
                spread.insert(path, whole(text, declaration) + "\n");
                split += 1;
            }
        }
        must_be_same(&files, &spread, &entry);
    }
    assert!(split > 5, "only {split} declarations");
}

#[test]
fn the_order_of_declarations_does_not_count() {
    let mut random = Random(1);
    for (files, entry) in programs() {
        for _ in 0..ROUNDS {
            must_be_same(&files, &map_texts(&files, |text| shuffle_declarations(text, &mut random)), &entry);
        }
    }
}

#[test]
fn the_order_of_entries_does_not_count() {
    let mut random = Random(2);
    for (files, entry) in programs() {
        for _ in 0..ROUNDS {
            must_be_same(&files, &map_texts(&files, |text| shuffle_entries(text, &mut random)), &entry);
        }
    }
}

/// The shuffles must really shuffle.
#[test]
fn the_shuffles_move_things_and_lose_nothing() {
    let text = "use \"b.fluo\"\n/// A.\ncomponent a: service { image: \"a:1\", env { X: \"1\" }, env { Y: \"2\" }, args: [\"a\"] }\nsize s {}\n";
    let mut random = Random(3);
    let (mut declarations, mut entries) = (0, 0);
    for _ in 0..20 {
        let shuffled = shuffle_declarations(text, &mut random);
        assert_eq!(parsed(&shuffled).entries.len(), 3);
        assert!(shuffled.contains("/// A.\ncomponent a"));
        declarations += usize::from(!shuffled.starts_with("use"));
        let shuffled = shuffle_entries(text, &mut random);
        let [x, y] = ["X", "Y"].map(|name| shuffled.find(&format!("env {{ {name}")).expect(name));
        assert!(x < y, "{shuffled}");
        entries += usize::from(!shuffled.contains("{\nimage"));
    }
    assert!(declarations > 3 && entries > 3);
}
