//! Hostile input: what is larger or deeper than fluo takes is told, and what is merely large is done in time that grows with it.
//! The sizes are such that work that grows with their square would not end. Figures and reasons: `docs/limits.md`.

use fluo_core::diagnostic::{Code, Diagnostic};
use fluo_core::source::MemoryLoader;
use fluo_core::{Options, build_all};

const SERVICE: &str = "service { image: \"nginx:1.27\", port http: 8080 }";

/// What is found in a program of these files, the first of which is its entry.
fn found(files: &[(&str, String)]) -> Vec<Diagnostic> {
    let loader =
        files.iter().fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text.as_str()));
    build_all(&loader, files[0].0, &Options::default()).diagnostics
}

fn codes(text: String) -> Vec<Code> {
    found(&[("app.fluo", text)]).iter().map(|found| found.code).collect()
}

/// A program with one service, in which these entries stand too.
fn service(entries: &str) -> String {
    format!(
        "component web: service {{ image: \"nginx:1.27\", port http: 8080, {entries} }}\nenvironment dev {{}}\n"
    )
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// No error, whatever is warned of.
#[track_caller]
fn assert_fine(files: &[(&str, String)]) {
    let errors: Vec<String> =
        found(files).into_iter().filter(Diagnostic::is_error).map(|error| error.message).collect();
    assert!(errors.is_empty(), "{} errors, first {:?}", errors.len(), errors.first());
}

#[test]
fn what_nests_too_deep_is_told() {
    const DEEP: usize = 100_000;
    let nests = [
        service(&format!("args: {}{}", "[".repeat(DEEP), "]".repeat(DEEP))),
        "{".repeat(DEEP),
        "a {\n".repeat(DEEP),
        service(&format!("env {{ A: {}1{} }}", "\"${".repeat(DEEP), "}\"".repeat(DEEP))),
        format!("param a: {}int{} = []\n{}", "list(".repeat(DEEP), ")".repeat(DEEP), service("replicas: 1")),
    ];
    for text in nests {
        let start = text.chars().take(80).collect::<String>();
        let codes = codes(text);
        assert!(codes.contains(&Code::TooDeep) && codes.len() < 10, "{start}: {codes:?}");
    }
}

#[test]
fn files_and_lines_that_are_too_long_are_told() {
    assert_eq!(codes("// x\n".repeat((16 << 20) / 5 + 1)), [Code::TooLarge]);
    assert_eq!(codes(format!("// {}\n", "x".repeat(1 << 20))), [Code::TooLarge]);
}

#[test]
fn params_that_name_each_other_are_told() {
    let circle = lines(5_000, |n| format!("param p{n}: int = p{}\n", (n + 1) % 5_000));
    let codes_of = |params: &str| codes(format!("{params}{}", service("replicas: p0")));
    assert!(codes_of(&circle).contains(&Code::TooMuchValue));
    assert!(codes_of("param p0: int = p1\nparam p1: int = p0\n").contains(&Code::ValueCycle));
    let chain = lines(5_000, |n| {
        format!("param p{n}: int = {}\n", if n < 4_999 { format!("p{}", n + 1) } else { "1".to_owned() })
    });
    assert!(codes_of(&chain).contains(&Code::TooMuchValue));
    let short = lines(60, |n| {
        format!("param p{n}: int = {}\n", if n < 59 { format!("p{}", n + 1) } else { "1".to_owned() })
    });
    assert_eq!(codes_of(&short), []);
}

#[test]
fn texts_that_double_are_told() {
    let bomb = |seed: &str| {
        let params = lines(60, |n| format!("param p{}: string = \"${{p{n}}}${{p{n}}}\"\n", n + 1));
        codes(format!("param p0: string = \"{seed}\"\n{params}{}", service("env { A: p60 }")))
    };
    assert!(bomb("lol").contains(&Code::TooMuchValue));
    // Nothing doubles in vain either: each param is worked out once.
    assert!(!bomb("").contains(&Code::ValueCycle));
}

#[test]
fn outputs_that_double_are_told() {
    let outputs = lines(60, |n| format!("  output o{}: \"${{self.o{n}}}${{self.o{n}}}\"\n", n + 1));
    let text = format!(
        "kind k: service {{\n  output o0: \"\"\n{outputs}}}\ncomponent a: k {{ image: \"nginx:1.27\", port http: 8080 }}\n\
         component b: service {{ image: \"nginx:1.27\", port http: 8080, env {{ A: a.o60 }} }}\nenvironment dev {{}}\n"
    );
    assert!(codes(text).iter().any(|code| matches!(code, Code::TooMuchValue | Code::ValueCycle)));
}

#[test]
fn aliases_of_yaml_that_double_are_told() {
    let bomb = lines(12, |n| format!("a{}: &a{} [{}]\n", n + 1, n + 1, vec![format!("*a{n}"); 9].join(",")));
    let deep = "a: ".to_owned() + &"[".repeat(100_000);
    let manifests = "component m: manifests { path: \"m\" }\nenvironment dev {}\n";
    for text in [format!("a0: &a0 [x]\n{bomb}"), deep] {
        let found = found(&[("app.fluo", manifests.to_owned()), ("m/a.yaml", text)]);
        assert!(found.iter().any(|found| found.code == Code::BrokenYaml), "{found:?}");
    }
}

const ADOPTS: &str = "component m: manifests { path: \"m\" }\nenvironment dev {}\n";

/// What is found in a folder of these manifests.
fn adopted(files: &[(&str, String)]) -> Vec<Diagnostic> {
    let program = [("app.fluo", ADOPTS.to_owned())];
    found(&[&program, files].concat())
}

/// One code, in these words.
#[track_caller]
fn assert_told(found: &[Diagnostic], code: Code, message: &str) {
    let told = found.iter().any(|found| found.code == code && format!("{found:?}").contains(message));
    assert!(told && found.len() < 4, "{} found, first {:?}", found.len(), found.first());
}

fn config_map(name: &str, data: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: x}}\ndata:\n{data}")
}

