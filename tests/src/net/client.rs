//! A client that sends exact bytes and sees how an answer ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long a client waits for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to a gateway.
pub struct Wire {
    reader: BufReader<TcpStream>,
}

/// An answer, as far as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How the body ended.
    pub end: End,
}

/// How a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By its length, its last chunk, or, where neither is set, with the connection.
    Whole,
    /// With the connection, before what was announced.
    Cut,
}

/// Sends the bytes on a connection of their own and reads one answer.
pub fn exchange(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Answer {
    try_exchange(address, bytes).expect("an answer")
}

/// Sends the bytes on a connection of their own and reads one answer, if there is one.
pub fn try_exchange(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Option<Answer> {
    let mut wire = Wire::connect(address);
    wire.send(bytes);
    wire.answer()
}

impl Wire {
    /// Connects.
    pub fn connect(address: SocketAddr) -> Wire {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("an open socket");
        stream.set_read_timeout(Some(PATIENCE)).expect("an open socket");
        stream.set_write_timeout(Some(PATIENCE)).expect("an open socket");
        Wire { reader: BufReader::new(stream) }
    }

    /// Sends bytes; a gateway that has closed already is no error, its answer tells.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.reader.get_mut().write_all(bytes.as_ref());
    }

    /// Sends `GET` for the path.
    pub fn get(&mut self, path: &str) -> Answer {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: gateway.test\r\n\r\n"));
        self.answer().expect("an answer")
    }

    /// Reads one answer; `None` if the connection ends before its head does.
    pub fn answer(&mut self) -> Option<Answer> {
        self.answer_to("GET")
    }

    /// Reads the answer to a request with this method: to `HEAD`, it has no body.
    pub fn answer_to(&mut self, method: &str) -> Option<Answer> {
        let (status, headers) = self.head()?;
        let mut answer = Answer { status, headers, body: Vec::new(), end: End::Whole };
        if status == 101 || status == 204 || status == 304 || method == "HEAD" {
            return Some(answer);
        }
        let mut body = Vec::new();
        let whole = match (answer.header("content-length"), answer.header("transfer-encoding")) {
            (Some(length), _) => {
                let length: u64 = length.parse().expect("a length");
                let read = (&mut self.reader).take(length).read_to_end(&mut body);
                read.is_ok_and(|read| read as u64 == length)
            }
            (None, Some(_)) => self.chunks(&mut body).is_some(),
            (None, None) => self.reader.read_to_end(&mut body).is_ok(),
        };
        answer.body = body;
        answer.end = if whole { End::Whole } else { End::Cut };
        Some(answer)
    }

    /// Reads the head of an answer: its status and headers. Interim answers are passed over.
    pub fn head(&mut self) -> Option<(u16, Vec<(String, String)>)> {
        loop {
            let status = self.line()?.split(' ').nth(1)?.parse().ok()?;
            let mut headers = Vec::new();
            loop {
                let line = self.line()?;
                if line.is_empty() {
                    break;
                }
                let (name, value) = line.split_once(':')?;
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            if status != 100 {
                return Some((status, headers));
            }
        }
    }

    /// Reads one chunk; an empty one is the last. `None` if the connection ends before it.
    pub fn chunk(&mut self) -> Option<Vec<u8>> {
        let size = usize::from_str_radix(&self.line()?, 16).ok()?;
        let mut chunk = vec![0; size];
        self.reader.read_exact(&mut chunk).ok()?;
        self.line()?.is_empty().then_some(chunk)
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> Option<()> {
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Some(());
            }
            body.extend(chunk);
        }
    }

    /// Reads a line, without its end.
    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        self.reader.read_until(b'\n', &mut line).ok()?;
        let line = line.strip_suffix(b"\r\n")?;
        Some(String::from_utf8_lossy(line).into_owned())
    }

    /// Reads what there is; 0 at the end of the connection, `None` when it was reset or nothing came.
    pub fn read(&mut self, buffer: &mut [u8]) -> Option<usize> {
        self.reader.read(buffer).ok()
    }

    /// Reads all that comes until the gateway closes.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let _ = self.reader.read_to_end(&mut rest);
        rest
    }

    /// Whether the gateway closes within the time, having sent nothing more.
    pub fn closes_within(&mut self, longest: Duration) -> bool {
        let stream = self.reader.get_ref();
        stream.set_read_timeout(Some(longest)).expect("an open socket");
        let closed = match self.reader.fill_buf() {
            Ok(bytes) => bytes.is_empty(),
            Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
        };
        let _ = self.reader.get_ref().set_read_timeout(Some(PATIENCE));
        closed
    }

    /// The connection itself.
    pub fn stream(&self) -> &TcpStream {
        self.reader.get_ref()
    }
}

impl Answer {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}
