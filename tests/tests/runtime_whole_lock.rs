//! Every line of `endpoints.lock` of both gateways of this repository, served: who is rejected, who is accepted, and what
//! of the client's identity headers reaches an upstream.

use std::collections::BTreeSet;

use gwc_artifact::{Algorithm, AuthKind, Forward, ForwardHeaders, Gateway, Stream};
use gwc_runtime::Options;
use gwc_runtime::echo::Echo;
use gwc_tests::golden;
use gwc_tests::net::{Answer, Issuer, Served, SigningKey, Upstream, Wire, compiled, loopback, now};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;

/// A line of a lock, as a request.
struct Line {
    method: String,
    path: String,
    credential: String,
    has_upstream: bool,
}

/// A gateway of this repository in front of an echo, with an issuer that can sign.
struct Lock {
    lines: Vec<Line>,
    served: Served,
    token: String,
    /// The identity headers of the artifact, each as a name, and one name of each family.
    identity: Vec<String>,
    _echo: Option<Echo>,
    _issuer: Issuer,
    /// The service that knows of funds of every account.
    balances: Upstream,
}

impl Lock {
    fn serve(name: &str, change: impl FnOnce(&mut Gateway), upstream: Option<&Upstream>) -> Lock {
        let key = SigningKey::new("k1");
        let issuer = Issuer::start(&[&key]);
        let mut gateway = compiled(name);
        for auth in &mut gateway.auth {
            if let AuthKind::Jwt(jwt) = &mut auth.kind {
                (jwt.jwks_url, jwt.allow_http) = (format!("http://{}/jwks", issuer.address()), true);
                jwt.algorithms = vec![Algorithm::Es256].into();
            }
        }
        let balances = funds();
        for balance in &mut gateway.balances {
            balance.url = format!("http://{}/balance", balances.address);
            balance.token = None;
        }
        change(&mut gateway);
        let identity =
            gateway.stripped.entries().map(|entry| titled(&entry.replace('*', "anything"))).collect();
        let echo = upstream.is_none().then(|| Echo::start(loopback()).unwrap());
        let address = upstream.map(|upstream| upstream.address).or(echo.as_ref().map(Echo::address));
        let served =
            Served::start_with(&gateway, Options { upstream_override: address, ..Options::default() });
        let claims = format!(
            r#"{{"iss":"https://hanzo.id","sub":"u1","owner":"o1","roles":["r1"],"exp":{}}}"#,
            now() + 300
        );
        let token = format!("Authorization: Bearer {}\r\n", key.sign(&claims));
        Lock { lines: lines(name), served, token, identity, _echo: echo, _issuer: issuer, balances }
    }

    /// The header of the credential that a line names.
    fn credential(&self, line: &Line) -> &str {
        match line.credential.as_str() {
            "public" => "",
            "iam" => &self.token,
            "key" | "key+widget" => "Authorization: Bearer sk-test\r\n",
            other => panic!("what is `{other}`?"),
        }
    }
}

/// A balance service, for which every account has funds.
fn funds() -> Upstream {
    Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"available\":9}");
        }
    })
}

fn lines(name: &str) -> Vec<Line> {
    let file = golden::repository().join("routes").join(name).join("endpoints.lock");
    let text = std::fs::read_to_string(file).unwrap();
    let line = |line: &str| {
        let [method, path, credential, upstream] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let segments = path.split('/').map(|segment| match segment {
            "*" => "any/thing",
            parameter if parameter.starts_with('{') => "one",
            plain => plain,
        });
        Line {
            method: method.to_owned(),
            path: segments.collect::<Vec<_>>().join("/"),
            credential: credential.to_owned(),
            has_upstream: upstream != "-",
        }
    };
    text.lines().filter(|line| !line.starts_with('#')).map(line).collect()
}

fn ask(wire: &mut Wire, line: &Line, headers: &str) -> Answer {
    wire.send(format!("{} {} HTTP/1.1\r\nHost: gateway\r\n{headers}\r\n", line.method, line.path));
    wire.answer().unwrap_or_else(|| panic!("no answer to {} {}", line.method, line.path))
}

#[test]
fn each_endpoint_of_the_locks_rejects_and_accepts_as_its_line_states() {
    for (name, endpoints, gated) in [("hanzo", 133, 117), ("lux", 14, 0)] {
        let lock = Lock::serve(name, |_| {}, None);
        assert_eq!(lock.lines.len(), endpoints, "{name}");
        let mut wire = Wire::connect(lock.served.address);
        let mut rejected = 0;
        for line in &lock.lines {
            let shown = format!("{} {}", line.method, line.path);
            let is_public = line.credential == "public";
            let without = ask(&mut wire, line, "");
            assert_eq!(without.status, if is_public { 200 } else { 401 }, "{shown} without a credential");
            rejected += u32::from(without.status == 401);
            if !is_public {
                let forged = ask(&mut wire, line, "Authorization: Bearer a.b.c\r\n");
                assert_eq!(forged.status, 401, "{shown} with a malformed token");
            }
            let with = ask(&mut wire, line, lock.credential(line));
            assert_eq!(with.status, 200, "{shown}: {}", with.text());
            if line.has_upstream {
                let echoed = with.json();
                let user = &echoed["headers"]["x-user-id"];
                let expected = if line.credential == "iam" { Value::from("u1") } else { Value::Null };
                assert_eq!((&echoed["method"], user), (&line.method.as_str().into(), &expected), "{shown}");
            }
        }
        assert_eq!(rejected, gated, "{name}");
        let asked: BTreeSet<String> = lock.balances.heads().into_iter().collect();
        let gate = asked.iter().all(|head| head.starts_with("GET /balance?user=o1%2Fu1&currency=usd "));
        assert!(gate && asked.is_empty() == (name == "lux"), "{asked:#?}");
    }
}