#[test]
fn aliases_of_many_documents_are_counted_together() {
    let lists =
        lines(3, |n| format!("  a{}: &a{} [{}]\n", n + 1, n + 1, vec![format!("*a{n}"); 10].join(", ")));
    let data = format!("  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{lists}");
    let documents = vec![config_map("a", &data); 30].join("---\n");
    assert_told(&adopted(&[("m/a.yaml", documents)]), Code::BrokenYaml, "repeat more values than fluo reads");
    let files: Vec<String> = (0..30).map(|n| format!("m/a{n}.yaml")).collect();
    let files: Vec<_> = files.iter().map(|path| (path.as_str(), config_map("a", &data))).collect();
    let found = adopted(&files);
    assert!(found.iter().any(|found| found.message.contains("repeat more values than fluo reads")));
}

#[test]
fn aliases_of_a_long_text_are_told() {
    let text = format!("  a: &a \"{}\"\n{}", "x".repeat(20_000), lines(2_000, |n| format!("  a{n}: *a\n")));
    let found = adopted(&[("m/a.yaml", config_map("a", &text))]);
    assert_told(&found, Code::BrokenYaml, "repeat more values than fluo reads");
}

#[test]
fn brackets_that_are_never_closed_are_told() {
    for brackets in ["[".repeat(1 << 20), "{a: ".repeat(1 << 20), "[\n".repeat(1 << 20)] {
        let found = adopted(&[("m/a.yaml", config_map("a", &format!("  a: {brackets}")))]);
        assert_told(&found, Code::BrokenYaml, "too many brackets are open at once");
    }
    let inside = format!("  a: {}{}", "[".repeat(999), "x, ".repeat(1 << 14));
    let found = adopted(&[("m/a.yaml", config_map("a", &inside))]);
    assert!(found.iter().any(|found| found.code == Code::BrokenYaml), "{found:?}");
}

#[test]
fn kustomizations_that_refer_to_each_other_end() {
    let folders = |count: usize, entries: fn(usize) -> String| -> Vec<(String, String)> {
        let path =
            |n| if n == 0 { "m/kustomization.yaml".to_owned() } else { format!("m/d{n}/kustomization.yaml") };
        (0..count).map(|n| (path(n), format!("resources:\n{}", entries(n)))).collect()
    };
    let chain = folders(300, |n| format!("- {}d{}\n", if n == 0 { "" } else { "../" }, n + 1));
    let double = folders(30, |n| {
        let up = if n == 0 { "" } else { "../" };
        format!("- {up}d{}\n- {up}d{}/\n", n + 1, n + 1)
    });
    for (files, told) in
        [(chain, "more than 32 deep"), (double, "refer to more than 10000 files and folders")]
    {
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
        assert_told(&adopted(&files), Code::BadManifests, told);
    }
}

