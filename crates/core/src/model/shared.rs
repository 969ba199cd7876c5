//! Configs and volumes of the top level: settled once, and emitted for those who mention them.

use super::decode::{At, Named};
use super::eval::Context;
use super::kinds::Component;
use super::merge::Merged;
use super::origin::{Layer, OriginId};
use super::records as r;
use super::settle::Settler;
use crate::check::Map;
use crate::source::Span;
use crate::types::Type;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// Who mentions a config or volume of the top level.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The component.
    pub component: SmolStr,
    /// The config or volume.
    pub name: SmolStr,
    /// The reference.
    pub span: Span,
}

/// A config that components share.
#[derive(Clone, Debug)]
pub struct SharedConfig {
    /// The place of its name.
    pub span: Span,
    /// Where it comes from.
    pub origin: OriginId,
    /// Its files.
    pub files: Named<SmolStr>,
    /// The namespaces of its users, sorted.
    pub namespaces: BTreeSet<SmolStr>,
}

/// A volume that components share.
#[derive(Clone, Debug)]
pub struct SharedVolume {
    /// The place of its name.
    pub span: Span,
    /// Where it comes from.
    pub origin: OriginId,
    /// Its size, class and access.
    pub body: r::SharedVolume,
    /// The namespaces of its users, sorted; one unless a rule refuses it.
    pub namespaces: BTreeSet<SmolStr>,
}

/// The configs and volumes of the top level that are used, and who uses them.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// Configs by name.
    pub configs: BTreeMap<SmolStr, SharedConfig>,
    /// Volumes by name.
    pub volumes: BTreeMap<SmolStr, SharedVolume>,
    /// Who mentions what; sorted.
    pub mentions: Vec<Mention>,
}

impl Shared {
    /// The names that a component mentions, each once, sorted.
    pub fn of<'a>(&'a self, component: &'a str) -> impl Iterator<Item = &'a SmolStr> {
        let own = self.mentions.iter().filter(move |mention| mention.component == component);
        let names: BTreeSet<&SmolStr> = own.map(|mention| &mention.name).collect();
        names.into_iter()
    }

    /// The components that mention a name, each once, sorted.
    pub fn users<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a SmolStr> {
        let users = self.mentions.iter().filter(move |mention| mention.name == name);
        let names: BTreeSet<&SmolStr> = users.map(|mention| &mention.component).collect();
        names.into_iter()
    }
}

/// Settles what the components mention. Their edges to whatever a config refers to are found here.
pub(super) fn shared(settler: &mut Settler, components: &Map<Component>) -> Shared {
    let mut mentions = std::mem::take(&mut settler.mentions);
    mentions.retain(|mention| components.get(&mention.component).is_some_and(|c| !c.common.existing));
    mentions.sort();
    mentions.dedup();
    let mut shared = Shared { mentions, ..Shared::default() };
    let program = settler.program;
    for (name, declared) in &program.configs {
        let users: Vec<&Component> = shared.users(name).filter_map(|user| components.get(user)).collect();
        if users.is_empty() {
            continue;
        }
        let merged = Merged::of(Layer::Component, &declared.files);
        let files = texts(settler, &Context::default(), &merged);
        // Evaluated once more for each of its users, in silence: they need what it refers to.
        let found = std::mem::take(&mut settler.diagnostics);
        for user in &users {
            texts(settler, &Context { user: Some(user.name.clone()), ..Context::default() }, &merged);
        }
        settler.diagnostics = found;
        let config = SharedConfig {
            span: declared.span,
            origin: settler.origin(Layer::Component, declared.span),
            files,
            namespaces: namespaces(&users),
        };
        shared.configs.insert(name.clone(), config);
    }
    for (name, declared) in &program.volumes {
        let users: Vec<&Component> = shared.users(name).filter_map(|user| components.get(user)).collect();
        let Some(body) = (!users.is_empty()).then(|| volume(settler, declared)).flatten() else { continue };
        let origin = settler.origin(Layer::Component, declared.span);
        let namespaces = namespaces(&users);
        shared.volumes.insert(name.clone(), SharedVolume { span: declared.span, origin, body, namespaces });
    }
    shared
}

fn namespaces(users: &[&Component]) -> BTreeSet<SmolStr> {
    users.iter().map(|user| user.common.namespace.value.clone()).collect()
}

/// The files of a config that could be evaluated.
fn texts<'p>(settler: &mut Settler<'p>, context: &Context, merged: &Merged<'p>) -> Named<SmolStr> {
    let text = Type::Scalar(crate::types::ScalarType::String);
    let mut files = Vec::new();
    for (name, member) in &merged.members {
        let settled = settler.settle(context, &text, member, None);
        if let Some(at) = settled.and_then(|settled| <At<SmolStr> as super::Decode>::decode(&settled)) {
            files.push(((*name).clone(), at));
        }
    }
    files
}

fn volume<'p>(settler: &mut Settler<'p>, declared: &'p crate::check::Declared) -> Option<r::SharedVolume> {
    let merged = Merged::of(Layer::Component, &declared.body.settings);
    let member = merged.get(&declared.name)?;
    let settled = settler.settle(&Context::default(), &Type::Record(declared.schema), member, None)?;
    <r::SharedVolume as super::Decode>::decode(&settled)
}
