//! Any bytes can be opened or are refused; what is opened is what is written of the gateway in it.
//!
//! The digest would stop nearly every mutation, so there are two ways in: bytes as they come, and edits of a sound
//! artifact that is sealed again afterwards.

#![no_main]

#[path = "../../artifact/tests/suite/support.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;
#[path = "../../artifact/tests/suite/traffic.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod traffic;

use std::sync::LazyLock;

use gwc_artifact::{Artifact, Method, PathPattern, Segment, encode};
use libfuzzer_sys::fuzz_target;

static SOUND: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    [support::small(), support::large()].map(|gateway| encode(&gateway).expect("it is sound"))
});

/// How long the header is.
const HEADER: usize = 112;

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((0 | 1, edits)) => use_up(&edited(&SOUND[usize::from(data[0])], edits)),
        Some((2, bytes)) => use_up(&sealed(bytes.to_vec(), &SOUND[0])),
        _ => use_up(data),
    }
});

/// Five bytes are an edit: where (three), by what (one), and whether a whole number is changed (one).
fn edited(sound: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for edit in edits.chunks_exact(5) {
        let at = u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize % bytes.len();
        let word = (at & !3).min(bytes.len() - 4);
        match edit[4] % 4 {
            0 => bytes[at] ^= edit[3],
            1 => bytes[at] = edit[3],
            2 => bytes[word..][..4].copy_from_slice(&u32::from(edit[3]).to_le_bytes()),
            _ => bytes[word..][..4].copy_from_slice(&u32::MAX.wrapping_sub(edit[3].into()).to_le_bytes()),
        }
    }
    sealed(bytes, sound)
}

/// With the head of a sound artifact, and its own digest.
fn sealed(mut bytes: Vec<u8>, sound: &[u8]) -> Vec<u8> {
    if bytes.len() >= HEADER {
        let length = bytes.len() as u64;
        // What a reader asks for before anything else; where the parts are, and so the rest, is the input's.
        bytes[..64].copy_from_slice(&sound[..64]);
        bytes[40..48].copy_from_slice(&length.to_le_bytes());
        let digest = blake3::Hasher::new().update(&bytes[..80]).update(&bytes[HEADER..]).finalize();
        bytes[80..HEADER].copy_from_slice(digest.as_bytes());
    }
    bytes
}

fn use_up(bytes: &[u8]) {
    let Ok(artifact) = Artifact::open(bytes) else { return };
    let gateway = artifact.gateway();
    let again = encode(gateway).expect("what can be opened can be written");
    // The writer's name, and with it the digest, may differ.
    assert!(
        again[32..80] == bytes[32..80] && again[HEADER..] == bytes[HEADER..],
        "two files hold one gateway"
    );
    for endpoint in gateway.endpoints.iter().take(20) {
        let path = example(&endpoint.path);
        assert!(artifact.find(endpoint.method, &path).is_ok(), "{path}");
        let _ = artifact.find(Method::Options, &format!("{path}/%41/b"));
    }
    artifact.sections();
}

/// A path that the pattern matches. The name of a parameter is any text, and no part of the path.
fn example(pattern: &PathPattern) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Param(_) => "/~".to_owned(),
        Segment::Tail => "/~/~".to_owned(),
        literal => PathPattern { segments: vec![literal.clone()] }.to_string(),
    };
    match pattern.segments.is_empty() {
        true => "/".to_owned(),
        false => pattern.segments.iter().map(part).collect(),
    }
}
