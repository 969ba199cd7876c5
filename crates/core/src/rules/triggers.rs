//! Triggers whose fields do not go together, that KEDA can't log in with, or that it can't reach.

use super::Rules;
use super::trigger_table::{Demand, demands};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::{keda_parameter, keda_time_format, login_name};
use crate::model::records::{Identity, TriggerSettings};
use crate::model::{At, Component, OriginId, Record, Settled, Value};
use crate::source::Span;
use crate::types::{Family, Scalar, Type};
use smol_str::{SmolStr, ToSmolStr};

/// A trigger under its rules.
#[derive(Clone, Copy)]
struct Subject<'a> {
    component: &'a Component,
    name: &'a SmolStr,
    kind: &'a str,
    trigger: &'a At<Record>,
}

/// What KEDA will take away, and when.
const LEAVING: [(&str, &str, &str); 4] = [
    ("gcp-cloudtasks", "is deprecated in KEDA", "the metric may be asked for through `prometheus`"),
    ("gcp-pubsub", "is deprecated in KEDA", "the metric may be asked for through `prometheus`"),
    ("gcp-stackdriver", "is deprecated in KEDA", "the metric may be asked for through `prometheus`"),
    ("liiklus", "is gone from KEDA 2.24", "ask Kafka itself with `kafka`"),
];

/// Fields that hold an address inside the cluster, perhaps several with commas.
const ADDRESSES: [&str; 17] = [
    "address",
    "addresses",
    "admin-url",
    "bootstrap-servers",
    "cluster-ip-address",
    "endpoint",
    "endpoints",
    "host",
    "hosts",
    "management-endpoint",
    "nsq-lookupd-http-addresses",
    "prometheus-address",
    "scaler-address",
    "server",
    "server-address",
    "server-url",
    "url",
];

/// The longest name that an object may have, where the name need not be a label.
const OBJECT_NAME: usize = 253;

/// Checks one trigger of a component.
pub(super) fn check(rules: &mut Rules, component: &Component, name: &SmolStr, trigger: &At<Record>) {
    let Some(kind) = trigger.variant.as_deref() else { return };
    let subject = Subject { component, name, kind, trigger };
    leaving(rules, subject);
    whole_secrets(rules, subject);
    told(rules, subject);
    times(rules, subject);
    if kind != "nats-jetstream" {
        addresses(rules, subject);
    }
    for demand in demands(kind) {
        subject.meets(rules, demand);
    }
    if let Some(settings) = TriggerSettings::read(trigger) {
        login(rules, subject, &settings);
        cached(rules, subject, &settings);
    }
}

