//! The mock backend of the recording: answers by path, and notes what it gets.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gwc_tests::net::loopback;
use serde_json::{Value, json};

use super::case;

/// A request that the backend got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saw {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) second: bool,
}

/// The backend, on two ports.
pub(crate) struct Backend {
    pub(crate) ports: [u16; 2],
    /// A port where nothing listens.
    pub(crate) dead: u16,
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    scripted: HashMap<String, Value>,
    saw: Mutex<Vec<Saw>>,
    idle: Mutex<Vec<(SocketAddr, TcpStream)>>,
}

impl Backend {
    pub(crate) fn start(folder: &Path) -> Backend {
        let scripted = std::fs::read_to_string(folder.join("backend-responses.json")).expect("the scripts");
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            scripted: serde_json::from_str(&scripted).expect("JSON"),
            saw: Mutex::default(),
            idle: Mutex::default(),
        });
        let ports = [false, true].map(|second| listen(&shared, second));
        Backend { ports, dead: dead_port(), shared }
    }

    /// What it got since the last call.
    pub(crate) fn take(&self) -> Vec<Saw> {
        std::mem::take(&mut self.shared.saw.lock().expect("no panic"))
    }

    /// Closes the connections that are open.
    pub(crate) fn drop_connections(&self) {
        for (_, stream) in std::mem::take(&mut *self.shared.idle.lock().expect("no panic")) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn listen(shared: &Arc<Shared>, second: bool) -> u16 {
    let listener = TcpListener::bind(loopback()).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let shared = Arc::clone(shared);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || serve(&shared, stream, second));
        }
    });
    port
}

fn serve(shared: &Shared, stream: TcpStream, second: bool) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let peer = stream.peer_addr().ok()?;
    shared.idle.lock().expect("no panic").push((peer, stream.try_clone().ok()?));
    let mut reader = BufReader::new(stream);
    while exchange(shared, &mut reader, second).is_some() {}
    // The last handle of the socket: with it goes the connection.
    shared.idle.lock().expect("no panic").retain(|(known, _)| *known != peer);
    None
}

/// One request and its answer; `None` when the connection ends.
fn exchange(shared: &Shared, reader: &mut BufReader<TcpStream>, second: bool) -> Option<()> {
    let saw = receive(reader, second)?;
    let path = saw.target.clone();
    if !path.starts_with("/jwks/") {
        shared.saw.lock().expect("no panic").push(saw.clone());
    }
    answer(shared, &saw, &path, reader.get_mut())
}

/// Reads a request to its end.
fn receive(reader: &mut BufReader<TcpStream>, second: bool) -> Option<Saw> {
    let first = line(reader)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let line = line(reader)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let header = |wanted: &str| {
        let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.clone())
    };
    if header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
        reader.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
    }
    let mut body = Vec::new();
    if header("transfer-encoding").is_some() {
        chunks(reader, &mut body)?;
    } else if let Some(length) = header("content-length") {
        body.resize(length.parse().ok()?, 0);
        reader.read_exact(&mut body).ok()?;
    }
    Some(Saw { method, target, headers, body, second })
}

fn line(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
    // As the recording shows it: as Latin-1 where it is not UTF-8.
    let latin = |bytes: Vec<u8>| bytes.into_iter().map(char::from).collect();
    let line: String = String::from_utf8(line).unwrap_or_else(|error| latin(error.into_bytes()));
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn chunks(reader: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Option<()> {
    loop {
        let size = usize::from_str_radix(line(reader)?.split(';').next()?.trim(), 16).ok()?;
        let start = body.len();
        body.resize(start + size, 0);
        reader.read_exact(&mut body[start..]).ok()?;
        // The end of the chunk; after the last one, trailers and an empty line.
        if size > 0 {
            line(reader)?;
        } else {
            while !line(reader)?.is_empty() {}
            return Some(());
        }
    }
}

/// Answers by path; `None` ends the connection.
fn answer(shared: &Shared, saw: &Saw, target: &str, stream: &mut TcpStream) -> Option<()> {
    let path = target.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let number = |at: usize| segments.get(at).and_then(|text| text.parse::<usize>().ok()).unwrap_or(200);
    let typed = |status: usize, kind: &str, body: &[u8]| reply(saw, status, &[("Content-Type", kind)], body);
    let json_type = "application/json";
    let whole = match segments.first().copied().unwrap_or_default() {
        "echo" => typed(200, json_type, &spaced(&json!({ "method": saw.method, "target": target }))),
        "mirror" => {
            let kind = header(saw, "content-type").unwrap_or("application/octet-stream");
            typed(200, kind, &saw.body)
        }
        "status" => typed(number(1), json_type, &spaced(&json!({ "status": number(1) }))),
        "raw" => return scripted(shared, saw, segments.get(1)?, stream),
        "slow" => {
            std::thread::sleep(Duration::from_millis(number(1) as u64));
            let prefix = format!("/slow/{}", segments.get(1)?);
            return answer(shared, saw, target.strip_prefix(&prefix)?, stream);
        }
        "redirect" => {
            let rest = target.strip_prefix(&format!("/redirect/{}", segments.get(1)?))?;
            let headers = [("Content-Type", json_type), ("Location", rest)];
            reply(saw, number(1), &headers, &spaced(&json!({ "redirect": number(1) })))
        }
        "bytes" => typed(200, "application/octet-stream", &case::filled(number(1))),
        "digest" => {
            let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &saw.body);
            let hex: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
            typed(200, json_type, &spaced(&json!({ "len": saw.body.len(), "sha256": hex })))
        }
        "sse" => return events(number(1), number(2), stream),
        "stall" => {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(15)));
            let _ = stream.read(&mut [0]);
            return None;
        }
        "reset" => return reset(stream),
        "close" => return close(stream),
        "jwks" => {
            let keys = std::fs::read(shared.folder.join("keys").join(segments.get(1)?)).ok()?;
            let kind = if segments.get(2) == Some(&"text") { "text/plain" } else { json_type };
            typed(number(3), kind, &keys)
        }
        _ => typed(404, json_type, &spaced(&json!({ "unknown": target }))),
    };
    stream.write_all(&whole).ok()
}

