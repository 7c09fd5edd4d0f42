//! A lookup: by example, against the reference, and against `matchit` where the two mean the same.

use std::collections::BTreeSet;

use gwc_artifact::*;
use proptest::prelude::*;

use crate::reference::{self, Answer};
use crate::support::{Chance, endpoint, gateway, large, open};

/// What a lookup answers, in the reference's words.
fn answer(artifact: &Artifact, method: Method, path: &str) -> Answer {
    match artifact.find(method, path) {
        Ok(found) => {
            let params =
                (0..found.params.len()).filter_map(|i| found.params.get(i)).chain(found.params.tail());
            Answer::Endpoint(found.endpoint, params.map(str::to_owned).collect())
        }
        Err(Miss::NotFound) => Answer::NotFound,
        Err(Miss::MethodNotAllowed(methods)) => Answer::MethodNotAllowed(methods),
        Err(Miss::Refused(_)) => Answer::Refused,
    }
}

/// The endpoint a request meets, as `METHOD path`, or the miss.
fn meets(artifact: &Artifact, method: Method, path: &str) -> String {
    match artifact.find(method, path) {
        Ok(found) => {
            let endpoint = artifact.endpoint(found.endpoint).unwrap();
            format!("{} {} {:?}", endpoint.method, endpoint.path, found.params)
        }
        Err(miss) => format!("{miss:?}"),
    }
}

#[test]
fn the_most_literal_path_wins_and_others_are_tried() {
    use Method::{Get, Post};
    let artifact = open(&gateway(vec![
        endpoint(Get, "/"),
        endpoint(Get, "/a/b"),
        endpoint(Get, "/a/{x}"),
        endpoint(Get, "/a/{x}/c"),
        endpoint(Get, "/a/*"),
        endpoint(Get, "/a/b/{y}/d"),
        endpoint(Post, "/a/b/z"),
        endpoint(Get, "/dir/"),
    ]));
    for (method, path, expected) in [
        (Get, "/", "GET / []"),
        (Post, "/", "MethodNotAllowed({GET, HEAD, OPTIONS})"),
        (Get, "/a", "NotFound"),
        (Get, "/a/", "NotFound"),
        (Get, "/a/b", "GET /a/b []"),
        (Get, "/a/%62", "GET /a/b []"),
        (Get, "/a/q", "GET /a/{x} [\"q\"]"),
        (Get, "/a/q%20r", "GET /a/{x} [\"q%20r\"]"),
        (Get, "/a/b/c", "GET /a/{x}/c [\"b\"]"),
        (Get, "/a/b/z/d", "GET /a/b/{y}/d [\"z\"]"),
        (Get, "/a/b/z/e", "GET /a/* [\"b/z/e\"]"),
        // The literal is there for another method only: the tail answers.
        (Get, "/a/b/z", "GET /a/* [\"b/z\"]"),
        (Post, "/a/b/z", "POST /a/b/z []"),
        (Post, "/a/b/y", "MethodNotAllowed({GET, HEAD, OPTIONS})"),
        (Post, "/a/b", "MethodNotAllowed({GET, HEAD, OPTIONS})"),
        (Get, "/a/b/c/", "NotFound"),
        (Get, "/dir/", "GET /dir/ []"),
        (Get, "/dir", "NotFound"),
        (Get, "/A/b", "NotFound"),
        (Get, "", "Refused(NotAbsolute)"),
        (Get, "//", "Refused(EmptySegment)"),
        (Get, "/a//b", "Refused(EmptySegment)"),
        (Get, "/a?b", "Refused(Delimiter)"),
    ] {
        assert_eq!(meets(&artifact, method, path), expected, "{method} {path}");
    }
    let methods = |path| artifact.allowed(path).map(|methods| methods.to_string());
    assert_eq!(methods("/a/b/z").as_deref(), Ok("GET, POST, HEAD, OPTIONS"));
    assert_eq!(methods("/nowhere").as_deref(), Ok(""));
    assert_eq!(methods("/a/../b"), Err(Refusal::DotSegment));
}

