//! Names that a file beside those of the program declares: one diagnostic for the line that is missing.

use fluo_core::source::MemoryLoader;
use fluo_core::{Options, build};

#[test]
fn one_line_that_is_missing_is_one_diagnostic() {
    let loader = MemoryLoader::new()
        .with(
            "env/prod.fluo",
            "component web: base { env { A: db.host, B: db.port, C: other.host } }\nenvironment prod {}\n",
        )
        .with("platform/a.fluo", "component db: postgres { storage: 1Gi }\n")
        .with("platform/b.fluo", "kind base: service {}\ncomponent db: postgres { storage: 2Gi }\n")
        .with("platform/c.fluo", "component third: base { broken");
    let told = build(&loader, "env/prod.fluo", &Options::default()).diagnostics;
    let messages: Vec<&str> = told.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["`base` is declared in `platform/b.fluo`, which this program does not use"]);
    let loader = loader.with("env/prod.fluo", "component web: service { image: \"a:1.0\", port http: 8080, env { A: db.host, B: db.host, C: other.host } }\nenvironment prod {}\n");
    let told = build(&loader, "env/prod.fluo", &Options::default()).diagnostics;
    let messages: Vec<&str> = told.iter().map(|one| one.message.as_str()).collect();
    let used = "`db` is declared in `platform/a.fluo`, which this program does not use";
    assert_eq!(messages, [used, "nothing is called `other`"]);
    assert_eq!(told[0].secondary.len(), 1);
    assert_eq!(told[0].fixes[0].edits[0].text, "use \"../platform/a.fluo\"\n");
}
