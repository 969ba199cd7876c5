//! Triggers of ScaledObjects and ScaledJobs that are not written as triggers of fluo: their types and metadata by the prelude's
//! own descriptions.

use super::table::Reader;
use super::{Found, Path, Step, Tree, is_final};
use crate::diagnostic::{Applicability, Code, near};
use crate::lower::keda_parameter;
use crate::prelude::{TRIGGERS, trigger_fields, trigger_names};
use crate::types::text::TextFault;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Triggers that fluo has in another place: fields of `scale`.
const OF_SCALE: [(&str, &[&str]); 2] =
    [("cpu", &["value", "containerName", "type"]), ("memory", &["value", "containerName", "type"])];

/// Parameters that KEDA reads and fluo does not offer: what the name of the trigger begins with, and the parameter.
const OLD: [(&str, &str); 16] = [
    ("", "identityOwner"),
    ("azure-blob", "connectionFromEnv"),
    ("datadog", "hpaMetricName"),
    ("elasticsearch", "metricName"),
    ("gcp-pubsub", "subscriptionSize"),
    ("huawei-cloudeye", "minMetricValue"),
    ("nats-jetstream", "stream"),
    ("nats-jetstream", "natsServerMonitoringEndpoint"),
    ("nats-jetstream", "lagThreshold"),
    ("nats-jetstream", "activationLagThreshold"),
    ("rabbitmq", "queueLength"),
    ("temporal", "buildId"),
    ("temporal", "selectAllActive"),
    ("temporal", "selectUnversioned"),
    ("gcp-", "credentials"),
    ("gcp-", "credentialsFromEnvFile"),
];

/// Who reads the metadata of a trigger.
fn reader(trigger: &str, parameter: &str) -> Option<Reader> {
    match (trigger, parameter) {
        ("cron", "start" | "end") => Some(Reader::CronPlain),
        ("cron", "timezone") => Some(Reader::Timezone),
        ("prometheus" | "predictkube", "query") => Some(Reader::Promql),
        _ => None,
    }
}

/// What a trigger can't do without, and what no login can hold.
const NEEDED: [(&str, &[&str]); 5] = [
    ("cron", &["timezone", "start", "end", "desiredReplicas"]),
    ("cpu", &["value"]),
    ("memory", &["value"]),
    ("nats-jetstream", &["stream", "consumer"]),
    ("prometheus", &["query", "threshold"]),
];

/// The parameters of a trigger.
struct Parameters {
    names: Vec<SmolStr>,
    /// What parameters begin with that have no names of their own.
    stems: Vec<SmolStr>,
}

/// The parameters of triggers that were looked up, by their types; none where there is no such trigger.
#[derive(Default)]
pub(super) struct Triggers(FxHashMap<SmolStr, Option<Parameters>>);

impl Triggers {
    fn of(&mut self, trigger: &str) -> Option<&Parameters> {
        if !self.0.contains_key(trigger) {
            self.0.insert(trigger.into(), parameters(trigger));
        }
        self.0.get(trigger)?.as_ref()
    }
}

/// What is wrong with the triggers of an object.
pub(super) fn faults<'t, T: Tree>(known: &mut Triggers, body: &'t T) -> Vec<Found<'t, T>> {
    let mut found = Vec::new();
    let Some(triggers) = body.field("spec").and_then(|spec| spec.field("triggers")) else { return found };
    let spec = Path::new(None, Step::Key("spec"));
    let list = Path::new(Some(&spec), Step::Key("triggers"));
    triggers.members(|step, trigger| {
        let path = Path::new(Some(&list), step);
        let Some(kind) = trigger.field("type") else { return };
        let Some(name) = kind.text().filter(|text| is_final(text)) else { return };
        let of_type = |fault: TextFault| Found {
            path: Path::new(Some(&path), Step::Key("type")).owned(),
            tree: kind,
            content: name.to_owned(),
            fault,
        };
        let Some(known) = known.of(name) else { return found.push(of_type(unknown_trigger(name))) };
        let Some(metadata) = trigger.field("metadata") else { return };
        if let Some(missing) = missing(name, trigger, metadata) {
            let fault = TextFault::new(format!("the trigger `{name}` needs `{missing}`"))
                .of(Code::MissingTriggerField)
                .help(format!("write `{missing}: \"…\"` in its `metadata`"));
            found.push(of_type(fault));
        }
        let path = Path::new(Some(&path), Step::Key("metadata"));
        metadata.members(|step, value| {
            let Step::Key(key) = step else { return };
            if let Some((content, fault)) = parameter(name, key, value, known) {
                found.push(Found { path: Path::new(Some(&path), step).owned(), tree: value, content, fault });
            }
        });
    });
    found
}

