//! In a strict environment every connection of which a program speaks is let through, at both ends, and no other.

use fluo_core::object::Output;
use fluo_tests::policies::{Network, Pods, Spoken, spoken};
use fluo_tests::project::{Files, adopted_below, examples, files_below, memory, try_build_all};
use fluo_tests::{cases, project};
use std::collections::BTreeSet;

/// A case that speaks of connections in network blocks and needs, which no object shows; its own test has the table.
const SAID: &str = "network";

/// The files of a program, made strict.
fn strict(folder: &str, entry: &str) -> Vec<Output> {
    let mut files: Files = files_below(folder);
    files.extend(adopted_below(folder));
    let text = files.get_mut(entry).expect("the entry");
    let start = text.find("\nenvironment ").expect("an environment") + 1;
    let brace = start + text[start..].find('{').expect("its block") + 1;
    *text = text.replace("  network: open\n", "");
    if !text[brace..].contains("network: strict") {
        text.insert_str(brace, " network: strict\n");
    }
    let loader = memory(&files);
    match try_build_all(&loader, entry) {
        Ok(outputs) => outputs,
        // A free resource of which the case does not say where it is.
        Err(found) => {
            assert!(found.contains("UnknownPods"), "{entry}: {found}");
            Vec::new()
        }
    }
}

fn everything() -> Vec<(String, Output)> {
    let examples = examples().into_iter().flat_map(|example| {
        let outputs = strict(&format!("examples/{}", example.name), &example.entry());
        outputs.into_iter().map(move |output| (example.entry(), output))
    });
    let cases = cases::names().into_iter().filter(|case| case != SAID);
    let cases = cases.flat_map(|case| {
        let outputs = strict(&format!("{}/{case}", cases::FOLDER), &cases::entry(&case));
        outputs.into_iter().map(move |output| (case.clone(), output))
    });
    examples.chain(cases).collect()
}

fn keda() -> Pods {
    let mut pods = Pods::labelled("keda", "app", "keda-operator", &[]);
    pods.labels.insert("app.kubernetes.io/instance".to_owned(), "keda".to_owned());
    pods
}

/// Every connection that is let through, among the pods of a build and from KEDA.
fn admitted(network: &Network) -> BTreeSet<Spoken> {
    let keda = keda();
    let mut found = BTreeSet::new();
    let callers = network.pods.iter().map(|(name, pods)| (name.as_str(), pods)).chain([("keda", &keda)]);
    for (from, caller) in callers {
        for (to, pods) in network.pods.iter().filter(|(to, _)| *to != from) {
            for port in pods.ports.values().filter(|port| network.admits(caller, pods, **port)) {
                found.insert(Spoken { from: from.to_owned(), to: to.clone(), port: Some(*port) });
            }
        }
    }
    found
}

/// Cases whose components speak of each other through what no pod names: a copy of a Secret, a shared config, the object that
/// says where backups go.
const THROUGH_OTHERS: [&str; 3] = ["backups", "share", "shared"];

/// Namespaces of operators, whose pods are let in as a whole, to pods beside them too.
const OPERATORS: [&str; 5] = ["cnpg-system", "dragonfly-operator-system", "gateway", "keda", "monitoring"];

