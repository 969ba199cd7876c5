//! A port of the loopback address.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, TcpListener};

/// The port that is tried first where none is asked for: `fluo` on the keys of a telephone.
pub const FIRST_PORT: u16 = 3586;
/// How many ports are tried from there.
const TRIES: u16 = 20;

/// Why there is no port.
#[derive(Debug)]
pub enum Taken {
    /// The port that was asked for can't be listened on.
    Asked(u16, io::Error),
    /// None of these ports can: the first and the last.
    All(u16, u16),
}

/// Listens on 127.0.0.1: on `port` (0 is any that is free), or on the first free one from [`FIRST_PORT`].
///
/// # Errors
/// If the port, or each of them, is taken.
pub fn listen(port: Option<u16>) -> Result<TcpListener, Taken> {
    match port {
        Some(port) => bind(port).map_err(|error| Taken::Asked(port, error)),
        None => first_free(FIRST_PORT, FIRST_PORT + TRIES - 1),
    }
}

fn first_free(first: u16, last: u16) -> Result<TcpListener, Taken> {
    for port in first..=last {
        match bind(port) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(Taken::Asked(port, error)),
        }
    }
    Err(Taken::All(first, last))
}

fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(listener: &TcpListener) -> u16 {
        listener.local_addr().unwrap().port()
    }

    #[test]
    fn a_port_that_is_taken_is_refused_where_it_was_asked_for() {
        let first = listen(Some(0)).unwrap();
        assert!(first.local_addr().unwrap().ip().is_loopback());
        let taken = port(&first);
        assert!(matches!(listen(Some(taken)), Err(Taken::Asked(port, _)) if port == taken));
    }

    #[test]
    fn the_next_free_port_is_found_otherwise() {
        let first = listen(Some(0)).unwrap();
        let taken = port(&first);
        let Ok(next) = first_free(taken, taken.saturating_add(40)) else { panic!("forty ports are taken") };
        assert!(port(&next) > taken);
        assert!(
            matches!(first_free(taken, taken), Err(Taken::All(one, other)) if (one, other) == (taken, taken))
        );
    }
}
