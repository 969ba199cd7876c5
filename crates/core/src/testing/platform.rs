//! Programs of a team's own kinds.

use super::catalogue::Catalogue;
use super::draft::Draft;
use super::entry::Entry;
use super::fields::{Place, value};
use super::pick::{Pick, one, picks};
use super::plan::{Said, said};
use super::program::Program;
use super::world::{Standing, World};
use crate::check::Environment;
use crate::diagnostic::Diagnostic;
use crate::source::{LoadError, Loader, Sources};
use crate::types::{Family, SchemaId};
use proptest::collection::vec;
use proptest::strategy::Strategy;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The kinds of a platform, as its own files declare them, and what programs may be made of them.
///
/// ```
/// use fluo_core::{source::MemoryLoader, testing::Platform};
/// use proptest::prelude::*;
///
/// let files = MemoryLoader::new().with(
///     "platform.fluo",
///     "kind api: service {\n  param level: info | debug = info\n  port http: 8080\n  env { LEVEL: level }\n}\n",
/// );
/// let platform = Platform::load(&files, "platform.fluo").unwrap();
/// proptest!(ProptestConfig::with_cases(8), |(program in platform.programs())| {
///     prop_assert!(program.build_all().diagnostics.iter().all(|found| !found.is_error()), "{program}");
/// });
/// ```
#[derive(Clone, Debug)]
pub struct Platform {
    catalogue: Arc<Catalogue>,
    entry: String,
    files: BTreeMap<String, String>,
    kinds: Vec<SchemaId>,
    hints: BTreeMap<String, Vec<String>>,
    environments: Option<String>,
}

