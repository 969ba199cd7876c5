//! What no declaration says: scalar types, references, outputs that follow from fields, and examples.

use super::markdown::{Page, code};
use crate::types::ScalarType;

/// Small programs for the pages of the prelude, by the paths of the pages.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("kinds/service.md", include_str!("examples/service.fluo")),
    ("kinds/worker.md", include_str!("examples/worker.fluo")),
    ("kinds/job.md", include_str!("examples/job.fluo")),
    ("kinds/postgres.md", include_str!("examples/postgres.fluo")),
    ("kinds/cache.md", include_str!("examples/cache.fluo")),
    ("kinds/nats.md", include_str!("examples/stream.fluo")),
    ("kinds/stream.md", include_str!("examples/stream.fluo")),
    ("kinds/resource.md", include_str!("examples/resource.fluo")),
    ("kinds/external.md", include_str!("examples/external.fluo")),
    ("secrets/external.md", include_str!("examples/secret-external.fluo")),
    ("secrets/registry.md", include_str!("examples/secret-registry.fluo")),
    ("secrets/generated.md", include_str!("examples/secret-generated.fluo")),
    ("secrets/existing.md", include_str!("examples/secret-existing.fluo")),
];

/// Outputs that no kind declares: the field from which they follow (every kind has those of no field), the name, the
/// type, what it is.
pub(super) const OUTPUTS: [(&str, &str, &str, &str); 12] = [
    ("", "name", "`string`", "Its name."),
    ("", "namespace", "`string`", "The namespace of its objects."),
    (
        "port",
        "PORT",
        "`port`",
        "The number of a declared port, by its name; the Service's where it has one of its own.",
    ),
    ("port", "PORT.port", "`port`", "The same."),
    ("port", "PORT.name", "`string`", "The name of the port."),
    ("port", "PORT.host", "`host`", "The address of the component."),
    ("port", "PORT.url", "`url`", "Scheme, address and number of the port."),
    (
        "expose",
        "expose.host",
        "`host`",
        "The host under which it is reached from outside, where there is one only.",
    ),
    ("expose", "expose.url", "`url`", "The same with its scheme."),
    (
        "expose",
        "expose.HOST.host",
        "`host`",
        "The full name of an exposed host, by the name that it is given.",
    ),
    ("expose", "expose.HOST.url", "`url`", "The same with its scheme."),
    ("consumer", "CONSUMER", "a consumer", "A declared consumer, by its name."),
];

/// The types that are references or have a form of their own, and what they take.
const REFERENCES: [(&str, &str, &str); 16] = [
    ("component", "`api`", "A component."),
    ("KIND", "`messages`", "A component of this kind, or of one made from it."),
    ("secret", "`registry-login`", "A secret as a whole."),
    ("secret-value", "`api-keys.TOKEN`", "The value of a secret's key, and nothing else."),
    ("bundle", "`api-keys`", "A secret or a config: what becomes variables as a whole."),
    ("mountable", "`settings`", "A config, a secret or a volume."),
    ("store", "`vault`", "A secret store."),
    ("size", "`medium`", "A size."),
    ("consumer", "`events.workers`", "A consumer of a stream."),
    ("port-name", "`http`, `8080`", "A port of the component itself, by name or number."),
    ("operator", "`keda`, `\"example.com\"`", "An operator, or an API group."),
    ("trigger", "`on cron { … }`", "A block whose fields its name chooses."),
    ("source", "`source git { … }`", "A block whose fields its name chooses."),
    ("key", "`PASSWORD`", "The name of a key."),
    (
        "value",
        "`\"text\"`, `8080`, `db.password`",
        "The value of an environment variable: any scalar or a secret's key.",
    ),
    ("any", "`{ a: 1 }`", "Anything, as it is."),
];

/// Forms that are made of other types.
const FORMS: [(&str, &str, &str); 8] = [
    ("T?", "", "May stay unset."),
    ("[T]", "`[a, b]`", "A list."),
    ("{T}", "`NAME: …`, `NAME { … }`", "Members by name."),
    ("{a | b: T}", "`a: …`", "Members with these names only."),
    ("a | b", "`a`", "One of these words."),
    ("range<T>", "`1..10`, `5`, `1..`", "A range; one value is both ends, an open end has no limit."),
    ("T in a..b", "`7`", "A number within bounds."),
    ("string like \"regex\"", "`\"text\"`", "A text that the regular expression matches as a whole."),
];

fn meaning(scalar: ScalarType) -> &'static str {
    use ScalarType as S;
    match scalar {
        S::String => "A text.",
        S::Int => "A whole number.",
        S::Float => "A number.",
        S::Bool => "`true` or `false`.",
        S::Cpu => "Processor time: `500m`, `2`, `0.5`.",
        S::Bytes => "An amount of bytes: `512Mi`, `20Gi`, `1G`.",
        S::Duration => "A time: `30s`, `5m`, `1h30m`, `7d`.",
        S::Percent => "A percentage.",
        S::Count => "A whole number or a share: `2`, `50%`.",
        S::Cidr => "A network without host bits: `10.0.0.0/8`.",
        S::CronSeconds => "A schedule of six fields, seconds first.",
        S::Promql => "An expression of PromQL, which Prometheus reads.",
        S::Port => "A port, 1 to 65535.",
        S::Image => "A container image: registry, repository, tag and digest.",
        S::Host => "A host name or an address.",
        S::Url => "An address with its scheme.",
        S::Path => "A path that starts with `/`.",
        S::Cron => "A schedule of five fields.",
        S::Timezone => "A time zone by its IANA name.",
        S::Subject => "A NATS subject, with `*` for one token and `>` for the rest.",
        S::Semver => "A version.",
    }
}

/// The types that no declaration makes.
pub(super) fn types(page: &mut Page) {
    page.heading(2, "Scalar types");
    let scalars = ScalarType::NAMES.iter().map(|(name, scalar)| (*name, *scalar));
    let rows: Vec<Vec<String>> = scalars
        .map(|(name, scalar)| vec![code(name), code(scalar.example()), meaning(scalar).to_owned()])
        .collect();
    page.table(&["type", "example", "meaning"], &rows);
    for (title, list) in [("References and free values", REFERENCES.as_slice()), ("Forms", FORMS.as_slice())]
    {
        page.heading(2, title);
        let row = |(name, example, meaning): &(&str, &str, &str)| {
            vec![super::markdown::cell(&code(name)), (*example).to_owned(), (*meaning).to_owned()]
        };
        page.table(&["type", "example", "meaning"], &list.iter().map(row).collect::<Vec<_>>());
    }
}
