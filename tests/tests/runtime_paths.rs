//! No spelling of a path reaches a gated endpoint's upstream by another endpoint, seen at the upstreams themselves.

use std::fmt::Write as _;

use gwc_artifact::{Auth, AuthKind, Credential};
use gwc_runtime::Options;
use gwc_tests::golden;
use gwc_tests::net::{GatewayBuilder, Served, Upstream, try_exchange};

/// A line of the list: `\xNN` is a byte, all else stands for itself.
fn bytes(line: &str) -> Vec<u8> {
    let mut parts = line.split("\\x");
    let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                out.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => out.extend_from_slice(format!("\\x{part}").as_bytes()),
        }
    }
    out
}

/// Whether a careless server could take the path for one below `/admin`.
fn could_be_admin(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut readings = vec![path.to_ascii_lowercase()];
    for _ in 0..3 {
        readings.push(decoded(readings.last().unwrap()));
    }
    readings.iter().any(|reading| {
        let mut segments: Vec<&str> = Vec::new();
        for segment in reading.split(['/', '\\']) {
            match segment.split([';', '\0']).next().unwrap_or_default() {
                "" | "." => {}
                ".." => drop(segments.pop()),
                plain => segments.push(plain),
            }
        }
        segments.first() == Some(&"admin")
    })
}

fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escape =
            (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|two| std::str::from_utf8(two).ok());
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &tail[2..];
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn spellings_reach_what_the_table_says() {
    let list =
        std::fs::read_to_string(golden::repository().join("artifact/tests/fixtures/spellings.txt")).unwrap();
    let spellings: Vec<&str> = list.lines().filter(|line| line.starts_with('/')).collect();
    assert!(spellings.len() >= 80, "only {} spellings", spellings.len());
    let (public, gated) = (Upstream::text("public"), Upstream::text("gated"));
    let key = gwc_artifact::ApiKey {
        prefixes: vec!["sk-".to_owned()].into(),
        headers: vec!["Authorization".to_owned()],
        verify: gwc_artifact::KeyCheck::Upstream,
    };
    let gateway = GatewayBuilder::new()
        .upstream("public", public.address)
        .upstream("gated", gated.address)
        .route("GET /public/*", "public", "/public/*")
        .route_with("GET /admin/*", "gated", "/admin/*", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["key".into()]);
        })
        .with(|gateway| gateway.auth = vec![Auth::new("key", AuthKind::ApiKey(key))])
        .build();
    let served = Served::start_with(&gateway, Options { skip_credentials: true, ..Options::default() });
    let mut table = String::from(
        "# `GET /public/*` and `GET /admin/*` through the gateway: the status, whose endpoint answered, and the path\n\
         # that upstream saw. The gated one is never reached by the public endpoint, however its path is spelled.\n",
    );
    for spelling in spellings {
        let seen = (public.heads().len(), gated.heads().len());
        let request = [b"GET ", bytes(spelling).as_slice(), b" HTTP/1.1\r\nHost: x\r\n\r\n"].concat();
        let status = try_exchange(served.address, request).map_or(0, |answer| answer.status);
        let path = |heads: Vec<String>| {
            heads.last().and_then(|head| head.split(' ').nth(1)).unwrap_or("?").to_owned()
        };
        let reached = match (public.heads().len() - seen.0, gated.heads().len() - seen.1) {
            (0, 0) => String::new(),
            (1, 0) => {
                let path = path(public.heads());
                assert!(!could_be_admin(&path), "{spelling} reached {path} by the public endpoint");
                format!(" public {path}")
            }
            (0, 1) => format!(" gated {}", path(gated.heads())),
            both => panic!("{spelling} was sent to {both:?}"),
        };
        assert_eq!(status == 200, !reached.is_empty(), "{spelling}");
        writeln!(table, "{spelling:44} {status}{reached}").unwrap();
    }
    golden::text("runtime/spellings", &table);
}

#[test]
fn the_careless_server_is_careless_enough() {
    for path in
        ["/admin/a", "/x/../admin", "/x/%2e%2e/admin", "/%2561dmin", "//ADMIN", "/x\\..\\admin", "/admin;a/b"]
    {
        assert!(could_be_admin(path), "{path}");
    }
    assert!(!could_be_admin("/public/admin") && !could_be_admin("/public/..a/admin"));
}