impl<'a> Subject<'a> {
    /// A field that says something: a `false` and an empty list do not.
    fn said(self, field: &str) -> Option<&'a Settled> {
        self.trigger.get(field).filter(|settled| match &settled.value {
            Value::Scalar(Scalar::Bool(value)) => *value,
            Value::List(items) => !items.is_empty(),
            Value::Record(record) => !record.fields.is_empty() || record.head.is_some(),
            _ => true,
        })
    }

    fn has(self, field: &str, words: &[&str]) -> bool {
        let is = |settled: &Settled| match &settled.value {
            Value::Word(word) => words.contains(&word.as_str()),
            Value::Scalar(value) => words.contains(&value.to_smolstr().as_str()),
            _ => false,
        };
        match self.said(field) {
            Some(Settled { value: Value::List(items), .. }) => items.iter().any(is),
            Some(settled) => is(settled),
            None => false,
        }
    }

    fn place(self, rules: &Rules, settled: &Settled) -> Span {
        rules.place(settled.origin, self.component)
    }

    /// Whether a login that somebody else made, or an identity, may hold what is not there.
    fn may_stand_elsewhere(self, rules: &Rules, field: &str) -> bool {
        let elsewhere = self.said("auth").is_some()
            || (self.said("identity").is_some()
                && matches!(field, "username" | "password" | "personal-access-token"));
        let of_login = |ty: &Type| matches!(ty.required(), Type::Value | Type::SecretValue);
        let schema = rules.program.find(Family::Trigger, self.kind).and_then(|id| rules.program.schema(id));
        let field_type = schema.and_then(|schema| schema.fields.get(field)).map(|field| &field.ty);
        elsewhere && (field == "identity" || field_type.is_some_and(of_login))
    }

    fn meets(self, rules: &mut Rules, demand: &Demand) {
        match *demand {
            Demand::One(fields) => {
                self.apart(rules, fields);
                self.some(rules, fields);
            }
            Demand::Some(fields) => self.some(rules, fields),
            Demand::Apart(fields) => self.apart(rules, fields),
            Demand::With(field, others) => {
                if let Some(settled) = self.said(field) {
                    self.together(rules, settled, &format!("`{field}`"), others);
                }
            }
            Demand::Where(field, words, others) => {
                for word in words.iter().filter(|word| self.has(field, &[word])) {
                    if let Some(settled) = self.said(field) {
                        self.together(rules, settled, &format!("`{field}: {word}`"), others);
                    }
                }
            }
            Demand::Never((field, word), other, words) => self.never(rules, (field, word), other, words),
        }
    }

    fn never(self, rules: &mut Rules, (field, word): (&str, &str), other: &str, words: &[&str]) {
        let found = words.iter().find(|word| self.has(other, &[word]));
        let clashes = self.has(field, &[word]) && (words.is_empty() || found.is_some());
        let (true, Some(first), Some(second)) = (clashes, self.said(field), self.said(other)) else { return };
        let (here, there) = (self.place(rules, first), self.place(rules, second));
        let what = found.map_or_else(|| other.to_owned(), |word| format!("{other}: {word}"));
        rules.report(
            Diagnostic::new(
                Code::TriggerExcludes,
                here,
                format!("`{what}` is not possible with `{field}: {word}`"),
            )
            .label("only another one can do it")
            .also(there, "what is asked for")
            .help(format!("take `{field}: {word}` away, or `{other}`"))
            .take_out(here, other),
        );
    }

    fn some(self, rules: &mut Rules, fields: &[&str]) {
        if fields.iter().any(|field| self.said(field).is_some() || self.may_stand_elsewhere(rules, field)) {
            return;
        }
        let span = rules.place(self.trigger.origin, self.component);
        let diagnostic = match fields {
            [field] => Diagnostic::new(Code::MissingTriggerField, span, format!("`{field}` is not set"))
                .label(format!("`{}` needs `{field}`", self.kind))
                .help(format!("write `{field}: {}`", self.example(rules, field)))
                .fill_in(span, &[], format!("{field}: {}", self.example(rules, field))),
            _ => {
                let listed = or(fields);
                Diagnostic::new(Code::TriggerNeeds, span, format!("`{}` needs {listed}", self.kind))
                    .label("none of them is there")
                    .help(format!("write one of them, {}", self.written(rules, fields)))
                    .fill_in(span, &[], self.first_of(rules, fields))
            }
        };
        rules.report(diagnostic);
    }

    /// What may stand behind a field.
    fn example(self, rules: &Rules, field: &str) -> String {
        let schema = rules.program.find(Family::Trigger, self.kind).and_then(|id| rules.program.schema(id));
        let ty = schema.and_then(|schema| schema.fields.get(field)).map(|field| field.ty.required().clone());
        match ty {
            Some(Type::SecretValue) => "SECRET.KEY".to_owned(),
            Some(Type::List(_)) => "[…]".to_owned(),
            Some(Type::Words(words)) => words.first().map(ToString::to_string).unwrap_or_default(),
            Some(Type::Record(_)) => "aws".to_owned(),
            Some(Type::Map(..)) | None => "…".to_owned(),
            Some(ty) => ty.scalar().map_or_else(|| "\"…\"".to_owned(), |scalar| scalar.example().to_owned()),
        }
    }

    fn written(self, rules: &Rules, fields: &[&str]) -> String {
        format!("for example `{}`", self.first_of(rules, fields))
    }

    fn first_of(self, rules: &Rules, fields: &[&str]) -> String {
        let field = fields.first().copied().unwrap_or_default();
        format!("{field}: {}", self.example(rules, field))
    }

    fn apart(self, rules: &mut Rules, fields: &[&str]) {
        let mut said = fields.iter().filter_map(|field| Some((*field, self.said(field)?)));
        if let (Some(first), Some(second)) = (said.next(), said.next()) {
            self.exclude(rules, first, second);
        }
    }

    fn exclude(self, rules: &mut Rules, (first, one): (&str, &Settled), (second, other): (&str, &Settled)) {
        let (there, here) = (self.place(rules, one), self.place(rules, other));
        rules.report(
            Diagnostic::new(
                Code::TriggerExcludes,
                here,
                format!("`{first}` and `{second}` exclude each other in `{}`", self.kind),
            )
            .label("the second one")
            .also(there, "the first one")
            .help(format!("take one of them away: KEDA reads `{first}` or `{second}`, never both"))
            .take_out(here, second),
        );
    }

    fn together(self, rules: &mut Rules, settled: &Settled, what: &str, others: &[&str]) {
        let missing: Vec<&str> = others
            .iter()
            .copied()
            .filter(|field| self.said(field).is_none() && !self.may_stand_elsewhere(rules, field))
            .collect();
        let Some(first) = missing.first() else { return };
        let span = self.place(rules, settled);
        let listed = missing.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(" and ");
        rules.report(
            Diagnostic::new(Code::TriggerNeeds, span, format!("{what} needs {listed} too"))
                .label(format!("without {listed}"))
                .help(format!("add `{first}: {}` to `{}`", self.example(rules, first), self.name))
                .fill_in(
                    rules.place(self.trigger.origin, self.component),
                    &[],
                    format!("{first}: {}", self.example(rules, first)),
                ),
        );
    }
}

