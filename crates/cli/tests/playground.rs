//! `fluoc playground`: with the page, which is built for it, and without.

mod common;

use common::project;
use fluo_tests::tools;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server, and the address that it printed.
struct Server {
    fluoc: Child,
    port: u16,
    path: String,
}

impl Server {
    fn start(fluoc: &Path, folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(fluoc);
        command.current_dir(folder).args(["playground", "--port", "0", "--no-open"]).args(arguments);
        let mut fluoc = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(fluoc.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let rest =
            line.trim().strip_prefix("http://127.0.0.1:").unwrap_or_else(|| panic!("no address: {line:?}"));
        let (port, path) = rest.split_once('/').unwrap();
        Self { fluoc, port: port.parse().unwrap(), path: format!("/{path}") }
    }

    /// The head and the body of an answer.
    fn get(&self, path: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        (String::from_utf8(answer[..at].to_vec()).unwrap(), answer[at + 4..].to_vec())
    }

    /// Ends it as Ctrl-C does.
    #[cfg(unix)]
    fn interrupt(mut self) -> Option<i32> {
        let pid = rustix::process::Pid::from_child(&self.fluoc);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        self.fluoc.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.fluoc.kill();
        let _ = self.fluoc.wait();
    }
}

#[cfg(unix)]
#[test]
fn the_page_is_served_until_ctrl_c() {
    let Some(fluoc) = tools::available("`fluoc` with the page", xtask::fluoc::build()) else { return };
    let folder = project(&[
        ("env/prod.fluo", "use \"../app.fluo\"\nenvironment prod {}\n"),
        ("env/dev.fluo", "use \"../app.fluo\"\nenvironment dev {}\n"),
        ("app.fluo", "component web: service { image: \"nginx:1.27\", port http: 8080 }\n"),
        ("unrelated.fluo", "component other: service { image: \"nginx:1.27\" }\n"),
    ]);
    let server = Server::start(&fluoc, folder.path(), &["env/prod.fluo"]);
    assert_eq!(server.path, "/open");
    let (head, body) = server.get("/");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(
        head.contains("content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"),
        "{head}"
    );
    assert!(body.starts_with(b"<!doctype html>"));
    let index = String::from_utf8(body).unwrap();
    let script = index.split("src=\"./").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(server.get(&format!("/{script}")).0.contains("content-type: text/javascript"));
    let (head, _) = server.get("/open");
    assert!(head.starts_with("HTTP/1.1 302 ") && head.contains("location: ./#p="), "{head}");
    // A visit later reads the files anew, and says so where they can't be read.
    std::fs::remove_file(folder.path().join("env/prod.fluo")).unwrap();
    assert!(server.get("/open").0.starts_with("HTTP/1.1 500 "));
    assert_eq!(server.interrupt(), Some(0));
}

#[test]
fn what_stands_in_its_way_is_told() {
    let Some(fluoc) = tools::available("`fluoc` with the page", xtask::fluoc::build()) else { return };
    let folder = project(&[("app.fluo", "environment dev {}\n")]);
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, said) in [
        (["--port", &port, "app.fluo"].as_slice(), format!("can't listen on port {port}")),
        (&["ap.fluo"], "did you mean `app.fluo`?".to_owned()),
        (&["--env", "dev"], "required".to_owned()),
        (&["--port", "70000"], "70000".to_owned()),
    ] {
        let mut command = Command::new(&fluoc);
        let ended = command
            .current_dir(folder.path())
            .args(["playground", "--no-open"])
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}");
        let text = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(text.contains(&said), "{arguments:?}: {text}");
    }
}
