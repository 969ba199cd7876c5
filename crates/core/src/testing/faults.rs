//! The faults that are put into programs, one line each.

use crate::diagnostic::Code;

/// A fault, and what must be told of it.
pub(crate) struct Fault {
    /// What is wrong, in a few words.
    pub(crate) name: &'static str,
    /// Where it is put.
    pub(crate) place: Where,
    /// What is put there.
    pub(crate) text: &'static str,
    /// The codes of which at least one must be told.
    pub(crate) codes: &'static [Code],
}

/// Where a fault is put.
pub(crate) enum Where {
    /// In front of the entry file.
    Start,
    /// Behind one of the files.
    End,
    /// Behind the entry file.
    Entry,
    /// In the block of a workload that does not say this field.
    Block(&'static str),
    /// In the block of a workload that has a line which begins so.
    Beside(&'static str),
    /// In the block of an environment.
    Environment,
    /// Instead of this text.
    Instead(&'static str),
}

use Where::{Beside, Block, End, Entry, Environment, Instead, Start};

const fn fault(name: &'static str, place: Where, text: &'static str, codes: &'static [Code]) -> Fault {
    Fault { name, place, text, codes }
}

/// Every fault.
pub(crate) const FAULTS: &[Fault] = &[
    // How it is written.
    fault("a block that is not closed", End, "component fault: worker {", &[Code::Unclosed]),
    fault("a brace too many", End, "}", &[Code::StrayClose]),
    fault("a text that does not end", Block("workdir"), "  workdir: \"/srv", &[Code::UnterminatedString]),
    fault("an escape that means nothing", Block("workdir"), "  workdir: \"/srv\\q\"", &[Code::BadEscape]),
    fault("a control character", Block("workdir"), "  workdir: \"/srv\u{7}\"", &[Code::ControlCharacter]),
    fault("a word without a meaning", Block(""), "  ; = ;", &[Code::UnexpectedText]),
    fault(
        "a name with an underscore",
        End,
        "component Fault_1: worker { image: \"a.example.com/a:1\" }",
        &[Code::BadName, Code::IllegalName],
    ),
    // Names.
    fault("a file that is not there", Start, "use \"nowhere.fluo\"", &[Code::FileNotFound]),
    fault("a glob that finds nothing", Start, "use \"nowhere/*.fluo\"", &[Code::EmptyGlob]),
    fault("a path out of the project", Start, "use \"../../nowhere.fluo\"", &[Code::OutsideProject]),
    fault("a library file that is not there", Start, "use \"std:nowhere\"", &[Code::UnknownLibrary]),
    fault("a name that nothing has", Block("env {"), "  env { FAULT: nowhere.host }", &[Code::UnknownName]),
    fault(
        "two things of one name",
        End,
        "component fault: external { host: \"a.example.com\", port a: 1 }\ncomponent fault: external { host: \"b.example.com\", port a: 1 }",
        &[Code::DeclaredTwice],
    ),
    fault(
        "a declaration that does not exist",
        End,
        "componet fault: worker { image: \"a.example.com/a:1\" }",
        &[Code::UnknownDeclaration],
    ),
    fault(
        "a kind that does not exist",
        End,
        "component fault: servise { image: \"a.example.com/a:1\" }",
        &[Code::UnknownKind],
    ),
    fault(
        "a kind that is only a base",
        End,
        "component fault: workload { image: \"a.example.com/a:1\" }",
        &[Code::AbstractKind],
    ),
    fault(
        "kinds that are made of each other",
        End,
        "kind fault-a: fault-b {}\nkind fault-b: fault-a {}",
        &[Code::KindCycle],
    ),
    fault("a type that does not exist", End, "param fault: strin = \"a\"", &[Code::BadType]),
    fault(
        "a param without a value",
        End,
        "param fault: string\ncomponent fault-a: worker { image: \"a.example.com/a:1\", env { A: fault } }",
        &[Code::UnsetParam],
    ),
    fault(
        "an output that does not exist",
        Block("env {"),
        "  env { FAULT: self.nothing }",
        &[Code::UnknownOutput, Code::UnknownField, Code::UnknownName],
    ),
    fault(
        "an override of nothing",
        Environment,
        "  override nowhere { grace: 1s }",
        &[Code::OverrideUnknown],
    ),
    fault("a param that is not declared", Environment, "  set { nowhere: 1 }", &[Code::UnknownParam]),
    fault(
        "a field that an environment does not have",
        Environment,
        "  colour: \"red\"",
        &[Code::UnknownField],
    ),
    // Types.
    fault("a field that does not exist", Block(""), "  colour: \"red\"", &[Code::UnknownField]),
    fault(
        "a field of a field that does not exist",
        Block("resources"),
        "  resources { procesor: 1 }",
        &[Code::UnknownField],
    ),
    fault("a number without its unit", Block("grace"), "  grace: 30", &[Code::WrongUnit, Code::WrongType]),
    fault(
        "memory in thousandths",
        Block("resources"),
        "  resources { memory: 500m..1Gi }",
        &[Code::WrongUnit],
    ),
    fault("a number for a text", Block("workdir"), "  workdir: 3", &[Code::WrongType]),
    fault(
        "a text for a switch",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", existing: \"yes\" }",
        &[Code::WrongType],
    ),
    fault(
        "a list for a value",
        Block("priority"),
        "  priority: [\"high\"]",
        &[Code::WrongType, Code::WrongForm],
    ),
    fault("a word that is no choice", Block("pull:"), "  pull: sometimes", &[Code::UnknownWord]),
    fault(
        "a field that is set twice",
        Beside("image: "),
        "  image: \"registry.example.com/team/app:2\"",
        &[Code::SetTwice],
    ),
    fault("a required field that is missing", End, "component fault: postgres {}", &[Code::MissingField]),
    fault("no image", End, "component fault: worker {}", &[Code::MissingField]),
    fault(
        "a number above its bound",
        End,
        "component fault: postgres { storage: 1Gi, instances: 100 }",
        &[Code::ConstraintNotMet],
    ),
    fault("an image that is none", End, "component fault: worker { image: \"no image\" }", &[Code::BadText]),
    fault("a range from above", Block("resources"), "  resources { cpu: 2..1 }", &[Code::ReversedRange]),
    // Secrets.
    fault(
        "a password in plain text",
        Block("env {"),
        "  env { FAULT_PASSWORD: \"hunter2\" }",
        &[Code::Plaintext],
    ),
    fault(
        "a secret in an argument",
        End,
        "secret fault: existing { keys: [password] }\ncomponent fault-a: worker { image: \"a.example.com/a:1\", args: [\"${fault.password}\"] }",
        &[Code::SecretLeak],
    ),
    fault(
        "a secret in a label",
        End,
        "secret fault: existing { keys: [password] }\ncomponent fault-a: worker { image: \"a.example.com/a:1\", annotations { a: fault.password } }",
        &[Code::SecretLeak],
    ),
    fault(
        "a key that a secret does not have",
        End,
        "secret fault: existing { keys: [password] }\ncomponent fault-a: worker { image: \"a.example.com/a:1\", env { A: fault.pasword } }",
        &[Code::UnknownKey],
    ),
    fault(
        "a text where a secret is needed",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", scale: 1..2 { on activemq { management-endpoint: \"a.b.c:1\", destination-name: \"a\", broker-name: \"a\", username: \"a\", password: \"hunter2\" } } }",
        &[Code::NotASecret, Code::Plaintext, Code::WrongType],
    ),
    // The graph.
    fault(
        "components that need each other",
        End,
        "component fault-a: worker { image: \"a.example.com/a:1\", needs: [fault-b] }\ncomponent fault-b: worker { image: \"a.example.com/a:1\", needs: [fault-a] }",
        &[Code::Cycle],
    ),
    fault(
        "a port that is not declared",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", port http: 1 }\ncomponent fault-a: worker { image: \"a.example.com/a:1\", needs: [fault.htp] }",
        &[Code::UnknownPort],
    ),
    fault(
        "a need of what is not deployed",
        Entry,
        "component fault: worker { image: \"a.example.com/a:1\", port http: 1 }\ncomponent fault-a: worker { image: \"a.example.com/a:1\", needs: [fault] }\nenvironment fault-e { skip: [fault], provides: [keda, external-secrets, cloudnative-pg, barman-cloud, dragonfly, prometheus-operator, nack, gateway-api, cert-manager, traefik, scylla, \"example.com\"], domain: \"example.com\" }",
        &[Code::NotDeployed],
    ),
    fault(
        "an operator that nobody provides",
        Instead(": cache {"),
        ": cache {\n  provides: [dragonfly]",
        &[Code::ProvidedTwice, Code::OwnResource, Code::OperatorCycle],
    ),
    // What Kubernetes refuses.
    fault(
        "a name that is too long",
        End,
        "component fault-with-a-name-that-is-much-too-long-for-what-it-runs: cron { image: \"a.example.com/a:1\", schedule: \"0 3 * * *\" }",
        &[Code::NameTooLong],
    ),
    fault(
        "a number of replicas beside a scaler",
        Beside("scale: "),
        "  replicas: 3",
        &[Code::ReplicasBesideScale],
    ),
    fault(
        "one port twice",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", port a: 9999, port b: 9999 }",
        &[Code::DuplicatePort],
    ),
    fault(
        "a probe without a port",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", probe live: \"/live\" }",
        &[Code::ProbePort],
    ),
    fault(
        "a liveness probe that waits for two successes",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", port a: 1234, probe live: \"/live\" { successes: 2 } }",
        &[Code::LivenessSuccesses],
    ),
    fault(
        "a monitor without a port",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", monitor { path: \"/stats\" } }",
        &[Code::MonitorPort],
    ),
    fault(
        "a variable with an illegal name",
        Block("env {"),
        "  env { \"9 A\": \"x\" }",
        &[Code::IllegalEnvName],
    ),
    fault(
        "two mounts of one path",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", scratch a: 64Mi { at: \"/a\" }, scratch b: 64Mi { at: \"/a\" } }",
        &[Code::MountTwice],
    ),
    fault(
        "a weaker setting without a reason",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", security { privileged: true } }",
        &[Code::WithoutBecause],
    ),
    fault(
        "a label that is none",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", labels { team: \"a b\" } }",
        &[Code::IllegalLabel],
    ),
    fault(
        "a day that never comes",
        End,
        "component fault: cron { image: \"a.example.com/a:1\", schedule: \"0 0 31 2 *\" }",
        &[Code::NeverRuns],
    ),
    fault(
        "a schedule of six fields",
        End,
        "component fault: cron { image: \"a.example.com/a:1\", schedule: \"0 0 3 * * *\" }",
        &[Code::ScheduleFields, Code::BadText],
    ),
    fault(
        "an alert that Prometheus can't read",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", alert Fault { expr: \"sum(rate(\" } }",
        &[Code::BadExpression, Code::BadText],
    ),
    fault(
        "a capability that Linux does not have",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", security { capabilities: [\"FLY\"], because: \"a\" } }",
        &[Code::UnknownCapability],
    ),
    fault(
        "a volume of one pod in several",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", replicas: 3, volume a: 1Gi { at: \"/a\" } }",
        &[Code::VolumeOnce],
    ),
    fault(
        "a patch of what is not there",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", patch StatefulSet { spec { replicas: 1 } } }",
        &[Code::PatchTarget],
    ),
    fault(
        "a patch with a field that does not exist",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", patch Deployment { spec { replica: 1 } } }",
        &[Code::UnknownObjectField],
    ),
    fault(
        "two budgets",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", replicas: 3, available { min: 1, max-unavailable: 1 } }",
        &[Code::TwoBudgets],
    ),
    // Scaling.
    fault(
        "a trigger that KEDA does not have",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", scale: 1..3 { on kafkaa {} } }",
        &[Code::UnknownTrigger],
    ),
    fault(
        "a field that a trigger does not have",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", scale: 1..3 { on cron { start: \"0 6 * * *\", end: \"0 7 * * *\", timezone: \"Etc/UTC\", desired-replicas: 2, lag: 3 } } }",
        &[Code::UnknownTriggerField],
    ),
    fault(
        "a trigger without a field that it needs",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", scale: 1..3 { on cron { start: \"0 6 * * *\", end: \"0 7 * * *\", timezone: \"Etc/UTC\" } } }",
        &[Code::MissingTriggerField],
    ),
    fault(
        "nothing to scale on",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", scale: 1..3 }",
        &[Code::NoTrigger],
    ),
    fault(
        "scaling by a share of nothing",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", resources { cpu: none }, scale: 1..3 { cpu: 70% } }",
        &[Code::ScaleWithoutRequest],
    ),
    fault(
        "scaling to nothing by processor time",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", resources { cpu: 1, memory: 1Gi }, scale: 0..3 { cpu: 70% } }",
        &[Code::ScaleToZero],
    ),
    fault(
        "a window that never opens",
        End,
        "component fault: worker { image: \"a.example.com/a:1\", scale: 3..5 { on cron { start: \"0 6 * * *\", end: \"0 7 * * *\", timezone: \"Etc/UTC\", desired-replicas: 2 } } }",
        &[Code::CronWindow],
    ),
];
