//! Damaged, cut, foreign and future files are refused, each with its reason.

use std::sync::LazyLock;

use gwc_artifact::{Artifact, OpenError, encode};

use proptest::prelude::*;

use crate::support::{Chance, large, small};

/// How long the header is.
const HEADER: usize = 112;

fn samples() -> [Vec<u8>; 2] {
    static SAMPLES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
        let (large, small) = (large(), small());
        assert_eq!((large.endpoints.len(), small.endpoints.len()), (133, 14));
        [encode(&large).unwrap(), encode(&small).unwrap()]
    });
    SAMPLES.clone()
}

fn refused(bytes: &[u8]) -> OpenError {
    let error = Artifact::open(bytes).expect_err("damage must be seen");
    assert!(!error.to_string().is_empty());
    error
}

/// Writes the digest a file of these bytes has, so that what lies behind the digest is reached.
fn seal(bytes: &mut [u8]) {
    let digest = blake3::Hasher::new().update(&bytes[..80]).update(&bytes[HEADER..]).finalize();
    bytes[80..HEADER].copy_from_slice(digest.as_bytes());
}

#[test]
fn every_flipped_bit_is_refused() {
    for bytes in samples() {
        let half = bytes.len() / 2;
        std::thread::scope(|scope| {
            for range in [0..half, half..bytes.len()] {
                let mut bytes = bytes.clone();
                scope.spawn(move || {
                    for (i, bit) in range.flat_map(|i| (0..8).map(move |bit| (i, bit))) {
                        bytes[i] ^= 1 << bit;
                        refused(&bytes);
                        bytes[i] ^= 1 << bit;
                    }
                });
            }
        });
    }
}