/// What the seeds strip: the artifact has all of it.
const SEEDS: [&str; 18] = [
    "x-user-id",
    "x-org-id",
    "x-user-owner",
    "x-roles",
    "x-user-permissions",
    "x-user-email",
    "x-phone-number",
    "x-user-isadmin",
    "x-user-isglobaladmin",
    "x-project-id",
    "x-billing-account-id",
    "x-user-role",
    "x-user-roles",
    "x-user-name",
    "x-tenant-id",
    "x-org",
    "x-iam-anything",
    "x-hanzo-anything",
];

/// A name of the artifact, which is in lower case, as documents write it.
fn titled(name: &str) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

/// Ten spellings of a name: its case, and `_` in place of each `-`, the first, or the last.
fn spellings(name: &str) -> [String; 10] {
    let alternating = |text: &str| -> String {
        let letter = |(at, letter): (usize, char)| match at % 2 {
            0 => letter.to_ascii_lowercase(),
            _ => letter.to_ascii_uppercase(),
        };
        text.chars().enumerate().map(letter).collect()
    };
    let all = name.replace('-', "_");
    let first = name.replacen('-', "_", 1);
    let last = name.rsplit_once('-').map_or_else(|| name.to_owned(), |(start, end)| format!("{start}_{end}"));
    [
        name.to_owned(),
        name.to_lowercase(),
        name.to_uppercase(),
        alternating(name),
        all.to_lowercase(),
        all.to_uppercase(),
        alternating(&all),
        all,
        first,
        last,
    ]
}

impl Lock {
    /// The forged headers of each spelling, a request's worth each.
    fn forged(&self) -> Vec<Vec<String>> {
        (0..10).map(|at| self.identity.iter().map(|name| spellings(name)[at].clone()).collect()).collect()
    }

    /// The headers of a request with a credential, a witness and these forged names.
    fn headers(&self, line: &Line, names: &[String]) -> String {
        let forged: String = names.iter().map(|name| format!("{name}: forged\r\n")).collect();
        format!("X-Other: witness\r\n{}{forged}", self.credential(line))
    }
}

const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// Everything that may pass does, so that nothing but the list of identity headers stops them.
fn forward_all(gateway: &mut Gateway) {
    for endpoint in &mut gateway.endpoints {
        let forward = Forward::clone(&endpoint.forward);
        endpoint.forward = Forward { headers: ForwardHeaders::All, ..forward }.into();
    }
}

/// What the echo received has the witness, which every request sends, and nothing forged.
fn check(line: &Line, status: u16, body: &str) {
    let shown = format!("{} {}", line.method, line.path);
    assert_eq!(status, 200, "{shown}: {body}");
    assert!(!body.contains("forged"), "{shown}: {body}");
    assert!(!line.has_upstream || body.contains("witness"), "{shown}: {body}");
}

#[test]
fn the_names_are_those_of_the_artifact_with_all_of_the_seeds() {
    let lock = Lock::serve("hanzo", |_| {}, None);
    for name in SEEDS {
        assert!(
            lock.identity.iter().any(|known| known.eq_ignore_ascii_case(name)),
            "{name} of {:?}",
            lock.identity
        );
    }
    for name in &lock.identity {
        let distinct: BTreeSet<String> = spellings(name).into_iter().collect();
        assert!(distinct.len() >= 8, "{distinct:?}");
    }
}

#[test]
fn no_spelling_of_an_identity_header_passes_over_http_1() {
    let lock = Lock::serve("hanzo", forward_all, None);
    let mut wire = Wire::connect(lock.served.address);
    let mut requests = 0;
    for line in &lock.lines {
        for names in lock.forged() {
            let answer = ask(&mut wire, line, &lock.headers(line, &names));
            check(line, answer.status, &answer.text());
            requests += 1;
        }
    }
    assert_eq!(requests, 1330);
}

/// An endpoint that is no WebSocket, or whose upstream declines it, answers as ever; the connection ends with it.
#[test]
fn no_spelling_of_an_identity_header_passes_with_an_upgrade_that_is_not_taken() {
    let lock = Lock::serve("hanzo", forward_all, None);
    let mut requests = 0;
    for line in &lock.lines {
        for names in lock.forged() {
            let headers = lock.headers(line, &names) + UPGRADE;
            let answer = ask(&mut Wire::connect(lock.served.address), line, &headers);
            check(line, answer.status, &answer.text());
            requests += 1;
        }
    }
    assert_eq!(requests, 1330);
}

