//! Puts the built page into `fluoc`, where the feature `playground` asks for it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "playground")]
    page::embed();
}

#[cfg(feature = "playground")]
mod page {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use sha2::{Digest, Sha256};
    use std::env;
    use std::fmt::Write as _;
    use std::fs;
    use std::io::Write as _;
    use std::path::{Path, PathBuf};

    const FOLDER: &str = "../../playground/dist";
    const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

    /// Writes `page.rs`: a list of the files, gzipped, and the policy that the page states.
    pub(crate) fn embed() {
        let page = Path::new(&variable("CARGO_MANIFEST_DIR")).join(FOLDER);
        println!("cargo::rerun-if-changed={}", page.display());
        let Ok(index) = fs::read_to_string(page.join("index.html")) else {
            println!(
                "cargo::error=the feature `playground` takes the built page, and there is none in playground/dist: \
                 run `cargo xtask playground` first"
            );
            return;
        };
        let Some(policy) = index.split_once(POLICY).and_then(|(_, rest)| rest.split_once('"')) else {
            println!("cargo::error=playground/dist/index.html states no content security policy");
            return;
        };
        let out = PathBuf::from(variable("OUT_DIR"));
        let mut text = format!(
            "const POLICY: &str = {:?};\n#[rustfmt::skip]\nconst FILES: &[fluo_serve::File] = &[\n",
            policy.0
        );
        for (number, path) in files(&page, "").into_iter().enumerate() {
            let bytes = fs::read(page.join(&path)).expect("a file that was listed");
            let packed = out.join(format!("{number}.gz"));
            fs::write(&packed, gzip(&bytes)).expect("a folder to write to");
            let digest: String =
                Sha256::digest(&bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            let _ = writeln!(
                text,
                "    fluo_serve::File {{ path: {path:?}, gzipped: include_bytes!({packed:?}), digest: {digest:?} }},"
            );
        }
        text.push_str("];\n");
        fs::write(out.join("page.rs"), text).expect("a folder to write to");
    }

    fn variable(name: &str) -> String {
        env::var(name).expect("a variable that Cargo sets")
    }

    /// The files below a folder by their paths from it, `/` separated, sorted.
    fn files(folder: &Path, below: &str) -> Vec<String> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                paths.extend(files(&entry.path(), &format!("{path}/")));
            } else {
                paths.push(path);
            }
        }
        paths.sort();
        paths
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }
}
