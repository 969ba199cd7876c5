//! Charts: versions, repositories, values that are said twice
//! (<https://fluxcd.io/flux/components/helm/helmreleases/>).

use super::Rules;
use crate::check::{self, Expr, ExprKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::is_exact;
use crate::model::records::Helm;
use crate::model::{At, Body, Component, Layer, Settled, Value};
use crate::source::Span;
use crate::types::text::is_dns_label;
use smol_str::SmolStr;

pub(super) fn check(rules: &mut Rules, component: &Component) {
    let version = match (&component.body, component.helm()) {
        (_, Some((helm, _))) => &helm.version,
        (Some(Body::Nats(nats)), _) => &nats.0.version,
        _ => return,
    };
    exact(rules, component, version);
    let Some((helm, _)) = component.helm() else { return };
    repository(rules, component, helm);
    release(rules, component, helm);
    same_release(rules, component, helm);
    for (path, at) in &helm.values_from {
        let span = rules.place(at.origin, component);
        if !is_target(path) {
            rules.report(bad_target(span, path));
        } else if let Some(own) = helm.values.as_ref().and_then(|values| at_path(&values.value, path)) {
            let there = rules.place(own.origin, component);
            rules.report(
                set_twice(span, path)
                    .also(there, "and here, where the sources can be read")
                    .take_line_out(there),
            );
        }
    }
    unused_resources(rules, component);
}

/// A range takes whatever its repository offers at the next reconciliation, without a commit.
fn exact(rules: &mut Rules, component: &Component, version: &At<SmolStr>) {
    let span = rules.place(version.origin, component);
    if is_exact(version) {
        return;
    }
    if crate::types::text::version_range(version).is_err() {
        rules.report(
            Diagnostic::new(
                Code::BadVersion,
                span,
                format!("`{}` is not the version of a chart", version.value),
            )
            .label("neither a version nor a range")
            .help("write a version, `\"1.2.3\"`, or a range: `\"1.x\"`, `\">=1.2.0 <2.0.0\"`")
            .sketch("\"1.2.3\""),
        );
        return;
    }
    let diagnostic = Diagnostic::new(
        Code::MovingChart,
        span,
        format!("the chart of `{}` has no fixed version", component.name),
    )
    .label("moves to whatever its repository offers")
    .help("write the one version that was tested: `version: \"1.2.3\"`");
    rules.expected(match span == component.span {
        true => diagnostic.fill_in(span, &[], "version: \"1.2.3\""),
        false => diagnostic.sketch("\"1.2.3\""),
    });
}

/// An address without its last part.
fn parent(address: &str) -> &str {
    address.trim_end_matches('/').rsplit_once('/').map_or(address, |(parent, _)| parent)
}

/// <https://fluxcd.io/flux/components/source/helmrepositories/#url>
fn repository(rules: &mut Rules, component: &Component, helm: &Helm) {
    let (span, text) = (rules.place(helm.repository.origin, component), helm.repository.value.as_str());
    let address = text.strip_prefix("https://").or_else(|| text.strip_prefix("oci://"));
    let host = address.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    if host.is_empty() || text.contains(char::is_whitespace) {
        let diagnostic =
            Diagnostic::new(Code::BadRepository, span, format!("`{text}` is not a repository of charts"))
                .label("neither `https://…` nor `oci://…`");
        rules.report(match text.strip_prefix("http://") {
            Some(rest) => diagnostic
                .help(format!(
                    "charts that come without encryption can be replaced on their way: write `\"https://{rest}\"`"
                ))
                .rewrite(format!("\"https://{rest}\"")),
            None => diagnostic.help(
                "write its address: `\"https://charts.example.com\"` or `\"oci://ghcr.io/team/charts\"`",
            ),
        });
        return;
    }
    let twice = text.starts_with("oci://")
        && text.trim_end_matches('/').rsplit('/').next() == Some(helm.chart.as_str())
        && text.trim_end_matches('/') != format!("oci://{}", helm.chart.value);
    if twice {
        rules.report(
            Diagnostic::new(
                Code::ChartTwice,
                span,
                format!("`{}` stands in the address of its repository already", helm.chart.value),
            )
            .label(format!("Flux would look for `{}/{}`", text.trim_end_matches('/'), helm.chart.value))
            .help(format!("end the address before the name of the chart: `repository: \"{}\"`", parent(text)))
            .rewrite(format!("\"{}\"", parent(text))),
        );
    }
}

/// Helm puts the name into labels with suffixes of its own, and so admits 53 characters.
fn release(rules: &mut Rules, component: &Component, helm: &Helm) {
    let name = &helm.release;
    let span = rules.place(name.origin, component);
    if name.len() > 53 {
        rules.report(
            Diagnostic::new(
                Code::NameTooLong,
                span,
                format!("`{}` is too long for a release of Helm", name.value),
            )
            .label(format!("{} characters, at most 53 are possible", name.len()))
            .help("give the release a shorter name: `release: \"NAME\"`"),
        );
    } else if !is_dns_label(name) {
        rules.report(
            Diagnostic::new(Code::IllegalName, span, format!("`{}` is not a legal name of a release", name.value))
                .label("the name of the release")
                .help("a release has at most 53 lower-case letters, digits and `-`, and starts and ends with a letter or digit"),
        );
    }
}

/// Two HelmReleases of one release would upgrade each other's objects away, again and again.
fn same_release(rules: &mut Rules, component: &Component, helm: &Helm) {
    let release_of = |other: &Component| match &other.body {
        Some(Body::Helm(body)) => Some(body.0.release.value.clone()),
        Some(Body::Nats(_)) => Some(other.name.clone()),
        _ => None,
    };
    let namespace = &component.common.namespace.value;
    let twin =
        rules.model.components.values().take_while(|other| other.name != component.name).find(|other| {
            !other.common.existing
                && other.common.namespace.value == *namespace
                && release_of(other).as_ref() == Some(&helm.release.value)
        });
    let Some(twin) = twin else { return };
    let (span, there) = (rules.place(helm.release.origin, component), twin.span);
    let message = format!(
        "`{}` and `{}` are one release of Helm, `{}` in `{namespace}`",
        twin.name, component.name, helm.release.value
    );
    rules.report(
        Diagnostic::new(Code::SameObject, span, message)
            .label("the second one")
            .also(there, "the first one")
            .help("give one of them another name: `release: \"NAME\"`"),
    );
}

/// Whether Flux admits a text as a path into values: names with dots between them, `\.` for a dot in a name, `[0]` for a
/// place in a list.
fn is_target(path: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "_-.\\/[]".contains(c);
    let parts = path.replace("\\.", "_");
    !path.is_empty()
        && path.len() <= 250
        && path.chars().all(legal)
        && parts.split('.').all(|part| {
            let (name, places) = part.split_at(part.find('[').unwrap_or(part.len()));
            let place = |text: &str| {
                text.strip_suffix(']')
                    .is_some_and(|n| !n.is_empty() && n.len() <= 5 && n.chars().all(|c| c.is_ascii_digit()))
            };
            !name.is_empty()
                && !name.contains(']')
                && (places.is_empty() || places.split('[').skip(1).all(place))
        })
}

fn bad_target(span: Span, path: &str) -> Diagnostic {
    Diagnostic::new(Code::BadTarget, span, format!("`{path}` is not a path in the values of a chart"))
        .label("not a path")
        .help("write names with dots between them: `\"auth.password\"`; `\\.` is a dot in a name, `[0]` a place in a list")
}

/// The value at a path, or one above it that is no record: either way Helm would take the plain one.
fn at_path<'v>(value: &'v Value, path: &str) -> Option<&'v Settled> {
    let (first, rest) = split_path(path);
    let Value::Record(record) = value else { return None };
    let found = record.fields.iter().find(|(key, _)| *key == first).map(|(_, settled)| settled)?;
    match (rest, &found.value) {
        (Some(rest), Value::Record(_)) => at_path(&found.value, rest),
        _ => Some(found),
    }
}