fn or(fields: &[&str]) -> String {
    fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(" or ")
}

fn leaving(rules: &mut Rules, subject: Subject) {
    let Some((_, when, help)) = LEAVING.iter().find(|(kind, ..)| *kind == subject.kind) else { return };
    let span = rules.place(subject.trigger.origin, subject.component);
    rules.report(
        Diagnostic::new(Code::LeavingTrigger, span, format!("the trigger `{}` {when}", subject.kind))
            .label("will stop working with a later KEDA")
            .help(*help),
    );
}

/// What an external scaler is told stands beside what KEDA itself reads, under one name each.
fn told(rules: &mut Rules, subject: Subject) {
    let Some(Settled { value: Value::Record(told), .. }) =
        subject.trigger.get("metadata").filter(|_| subject.kind.starts_with("external"))
    else {
        return;
    };
    for (field, own) in &subject.trigger.fields {
        let name = keda_parameter(subject.kind, field).name;
        let Some(settled) = told.get(&name).filter(|_| field != "metadata") else { continue };
        subject.exclude(rules, (field, own), (&name, settled));
    }
}

/// A TriggerAuthentication names keys of secrets; it can't compose a text of them.
fn whole_secrets(rules: &mut Rules, subject: Subject) {
    for (field, settled) in &subject.trigger.fields {
        if !matches!(settled.value, Value::Text(_)) {
            continue;
        }
        let span = subject.place(rules, settled);
        rules.report(
            Diagnostic::new(Code::TriggerSecret, span, format!("`{field}` mixes a text with a secret"))
                .label("KEDA takes a secret's key whole")
                .help(format!("keep the whole text in a secret: `{field}: SECRET.KEY`"))
                .help("or give the parts fields of their own, where the trigger has them"),
        );
    }
}

