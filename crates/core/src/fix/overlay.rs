//! Files of a loader, some of them with another text.

use super::Changed;
use crate::source::{LoadError, Loader};
use std::collections::BTreeMap;

/// A loader in front of another one: what was changed comes from here, the rest from there.
#[derive(Clone)]
pub(super) struct Overlay<'a> {
    base: &'a dyn Loader,
    texts: BTreeMap<String, String>,
}

impl<'a> Overlay<'a> {
    /// The files of `base` as they are.
    pub(super) fn new(base: &'a dyn Loader) -> Self {
        Self { base, texts: BTreeMap::new() }
    }

    /// The same with other texts.
    pub(super) fn with(&self, texts: BTreeMap<String, String>) -> Self {
        let mut next = self.clone();
        next.texts.extend(texts);
        next
    }

    /// The texts that differ from those of the loader behind, before and after.
    pub(super) fn changed(self) -> BTreeMap<String, Changed> {
        let Self { base, texts } = self;
        let changed = |(path, new): (String, String)| {
            let old = String::from_utf8(base.read(&path).ok()?).ok()?;
            Some((path, Changed { old, new }))
        };
        texts.into_iter().filter_map(changed).filter(|(_, file)| file.old != file.new).collect()
    }
}

impl Loader for Overlay<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        self.texts.get(path).map_or_else(|| self.base.read(path), |text| Ok(text.clone().into_bytes()))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        self.base.list(folder)
    }

    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        self.base.folders(folder)
    }
}
