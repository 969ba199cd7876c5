//! Operators: which API groups each brings, and who brings a group to an environment.

use super::kinds::Component;
use super::origin::OriginId;
use super::records::Environment;
use super::value::{Ref, Value};
use crate::check::{ExprKind, Head, Map, Program, Setting};
use crate::types::{Family, Scalar};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// Who brings an API group to an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The component that does; `None` where the environment says that the cluster has it.
    pub component: Option<SmolStr>,
    /// Whether it is there already, so that nobody waits for it.
    pub existing: bool,
    /// How `provides` names it: an operator, or the group itself.
    pub named: SmolStr,
    /// The entry of `provides`.
    pub origin: OriginId,
}

/// Who brings which API group.
#[derive(Clone, Debug, Default)]
pub struct Providers {
    groups: BTreeMap<SmolStr, Vec<Provider>>,
}

impl Providers {
    /// Reads what the environment and the components that are deployed or there already say.
    pub(super) fn of(program: &Program, environment: &Environment, components: &Map<Component>) -> Self {
        let mut this = Self::default();
        for at in &environment.provides {
            this.add(program, &at.value, (None, true), at.origin);
        }
        for component in components.values() {
            let by = || (Some(component.name.clone()), component.common.existing);
            for at in &component.common.provides {
                this.add(program, &at.value, by(), at.origin);
            }
        }
        this
    }

    fn add(
        &mut self,
        program: &Program,
        value: &Value,
        (component, existing): (Option<SmolStr>, bool),
        origin: OriginId,
    ) {
        let (named, groups) = match value {
            Value::Scalar(Scalar::Text(group)) => (group.clone(), vec![group]),
            other => match other.target() {
                Some(Ref::Operator(name)) => (name.clone(), groups_of(program, name)),
                _ => return,
            },
        };
        for group in groups {
            let provider = Provider { component: component.clone(), existing, named: named.clone(), origin };
            self.groups.entry(group.clone()).or_default().push(provider);
        }
    }

    /// Who brings a group. Where several do, the environment comes first, then the components by name.
    #[must_use]
    pub fn of_group(&self, group: &str) -> Option<&Provider> {
        self.all_of_group(group).first()
    }

    /// All who bring a group.
    #[must_use]
    pub fn all_of_group(&self, group: &str) -> &[Provider] {
        self.groups.get(group).map_or(&[], Vec::as_slice)
    }

    /// The groups that somebody brings.
    pub fn groups(&self) -> impl Iterator<Item = (&SmolStr, &[Provider])> {
        self.groups.iter().map(|(group, by)| (group, by.as_slice()))
    }
}

/// The operators of the prelude with the API groups that they bring.
pub(crate) fn known_operators(program: &Program) -> Vec<(&SmolStr, Vec<&SmolStr>)> {
    let operators = program.schemas.iter().filter(|schema| schema.family == Family::Operator);
    operators.map(|schema| (&schema.name, groups(&schema.body.settings))).collect()
}

fn groups_of<'p>(program: &'p Program, name: &str) -> Vec<&'p SmolStr> {
    let found = program.find(Family::Operator, name).and_then(|id| program.schema(id));
    found.map(|schema| groups(&schema.body.settings)).unwrap_or_default()
}

fn groups(settings: &[Setting]) -> Vec<&SmolStr> {
    let lists = settings.iter().filter_map(|setting| match &setting.head {
        Head::Set(expr) => match &expr.kind {
            ExprKind::List(items) => Some(items),
            _ => None,
        },
        _ => None,
    });
    let texts = lists.flatten().filter_map(|item| match &item.kind {
        ExprKind::Scalar(Scalar::Text(text)) => Some(text),
        _ => None,
    });
    texts.collect()
}
