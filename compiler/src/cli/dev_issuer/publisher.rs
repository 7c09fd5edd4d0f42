//! Publishes the key set, and balances of accounts, on the loopback address.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::key::Key;

/// A server of the key set, and a folder for files of keys. Both end with the process.
pub(in crate::cli) struct Publisher {
    address: SocketAddr,
    files: tempfile::TempDir,
}

impl Publisher {
    /// Listens on a free port and answers on a thread of its own.
    ///
    /// # Errors
    /// If no port or no thread can be had, or a key cannot be read.
    pub(in crate::cli) fn start() -> io::Result<Publisher> {
        let body = Key::set().map_err(io::Error::other)?.to_string();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        std::thread::Builder::new().name("issuer".to_owned()).spawn(move || {
            for stream in listener.incoming() {
                // A gateway that closes its connection fetches again.
                let _ = stream.and_then(|stream| answer(&stream, &body));
            }
        })?;
        Ok(Publisher { address, files: tempfile::tempdir()? })
    }

    /// Writes the file of keys of an auth, with one record. Returns its path.
    ///
    /// # Errors
    /// The reason as a message.
    pub(super) fn publish(&self, auth: &str, record: &Value) -> Result<String, String> {
        // The name of an auth is one segment of a path, and has no text that is no UTF-8.
        let path = self.files.path().join(format!("{auth}.jsonl"));
        std::fs::write(&path, format!("{record}\n"))
            .map_err(|error| format!("cannot write the keys of auth `{auth}`: {error}"))?;
        path.into_os_string().into_string().map_err(|_| "the path of temporary files is no text".to_owned())
    }

    /// Where the key set is.
    pub(in crate::cli) fn url(&self) -> String {
        format!("http://{}/jwks", self.address)
    }
}

/// Where balances are.
const BALANCE: &str = "/balance";
/// An account with this in its name has no funds.
const NO_FUNDS: &str = "no-funds";

/// Where balances are, beside the key set.
pub(super) fn balance_url(key_set: &str) -> String {
    format!("{}{BALANCE}", key_set.trim_end_matches("/jwks"))
}

fn answer(mut stream: &TcpStream, body: &str) -> io::Result<()> {
    /// Only programs of this machine connect, and one that is silent must not stop the others.
    const PATIENCE: Duration = Duration::from_secs(1);
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut head = BufReader::new(stream).lines();
    let target = head.next().transpose()?.unwrap_or_default();
    while head.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let funds = match target.contains(NO_FUNDS) {
        true => r#"{"available":0}"#,
        false => r#"{"available":1000}"#,
    };
    let body = if target.contains(BALANCE) { funds } else { body };
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/jwk-set+json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}