#[test]
fn head_follows_get_unless_the_semantics_are_those_of_krakend() {
    use Method::{Get, Head, Options, Post};
    let endpoints = vec![
        endpoint(Get, "/a/{x}"),
        endpoint(Get, "/both"),
        endpoint(Head, "/both"),
        endpoint(Head, "/a/*"),
        endpoint(Post, "/post"),
        endpoint(Get, "/options"),
        endpoint(Options, "/options"),
    ];
    let gwr = open(&gateway(endpoints.clone()));
    let krakend = open(&Gateway { semantics: Semantics::Krakend, ..gateway(endpoints) });
    for (method, path, of_gwr, of_krakend) in [
        (Head, "/a/b", "GET /a/{x} [\"b\"]", "HEAD /a/* [\"b\"]"),
        (Head, "/a/b/c", "HEAD /a/* [\"b/c\"]", "HEAD /a/* [\"b/c\"]"),
        (Head, "/both", "HEAD /both []", "HEAD /both []"),
        (Head, "/post", "MethodNotAllowed({POST, OPTIONS})", "MethodNotAllowed({POST})"),
        (Head, "/options", "GET /options []", "MethodNotAllowed({GET, OPTIONS})"),
        (Options, "/options", "OPTIONS /options []", "OPTIONS /options []"),
        (Options, "/post", "MethodNotAllowed({POST, OPTIONS})", "MethodNotAllowed({POST})"),
        (Head, "/none", "NotFound", "NotFound"),
        (Options, "/none", "NotFound", "NotFound"),
    ] {
        assert_eq!(meets(&gwr, method, path), of_gwr, "{method} {path}");
        assert_eq!(meets(&krakend, method, path), of_krakend, "{method} {path}");
    }
}

#[test]
fn parameters_are_given_raw_and_decoded() {
    let artifact = open(&gateway(vec![endpoint(Method::Get, "/a/{x}/{y}")]));
    let found = artifact.find(Method::Get, "/a/caf%C3%a9%20%25/plain").unwrap();
    let decoded = |position| found.params.decoded(position);
    assert_eq!(found.params.get(0), Some("caf%C3%a9%20%25"));
    assert_eq!((decoded(0).as_deref(), decoded(1).as_deref()), (Some("caf\u{e9} %"), Some("plain")));
    assert_eq!((found.params.get(2), decoded(2), found.params.tail()), (None, None, None));
}

#[test]
fn paths_of_any_length_are_answered() {
    let artifact = open(&large());
    for path in
        ["/".repeat(70_000), "/a".repeat(32_767), "/a".repeat(32_768), format!("/{}", "x".repeat(65_534))]
    {
        let answer = artifact.find(Method::Options, &path);
        match path.len() {
            _ if path.starts_with("//") => assert!(matches!(answer, Err(Miss::Refused(_)))),
            ..=MAX_PATH => assert_eq!(answer.unwrap().params.tail(), Some(&path[1..])),
            _ => assert_eq!(answer, Err(Miss::Refused(Refusal::TooLong))),
        }
    }
}

#[test]
fn a_table_made_to_hurt_has_an_answer() {
    // At each of 12 depths the literal and the parameter both go on: 4,096 ways lead to the end.
    let mut patterns = vec![String::new()];
    for _ in 0..12 {
        patterns =
            patterns.iter().flat_map(|start| [format!("{start}/a"), format!("{start}/{{p}}")]).collect();
    }
    let named = |pattern: &String| {
        let mut n = 0;
        let parts = pattern.split("{p}").map(|part| {
            n += 1;
            format!("{part}{{p{n}}}")
        });
        let text: String = parts.collect();
        text.strip_suffix(&format!("{{p{n}}}")).unwrap().to_owned()
    };
    let artifact = open(&gateway(patterns.iter().map(|path| endpoint(Method::Get, &named(path))).collect()));
    assert_eq!(artifact.find(Method::Get, &format!("{}/b", "/a".repeat(12))), Err(Miss::NotFound));
}

const LITERALS: [&str; 9] =
    ["a", "b", "ab", "items", "items-and-more", "12345678", "caf\u{e9}", "100%", "x y"];

/// Those of them that need no escape.
const PLAIN: &[&str] = LITERALS.split_at(6).0;

fn pattern(chance: &mut Chance, literals: &[&str]) -> String {
    let depth = chance.below(6);
    let mut text = String::new();
    for i in 0..depth {
        text.push('/');
        match chance.below(4) {
            0 => text.push_str(&format!("{{p{i}}}")),
            _ => text.push_str(&escape(chance.pick(literals), &mut Chance(0), 0)),
        }
    }
    match chance.below(6) {
        0 => text.push_str("/*"),
        1 if depth > 0 => text.push('/'),
        _ if depth == 0 => text.push('/'),
        _ => {}
    }
    text
}