/// The digest catches accidents; a writer with a bug, or a stranger, seals what they wrote. Whatever they write is
/// refused, or it is exactly what is written of the gateway it says: no two files hold one gateway.
#[test]
fn a_flipped_bit_under_a_fresh_digest_is_refused_or_another_gateway() {
    let [large, small] = samples();
    // Of the large one a bit of each byte, of the small one all of them.
    let large_flips: Vec<_> = (0..large.len()).map(|i| (i, i % 8)).collect();
    let small_flips: Vec<_> = (0..small.len()).flat_map(|i| (0..8).map(move |bit| (i, bit))).collect();
    std::thread::scope(|scope| {
        for (mut bytes, flips) in [(large, large_flips), (small, small_flips)] {
            scope.spawn(move || {
                let all = flips.len();
                let sound = flips.into_iter().filter(|(i, bit)| {
                    bytes[*i] ^= 1 << bit;
                    let sound = is_sound(&mut bytes);
                    bytes[*i] ^= 1 << bit;
                    sound
                });
                let sound = sound.count();
                println!("{sound} of {all} flips make another sound artifact");
                assert!(0 < sound && sound < all);
            });
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Bytes changed, inserted, removed and moved, with header and digest made right again.
    #[test]
    fn random_changes_are_refused_or_another_gateway(seed: u64) {
        let mut chance = Chance(seed);
        let [large, small] = samples();
        let mut bytes = if chance.one_in(2) { large } else { small };
        for _ in 0..1 + chance.below(3) {
            let at = HEADER + chance.below(bytes.len() - HEADER);
            match chance.below(5) {
                0 => bytes[at] = chance.next() as u8,
                1 => bytes[at] = bytes[at].wrapping_add(1),
                2 => drop(bytes.remove(at)),
                3 => bytes.insert(at, chance.next() as u8),
                _ => {
                    let from = HEADER + chance.below(bytes.len() - HEADER);
                    let length = chance.below(24).min(bytes.len() - from.max(at));
                    bytes.copy_within(from..from + length, at);
                }
            }
        }
        fit(&mut bytes);
        is_sound(&mut bytes);
    }
}

/// Seals the bytes and opens them. What opens is, but for the writer's name, what is written of the gateway in it.
fn is_sound(bytes: &mut [u8]) -> bool {
    seal(bytes);
    let Ok(artifact) = Artifact::open(&*bytes) else { return false };
    let mut again = encode(artifact.gateway()).expect("what can be opened can be written");
    assert_eq!(Artifact::open(&*again).unwrap().gateway(), artifact.gateway());
    again[8..32].copy_from_slice(&bytes[8..32]);
    seal(&mut again);
    assert!(again == bytes, "two files hold one gateway");
    true
}

/// Makes the lengths in the header those of the file: the policies are the last part, and take up the change.
fn fit(bytes: &mut [u8]) {
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let before = HEADER + 32 * number(64) + 16 * number(68) + number(72);
    let (length, policy) = (bytes.len() as u64, bytes.len().saturating_sub(before) as u32);
    bytes[40..48].copy_from_slice(&length.to_le_bytes());
    bytes[76..80].copy_from_slice(&policy.to_le_bytes());
}

#[test]
fn every_truncation_is_refused() {
    for bytes in samples() {
        for length in 0..bytes.len() {
            refused(&bytes[..length]);
        }
    }
}

#[test]
fn an_appended_byte_is_refused() {
    for mut bytes in samples() {
        bytes.push(0);
        assert!(matches!(refused(&bytes), OpenError::Length { .. }));
    }
}

#[test]
fn another_format_is_refused_by_number_and_writer() {
    let writer = || concat!("gwc ", env!("CARGO_PKG_VERSION")).to_owned();
    let [mut bytes, _] = samples();
    bytes[4] = 3;
    seal(&mut bytes);
    let newer = OpenError::NewerFormat { found: 3, known: 2, writer: writer() };
    assert_eq!(refused(&bytes), newer);
    let text = newer.to_string();
    assert!(text.contains(&format!("`{}` wrote format 3", writer())), "{text}");
    assert!(text.contains("reads format 2"), "{text}");
    // The rest of a future format is unknown, so its number is named even if nothing else is understood.
    let unknown = "an unknown version".to_owned();
    let newer = OpenError::NewerFormat { found: 3, known: 2, writer: unknown };
    assert_eq!(refused(b"GWCA\x03\x00\xff\xff"), newer);
    assert_eq!(refused(b"GWCA\x01\x00\x00\x00"), OpenError::OlderFormat { found: 1, known: 2 });
    assert_eq!(refused(b"GWCA\x00\x00\x00\x00"), OpenError::UnknownFormat { found: 0 });
}

#[test]
fn what_a_reader_does_not_know_is_refused_and_its_writer_named() {
    let changed = |at: usize, value: u8| {
        let [mut bytes, _] = samples();
        bytes[at] = value;
        bytes[8..32].copy_from_slice(b"gwc 9.9.9\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        seal(&mut bytes);
        refused(&bytes)
    };
    let writer = || "gwc 9.9.9".to_owned();
    assert_eq!(changed(32, 4), OpenError::UnknownFeatures { features: 4, writer: writer() });
    assert_eq!(changed(6, 7), OpenError::UnknownSemantics { found: 7, writer: writer() });
    assert_eq!(changed(50, 0xaa), OpenError::OtherTypes { format: 2, writer: writer() });
    assert!(matches!(changed(6, 1), OpenError::Header { .. }), "the gateway has others");
    assert!(matches!(changed(7, 1), OpenError::Header { .. }), "reserved");
}

#[test]
fn a_writer_that_is_not_text_is_refused() {
    for writer in [&b"\0"[..], b"gwc\n", b"gwc\0x", b"\xff"] {
        let [mut bytes, _] = samples();
        bytes[8..32].fill(0);
        bytes[8..8 + writer.len()].copy_from_slice(writer);
        seal(&mut bytes);
        assert!(matches!(refused(&bytes), OpenError::Header { .. }), "{writer:?}");
    }
}

#[test]
fn other_files_are_refused() {
    for bytes in [&b""[..], b"GWC", b"GWCA", b"{\"version\": 3}", &[0; 4096]] {
        assert_eq!(refused(bytes), OpenError::NotAnArtifact);
    }
}

#[test]
fn lengths_beyond_the_file_are_refused() {
    let [original, _] = samples();
    for field in [64, 68, 72, 76] {
        for value in [0, 1, u32::MAX] {
            let mut bytes = original.clone();
            bytes[field..field + 4].copy_from_slice(&value.to_le_bytes());
            seal(&mut bytes);
            assert!(matches!(refused(&bytes), OpenError::Header { .. }), "{field} {value}");
        }
    }
}

/// Policies that are nothing but zeros, or nothing but the largest length there is, of any size.
#[test]
fn policies_of_one_byte_over_and_over_are_refused() {
    let [original, _] = samples();
    for value in [0, 1, 2, 0x7f, 0x80, 0xff] {
        for length in (0..64).chain([1 << 10, 1 << 20]) {
            let mut bytes = original[..HEADER].to_vec();
            bytes[64..76].fill(0);
            bytes.resize(HEADER + length, value);
            fit(&mut bytes);
            seal(&mut bytes);
            refused(&bytes);
        }
    }
}
