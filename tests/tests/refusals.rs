//! What has to be refused at least, item by item: each has a program with exactly this fault, which is told once, with its code, on
//! its line. The programs stand in `tests/refused/output/GROUP`.

use fluo_core::emit;
use fluo_tests::pages::Program;
use fluo_tests::refused::{self, Case};

/// An item of the table, and the programs that show it.
type Row = (&'static str, &'static [&'static str]);

/// A group of refusals, its items in the order of the design.
type Group = (&'static str, &'static [Row]);

const TABLE: [Group; 8] = [
    (
        "types",
        &[
            ("wrong unit", &["wrong-unit"]),
            ("`512m` of memory", &["memory-in-thousandths-of-a-byte"]),
            ("request above limit", &["request-above-limit", "request-above-limit-in-another-unit"]),
            ("empty or reversed range", &["empty-range", "range-without-ends", "reversed-range"]),
            ("unknown field", &["unknown-field"]),
            ("missing required field", &["missing-required-field"]),
            ("unset param", &["unset-param"]),
            ("constraint not met", &["constraint-not-met", "constraint-not-met-by-a-text"]),
        ],
    ),
    (
        "names",
        &[
            (
                "not a DNS-1123 label",
                &[
                    "no-label-of-dns",
                    "no-label-of-dns-in-upper-case",
                    "no-label-of-dns-that-starts-with-a-digit",
                    "class-of-priority",
                    "secret-of-somebody-else",
                    "namespace-of-flux",
                    "account-of-flux",
                    "namespace",
                ],
            ),
            (
                "too long once suffixes are added",
                &[
                    "scaled-object-of-55",
                    "cron-of-53",
                    "stateful-of-53",
                    "postgres-of-51",
                    "service-of-64",
                    "port-of-16",
                    "namespace-of-56-with-secrets",
                    "config-of-57-that-is-mounted",
                    "scratch-of-56",
                    "consumer-of-254",
                    "release-of-54",
                ],
            ),
            (
                "label value illegal",
                &["label-value", "label-value-of-64", "label-value-of-the-system", "label-of-a-node"],
            ),
            ("duplicate env names", &["variable-twice"]),
            ("duplicate ports", &["port-number-twice", "port-name-twice", "service-port-twice"]),
            (
                "two objects of one identity",
                &["one-identity-twice", "two-declarations", "node-of-the-compiler"],
            ),
        ],
    ),
    (
        "secrets",
        &[
            ("plaintext in a secret position", &["plaintext", "plaintext-in-a-url"]),
            ("a secret value leaking", &["leak-into-a-label", "leak-into-arguments", "leak-into-a-config"]),
            ("unknown key", &["unknown-key"]),
            ("secret of another namespace", &["of-another-namespace"]),
            ("store not declared", &["store-not-declared"]),
            ("secret never used (warning)", &["never-used"]),
            ("generated secret that two namespaces would generate differently", &["generated-differently"]),
        ],
    ),
    (
        "graph",
        &[
            ("cycle", &["circle"]),
            ("need of a component that is not deployed", &["need-of-what-is-not-deployed"]),
            ("need across clusters", &["need-across-clusters"]),
            ("reference to a port that is not declared", &["port-that-is-not-declared"]),
        ],
    ),
    (
        "environments",
        &[
            ("override of the unknown", &["override-of-the-unknown"]),
            (
                "override that changes nothing (warning)",
                &[
                    "override-that-changes-nothing",
                    "override-by-the-default",
                    "override-of-an-entry",
                    "override-of-a-free-value",
                    "override-in-another-unit",
                    "override-all-that-changes-nothing",
                    "override-of-what-is-not-deployed",
                    "override-that-takes-away-nothing",
                    "setting-for-nobody",
                ],
            ),
            ("param unknown or unset", &["param-unknown", "param-unset"]),
            ("`latest` or no tag in production", &["latest-in-production", "no-tag-in-production"]),
            ("custom resource without its operator", &["custom-resource-without-its-operator"]),
            ("production without requests", &["production-without-requests"]),
        ],
    ),
    (
        "kubernetes",
        &[
            ("replicas beside scale", &["replicas-beside-scale"]),
            ("scale by cpu without a cpu request", &["scale-by-cpu-without-a-request"]),
            (
                "once-volume with several replicas",
                &["once-volume-with-several-replicas", "once-volume-that-rolls"],
            ),
            ("probe on an undeclared port", &["probe-on-an-undeclared-port"]),
            ("liveness with successes ≠ 1", &["liveness-that-needs-two-successes"]),
            ("mount of an unknown volume", &["mount-of-an-unknown-volume"]),
            ("two mounts of one path", &["two-mounts-of-one-path"]),
            ("sum of requests above a declared quota", &["requests-above-the-quota"]),
            ("pod that the namespace's security level rejects", &["rejected-by-the-security-level"]),
            ("drain-blocking budget", &["budget-that-blocks-every-drain", "budget-that-admits-none"]),
            (
                "reserved env names",
                &["reserved-variable", "illegal-variable", "reserved-name-of-a-container"],
            ),
        ],
    ),
    (
        "flux",
        &[
            ("duration that Flux can't read", &["duration-below-a-second"]),
            ("job without force", &["job-without-force", "needed-node-that-does-not-wait"]),
            (
                "node that would prune its own source",
                &[
                    "node-that-prunes-its-own-source",
                    "node-that-prunes-the-source-of-flux-bootstrap",
                    "node-that-prunes-the-namespace-of-its-source",
                ],
            ),
            ("literal `${` where substitution runs", &["undeclared-variable"]),
            (
                "a path outside the tree",
                &["path-outside-of-the-repository", "path-of-a-layout", "file-outside-of-the-project"],
            ),
        ],
    ),
    (
        "keda",
        &[
            (
                "unknown trigger or field",
                &["unknown-trigger", "unknown-field", "missing-field", "fields-that-exclude-each-other"],
            ),
            ("two scalers", &["two-scales"]),
            ("cpu-only with minimum 0", &["processor-alone-from-zero"]),
            ("cron start = end", &["cron-without-a-window"]),
            ("desired ≤ min", &["cron-that-adds-nothing", "cron-above-the-range"]),
            ("endpoint without the monitoring port", &["endpoint-without-the-monitoring-port"]),
        ],
    ),
];

#[test]
fn every_item_is_refused_on_its_line_by_one_code() {
    let names = |(group, rows): &Group| {
        let names = rows.iter().flat_map(|(_, names)| names.iter());
        names.map(|name| format!("{group}/{name}")).collect::<Vec<_>>()
    };
    let names: Vec<String> = TABLE.iter().flat_map(names).collect();
    let faults = refused::faults("output", names.iter().map(String::as_str));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_item_has_one_program_at_least_and_no_program_several_faults() {
    for (group, rows) in TABLE {
        for (item, names) in rows {
            assert!(!names.is_empty(), "{group}: {item}");
            for name in *names {
                let case = Case::named(&format!("output/{group}/{name}"));
                assert_eq!(case.program.marks.len(), 1, "{group}/{name}");
            }
        }
    }
}

fn emitted(program: &str) -> String {
    let built = Program::parse(program, false).build();
    assert!(built.diagnostics.is_empty(), "{:?}", built.diagnostics);
    emit::yaml::stream(&built.output.expect("no errors"))
}

/// A literal `${` needs no refusal: where substitution runs it is escaped, and elsewhere it is left alone.
#[test]
fn a_literal_dollar_brace_survives_flux() {
    let program = |variable: &str, flux: &str| {
        format!(
            "component web: service {{
               image: \"ghcr.io/team/web:v1.0.0\"
               port http: 8080
               args: ['${{HOME}}', \"$(DOMAIN)\"]
               config scripts {{ run: 'echo ${{HOME:-/}} $HOME' }}
               mount \"/scripts\": scripts
               env {{ DOMAIN: {variable} }}
             }}
             environment dev {{ {flux} }}"
        )
    };
    let substituted = emitted(&program(
        "cluster-var(\"DOMAIN\", string)",
        "flux { substitute-from cluster-vars { keys: [DOMAIN] } }",
    ));
    assert!(substituted.contains("$${HOME}") && substituted.contains("echo $${HOME:-/} $HOME"));
    assert!(substituted.contains("$(DOMAIN)") && substituted.contains("${DOMAIN}"));
    let plain = emitted(&program("\"example.com\"", ""));
    assert!(plain.contains("\"${HOME}\"") && plain.contains("echo ${HOME:-/} $HOME"));
    assert!(!plain.contains("$$") && !plain.contains("postBuild"));
}

/// Days are the one unit of fluo that Flux does not know, so none of them is written.
#[test]
fn durations_are_written_as_flux_reads_them() {
    let text = emitted(
        "component web: service { image: \"ghcr.io/team/web:v1.0.0\", port http: 8080 }
         environment dev { flux { interval: 1d, retry: 90s, timeout: 1h30m } }",
    );
    for wanted in ["interval: \"24h\"", "retryInterval: \"1m30s\"", "timeout: \"1h30m\""] {
        assert!(text.contains(wanted), "no `{wanted}` in\n{text}");
    }
}