/// A segment as a client may write it: what must be escaped is, and one in `n` of the rest (0: none).
fn escape(segment: &str, chance: &mut Chance, n: usize) -> String {
    let mut out = String::new();
    for byte in segment.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() && (n == 0 || !chance.one_in(n)) => out.push(b.into()),
            b if b.is_ascii_graphic() && b != b'%' && n == 0 => out.push(b.into()),
            b if chance.one_in(2) => out.push_str(&format!("%{b:02x}")),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// A path that has to do with the table: a pattern filled in, then perhaps spoiled. One character in `n` is escaped
/// that need not be (0: none).
fn path(endpoints: &[Endpoint], chance: &mut Chance, literals: &[&str], n: usize) -> String {
    let pattern = &endpoints[chance.below(endpoints.len())].path;
    let mut segments: Vec<String> = Vec::new();
    for segment in &pattern.segments {
        let count = if *segment == Segment::Tail { 1 + chance.below(3) } else { 1 };
        for _ in 0..count {
            let text = match segment {
                Segment::Literal(text) if !chance.one_in(8) => &**text,
                _ => chance.pick(literals),
            };
            segments.push(escape(text, chance, n));
        }
    }
    if chance.one_in(8) {
        segments.pop();
    }
    if chance.one_in(8) {
        segments.push(escape(chance.pick(literals), chance, n));
    }
    if chance.one_in(12) {
        segments.push(String::new());
    }
    if chance.one_in(25) {
        let odd = [
            ".",
            "..",
            "%2e",
            "%2E.",
            "a%2fb",
            "a\\b",
            "%5c",
            "a;b",
            "%3B",
            "%00",
            "%",
            "%4",
            "%zz",
            "%c0%af",
            "%ed%a0%80",
            "%e9",
            "%252e",
            "%25%32%65",
            "%2541",
            "\u{1}",
            "%7f",
            "",
            "%f0%9f%98%80",
            "...",
            "%25zz",
            "a?b",
        ];
        let at = chance.below(segments.len() + 1);
        segments.insert(at, chance.pick(&odd).to_owned());
    }
    format!("/{}", segments.join("/"))
}

/// Endpoints whose paths and methods are all different, in the order an artifact keeps them.
fn table(seed: u64, semantics: Semantics) -> (Artifact, Vec<Endpoint>) {
    let mut chance = Chance(seed);
    let mut endpoints: Vec<Endpoint> = Vec::new();
    let mut seen = BTreeSet::new();
    for _ in 0..1 + chance.below(60) {
        let method = [Method::Get, Method::Post, Method::Head, Method::Options][chance.below(4)];
        let text = pattern(&mut chance, &LITERALS);
        let shape: Vec<_> =
            text.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect();
        if seen.insert((method, shape.join("/"))) {
            endpoints.push(endpoint(method, &text));
        }
    }
    let artifact = open(&Gateway { semantics, ..gateway(endpoints) });
    let endpoints = artifact.gateway().endpoints.clone();
    (artifact, endpoints)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// 400 tables, 5,000 lookups each: two million.
    #[test]
    fn a_lookup_answers_what_the_reference_does(seed: u64, krakend: bool) {
        let semantics = if krakend { Semantics::Krakend } else { Semantics::Gwr };
        let (artifact, endpoints) = table(seed, semantics);
        let mut chance = Chance(!seed);
        for _ in 0..5_000 {
            let path = path(&endpoints, &mut chance, &LITERALS, 9);
            let method = Method::ALL[chance.below(7)];
            let expected = reference::find(&endpoints, semantics, method, &path);
            prop_assert_eq!(answer(&artifact, method, &path), expected, "{} {}", method, path);
        }
    }

    /// One method, no trailing slash, no escape: there `matchit` means the same, so far as it takes the patterns.
    #[test]
    fn a_lookup_answers_what_matchit_does(seed: u64) {
        let mut chance = Chance(seed);
        let mut router = matchit::Router::new();
        let mut endpoints = Vec::new();
        for _ in 0..1 + chance.below(40) {
            // `matchit` refuses parameters of different names at one place.
            let text = pattern(&mut chance, PLAIN);
            let text = match text.trim_end_matches('/') {
                "" => "/",
                text => text,
            };
            let new = endpoint(Method::Get, text);
            if router.insert(new.path.to_string().replace("/*", "/{*tail}"), new.id).is_ok() {
                endpoints.push(new);
            }
        }
        prop_assume!(!endpoints.is_empty());
        let artifact = open(&gateway(endpoints));
        let endpoints = artifact.gateway().endpoints.clone();
        let mut compared = 0;
        for _ in 0..2_500 {
            let path = path(&endpoints, &mut chance, PLAIN, 0);
            if path.contains('%') || (path.ends_with('/') && path != "/") {
                continue;
            }
            let found = match artifact.find(Method::Get, &path) {
                Ok(found) => Some(endpoints[found.endpoint].id),
                Err(Miss::Refused(_)) => continue,
                Err(_) => None,
            };
            prop_assert_eq!(found, router.at(&path).ok().map(|found| *found.value), "{}", path);
            compared += 1;
        }
        prop_assert!(compared > 300, "only {} of the paths compared", compared);
    }
}
