//! Secrets that are used, and the stores behind them.

use super::build::Model;
use super::decode::At;
use super::eval::{Context, secret_decl};
use super::kinds::Component;
use super::links::Use;
use super::merge::Merged;
use super::origin::{Layer, OriginId};
use super::records as r;
use super::settle::Settler;
use super::value::{Ref, SecretId};
use crate::check::{Declared, Map, Program};
use crate::source::Span;
use crate::types::{Family, SchemaId};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// A secret.
#[derive(Clone, Debug)]
pub struct Secret {
    /// Its identity.
    pub id: SecretId,
    /// The place of its name.
    pub span: Span,
    /// Where it comes from.
    pub origin: OriginId,
    /// The name of the Secret in the cluster.
    pub name: At<SmolStr>,
    /// The namespaces in which it is used, sorted, each with what brings it there.
    pub namespaces: Vec<At<SmolStr>>,
    /// What its kind has.
    pub body: SecretBody,
}

impl Secret {
    /// What brings it into a namespace; where nothing does, its own origin.
    #[must_use]
    pub fn origin_in(&self, namespace: &str) -> OriginId {
        let place = self.place(namespace).ok();
        place.and_then(|place| self.namespaces.get(place)).map_or(self.origin, |at| at.origin)
    }

    /// Adds a namespace. Who is first brings it there.
    fn needed_in(&mut self, namespace: &At<SmolStr>) {
        if let Err(place) = self.place(namespace) {
            self.namespaces.insert(place, namespace.clone());
        }
    }

    /// Where a namespace stands among those, or would.
    fn place(&self, namespace: &str) -> Result<usize, usize> {
        self.namespaces.binary_search_by(|at| at.value.as_str().cmp(namespace))
    }
}

/// What the kinds of secrets have.
#[derive(Clone, Debug)]
pub enum SecretBody {
    /// `external`
    External(r::ExternalSecret),
    /// `registry`
    Registry(Box<r::RegistrySecret>),
    /// `generated`
    Generated(Box<r::GeneratedSecret>),
    /// `existing`
    Existing(r::ExistingSecret),
    /// `sops`
    Sops(r::SopsSecret),
}

impl SecretBody {
    /// The name that its declaration gives it.
    fn name(&self) -> Option<&At<SmolStr>> {
        match self {
            SecretBody::External(body) => body.name.as_ref(),
            SecretBody::Registry(body) => body.name.as_ref(),
            SecretBody::Generated(body) => body.name.as_ref(),
            SecretBody::Existing(body) => body.name.as_ref(),
            SecretBody::Sops(_) => None,
        }
    }
}

impl Model {
    /// The namespace that a secret is in, where it is in one only.
    #[must_use]
    pub fn home(&self, secret: &Secret) -> Option<SmolStr> {
        let owner = secret.id.owner.as_ref().and_then(|owner| self.components.get(owner));
        let given = match &secret.body {
            SecretBody::Existing(body) => body.namespace.as_ref().map(|at| at.value.clone()),
            // The file says it, and a rule of its own compares.
            SecretBody::Sops(_) => return None,
            _ => None,
        };
        given.or_else(|| owner.map(|component| component.common.namespace.value.clone()))
    }

    /// The namespace from which other namespaces get copies of a secret, if it is shared.
    #[must_use]
    pub fn shared_from(&self, secret: &Secret) -> Option<SmolStr> {
        let owner = secret.id.owner.as_ref().and_then(|owner| self.components.get(owner));
        let by_owner =
            owner.is_some_and(|owner| owner.common.share.iter().any(|at| at.value == secret.id.name));
        let by_itself = matches!(&secret.body, SecretBody::Existing(body) if body.share.value);
        (by_owner || by_itself).then(|| self.home(secret)).flatten()
    }
}

/// A store.
#[derive(Clone, Debug)]
pub struct Store {
    /// Its name, also of the ClusterSecretStore.
    pub name: SmolStr,
    /// Where it comes from.
    pub origin: OriginId,
    /// What its kind has.
    pub body: StoreBody,
}

/// What the kinds of stores have.
#[derive(Clone, Debug)]
pub enum StoreBody {
    /// `aws-parameter-store`
    AwsParameterStore(r::AwsStore),
    /// `aws-secrets-manager`
    AwsSecretsManager(r::AwsStore),
    /// `gcp-secret-manager`
    Gcp(r::GcpStore),
    /// `vault`
    Vault(r::VaultStore),
    /// `existing`
    Existing,
}

/// Secrets by what they are, sorted.
pub type Secrets = IndexMap<SecretId, Secret, FxBuildHasher>;

/// A secret as its declaration has it, wherever it is used.
#[derive(Debug)]
pub(crate) struct Kept {
    span: Span,
    origin: OriginId,
    name: At<SmolStr>,
    body: SecretBody,
}

impl Kept {
    /// The secret, in the namespace of the component that it belongs to.
    fn into_secret(self, id: SecretId, components: &Map<Component>) -> Secret {
        let Self { span, origin, name, body } = self;
        let owner = id.owner.as_ref().and_then(|owner| components.get(owner));
        let namespaces = owner.map(|owner| owner.common.namespace.clone()).into_iter().collect();
        Secret { id, span, origin, name, namespaces, body }
    }
}