#[test]
fn lists_of_many_objects_are_done_or_told() {
    let list = |items: String| vec![("m/a.yaml", format!("apiVersion: v1\nkind: List\nitems:{items}"))];
    let object =
        |n: usize| format!("{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a{n}, namespace: x}}}}");
    let block = |count: usize| list(format!("\n{}", lines(count, |n| format!("- {}\n", object(n)))));
    let flow = |count: usize| list(format!(" [{}]\n", lines(count, |n| format!("{}, ", object(n)))));
    for (few, many) in [(block(5_000), block(10_001)), (flow(5_000), flow(10_001))] {
        assert!(!adopted(&few).iter().any(Diagnostic::is_error));
        assert_told(&adopted(&many), Code::BadManifests, "more than 10000 objects");
    }
}

#[test]
fn many_words_of_yaml_1_1_are_read() {
    let data = lines(30_000, |n| format!("  k{n}: yes\n"));
    let found = adopted(&[("m/a.yaml", config_map("a", &data))]);
    assert_eq!(found.iter().filter(|found| found.code == Code::WrongObjectValue).count(), 100);
}

#[test]
fn many_faults_of_one_object_are_cut_off() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: x}\n".to_owned();
    let faults = lines(20_000, |n| format!("dat{n}: b\n"));
    let manifests = "component m: manifests { path: \"m\" }\nenvironment dev {}\n".to_owned();
    let found = found(&[("app.fluo", manifests), ("m/a.yaml", object + &faults)]);
    let told = found.iter().filter(|found| found.code == Code::UnknownObjectField).count();
    assert!((1..=100).contains(&told), "{told}");
}

#[test]
fn numbers_without_measure_are_told() {
    for value in ["9".repeat(100_000), "1e999999999".to_owned(), "9".repeat(40)] {
        let found = codes(service(&format!("replicas: {value}")));
        assert!(!found.is_empty() && found.len() < 4, "{found:?}");
    }
}

#[test]
fn many_mistakes_of_syntax_are_cut_off() {
    for line in [")))\n", "\"\n", "a: b: c\n", "@\n"] {
        let count = codes(line.repeat(100_000)).len();
        assert!((1..1_000).contains(&count), "{line:?}: {count}");
    }
}

#[test]
fn many_entries_are_done() {
    const MANY: usize = 30_000;
    let env = lines(MANY, |n| format!("A{n}: \"x\", "));
    let args = lines(MANY, |n| format!("\"x{n}\", "));
    let codes = codes(service(&format!("env {{ {env} }}, args: [{args}]")));
    // They are all in it: what is left to say is that no cluster keeps such an object.
    assert_eq!(codes, [Code::LargeObject]);
}

#[test]
fn many_unknown_names_are_told() {
    const MANY: usize = 10_000;
    let names = lines(MANY, |n| format!("A{n}: nam{n}x, "));
    let fields = lines(2_000, |n| format!("imag{n}x: 1, "));
    let codes = codes(service(&format!("env {{ {names} }}, {fields}")));
    assert!(codes.contains(&Code::UnknownName) && codes.contains(&Code::UnknownField));
}

#[test]
fn a_long_chain_of_components_is_done() {
    let chain = lines(1_500, |n| {
        format!(
            "component c{}: service {{ image: \"nginx:1.27\", port http: 8080, env {{ A: c{n}.http.url }} }}\n",
            n + 1
        )
    });
    assert_fine(&[("app.fluo", format!("component c0: {SERVICE}\n{chain}environment dev {{}}\n"))]);
}

#[test]
fn a_circle_of_many_components_is_told() {
    const MANY: usize = 1_500;
    let circle = lines(MANY, |n| {
        let next = (n + 1) % MANY;
        format!(
            "component c{n}: service {{ image: \"nginx:1.27\", port http: 8080, env {{ A: c{next}.http.url }} }}\n"
        )
    });
    assert!(codes(format!("{circle}environment dev {{}}\n")).contains(&Code::Cycle));
}