/// The parameters of a trigger as KEDA calls them, if there is such a trigger. One that ends with `*` stands for all that
/// begin like it.
fn parameters(trigger: &str) -> Option<Parameters> {
    if let Some((_, known)) = OF_SCALE.iter().find(|(name, _)| *name == trigger) {
        let names = known.iter().map(SmolStr::new).collect();
        return Some(Parameters { names, stems: Vec::new() });
    }
    let (_, text) = TRIGGERS.iter().find(|(_, text)| trigger_names(text).any(|name| name == trigger))?;
    let fields = trigger_fields(text, trigger).map(|field| match (trigger, field) {
        ("external" | "external-push", "metadata") => SmolStr::new_static("*"),
        ("sumologic", "queries") => SmolStr::new_static("query.*"),
        (trigger, field) => keda_parameter(trigger, field).name,
    });
    let old = OLD.iter().filter(|(of, _)| trigger.starts_with(of));
    let all = fields.chain(old.map(|(_, parameter)| SmolStr::new_static(parameter)));
    let (stems, names): (Vec<SmolStr>, Vec<SmolStr>) = all.partition(|name| name.ends_with('*'));
    let stems = stems.iter().filter_map(|stem| stem.strip_suffix('*')).map(SmolStr::new).collect();
    Some(Parameters { names, stems })
}

/// What a trigger needs and does not have.
fn missing<T: Tree>(name: &str, trigger: &T, metadata: &T) -> Option<&'static str> {
    if trigger.field("authenticationRef").is_some() {
        return None;
    }
    let has =
        |name: &str| metadata.field(name).is_some() || metadata.field(&format!("{name}FromEnv")).is_some();
    let needed = NEEDED.iter().filter(|(of, _)| *of == name).flat_map(|(_, needed)| *needed);
    needed.copied().find(|needed| !has(needed))
}

/// What is wrong with a value of the metadata.
fn parameter<T: Tree>(
    trigger: &str,
    key: &str,
    value: &T,
    known: &Parameters,
) -> Option<(String, TextFault)> {
    if !is_known(key, known) {
        let fault =
            TextFault::new(format!("the trigger `{trigger}` has no `{key}`")).of(Code::UnknownTriggerField);
        let near = near(key, known.names.iter().map(SmolStr::as_str));
        let fault = match near {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("take it away, or look up what KEDA calls it: it would not be read"),
        };
        return Some((String::new(), fault));
    }
    if let Some(plain) = value.plain() {
        let fault = TextFault::new("metadata is texts only, and this is none").of(Code::WrongObjectValue);
        return Some((
            plain.clone(),
            fault.repair(0..plain.len(), format!("\"{plain}\""), Applicability::Safe),
        ));
    }
    let text = value.text()?;
    let fault = reader(trigger, key)?.check(text).err().filter(|_| is_final(text))?;
    Some((text.to_owned(), fault))
}

/// `queueLengthFromEnv` is `queueLength` from a variable of the workload.
fn is_known(key: &str, known: &Parameters) -> bool {
    let is_name = |key: &str| known.names.iter().any(|name| name == key);
    is_name(key)
        || key.strip_suffix("FromEnv").is_some_and(is_name)
        || known.stems.iter().any(|stem| key.starts_with(stem.as_str()))
}

fn unknown_trigger(name: &str) -> TextFault {
    let fault = TextFault::new("there is no such trigger of KEDA").of(Code::UnknownTrigger);
    let names =
        TRIGGERS.iter().flat_map(|(_, text)| trigger_names(text)).chain(OF_SCALE.map(|(name, _)| name));
    match near(name, names) {
        Some(near) => fault.repair(0..name.len(), near, Applicability::Unsafe),
        None => fault.help("write the type of a scaler as its page has it, such as `nats-jetstream`"),
    }
}