/// Settles the secrets that belong to a component. What their declarations refer to makes no edges.
pub(super) fn own<'p>(settler: &mut Settler<'p>, component: &'p Declared) {
    let found = (settler.edges.len(), settler.addresses.len(), settler.mentions.len(), settler.uses.len());
    let kinds = settler.program.chain(component.schema).flat_map(|kind| kind.body.secrets.keys());
    let mut names: Vec<&SmolStr> = component.body.secrets.keys().chain(kinds).collect();
    // In the order that all of them have in the end.
    names.sort_unstable();
    names.dedup();
    for name in names {
        let id = SecretId { owner: Some(component.name.clone()), name: name.clone() };
        let kept = kept(settler, &id);
        settler.kept.push((id, kept));
    }
    settler.edges.truncate(found.0);
    settler.addresses.truncate(found.1);
    settler.mentions.truncate(found.2);
    settler.used_by_secrets.extend(settler.uses.drain(found.3..));
}

/// The secrets that are used, or that belong to a component, each with the namespaces that it is needed in.
pub(super) fn secrets(settler: &mut Settler, components: &Map<Component>) -> Secrets {
    let all = std::mem::take(&mut settler.kept);
    let mut secrets = Secrets::with_capacity_and_hasher(all.len(), FxBuildHasher);
    let mut unread = FxHashSet::default();
    for (id, kept) in all {
        match kept {
            Some(kept) => drop(secrets.insert(id.clone(), kept.into_secret(id, components))),
            None => drop(unread.insert(id)),
        }
    }
    // What is not a component's own.
    let mut others = BTreeSet::new();
    for entry in &settler.uses {
        if !bring(&mut secrets, components, entry) && !unread.contains(&entry.secret) {
            others.insert(entry.secret.clone());
        }
    }
    if !others.is_empty() {
        for id in others {
            if let Some(kept) = kept(settler, &id) {
                secrets.insert(id.clone(), kept.into_secret(id, components));
            }
        }
        for entry in &settler.uses {
            bring(&mut secrets, components, entry);
        }
    }
    secrets.sort_keys();
    settler.uses.append(&mut settler.used_by_secrets);
    secrets
}

/// Brings a secret to who uses it; whether it is there, or its user is not.
fn bring(secrets: &mut Secrets, components: &Map<Component>, entry: &Use) -> bool {
    let Some(user) = components.get(&entry.component) else { return true };
    let secret = secrets.get_mut(&entry.secret);
    secret.map(|secret| secret.needed_in(&user.common.namespace)).is_some()
}

fn kept<'p>(settler: &mut Settler<'p>, id: &SecretId) -> Option<Kept> {
    let decl = secret_decl(settler.program, id)?;
    let context = Context {
        own: id.owner.clone(),
        user: id.owner.clone(),
        secret: Some(id.clone()),
        ..Context::default()
    };
    let merged = Merged::of(Layer::Component, &decl.body.settings);
    let record = settler.record(&context, decl.schema, &merged);
    let schema = settler.program.schema(decl.schema)?;
    let body = match schema.name.as_str() {
        "external" => SecretBody::External(r::ExternalSecret::read(&record)?),
        "registry" => SecretBody::Registry(Box::new(r::RegistrySecret::read(&record)?)),
        "sops" => SecretBody::Sops(r::SopsSecret::read(&record)?),
        "generated" => SecretBody::Generated(Box::new(r::GeneratedSecret::read(&record)?)),
        _ => SecretBody::Existing(r::ExistingSecret::read(&record)?),
    };
    let origin = settler.origin(Layer::Component, decl.span);
    let name = body.name().cloned().unwrap_or_else(|| At { value: id.name.clone(), origin });
    Some(Kept { span: decl.span, origin, name, body })
}

pub(super) fn stores<'p>(settler: &mut Settler<'p>, secrets: &Secrets) -> BTreeMap<SmolStr, Store> {
    let names: BTreeSet<SmolStr> =
        secrets.values().filter_map(|secret| secret.body.store().cloned()).collect();
    names.into_iter().filter_map(|name| store(settler, &name).map(|store| (name, store))).collect()
}

impl SecretBody {
    /// The store that holds its values.
    #[must_use]
    pub fn store(&self) -> Option<&SmolStr> {
        let target = match self {
            SecretBody::External(body) => &body.store.value,
            SecretBody::Registry(body) => &body.store.value,
            _ => return None,
        };
        match target {
            Ref::Store(name) => Some(name),
            _ => None,
        }
    }
}

fn store<'p>(settler: &mut Settler<'p>, name: &SmolStr) -> Option<Store> {
    let decl = settler.program.stores.get(name)?;
    let merged = Merged::of(Layer::Component, &decl.body.settings);
    let record = settler.record(&Context::default(), decl.schema, &merged);
    let body = match store_kind(settler.program, decl.schema)? {
        "aws-parameter-store" => StoreBody::AwsParameterStore(r::AwsStore::read(&record)?),
        "aws-secrets-manager" => StoreBody::AwsSecretsManager(r::AwsStore::read(&record)?),
        "gcp-secret-manager" => StoreBody::Gcp(r::GcpStore::read(&record)?),
        "vault" => StoreBody::Vault(r::VaultStore::read(&record)?),
        _ => StoreBody::Existing,
    };
    Some(Store { name: name.clone(), origin: settler.origin(Layer::Component, decl.span), body })
}

fn store_kind(program: &Program, schema: SchemaId) -> Option<&str> {
    program.schema(schema).filter(|s| s.family == Family::Store).map(|s| s.name.as_str())
}
