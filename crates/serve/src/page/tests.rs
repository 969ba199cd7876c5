use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt as _;
use std::io::Write as _;

const SCRIPT: &str = "console.log('a page of some length, so that packing it is worth while')";

fn gzip(text: &str) -> &'static [u8] {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap().leak()
}

fn page(opened: Option<Opened>) -> Page {
    let files = vec![
        File { path: "index.html", gzipped: gzip("<!doctype html>"), digest: "1" },
        File { path: "assets/a.js", gzipped: gzip(SCRIPT), digest: "2" },
        File { path: "assets/c.wasm", gzipped: gzip("\0asm"), digest: "3" },
    ];
    Page::new(files.leak(), "default-src 'none'", opened)
}

fn request(path: &str, headers: &[(&str, &str)]) -> Request<()> {
    let request = Request::builder().uri(path).header("host", "127.0.0.1:3586");
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).body(()).unwrap()
}

fn got(answer: &Answer, name: &str) -> String {
    answer.headers().get(name).map_or(String::new(), |value| value.to_str().unwrap().to_owned())
}

fn bytes(answer: Answer) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(answer.into_body().collect()).unwrap().to_bytes().to_vec()
}

#[test]
fn files_are_sent_with_their_types() {
    let page = page(None);
    for (path, media_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/assets/a.js?v=1", "text/javascript; charset=utf-8"),
        ("/assets/c.wasm", "application/wasm"),
    ] {
        let answer = page.answer(&request(path, &[]));
        assert_eq!(
            (answer.status(), got(&answer, "content-type").as_str()),
            (StatusCode::OK, media_type),
            "{path}"
        );
    }
    for path in ["/assets", "/assets/", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "/assets//a.js", "/open"] {
        assert_eq!(page.answer(&request(path, &[])).status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn files_are_gzipped_for_whoever_takes_it() {
    let page = page(None);
    let plain = page.answer(&request("/assets/a.js", &[("accept-encoding", "br, gzip;q=0")]));
    assert_eq!(got(&plain, "content-encoding"), "");
    assert_eq!(bytes(plain), SCRIPT.as_bytes());
    let packed = page.answer(&request("/assets/a.js", &[("accept-encoding", "br, GZIP;q=0.5")]));
    assert_eq!(
        (got(&packed, "content-encoding"), got(&packed, "vary")),
        ("gzip".into(), "accept-encoding".into())
    );
    assert_eq!(bytes(packed), gzip(SCRIPT));
}

#[test]
fn a_file_that_is_known_is_not_sent_again() {
    let page = page(None);
    let tag = got(&page.answer(&request("/assets/a.js", &[])), "etag");
    let list = format!("\"other\", {tag}");
    let again = page.answer(&request("/assets/a.js", &[("if-none-match", &list)]));
    assert_eq!((again.status(), got(&again, "etag")), (StatusCode::NOT_MODIFIED, tag));
    assert!(bytes(again).is_empty());
    let other = page.answer(&request("/assets/a.js", &[("if-none-match", "W/\"1\"")]));
    assert_eq!(other.status(), StatusCode::OK);
}

#[test]
fn other_hosts_are_refused() {
    let page = page(None);
    let status = |host: &str| {
        let request = Request::builder().uri("/").header("host", host).body(()).unwrap();
        page.answer(&request).status()
    };
    for host in ["localhost", "localhost:3586", "127.0.0.1", "127.0.0.1:80", "[::1]:3586", "127.8.8.8"] {
        assert_eq!(status(host), StatusCode::OK, "{host}");
    }
    for host in [
        "example.org",
        "example.org:3586",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "10.0.0.1:3586",
        "[::2]",
        "a@localhost@b",
        "",
        " ",
    ] {
        assert_eq!(status(host), StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let nameless = Request::builder().uri("/").body(()).unwrap();
    assert_eq!(page.answer(&nameless).status(), StatusCode::MISDIRECTED_REQUEST);
}

#[test]
fn nothing_is_taken() {
    let page = page(None);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"] {
        let mut request = request("/", &[]);
        *request.method_mut() = method.parse().unwrap();
        let answer = page.answer(&request);
        assert_eq!(
            (answer.status().as_u16(), got(&answer, "allow").as_str()),
            (405, "GET, HEAD"),
            "{method}"
        );
    }
}

#[test]
fn every_answer_is_protected() {
    let page = page(None);
    for path in ["/", "/nothing"] {
        let answer = page.answer(&request(path, &[]));
        assert_eq!(got(&answer, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(got(&answer, "x-content-type-options"), "nosniff");
        assert_eq!(got(&answer, "referrer-policy"), "no-referrer");
        assert_eq!(got(&answer, "cross-origin-resource-policy"), "same-origin");
    }
}

#[test]
fn the_opened_program_stands_in_the_address() {
    let program = Program {
        files: [("a.fluo".to_owned(), "environment dev {}\n".to_owned())].into(),
        entry: "a.fluo".to_owned(),
        ..Program::default()
    };
    let fragment = crate::link::fragment(&program).unwrap();
    let page = page(Some(Box::new(move || Ok(program.clone()))));
    assert_eq!(page.start(), "/open");
    let answer = page.answer(&request("/open", &[]));
    assert_eq!((answer.status(), got(&answer, "location")), (StatusCode::FOUND, format!("./#{fragment}")));
    assert_eq!(got(&answer, "cache-control"), "no-store");
}

#[test]
fn a_program_that_can_not_be_read_is_told() {
    let page = page(Some(Box::new(|| Err("can't read `a.fluo`: permission denied".to_owned()))));
    let answer = page.answer(&request("/open", &[]));
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(bytes(answer), b"The program can't be opened: can't read `a.fluo`: permission denied\n");
}