/// KEDA counts times in one unit, and not always in the same.
fn times(rules: &mut Rules, subject: Subject) {
    for (field, settled) in &subject.trigger.fields {
        let Value::Scalar(Scalar::Duration(time)) = &settled.value else { continue };
        let format = keda_time_format(subject.kind, field);
        if format.write(*time).is_some() {
            continue;
        }
        let unit = format.unit();
        let span = subject.place(rules, settled);
        let step = if unit == "minutes" { 60_000 } else { 1000 };
        let up = crate::types::Duration { millis: (time.millis / step + 1) * step };
        rules.report(
            Diagnostic::new(
                Code::ConstraintNotMet,
                span,
                format!("`{time}` is not a whole number of {unit}"),
            )
            .label(format!("KEDA counts whole {unit} here"))
            .help(format!("write `{up}`"))
            .rewrite(up.to_string()),
        );
    }
}

/// KEDA asks from its own namespace, where a short name means something else.
fn addresses(rules: &mut Rules, subject: Subject) {
    for (field, settled) in &subject.trigger.fields {
        if !ADDRESSES.contains(&field.as_str()) {
            continue;
        }
        let items = match &settled.value {
            Value::List(items) => items.iter().collect(),
            _ => vec![settled],
        };
        for item in items {
            let Value::Scalar(Scalar::Text(text)) = &item.value else { continue };
            if subject.kind == "rabbitmq" && !text.contains("://") {
                without_scheme(rules, subject, text, item);
                continue;
            }
            for address in text.split(',') {
                unreachable_address(rules, subject, address.trim(), item);
            }
        }
    }
}

fn without_scheme(rules: &mut Rules, subject: Subject, text: &str, settled: &Settled) {
    let span = subject.place(rules, settled);
    rules.report(
        Diagnostic::new(Code::TriggerAddress, span, format!("the address `{text}` has no scheme"))
            .label("what should KEDA speak?")
            .help(format!("write `amqp://{text}`, or the address of its HTTP API with `http://`")),
    );
}

fn unreachable_address(rules: &mut Rules, subject: Subject, address: &str, settled: &Settled) {
    let host = host(address);
    let here = matches!(host, "localhost" | "127.0.0.1" | "::1");
    if host.is_empty() || (!here && host.contains(['.', ':'])) {
        return;
    }
    let why = if here { "is KEDA's own pod" } else { "is not fully qualified" };
    let span = subject.place(rules, settled);
    let namespace = &subject.component.common.namespace.value;
    let name = if here { "NAME" } else { host };
    let diagnostic = Diagnostic::new(
        Code::TriggerAddress,
        span,
        format!("KEDA asks from its own pod, and `{host}` {why}"),
    )
    .label("KEDA would find nothing there")
    .help("name a component's output, such as `NAME.host`: it is fully qualified")
    .help(format!("or write `{name}.{namespace}.svc.cluster.local`"));
    let full = address.replacen(host, &format!("{name}.{namespace}.svc.cluster.local"), 1);
    let whole = matches!(&settled.value, Value::Scalar(Scalar::Text(text)) if text.trim() == address);
    rules.report(match whole && !here {
        true => diagnostic.rewrite(format!("\"{full}\"")),
        false => diagnostic,
    });
}

/// The host of an address with or without scheme, login, port and path.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some(inside) = host.strip_prefix('[') {
        return inside.split(']').next().unwrap_or_default();
    }
    host.split_once(':').map_or(host, |(host, _)| host)
}

/// The clouds whose identities a trigger takes.
fn clouds(kind: &str) -> &'static [&'static str] {
    match kind {
        "prometheus" => &["aws", "azure", "gcp"],
        "kafka" | "apache-kafka" => &["aws"],
        "postgresql" | "mssql" | "rabbitmq" => &["azure"],
        _ if kind.starts_with("aws-") => &["aws"],
        _ if kind.starts_with("azure-") => &["azure"],
        _ if kind.starts_with("gcp-") => &["gcp"],
        _ => &[],
    }
}

fn login(rules: &mut Rules, subject: Subject, settings: &TriggerSettings) {
    let own = subject.trigger.fields.iter().find(|(_, settled)| matches!(settled.value, Value::Key(..)));
    let identity = settings.identity.as_ref();
    let other = identity.map(|identity| identity.origin).or(own.map(|(_, settled)| settled.origin));
    match (&settings.auth, other) {
        (Some(auth), Some(other)) => two_logins(rules, subject, auth.origin, other),
        (None, Some(_)) => legal_login(rules, subject),
        _ => {}
    }
    if let Some(identity) = identity {
        of_its_cloud(rules, subject, identity);
        of_another_cloud(rules, subject, identity);
    }
}

