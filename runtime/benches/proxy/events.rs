//! How much later an event of a stream arrives through a proxy: from the write of the backend to the read of the client.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::gateway::Policies;
use crate::proxy::{Cores, PATH, Proxy};

/// nginx buffers no response that asks it not to.
const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n\
    Transfer-Encoding: chunked\r\n\r\n";
/// Streams at once.
const STREAMS: usize = 32;
/// Events of each.
const EVENTS: usize = 200;
/// Between two events of a stream.
const PAUSE: Duration = Duration::from_millis(10);

pub(crate) fn compare(directory: &Path, gwr: &Path, cores: Cores) {
    let backend = backend();
    let ours = Proxy::gwr(directory, gwr, backend, cores, Policies::None);
    let theirs = Proxy::nginx(directory, backend, cores, false);
    println!("{STREAMS} streams with an event every {PAUSE:?}; delay in microseconds, p50/p99");
    println!("  direct {}", delays(backend));
    for _ in 0..3 {
        println!("  gwr    {}", delays(ours.address()));
        println!("  nginx  {}", delays(theirs.address()));
    }
}

/// The clock of both ends.
fn now() -> u128 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos()
}

/// Sends events that state when they were sent.
fn backend() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// Streams until the peer is gone.
fn serve(stream: TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (mut reader, mut writer) = (BufReader::new(stream.try_clone().ok()?), stream);
    loop {
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        }
        writer.write_all(HEAD).ok()?;
        for _ in 0..EVENTS {
            thread::sleep(PAUSE);
            let event = format!("data: {}\n\n", now());
            writer.write_all(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes()).ok()?;
        }
        writer.write_all(b"0\r\n\r\n").ok()?;
    }
}

/// The delays of all events of all streams.
fn delays(address: SocketAddr) -> String {
    let clients: Vec<_> = (0..STREAMS).map(|_| thread::spawn(move || read(address))).collect();
    let mut delays: Vec<u128> =
        clients.into_iter().flat_map(|client| client.join().expect("a client")).collect();
    assert_eq!(delays.len(), STREAMS * EVENTS, "every event arrives");
    delays.sort_unstable();
    let at = |share: f64| delays[((delays.len() - 1) as f64 * share) as usize] / 1000;
    format!("{}/{}", at(0.5), at(0.99))
}

fn read(address: SocketAddr) -> Vec<u128> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("an open socket");
    let request = format!("GET {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("an open connection");
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let events = lines.filter_map(|line| Some(now() - line.strip_prefix("data: ")?.parse::<u128>().ok()?));
    // The backend keeps its connection.
    events.take(EVENTS).collect()
}
