//! Declarations are checked and components settled in pieces apart from each other where there are many and nothing is to be
//! told of them, else as one: nobody can tell from what comes out.

use fluo_core::diagnostic::Code;
use fluo_core::emit::json::list;
use fluo_core::source::MemoryLoader;
use fluo_core::{Options, build};
use serde_json::Value;

/// Components that ask each other for hosts, secrets and texts, and an environment at the end of the file.
fn program(components: usize, environment: &str) -> String {
    let mut text = String::from(
        "kind api: service {\n  param next: service\n  port http: 8080\n  \
         env { NEXT: next.host }\n  output greeting: \"I am ${self.name}\"\n}\n",
    );
    text.push_str(
        "component c0: service { image: \"c:0\", port http: 8080, output greeting: \"I am first\" }\n",
    );
    for at in 1..components {
        // Near ones and far ones, of the same piece and of others.
        let next = at * 7 % at.min(97);
        text.push_str(&format!(
            "component c{at}: api {{\n  image: \"c:{at}\"\n  next: c{next}\n  secret key-{at}: existing {{ keys: [value] }}\n  \
             env {{ GREETED: c{next}.greeting, KEY: self.key-{at}.value }}\n}}\n"
        ));
    }
    text.push_str("environment dev {\n  network: open\n");
    text.push_str(environment);
    text.push_str("}\n");
    text
}

/// The objects with the origins of their fields, and the codes of what was found.
fn built(text: &str) -> (Vec<Value>, Vec<Code>) {
    let loader = MemoryLoader::new().with("app.fluo", text).with("a.txt", "read");
    let built = build(&loader, "app.fluo", &Options::default());
    let codes = built.diagnostics.iter().map(|found| found.code).collect();
    let output = built.output.unwrap_or_else(|| panic!("{:#?}", built.diagnostics.first()));
    (serde_json::from_str(&list(&output, &built.sources)).unwrap(), codes)
}

/// Holds what two programs give of all components but some against each other.
fn same_but(some: &str, one: &[Value], other: &[Value]) {
    let of_others = |all: &[Value]| -> Vec<Value> {
        all.iter()
            .filter(|entry| entry["node"] != some && entry["object"]["metadata"]["name"] != some)
            .cloned()
            .collect()
    };
    let (one, other) = (of_others(one), of_others(other));
    assert!(one.len() > 1_100 && one.len() == other.len());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
}

#[test]
fn many_components_come_out_as_they_do_as_one() {
    let (pieces, nothing) = built(&program(300, ""));
    // What changes nothing is told, and so all are settled as one.
    let (whole, told) = built(&program(300, "  override c0 { port http: 8080 }\n"));
    assert_eq!((nothing, told), (vec![], vec![Code::UselessOverride]));
    same_but("c0", &pieces, &whole);
}

#[test]
fn many_declarations_are_checked_as_they_are_one_by_one() {
    let (pieces, nothing) = built(&program(300, ""));
    // Only one can ask for files, so all are checked one behind the other.
    let reader = "component odd: worker { image: \"odd:1\", config read { \"a.txt\": file(\"a.txt\") } }\n";
    let (whole, told) = built(&(program(300, "") + reader));
    assert_eq!((nothing, told), (vec![], vec![Code::UnusedDeclaration]));
    same_but("odd", &pieces, &whole);
}
