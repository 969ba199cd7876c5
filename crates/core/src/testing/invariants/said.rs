//! What a program says of an environment beyond the objects that are made of it: what is there already, and who needs whom.
//! It is read from the settled model; what lowering makes of that is not looked at.

use super::cluster::Provided;
use crate::model::records::TriggerSettings;
use crate::model::{Body, Component, Model, Secret, SecretBody, StoreBody};
use std::collections::{BTreeMap, BTreeSet};

/// What a program says of one of its environments.
#[derive(Clone, Debug)]
pub struct Said {
    /// The environment, settled.
    pub model: Model,
}

impl Said {
    /// Who needs whom: by references and by `needs`. Ends that are there already, or outside, are left out.
    #[must_use]
    pub fn edges(&self) -> BTreeSet<(&str, &str)> {
        let made = |name: &str| self.model.components.get(name).is_some_and(|c| !c.common.existing);
        let edges = self.model.edges.iter().map(|edge| (edge.from.as_str(), edge.to.as_str()));
        edges.filter(|(from, to)| from != to && made(from) && made(to)).collect()
    }

    /// The components that bring an API group which is not in the cluster already, by group.
    #[must_use]
    pub fn bringers(&self) -> BTreeMap<&str, &str> {
        let groups = self.model.providers.groups().filter_map(|(group, by)| {
            let first = by.first().filter(|provider| !provider.existing)?;
            Some((group.as_str(), first.component.as_deref()?))
        });
        groups.collect()
    }

    /// What the cluster has without an object of the build.
    #[must_use]
    pub fn provided(&self) -> Provided {
        let mut provided = Provided::default();
        let environment = &self.model.environment;
        let flux = environment.flux.namespace.as_str();
        // `flux bootstrap` fills its own namespace.
        provided.open.insert(flux.to_owned());
        let network = &environment.network;
        let operators = [&network.keda, &network.cloudnative_pg, &network.dragonfly, &network.nack];
        let watchers = [&environment.monitoring.namespace, &environment.gateway.namespace];
        let given = self.model.namespaces.values().filter(|namespace| namespace.body.existing.value);
        let given = given.map(|namespace| namespace.name.as_str());
        let known = operators.into_iter().chain(watchers).map(|namespace| namespace.value.as_str());
        for namespace in given.chain(known).chain([flux]) {
            provided.add("Namespace", "", namespace);
        }
        let (gateway, place) = (&environment.gateway.name, &environment.gateway.namespace);
        provided.add("Gateway", place, gateway);
        for component in self.model.components.values() {
            of_component(component, &mut provided);
        }
        for secret in self.model.secrets.values() {
            self.of_secret(secret, &mut provided);
        }
        let stores = self.model.stores.values().filter(|store| matches!(store.body, StoreBody::Existing));
        stores.for_each(|store| provided.add("ClusterSecretStore", "", &store.name));
        provided
    }

    /// A Secret that somebody else writes, with the keys that its declaration tells.
    fn of_secret(&self, secret: &Secret, provided: &mut Provided) {
        let SecretBody::Existing(body) = &secret.body else { return };
        let keys: BTreeSet<String> = body.keys.iter().map(|key| key.value.to_string()).collect();
        let home = self.model.home(secret);
        if let Some(home) = body.namespace.as_ref() {
            provided.add("Namespace", "", home);
        }
        let used = secret.namespaces.iter().filter(|_| home.is_none()).map(|at| at.value.clone());
        for namespace in used.chain(home.clone()) {
            provided.keyed("Secret", &namespace, &secret.name, keys.clone());
        }
    }
}

/// What a component says is there: itself, a login that its triggers share.
fn of_component(component: &Component, provided: &mut Provided) {
    let (namespace, name) = (component.common.namespace.as_str(), component.name.as_str());
    if component.common.existing {
        provided.add("Namespace", "", namespace);
        match &component.body {
            Some(Body::Resource(resource)) => provided.add(&resource.kind, namespace, name),
            _ => {
                provided.components.insert((namespace.to_owned(), name.to_owned()));
            }
        }
    }
    for (_, trigger) in component.triggers() {
        let Some(login) = TriggerSettings::read(trigger).and_then(|settings| settings.auth) else { continue };
        match login.scope.as_str() {
            "cluster" => provided.add("ClusterTriggerAuthentication", "", &login.name),
            _ => provided.add("TriggerAuthentication", namespace, &login.name),
        }
    }
}
