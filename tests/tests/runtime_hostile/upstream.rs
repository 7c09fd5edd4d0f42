//! An upstream that reads strictly, and writes down what it receives.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gwc_runtime::Options;
use gwc_tests::net::{GatewayBuilder, Received, Served, Upstream};

use crate::case::Case;

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a client may take for a head, or for the next piece of a body.
const SLOW: Duration = Duration::from_millis(300);

/// What arrives of the good client that each case ends with.
const GOOD: &str = "GET /good 0";

/// A gateway in front of an upstream that reads strictly.
pub(crate) struct Setup {
    pub(crate) served: Served,
    _upstream: Upstream,
    received: Arc<Mutex<Vec<String>>>,
    open: Arc<AtomicUsize>,
}

impl Setup {
    /// One that waits as long as usual for a client.
    pub(crate) fn patient() -> Setup {
        Setup::with(Options::default())
    }

    /// One that soon closes what is slow.
    pub(crate) fn new() -> Setup {
        Setup::with(Options {
            head_timeout: SLOW,
            client_body_timeout: SLOW,
            client_idle_timeout: 4 * SLOW,
            ..Options::default()
        })
    }

    fn with(options: Options) -> Setup {
        let received = Arc::new(Mutex::new(Vec::new()));
        let open = Arc::new(AtomicUsize::new(0));
        let (kept, count) = (Arc::clone(&received), Arc::clone(&open));
        let upstream = Upstream::start(move |connection| {
            count.fetch_add(1, Ordering::SeqCst);
            while let Some(request) = request(connection) {
                let whole = !request.ends_with(" cut");
                kept.lock().expect("no panic").push(request);
                if !whole {
                    break;
                }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            }
            count.fetch_sub(1, Ordering::SeqCst);
        });
        let gateway = ["GET /", "GET /*", "POST /", "POST /*"]
            .into_iter()
            .fold(GatewayBuilder::new().upstream("u", upstream.address), |builder, route| {
                let (_, path) = route.split_once(' ').expect("`METHOD /path`");
                builder.route(route, "u", path)
            })
            .build();
        Setup { served: Served::start_with(&gateway, options), _upstream: upstream, received, open }
    }

    /// Ends the gateway, so that nothing more can arrive, and compares what did.
    pub(crate) fn expect_received(self, case: &Case) {
        drop(self.served);
        let end = Instant::now() + PATIENCE;
        while self.open.load(Ordering::SeqCst) > 0 {
            assert!(Instant::now() < end, "{}: connections to the upstream stay open", case.name);
            std::thread::sleep(Duration::from_millis(1));
        }
        let received = self.received.lock().expect("no panic").clone();
        // What was refused in its middle may or may not have begun to arrive.
        let optional = |line: &str| case.received.iter().any(|known| known.strip_prefix('?') == Some(line));
        let certain = received.iter().filter(|line| !optional(line) && *line != GOOD);
        let certain: Vec<&String> = certain.collect();
        let expected: Vec<&String> = case.received.iter().filter(|line| !line.starts_with('?')).collect();
        assert_eq!(certain, expected, "{}: what the upstream received", case.name);
    }
}

/// Reads one request: `METHOD /path LENGTH`, with `cut` for its length if its end did not arrive. Nothing at the end of the
/// connection.
fn request(connection: &mut Received) -> Option<String> {
    let head = connection.head()?;
    let line = check(&head);
    let length = match framing(&head) {
        None => Some(0),
        Some(("content-length", length)) => {
            let body = connection.body(&head).len();
            (length.parse() == Ok(body)).then_some(body)
        }
        Some(_) => chunks(connection),
    };
    Some(length.map_or_else(|| format!("{line} cut"), |length| format!("{line} {length}")))
}

/// Its method and path, if its head has one meaning.
///
/// # Panics
/// If it has several, which is what no request may reach an upstream with.
fn check(head: &str) -> String {
    let odd = |text: &str| text.chars().any(|c| c.is_control() && c != '\t');
    let mut lines = head.strip_suffix("\r\n\r\n").expect("an end").split("\r\n");
    let request: Vec<&str> = lines.next().expect("a line").split(' ').collect();
    let [method, path, "HTTP/1.1"] = request[..] else { panic!("not a request line: {head:?}") };
    assert!(path.starts_with('/') && !odd(path), "{head:?}");
    let names: Vec<String> = lines
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no colon: {head:?}"));
            let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
            assert!(!name.is_empty() && name.chars().all(plain) && !odd(value), "{head:?}");
            name.to_ascii_lowercase()
        })
        .collect();
    let count = |name: &str| names.iter().filter(|known| *known == name).count();
    assert_eq!(count("host"), 1, "{head:?}");
    assert!(count("content-length") + count("transfer-encoding") <= 1, "{head:?}");
    format!("{method} {path}")
}

/// How its body is framed: the name in lower case, and the value.
fn framing(head: &str) -> Option<(&'static str, &str)> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let known = ["content-length", "transfer-encoding"].into_iter();
        let framing = known.into_iter().find(|known| name.eq_ignore_ascii_case(known))?;
        assert!(framing == "content-length" || value == "chunked", "{head:?}");
        Some((framing, value))
    })
}

/// The length of a chunked body; nothing if its end does not come.
fn chunks(connection: &mut Received) -> Option<usize> {
    let mut total = 0;
    loop {
        let size = line(connection)?;
        assert!(size.bytes().all(|byte| byte.is_ascii_hexdigit()), "a chunk size: {size:?}");
        let size = usize::from_str_radix(&size, 16).expect("a chunk size");
        for _ in 0..size {
            byte(connection)?;
        }
        total += size;
        let end = line(connection)?;
        assert_eq!(end, "", "after a chunk of {size}");
        if size == 0 {
            return Some(total);
        }
    }
}

/// A line that ends as lines do.
fn line(connection: &mut Received) -> Option<String> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(byte(connection)?);
    }
    Some(String::from_utf8_lossy(&line[..line.len() - 2]).into_owned())
}

fn byte(connection: &mut Received) -> Option<u8> {
    let mut byte = [0];
    (connection.read(&mut byte) == 1).then_some(byte[0])
}
