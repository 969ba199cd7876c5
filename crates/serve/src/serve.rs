//! The page on a port.

use crate::page::Page;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a client may take to ask.
const PATIENCE: Duration = Duration::from_secs(30);

/// Answers requests until `end` is there.
///
/// # Errors
/// If the system refuses what a server needs.
pub fn serve(listener: TcpListener, page: Page, end: impl Future<Output = ()>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    listener.set_nonblocking(true)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let page = Arc::new(page);
        tokio::pin!(end);
        loop {
            tokio::select! {
                () = &mut end => return Ok(()),
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => drop(tokio::spawn(converse(stream, Arc::clone(&page)))),
                    // A client that is gone again, or too many open files: neither ends the server.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                },
            }
        }
    })
}

/// Ends when the user presses Ctrl-C; never where that can't be heard, and the system ends the program itself.
pub async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn converse(stream: TcpStream, page: Arc<Page>) {
    let service = service_fn(|request| std::future::ready(Ok::<_, Infallible>(page.answer(&request))));
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    // A client that hangs up in the middle is nobody's fault.
    let _ = connection.serve_connection(TokioIo::new(stream), service).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listen;
    use std::io::{Read as _, Write as _};
    use tokio::sync::oneshot;

    fn ask(port: u16, head: &str) -> String {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn requests_are_answered_until_the_end() {
        let listener = listen(Some(0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = oneshot::channel();
        let page = Page::new(&[], "default-src 'none'", None);
        let server = std::thread::spawn(move || serve(listener, page, async { stopped.await.unwrap() }));
        let answer = ask(port, "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
        assert!(answer.ends_with("There is no such file.\n"), "{answer}");
        let head = ask(port, "HEAD / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        assert!(head.contains("content-length: 23\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(ask(port, "nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
        stop.send(()).unwrap();
        server.join().unwrap().unwrap();
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
