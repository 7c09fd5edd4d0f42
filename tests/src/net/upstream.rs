//! Upstreams that do as told, byte for byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::loopback::loopback;

/// A listener that hands every connection to a function, on a thread of its own.
pub struct Upstream {
    /// Where it listens.
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
    stopped: Arc<AtomicBool>,
}

/// An accepted connection.
pub struct Received {
    reader: BufReader<TcpStream>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Upstream {
    /// Hands every connection to `serve`.
    pub fn start(serve: impl Fn(&mut Received) + Send + Sync + 'static) -> Upstream {
        Upstream::start_at(loopback(), serve)
    }

    /// Hands every connection at an address to `serve`.
    pub fn start_at(address: SocketAddr, serve: impl Fn(&mut Received) + Send + Sync + 'static) -> Upstream {
        let listener = TcpListener::bind(address).expect("a port");
        let address = listener.local_addr().expect("an address");
        let (connections, heads) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let stopped = Arc::new(AtomicBool::new(false));
        let (count, kept, stop, serve) =
            (connections.clone(), heads.clone(), stopped.clone(), Arc::new(serve));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
                let (heads, serve) = (Arc::clone(&kept), Arc::clone(&serve));
                std::thread::spawn(move || {
                    let _ = stream.set_nodelay(true);
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
                    serve(&mut Received { reader: BufReader::new(stream), heads });
                });
            }
        });
        Upstream { address, connections, heads, stopped }
    }

    /// Answers every request with 200 and this text, and keeps its connections.
    pub fn text(text: &'static str) -> Upstream {
        Upstream::start(move |connection| {
            while let Some(head) = connection.head() {
                connection.skip_body(&head);
                connection.send(&format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len()));
            }
        })
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads of all requests so far, as they came.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no panic").clone()
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

impl Received {
    /// The next head, with its empty line; `None` at the end of the connection.
    pub fn head(&mut self) -> Option<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            if self.reader.read_until(b'\n', &mut head).ok()? == 0 {
                return None;
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        self.heads.lock().expect("no panic").push(head.clone());
        Some(head)
    }

    /// Reads over the body that a head announces; answers its length.
    pub fn skip_body(&mut self, head: &str) -> u64 {
        match header(head, "content-length") {
            Some(length) => {
                let length = length.parse().expect("a length");
                std::io::copy(&mut (&mut self.reader).take(length), &mut std::io::sink()).unwrap_or(0)
            }
            None if header(head, "transfer-encoding").is_some() => self.skip_chunks(),
            None => 0,
        }
    }

    /// Reads the body whose length a head announces.
    pub fn body(&mut self, head: &str) -> Vec<u8> {
        let length = header(head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = Vec::new();
        let _ = (&mut self.reader).take(length).read_to_end(&mut body);
        body
    }

    fn skip_chunks(&mut self) -> u64 {
        let mut total = 0;
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line).unwrap_or(0) == 0 {
                return total;
            }
            let size = u64::from_str_radix(line.trim(), 16).expect("a chunk size");
            let read =
                std::io::copy(&mut (&mut self.reader).take(size + 2), &mut std::io::sink()).unwrap_or(0);
            total += size;
            if size == 0 || read < size + 2 {
                return total;
            }
        }
    }

    /// Sends text; an upstream whose peer is gone says nothing.
    pub fn send(&mut self, text: &str) {
        self.send_bytes(text.as_bytes());
    }

    /// Sends bytes; answers whether they could be sent.
    pub fn send_bytes(&mut self, bytes: &[u8]) -> bool {
        self.reader.get_mut().write_all(bytes).is_ok()
    }

    /// Reads what there is, up to the buffer's length; 0 at the end of the connection.
    pub fn read(&mut self, buffer: &mut [u8]) -> usize {
        self.reader.read(buffer).unwrap_or(0)
    }

    /// Whether the peer closes within the time.
    pub fn closes_within(&mut self, longest: Duration) -> bool {
        let _ = self.reader.get_ref().set_read_timeout(Some(longest));
        !matches!(self.reader.read(&mut [0; 1]), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
    }

    /// The connection itself.
    pub fn stream(&self) -> &TcpStream {
        self.reader.get_ref()
    }
}

/// The value of a header in a head.
pub(crate) fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}
