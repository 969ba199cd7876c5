//! What a request is answered with.

use crate::link::Program;
use flate2::read::GzDecoder;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Uri};
use std::fmt;
use std::io::Read as _;
use std::net::Ipv4Addr;

/// A file of the page, as it is kept in the binary.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its path below the page's root, `/` separated: `assets/index.js`.
    pub path: &'static str,
    /// Its bytes, gzipped.
    pub gzipped: &'static [u8],
    /// A digest of its bytes.
    pub digest: &'static str,
}

/// Reads the program that was named on the command line, anew each time; `Err` says in a line why it can't be.
pub type Opened = Box<dyn Fn() -> Result<Program, String> + Send + Sync>;

/// The page, and the program that it opens.
pub struct Page {
    files: &'static [File],
    policy: HeaderValue,
    opened: Option<Opened>,
}

impl fmt::Debug for Page {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Page").field("files", &self.files.len()).finish_non_exhaustive()
    }
}

/// A whole answer.
pub(crate) type Answer = Response<Full<Bytes>>;

/// The path that leads to the page with the opened program. The program stands in the fragment of its answer's
/// `Location`, because command lines, by which browsers are started, take no long addresses.
pub(crate) const OPEN: &str = "/open";

impl Page {
    /// A page of these files, `index.html` among them, under the content security policy that it states itself.
    #[must_use]
    pub fn new(files: &'static [File], policy: &str, opened: Option<Opened>) -> Self {
        // Pages of others may not frame it; a `<meta>` can't say that.
        let policy = format!("{policy}; frame-ancestors 'none'");
        let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { files, policy, opened }
    }

    /// The path to visit.
    #[must_use]
    pub fn start(&self) -> &'static str {
        if self.opened.is_some() { OPEN } else { "/" }
    }

    /// The answer to a request. Only requests that name this machine as their host are answered: a name that somebody else
    /// makes lead here would let his pages read what is served.
    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Answer {
        let mut answer = if !is_loopback(request) {
            text(StatusCode::MISDIRECTED_REQUEST, "This server answers to 127.0.0.1 and localhost only.\n")
        } else if request.method() != Method::GET && request.method() != Method::HEAD {
            with(
                text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered.\n"),
                header::ALLOW,
                HeaderValue::from_static("GET, HEAD"),
            )
        } else {
            self.found(request)
        };
        self.protect(answer.headers_mut());
        answer
    }

    fn found<B>(&self, request: &Request<B>) -> Answer {
        let path = request.uri().path();
        if let Some(opened) = self.opened.as_ref().filter(|_| path == OPEN) {
            return redirect(opened);
        }
        let wanted = match path.strip_prefix('/') {
            Some("") | None => "index.html",
            Some(path) => path,
        };
        match self.files.iter().find(|file| file.path == wanted) {
            Some(file) => send(file, request.headers()),
            None => text(StatusCode::NOT_FOUND, "There is no such file.\n"),
        }
    }

    fn protect(&self, headers: &mut HeaderMap) {
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        for (name, value) in [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

fn is_loopback<B>(request: &Request<B>) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(authority) = host.and_then(|host| host.parse::<Uri>().ok()) else { return false };
    match authority.host() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

fn redirect(opened: &Opened) -> Answer {
    let fragment = opened().and_then(|program| {
        crate::link::fragment(&program).map_err(|long| {
            let kilobytes = |bytes: usize| bytes.div_ceil(1024);
            format!(
                "the program is too large for a link: {} KB, {} are taken",
                kilobytes(long.bytes),
                kilobytes(long.limit)
            )
        })
    });
    match fragment.map(|fragment| HeaderValue::from_str(&format!("./#{fragment}"))) {
        Ok(Ok(location)) => {
            let answer = with(text(StatusCode::FOUND, ""), header::LOCATION, location);
            with(answer, header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
        }
        Ok(Err(_)) => text(StatusCode::INTERNAL_SERVER_ERROR, "The program can't be put into an address.\n"),
        Err(why) => text(StatusCode::INTERNAL_SERVER_ERROR, &format!("The program can't be opened: {why}\n")),
    }
}

fn send(file: &File, asked: &HeaderMap) -> Answer {
    // Weak: the same for the file and the file gzipped.
    let tag = format!("W/\"{}\"", file.digest);
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut answer = if known.flat_map(|list| list.split(',')).any(|known| known.trim() == tag) {
        empty(StatusCode::NOT_MODIFIED)
    } else if takes_gzip(asked) {
        let body = body(StatusCode::OK, Bytes::from_static(file.gzipped), media_type(file.path));
        with(body, header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))
    } else {
        let mut bytes = Vec::new();
        match GzDecoder::new(file.gzipped).read_to_end(&mut bytes) {
            Ok(_) => body(StatusCode::OK, bytes.into(), media_type(file.path)),
            Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "The file is damaged.\n"),
        }
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    // Asked for again each time, and answered with a few bytes if nothing changed.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    with(answer, header::VARY, HeaderValue::from_static("accept-encoding"))
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let lists = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let refused =
            weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map" | "webmanifest") => "application/json; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn with(mut answer: Answer, name: HeaderName, value: HeaderValue) -> Answer {
    answer.headers_mut().insert(name, value);
    answer
}

fn text(status: StatusCode, text: &str) -> Answer {
    body(status, Bytes::copy_from_slice(text.as_bytes()), "text/plain; charset=utf-8")
}

fn body(status: StatusCode, bytes: Bytes, media_type: &'static str) -> Answer {
    let mut answer = Response::new(Full::new(bytes));
    *answer.status_mut() = status;
    with(answer, header::CONTENT_TYPE, HeaderValue::from_static(media_type))
}

fn empty(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}

#[cfg(test)]
mod tests;