#[test]
fn no_spelling_of_an_identity_header_passes_over_h2c() {
    let lock = Lock::serve("hanzo", forward_all, None);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(lock.served.address).await.unwrap();
        let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
        let (mut sender, connection) = handshake.await.unwrap();
        tokio::spawn(connection);
        // HTTP/2 has names in lower case only, so some spellings are the same there.
        let lower = |names: Vec<String>| names.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>();
        let forged: BTreeSet<Vec<String>> = lock.forged().into_iter().map(lower).collect();
        assert!(forged.len() >= 4, "{forged:#?}");
        for line in &lock.lines {
            for names in &forged {
                let mut request = hyper::Request::builder()
                    .method(line.method.as_str())
                    .uri(format!("http://gateway{}", line.path))
                    .header("x-other", "witness");
                if let Some((name, value)) = lock.credential(line).trim_end().split_once(": ") {
                    request = request.header(name, value);
                }
                for name in names {
                    request = request.header(name, "forged");
                }
                let request = request.body(http_body_util::Empty::<bytes::Bytes>::new()).unwrap();
                let answer = sender.send_request(request).await.unwrap();
                let status = answer.status().as_u16();
                let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
                check(line, status, &String::from_utf8_lossy(&body));
            }
        }
    });
}

/// Each endpoint as a WebSocket: whatever its method, its credential and its headers are, the handshake is the request
/// that the upstream gets.
#[test]
fn no_spelling_of_an_identity_header_passes_with_a_websocket() {
    let upstream = Upstream::start(|connection| {
        if connection.head().is_some() {
            connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
            );
        }
    });
    let sockets = |gateway: &mut Gateway| {
        forward_all(gateway);
        gateway.endpoints.iter_mut().for_each(|endpoint| endpoint.stream = Stream::WebSocket);
    };
    let lock = Lock::serve("hanzo", sockets, Some(&upstream));
    // A handshake is a `GET` (RFC 6455, 4.1); an upgrade with another method is no WebSocket.
    let is_socket = |line: &&Line| line.has_upstream && line.method == "GET";
    let (mut opened, mut minted) = (0, 0);
    for line in lock.lines.iter().filter(is_socket) {
        for names in lock.forged() {
            let headers = lock.headers(line, &names) + UPGRADE;
            let answer = ask(&mut Wire::connect(lock.served.address), line, &headers);
            assert_eq!(answer.status, 101, "{} {} {names:?}", line.method, line.path);
            let head = upstream.heads().pop().expect("a head");
            assert!(head.contains("witness") && !head.contains("forged"), "{head}");
            minted += u32::from(head.to_lowercase().contains("\r\nx-user-id: u1\r\n"));
            opened += 1;
        }
    }
    let gated = lock.lines.iter().filter(is_socket).filter(|line| line.credential == "iam").count();
    assert_eq!((opened, minted), (10 * lock.lines.iter().filter(is_socket).count(), 10 * gated as u32));
    assert!(gated > 40, "{gated}");
}

/// A key of a widget is published: it opens one endpoint, for the pages of its owner, and few times a minute.
#[test]
fn keys_open_what_they_are_for() {
    let lock = Lock::serve("hanzo", |_| {}, None);
    let mut wire = Wire::connect(lock.served.address);
    let mut answer = |path: &str, key: &str, more: &str| {
        let headers = format!("Authorization: Bearer {key}\r\nContent-Length: 0\r\n{more}");
        wire.send(format!("POST {path} HTTP/1.1\r\nHost: gateway\r\n{headers}\r\n"));
        wire.answer().unwrap()
    };
    let mut status = |path: &str, key: &str, more: &str| answer(path, key, more).status;
    let (chat, embeddings) = ("/v1/chat/completions", "/v1/embeddings");
    for key in ["hk-1", "hk_live_1", "sk-1", "pk-1", "fw_1"] {
        assert_eq!([status(chat, key, ""), status(embeddings, key, "")], [200; 2], "{key}");
    }
    let page = "Origin: https://www.hanzo.ai\r\n";
    assert_eq!(status(embeddings, "hz_1", page), 401);
    assert_eq!(status(chat, "hz_1", ""), 403);
    assert_eq!(status(chat, "hz_1", "Origin: https://nothanzo.ai\r\n"), 403);
    let widget: Vec<u16> = (0..11).map(|_| status(chat, "hz_1", page)).collect();
    assert_eq!(widget, [[200; 10].as_slice(), &[429]].concat());
    let refused = answer(chat, "hz_1", page).text();
    let message =
        "Widget rate limit exceeded. Try again shortly, or use a Hanzo API key (hk-*) for higher limits.";
    assert!(refused.contains(message), "{refused}");
}