/// The first name of a path, and what follows it.
fn split_path(path: &str) -> (String, Option<&str>) {
    let mut from = 0;
    loop {
        let rest = path.get(from..).unwrap_or_default();
        let Some(at) = rest.find(['.', '[']).map(|at| from + at) else {
            return (path.replace("\\.", "."), None);
        };
        if path.get(..at).is_some_and(|before| before.ends_with('\\')) {
            from = at + 1;
            continue;
        }
        let name = path.get(..at).unwrap_or_default().replace("\\.", ".");
        return (name, path.get(at + 1..));
    }
}

fn set_twice(span: Span, path: &str) -> Diagnostic {
    Diagnostic::new(Code::ValueTwice, span, format!("`{path}` stands in `values` and in `values-from`"))
        .label("a secret value; the plain one would win")
        .help("take it out of `values`")
}

/// Only a value can carry requests and limits into a chart.
fn unused_resources(rules: &mut Rules, component: &Component) {
    let Some((_, sized)) = component.helm() else { return };
    let resources = &sized.resources;
    let given = [&resources.cpu, &resources.memory, &resources.ephemeral_storage].into_iter().flatten();
    let by_hand = |layer: &Layer| matches!(layer, Layer::Component | Layer::Override | Layer::Kind(_));
    let given = given.filter(|at| rules.model.origins.get(at.origin).iter().any(|step| by_hand(&step.layer)));
    let Some(origin) = given.map(|at| at.origin).next() else { return };
    if names_resources(rules, component) {
        return;
    }
    let span = rules.place(origin, component);
    rules.report(
        Diagnostic::new(
            Code::UnusedResources,
            span,
            format!("no value of the chart takes the resources of `{}`", component.name),
        )
        .label("goes nowhere")
        .help("say where the chart wants them: `values { resources: self.resources }`")
        .write_into(component.span, &["values"], "resources: self.resources"),
    );
}

/// Whether anything that speaks about a component reads its `resources`.
fn names_resources(rules: &Rules, component: &Component) -> bool {
    let program = rules.program;
    let Some(declared) = program.components.get(&component.name) else { return true };
    let mut found = false;
    let mut visit = |expr: &Expr| {
        let path: &[SmolStr] = match &expr.kind {
            ExprKind::Field(name) => std::slice::from_ref(name),
            ExprKind::Own(path) => path,
            _ => return,
        };
        found |= path.first().is_some_and(|name| name == "resources");
    };
    let kinds = program.chain(declared.schema).map(|kind| &kind.body);
    kinds.chain([&declared.body]).for_each(|body: &check::Body| body.visit(&mut visit));
    let overrides = program.environments.values().filter_map(|e| e.overrides.get(&component.name));
    overrides.for_each(|(_, settings)| check::visit_settings(settings, &mut visit));
    found
}