fn two_logins(rules: &mut Rules, subject: Subject, auth: OriginId, other: OriginId) {
    let (here, there) = (rules.place(auth, subject.component), rules.place(other, subject.component));
    rules.report(
        Diagnostic::new(Code::TriggerLogin, here, "a trigger has one TriggerAuthentication")
            .label("a login that is there already")
            .also(there, "and one of its own")
            .help("take `auth` away, or what the trigger says of its login"),
    );
}

fn of_its_cloud(rules: &mut Rules, subject: Subject, identity: &At<Identity>) {
    let (cloud, fitting) = (identity.cloud.as_str(), clouds(subject.kind));
    if fitting.contains(&cloud) {
        return;
    }
    let span = rules.place(identity.cloud.origin, subject.component);
    let message = format!("`{}` takes no identity of `{cloud}`", subject.kind);
    let diagnostic =
        Diagnostic::new(Code::TriggerLogin, span, message).label("KEDA would not log in with it");
    rules.report(match fitting {
        [] => {
            diagnostic.help("give it a secret, or `auth` with a TriggerAuthentication that is there already")
        }
        _ => diagnostic.help(format!("it takes {}", or(fitting))),
    });
}

/// Fields of an identity that only another cloud has.
fn of_another_cloud(rules: &mut Rules, subject: Subject, identity: &At<Identity>) {
    let cloud = identity.cloud.as_str();
    let fields = [
        ("azure", "id", identity.id.as_ref().map(|at| at.origin)),
        ("azure", "tenant", identity.tenant.as_ref().map(|at| at.origin)),
        ("azure", "authority", identity.authority.as_ref().map(|at| at.origin)),
        ("aws", "role", identity.role.as_ref().map(|at| at.origin)),
        ("aws", "external-id", identity.external_id.as_ref().map(|at| at.origin)),
        ("aws", "owner", identity.owner.as_ref().map(|at| at.origin)),
    ];
    let there = rules.place(identity.cloud.origin, subject.component);
    for (owner, field, origin) in fields.into_iter().filter(|(owner, ..)| *owner != cloud) {
        let Some(origin) = origin else { continue };
        let here = rules.place(origin, subject.component);
        rules.report(
            Diagnostic::new(Code::TriggerLogin, here, format!("an identity of `{cloud}` has no `{field}`"))
                .label(format!("a field of `identity: {owner}`"))
                .also(there, "the cloud")
                .help("take the line away")
                .take_out(here, field),
        );
    }
}

/// The TriggerAuthentication is called `COMPONENT-TRIGGER`.
fn legal_login(rules: &mut Rules, subject: Subject) {
    let name = login_name(subject.component, subject.name);
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.chars().all(legal) && name.len() <= OBJECT_NAME {
        return;
    }
    let span = rules.place(subject.trigger.origin, subject.component);
    rules.report(
        Diagnostic::new(Code::IllegalName, span, format!("`{name}` is not a legal name"))
            .label("the name of its TriggerAuthentication")
            .help("call the trigger by lower-case letters, digits and `-`: `on jobs: TRIGGER { … }`"),
    );
}

/// KEDA refuses cached numbers where there is nothing to ask.
fn cached(rules: &mut Rules, subject: Subject, settings: &TriggerSettings) {
    let Some(cached) = settings.use_cached_metrics.as_ref().filter(|cached| cached.value) else { return };
    if subject.kind != "cron" {
        return;
    }
    let span = rules.place(cached.origin, subject.component);
    rules.report(
        Diagnostic::new(Code::CachedCron, span, "a `cron` trigger has no number to keep")
            .label("KEDA refuses the whole ScaledObject")
            .help("take the line away")
            .take_out(span, "use-cached-metrics"),
    );
}