fn header<'a>(saw: &'a Saw, wanted: &str) -> Option<&'a str> {
    let found = saw.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    found.map(|(_, value)| value.as_str())
}

fn reply(saw: &Saw, status: usize, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Mock\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    let without_body = status < 200 || status == 204 || status == 304;
    if !without_body {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    // A header is as many bytes as it has characters.
    let mut bytes: Vec<u8> = (head + "\r\n").chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
    if !without_body && saw.method != "HEAD" {
        bytes.extend(body);
    }
    bytes
}

/// The bytes of a script, part after part.
fn scripted(shared: &Shared, saw: &Saw, name: &str, stream: &mut TcpStream) -> Option<()> {
    let script = shared.scripted.get(name)?;
    for part in script["parts"].as_array()? {
        std::thread::sleep(Duration::from_millis(part["sleep_ms"].as_u64().unwrap_or(0)));
        let mut bytes = match (part["text"].as_str(), part["b64"].as_str()) {
            (Some(text), _) => text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
            (None, coded) => case::base64(coded?),
        };
        if saw.method == "HEAD"
            && let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n")
        {
            bytes.truncate(end + 4);
        }
        stream.write_all(&dated(bytes)).ok()?;
    }
    match script["after"].as_str()? {
        "close" => close(stream),
        "reset" => {
            std::thread::sleep(Duration::from_millis(30));
            reset(stream)
        }
        "stall" => {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(15)));
            let _ = stream.read(&mut [0]);
            None
        }
        _ => Some(()),
    }
}

/// With the placeholder of a date replaced by one.
fn dated(bytes: Vec<u8>) -> Vec<u8> {
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains("{{httpdate}}") => {
            text.replace("{{httpdate}}", "Sat, 21 Nov 2026 10:00:00 GMT").into_bytes()
        }
        _ => bytes,
    }
}

fn events(count: usize, pause: usize, stream: &mut TcpStream) -> Option<()> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).ok()?;
    for event in 0..count {
        if event > 0 {
            std::thread::sleep(Duration::from_millis(pause as u64));
        }
        let data = format!("data: {event}\n\n");
        stream.write_all(format!("{:x}\r\n{data}\r\n", data.len()).as_bytes()).ok()?;
    }
    stream.write_all(b"0\r\n\r\n").ok()
}

fn close(stream: &TcpStream) -> Option<()> {
    let _ = stream.shutdown(Shutdown::Both);
    None
}

/// With a linger of zero, the end of the socket is a reset.
fn reset(stream: &TcpStream) -> Option<()> {
    let socket = socket2::SockRef::from(stream);
    let _ = socket.set_linger(Some(Duration::ZERO));
    None
}

/// JSON with a space after `:` and `,`, each byte above 0x7e escaped, and a final newline.
fn spaced(value: &Value) -> Vec<u8> {
    let Some(object) = value.as_object() else { return Vec::new() };
    let fields = object.iter().map(|(key, value)| match value.as_str() {
        Some(text) => format!("\"{key}\": {}", quoted(text)),
        None => format!("\"{key}\": {value}"),
    });
    format!("{{{}}}\n", fields.collect::<Vec<_>>().join(", ")).into_bytes()
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if !(' '..='~').contains(&c) => quoted += &format!("\\u{:04x}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// An address of this machine where nothing listens.
pub(crate) fn dead_port() -> u16 {
    let listener = TcpListener::bind(loopback()).expect("a port");
    let address: SocketAddr = listener.local_addr().expect("an address");
    address.port()
}
