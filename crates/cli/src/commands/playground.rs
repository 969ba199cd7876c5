//! `fluoc playground`: the compiler in a page, served to this machine only.

#[cfg(feature = "playground")]
pub(crate) use with_page::run;

#[cfg(not(feature = "playground"))]
pub(crate) use without_page::run;

#[cfg(not(feature = "playground"))]
mod without_page {
    use crate::Status;
    use crate::args::Playground;
    use crate::failure::Failure;
    use crate::render::Reporter;

    /// Says how to get a `fluoc` that holds the page.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn run(_args: &Playground, _reporter: &Reporter) -> Result<Status, Failure> {
        Err(Failure::new("this `fluoc` was built without the playground")
            .help("in the repository of fluo, run `cargo xtask playground`, then `cargo run -p fluoc --features playground -- playground`"))
    }
}

#[cfg(feature = "playground")]
mod with_page {
    use crate::Status;
    use crate::args::Playground;
    use crate::commands::print_out;
    use crate::entry::Entry;
    use crate::failure::{Failure, reason};
    use crate::render::Reporter;
    use crate::shown::clean;
    use fluo_core::source::{LoadError, Loader};
    use fluo_serve::link::Program;
    use fluo_serve::{Opened, Page, Taken, interrupted, listen, serve};
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    include!(concat!(env!("OUT_DIR"), "/page.rs"));

    /// Runs the command: until Ctrl-C.
    ///
    /// # Errors
    /// If there is no such program, or no port.
    pub(crate) fn run(args: &Playground, reporter: &Reporter) -> Result<Status, Failure> {
        if let Some(entry) = &args.entry {
            // What can't be opened is said here, and not only in the browser.
            program(&Entry::open(entry)?, args).map_err(Failure::new)?;
        }
        let page = Page::new(FILES, POLICY, args.entry.is_some().then(|| opened(args.clone())));
        let listener = listen(args.port).map_err(no_port)?;
        let port = listener
            .local_addr()
            .map_err(|error| Failure::new(format!("can't tell the port: {}", reason(&error))))?
            .port();
        let address = format!("http://127.0.0.1:{port}{}", page.start());
        reporter.summary("ok", "the playground is served to this machine; Ctrl-C ends it");
        print_out(&format!("{address}\n"))?;
        if !args.no_open && open::that_detached(&address).is_err() {
            reporter.summary("warning", "no browser could be started: visit the address yourself");
        }
        serve(listener, page, interrupted())
            .map_err(|error| Failure::new(format!("can't serve the page: {}", reason(&error))))?;
        Ok(Status::Good)
    }

    /// Each visit gets the files as they are then.
    fn opened(args: Playground) -> Opened {
        Box::new(move || {
            let Some(argument) = &args.entry else { return Err("no program was named".to_owned()) };
            let entry = Entry::open(argument).map_err(|failure| failure.message)?;
            program(&entry, &args)
        })
    }

    /// The files that the entry's program reads, and those that the other programs beside it read: environments are to be
    /// compared.
    fn program(entry: &Entry, args: &Playground) -> Result<Program, String> {
        let loader = Recording { inner: &entry.loader, read: RefCell::default() };
        let options = fluo_core::Options { environment: Some("all".to_owned()), cluster: None };
        for path in neighbours(&loader, &entry.path) {
            fluo_core::check(&loader, &path, &options);
        }
        let mut files = BTreeMap::new();
        for (path, bytes) in loader.read.into_inner() {
            let text = String::from_utf8(bytes).map_err(|_| format!("`{}` is not UTF-8", clean(&path)))?;
            files.insert(path, text);
        }
        let (environment, cluster) = (args.env.clone(), args.cluster.clone());
        Ok(Program { files, entry: entry.path.clone(), environment, cluster })
    }

    /// The `.fluo` files of the entry's folder, itself first.
    fn neighbours(loader: &dyn Loader, entry: &str) -> Vec<String> {
        let folder = entry.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut paths = vec![entry.to_owned()];
        let names = loader.list(folder).unwrap_or_default();
        let programs = names.iter().filter(|name| name.ends_with(".fluo"));
        let others =
            programs.map(|name| if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") });
        paths.extend(others.filter(|path| path != entry));
        paths
    }

    /// A loader that remembers what was read.
    struct Recording<'l> {
        inner: &'l dyn Loader,
        read: RefCell<BTreeMap<String, Vec<u8>>>,
    }

    impl Loader for Recording<'_> {
        fn read(&self, path: &str) -> Result<Vec<u8>, LoadError> {
            let bytes = self.inner.read(path)?;
            self.read.borrow_mut().insert(path.to_owned(), bytes.clone());
            Ok(bytes)
        }

        fn list(&self, folder: &str) -> Result<Vec<String>, LoadError> {
            self.inner.list(folder)
        }

        fn folders(&self, folder: &str) -> Result<Vec<String>, LoadError> {
            self.inner.folders(folder)
        }
    }

    fn no_port(taken: Taken) -> Failure {
        match taken {
            Taken::Asked(port, error) => {
                Failure::new(format!("can't listen on port {port}: {}", reason(&error)))
                    .help("name another one, or none: then the first free one is taken")
            }
            Taken::All(first, last) => Failure::new(format!("all ports from {first} to {last} are taken"))
                .help("name a free one: `--port 8080`, or `--port 0` for any"),
        }
    }
}