#[test]
fn what_the_objects_speak_of_is_let_through_and_nothing_else() {
    let mut faults = Vec::new();
    let (mut connections, mut programs) = (0, 0);
    for (label, output) in everything() {
        let network = Network::of(&output);
        let (spoken, admitted) = (spoken(&output, &network), admitted(&network));
        programs += 1;
        connections += spoken.len();
        for link in &spoken {
            let through = |other: &&Spoken| {
                other.from == link.from
                    && other.to == link.to
                    && (link.port.is_none() || link.port == other.port)
            };
            if !admitted.iter().any(|other| through(&other)) {
                faults.push(format!("{label}: closed, though spoken of: {link:?}"));
            }
        }
        for link in admitted.iter().filter(|_| !THROUGH_OTHERS.contains(&label.as_str())) {
            if !spoken.iter().any(|other| (&other.from, &other.to) == (&link.from, &link.to)) {
                faults.push(format!("{label}: open, though nobody speaks of it: {link:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(programs > 10 && connections > 10, "{programs} programs with {connections} connections");
}

/// Of pods that nobody knows none is let in, and every pod can ask for names.
#[test]
fn strangers_stay_outside_and_names_are_found() {
    let names = Pods::labelled("kube-system", "k8s-app", "kube-dns", &[]);
    for (label, output) in everything() {
        let network = Network::of(&output);
        for (name, pods) in &network.pods {
            let near = Pods::labelled(&pods.namespace, "app", "stranger", &[]);
            let far = Pods::labelled("stranger", "app", "stranger", &[]);
            for port in pods.ports.values() {
                let beside = OPERATORS.contains(&pods.namespace.as_str());
                assert!(beside || !network.lets_in(&near, pods, *port), "{label}: {name} lets strangers in");
                assert!(!network.lets_in(&far, pods, *port), "{label}: {name} lets strangers in");
            }
            for udp in [false, true] {
                assert!(network.lets_out(pods, &names, (53, udp)), "{label}: {name} finds no names");
            }
            assert!(!network.lets_out(pods, &names, (8080, false)), "{label}: {name}");
        }
    }
}

/// The case of everything that can be said, as a table.
#[test]
fn the_case_of_the_network_is_open_where_it_says_so() {
    let network = Network::of(&cases::build_one(SAID));
    let line = |link: Spoken| {
        let (port, udp) = link.port.expect("a port");
        format!("{} > {} {port}{}", link.from, link.to, if udp { "/udp" } else { "" })
    };
    let found: Vec<String> = admitted(&network).into_iter().map(line).collect();
    let wanted = [
        "shop/backend > shop/backend-peer 7000",
        "shop/backend > shop/cache 6379",
        "shop/backend > shop/db 5432",
        "shop/migrate > shop/db 5432",
        "shop/work > messaging/nats 4222",
        "web/frontend > shop/backend 8080",
        "web/frontend > shop/backend 9090",
    ];
    assert_eq!(found, wanted);
    let open = |from: &Pods, to: &str, port: u64| network.lets_in(from, &network.pods[to], (port, false));
    let tools = Pods::labelled("tools", "app", "x", &[]);
    assert!(open(&tools, "shop/backend", 9090) && !open(&tools, "shop/backend", 8080));
    assert!(open(&tools, "messaging/nats", 4222) && !open(&tools, "messaging/nats", 8222));
    let scaling = Pods::labelled("scaling", "app", "keda-operator", &[]);
    for (to, port) in [("messaging/nats", 8222), ("shop/cache", 6379), ("shop/db", 5432)] {
        assert!(open(&scaling, to, port), "KEDA can't ask {to}");
    }
    assert!(!open(&scaling, "messaging/nats", 4222) && !open(&keda(), "shop/db", 5432));
    // Those who look after the pods of a kind, and these among themselves.
    for (from, to, ports) in
        [("cnpg-system", "shop/db", [5432, 8000]), ("dragonfly-operator-system", "shop/cache", [6379, 9999])]
    {
        let operator = Pods::labelled(from, "app", "operator", &[]);
        assert!(ports.iter().all(|port| open(&operator, to, *port)), "{from}");
    }
    for (name, port) in [("shop/db", 8000), ("shop/cache", 9999), ("messaging/nats", 6222)] {
        let pods = &network.pods[name];
        assert!(network.admits(pods, pods, (port, false)), "{name} among themselves");
    }
}

/// Where nothing is said, only production is strict.
#[test]
fn production_is_strict_and_everything_else_is_open() {
    let policies = |environment: &str| {
        let output = project::build_example("agent-executor", environment);
        output.objects().filter(|object| object.kind == "NetworkPolicy").count()
    };
    assert_eq!((policies("dev"), policies("prod")), (0, 4));
}