#[test]
fn a_long_chain_of_kinds_is_done() {
    let chain = lines(400, |n| format!("kind k{}: k{n} {{ replicas: 2 }}\n", n + 1));
    let text = format!(
        "kind k0: service {{ replicas: 2 }}\n{chain}component web: k400 {{ image: \"nginx:1.27\", port http: 8080 }}\n\
         environment dev {{}}\n"
    );
    let errors: Vec<String> =
        found(&[("app.fluo", text)]).into_iter().filter(Diagnostic::is_error).map(|e| e.message).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn many_declarations_are_done() {
    let params = lines(30_000, |n| format!("param p{n}: int = 1\n"));
    let kinds = lines(2_000, |n| format!("kind k{n}: service {{ param a{n}: int = 1 }}\n"));
    assert_fine(&[("app.fluo", format!("{params}{kinds}component web: {SERVICE}\nenvironment dev {{}}\n"))]);
}

#[test]
fn files_that_use_each_other_are_read_once() {
    const MANY: usize = 2_000;
    let entry = format!("use \"f/*.fluo\"\ncomponent web: {SERVICE}\nenvironment dev {{}}\n");
    let paths: Vec<String> = (0..MANY).map(|n| format!("f/f{n}.fluo")).collect();
    let text = |n: usize| format!("use \"*.fluo\"\nuse \"../app.fluo\"\nuse \"f{}.fluo\"\n", (n + 1) % MANY);
    let mut files = vec![("app.fluo", entry)];
    files.extend(paths.iter().enumerate().map(|(n, path)| (path.as_str(), text(n))));
    assert_fine(&files);
}

#[test]
fn many_ports_are_done() {
    let ports = lines(4_000, |n| format!("port p{n}: {}, ", n + 1_000));
    let text = format!("component web: service {{ image: \"nginx:1.27\", {ports} }}\nenvironment dev {{}}\n");
    assert_fine(&[("app.fluo", text)]);
}

#[test]
fn many_members_of_a_component_are_done() {
    const MANY: usize = 30_000;
    let ports = lines(MANY, |n| format!("port p{n}: {}, ", n + 10_000));
    let secrets = lines(MANY, |n| format!("secret s{n}: existing {{ keys: [a] }}\n"));
    let keys = lines(MANY, |n| format!("A{n}: self.s{n}.a\n"));
    let scratch = lines(MANY, |n| format!("scratch d{n}: 1Mi {{ at: \"/d{n}\" }}\n"));
    for members in [ports, format!("{secrets} env {{\n{keys} }}"), scratch] {
        // They are all in it: what is left to say is that no cluster keeps such objects.
        let codes = codes(service(&members));
        assert!(!codes.is_empty() && codes.iter().all(|code| *code == Code::LargeObject), "{codes:?}");
    }
}

#[test]
fn a_member_is_found_among_many() {
    let secrets = lines(100, |n| format!("secret s{n}: existing {{ keys: [a] }}, "));
    let keys = lines(100, |n| format!("K{n}: self.s{n}.a, "));
    let with = |env: &str| service(&format!("{secrets} env {{ {keys} {env} }}"));
    assert_eq!(codes(with("A: self.s99.a")), []);
    assert_eq!(codes(with("A: self.s100.a")), [Code::UnknownOutput]);
    assert_eq!(codes(with("A: self.s99.b")), [Code::UnknownKey]);
}

#[test]
fn much_that_nobody_uses_is_told() {
    const MANY: usize = 10_000;
    let secrets = lines(MANY, |n| format!("secret s{n}: existing {{ keys: [a] }}, "));
    let texts = lines(MANY, |n| format!("A{n}: \"x{n}\", "));
    let codes = codes(service(&format!("{secrets} env {{ {texts} }}")));
    assert_eq!(codes.iter().filter(|code| **code == Code::UnusedSecret).count(), MANY);
}

#[test]
fn many_names_of_a_file_that_is_not_used_are_told_as_one() {
    const MANY: usize = 2_000;
    let declared = lines(MANY, |n| format!("component db{n}: {SERVICE}\n"));
    let needed = lines(MANY, |n| format!("db{n}, "));
    let files = [("app.fluo", service(&format!("needs: [{needed}]"))), ("db.fluo", declared)];
    let found = found(&files);
    let [only] = found.as_slice() else { panic!("{} findings", found.len()) };
    assert!(only.code == Code::UnknownName && only.message.contains("are declared in `db.fluo`"), "{only:?}");
}

#[test]
fn long_names_are_told_in_short() {
    let long = "a".repeat(200_000);
    for text in [
        format!("component {long}: {SERVICE}\nenvironment dev {{}}\n"),
        service(&format!("env {{ A: {long} }}")),
        service(&format!("{long}: 1")),
    ] {
        let found = found(&[("app.fluo", text)]);
        assert!(found.iter().any(Diagnostic::is_error));
    }
}