/// Why no programs can be made of a platform: what is wrong with its files.
#[derive(Clone, Debug)]
pub struct Refused {
    /// What was found, errors only.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read.
    pub sources: Sources,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for found in &self.diagnostics {
            let span = found.primary.span;
            let (path, line) = (self.sources.path(span.file), self.sources.position(span).line);
            writeln!(out, "{path}:{line}: {}: {}", found.code, found.message)?;
        }
        if self.diagnostics.is_empty() {
            writeln!(out, "the files declare no kind")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

impl Platform {
    /// Reads the kinds that the file `entry` declares, and those of the files that it uses.
    ///
    /// # Errors
    /// [`Refused`] if the files have errors, or declare no kind.
    pub fn load(loader: &dyn Loader, entry: &str) -> Result<Self, Refused> {
        let recorder = Recorder { loader, read: RefCell::default() };
        let (catalogue, diagnostics, sources) = Catalogue::read(&recorder, entry);
        let diagnostics: Vec<Diagnostic> = diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        let schemas = catalogue.program.schemas.iter();
        let own = schemas.filter(|schema| schema.family == Family::Kind && !schema.built_in);
        let kinds: Vec<SchemaId> = own.filter_map(|schema| catalogue.kind(&schema.name)).collect();
        if !diagnostics.is_empty() || kinds.is_empty() {
            return Err(Refused { diagnostics, sources });
        }
        let files = recorder.read.into_inner();
        let hints = BTreeMap::new();
        Ok(Self {
            catalogue: Arc::new(catalogue),
            entry: entry.to_owned(),
            files,
            kinds,
            hints,
            environments: None,
        })
    }

    /// Only these of its kinds; those that it does not have are left out.
    #[must_use]
    pub fn only(mut self, kinds: &[&str]) -> Self {
        self.kinds = kinds.iter().filter_map(|kind| self.catalogue.kind(kind)).collect();
        self
    }

    /// What a field is set to, where its type does not tell what makes sense: literals of fluo, such as `"\"eu-1\""`. The
    /// field is named with the kind or type that declares it: `api.region`. Without literals, it is not set.
    #[must_use]
    pub fn with_values(mut self, field: &str, literals: &[&str]) -> Self {
        self.hints.insert(field.to_owned(), literals.iter().map(|text| (*text).to_owned()).collect());
        self
    }

    /// One more file that every program has, such as a CustomResourceDefinition that only a build reads.
    #[must_use]
    pub fn with_file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    /// The environments in which its programs are built, as they are written in fluo. Unless given, there is one made from
    /// each that the platform declares, or one that has every operator where it declares none.
    #[must_use]
    pub fn in_environments(mut self, text: &str) -> Self {
        self.environments = Some(text.to_owned());
        self
    }

    /// The names of the kinds of which programs are made.
    #[must_use]
    pub fn kinds(&self) -> Vec<SmolStr> {
        let schemas = self.kinds.iter().filter_map(|kind| self.catalogue.program.schema(*kind));
        schemas.map(|schema| schema.name.clone()).collect()
    }

    /// Programs with one to five components of its kinds. Fields are set by their types: within bounds, of the choices, in legal units.
    pub fn programs(&self) -> impl Strategy<Value = Program> + use<> {
        let platform = self.clone();
        (vec(said(0..6), 1..6), picks(0..4))
            .prop_map(move |(components, settings)| platform.written(&components, &settings))
    }

    fn written(&self, components: &[Said], settings: &[Pick]) -> Program {
        let mut world = World::new(Arc::clone(&self.catalogue), self.hints.clone());
        world.components = self.standing();
        for said in components {
            self.component(&mut world, said);
        }
        let mut text = format!("use \"{}\"\n", self.entry);
        let environments = match &self.environments {
            Some(_) => Vec::new(),
            None => self.environments(&mut world, settings),
        };
        for entry in world.entries.iter().chain(&environments) {
            text.push_str(&format!("\n{entry}"));
        }
        if let Some(environments) = &self.environments {
            text.push_str(&format!("\n{}\n", environments.trim()));
        }
        let entry = free(&self.files);
        let mut files = self.files.clone();
        files.insert(entry.clone(), text);
        Program { files, entry }
    }

    /// The components that the platform declares itself.
    fn standing(&self) -> Vec<Standing> {
        let of = |(name, declared): (&SmolStr, &crate::check::Declared)| Standing {
            name: name.to_string(),
            schema: declared.schema,
            namespace: super::world::ANYWHERE.to_owned(),
            texts: Vec::new(),
            secrets: Vec::new(),
            shared: false,
            ports: Vec::new(),
            consumers: Vec::new(),
        };
        self.catalogue.program.components.iter().map(of).collect()
    }

    /// A component of one of the kinds: what it must say, and what the decisions choose.
    fn component(&self, world: &mut World, said: &Said) {
        const STEMS: &[&str] = &["web", "a", "api-2", "x1", "orders", "a-longer-name-of-a-service"];
        let Some(kind) = one(said.kind, &self.kinds) else { return };
        let Some(schema) = self.catalogue.program.schema(*kind) else { return };
        let name = world.fresh(one(said.name, STEMS).copied().unwrap_or("web"));
        let mut draft = Draft::new(world, &name, *kind, "");
        draft.complete(world, &said.must.below);
        let fields = self.fields(*kind);
        for pick in &said.settings {
            if let Some(field) = one(pick.which, &fields) {
                draft.set(world, field, pick);
            }
        }
        let entry =
            Entry::block(format!("component {name}: {}", schema.name), std::mem::take(&mut draft.entries));
        world.entries.push(entry);
        let standing = draft.standing(world);
        world.components.push(standing);
    }

    /// What a component may say: the params of the team's own kinds, and what any workload may say without harm.
    fn fields(&self, kind: SchemaId) -> Vec<String> {
        const ANY: &[&str] = &["labels", "annotations", "env", "grace", "flux", "node-selector"];
        let fields = self.catalogue.fields(kind).into_iter();
        let may = fields.filter(|(schema, name, _)| !schema.built_in || ANY.contains(&name.as_str()));
        may.map(|(_, name, _)| name.to_string()).collect()
    }

    /// An environment made from each of the platform's, or one of its own.
    fn environments(&self, world: &mut World, settings: &[Pick]) -> Vec<Entry> {
        let declared = &self.catalogue.program.environments;
        if declared.is_empty() {
            let mut entry = Entry::block("environment generated", Vec::new());
            entry.push(Entry::new(super::environment::operators(world)));
            entry.push(Entry::new("domain: \"example.com\""));
            self.set(world, None, settings).into_iter().for_each(|set| entry.push(set));
            return vec![entry];
        }
        let made = declared.values().map(|environment| {
            let name = world.fresh(&format!("generated-{}", environment.name));
            let set = self.set(world, Some(environment), settings);
            Entry::block(format!("environment {name}: {}", environment.name), set.into_iter().collect())
        });
        made.collect()
    }

    /// Values of the program's params that have none.
    fn set(&self, world: &mut World, environment: Option<&Environment>, settings: &[Pick]) -> Option<Entry> {
        let program = &self.catalogue.program;
        let chain = environment.map(|environment| program.inheritance(environment)).unwrap_or_default();
        let unset = program.params.iter().filter(|(name, param)| {
            param.default.is_none()
                && !param.ty.may_be_absent()
                && !chain.iter().any(|environment| environment.set.contains_key(*name))
        });
        let place = Place { namespace: "", schema: "" };
        let mut below = Vec::new();
        for (number, (name, param)) in unset.enumerate() {
            let pick = settings.get(number).cloned().unwrap_or_default();
            if let Some((Some(head), _)) = value(world, place, &param.ty, &pick) {
                below.push(Entry::new(format!("{name}: {head}")));
            }
        }
        (!below.is_empty()).then(|| Entry::block("set", below))
    }
}

/// A path that no file has.
fn free(files: &BTreeMap<String, String>) -> String {
    let others = (2_u32..).map(|number| format!("generated-{number}.fluo"));
    let mut names = std::iter::once("generated.fluo".to_owned()).chain(others);
    names.find(|name| !files.contains_key(name)).unwrap_or_default()
}

/// A loader that keeps what was read of another.
struct Recorder<'l> {
    loader: &'l dyn Loader,
    read: RefCell<BTreeMap<String, String>>,
}

impl Loader for Recorder<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
        let bytes = self.loader.read(path)?;
        if let Ok(text) = String::from_utf8(bytes.clone()) {
            self.read.borrow_mut().insert(path.to_owned(), text);
        }
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        self.loader.list(folder)
    }

    fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
        self.loader.folders(folder)
    }
}
