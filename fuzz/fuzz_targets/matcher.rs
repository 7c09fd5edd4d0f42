//! Any table answers any path as the reference does. The input is text: patterns, an empty line, paths; a line with a
//! digit in front has the method of that number.

#![no_main]

#[path = "../../artifact/tests/suite/reference.rs"]
mod reference;
#[path = "../../artifact/tests/suite/support.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;
#[path = "../../artifact/tests/suite/traffic.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod traffic;

use gwc_artifact::{Artifact, Endpoint, Method, Miss, PathPattern, Semantics, encode};
use libfuzzer_sys::fuzz_target;
use reference::Answer;

fuzz_target!(|text: &str| {
    let (patterns, paths) = text.split_once("\n\n").unwrap_or((text, text));
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for (method, pattern) in patterns.lines().take(64).map(with_method) {
        if PathPattern::parse(pattern).is_ok() {
            let new = support::endpoint(method, pattern);
            let twin = |old: &Endpoint| old.method == method && shape(&old.path) == shape(&new.path);
            if !endpoints.iter().any(twin) {
                endpoints.push(new);
            }
        }
    }
    let bytes = encode(&support::gateway(endpoints)).expect("patterns that are read can be written");
    let artifact = Artifact::open(bytes).expect("what is written can be opened");
    let endpoints = &artifact.gateway().endpoints;
    for (method, path) in paths.lines().take(64).map(with_method) {
        let answer = match artifact.find(method, path) {
            Ok(found) => {
                let params =
                    (0..found.params.len()).filter_map(|i| found.params.get(i)).chain(found.params.tail());
                Answer::Endpoint(found.endpoint, params.map(str::to_owned).collect())
            }
            Err(Miss::NotFound) => Answer::NotFound,
            Err(Miss::MethodNotAllowed(methods)) => Answer::MethodNotAllowed(methods),
            Err(Miss::Refused(_)) => Answer::Refused,
        };
        assert_eq!(answer, reference::find(endpoints, Semantics::Gwr, method, path), "{method} {path}");
    }
});

fn with_method(line: &str) -> (Method, &str) {
    match line.as_bytes().first() {
        Some(digit @ b'0'..=b'6') => (Method::ALL[usize::from(digit - b'0')], &line[1..]),
        _ => (Method::Get, line),
    }
}

fn shape(pattern: &PathPattern) -> Vec<Option<String>> {
    use gwc_artifact::Segment;
    let shape = |segment: &Segment| match segment {
        Segment::Literal(text) => Some(text.to_string()),
        Segment::Param(_) => None,
        Segment::Tail => Some("/".to_owned()),
    };
    pattern.segments.iter().map(shape).collect()
}
