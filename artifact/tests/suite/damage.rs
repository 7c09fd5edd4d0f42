//! Damaged, cut, foreign and future files are refused, each with its reason.

use gwc_artifact::{Artifact, OpenError, encode};

use crate::support::{large, small};

fn samples() -> [Vec<u8>; 2] {
    let (large, small) = (large(), small());
    assert_eq!((large.endpoints.len(), small.endpoints.len()), (133, 14));
    [encode(&large).unwrap(), encode(&small).unwrap()]
}

fn refused(bytes: &[u8]) -> OpenError {
    let error = Artifact::open(bytes).expect_err("damage must be seen");
    assert!(!error.to_string().is_empty());
    error
}

/// Writes the digest a file of these bytes has, so that what lies behind the digest is reached.
fn seal(bytes: &mut [u8]) {
    let digest = blake3::Hasher::new().update(&bytes[..32]).update(&bytes[64..]).finalize();
    bytes[32..64].copy_from_slice(digest.as_bytes());
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

/// The digest catches accidents; a writer with a bug, or a stranger, seals what they wrote. Such a file may be sound
/// by luck, but nothing it says may lead to a panic, or to a gateway that can not be written again.
#[test]
fn a_flipped_bit_under_a_fresh_digest_never_panics() {
    let [large, small] = samples();
    // Of the large one a bit of each byte, of the small one all of them.
    let large_flips: Vec<_> = (0..large.len()).map(|i| (i, i % 8)).collect();
    let small_flips: Vec<_> = (0..small.len()).flat_map(|i| (0..8).map(move |bit| (i, bit))).collect();
    std::thread::scope(|scope| {
        for (mut bytes, flips) in [(large, large_flips), (small, small_flips)] {
            scope.spawn(move || {
                let all = flips.len();
                let sound =
                    flips.into_iter().filter(|(i, bit)| is_sound_when_flipped(&mut bytes, *i, *bit)).count();
                println!("{sound} of {all} flips make another sound artifact");
                assert!(sound < all);
            });
        }
    });
}

fn is_sound_when_flipped(bytes: &mut [u8], i: usize, bit: usize) -> bool {
    bytes[i] ^= 1 << bit;
    seal(bytes);
    let opened = Artifact::open(&*bytes);
    bytes[i] ^= 1 << bit;
    let Ok(artifact) = opened else { return false };
    let gateway = artifact.read();
    let again = encode(&gateway).expect("what can be opened can be written");
    assert_eq!(Artifact::open(again).unwrap().read(), sorted(&gateway), "byte {i}, bit {bit}");
    true
}

/// A sound file need not have its lists in the writer's order.
fn sorted(gateway: &gwc_artifact::Gateway) -> gwc_artifact::Gateway {
    Artifact::open(encode(gateway).unwrap()).unwrap().read()
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
fn a_future_format_is_refused_by_name() {
    let [mut bytes, _] = samples();
    bytes[4] = 2;
    seal(&mut bytes);
    assert_eq!(refused(&bytes), OpenError::NewerFormat { found: 2, known: 1 });
    assert_eq!(refused(&bytes).to_string(), "format 2 is newer than the newest this reader knows, 1");
    // The rest of a future format is unknown, so its version is named even if nothing else is understood.
    assert_eq!(refused(b"GWCA\x03\x00\xff\xff"), OpenError::NewerFormat { found: 3, known: 1 });
    assert_eq!(refused(b"GWCA\x00\x00\x00\x00"), OpenError::UnknownFormat { found: 0 });
}

#[test]
fn unknown_required_features_are_refused_and_named() {
    let [mut bytes, _] = samples();
    bytes[6] = 0b100;
    seal(&mut bytes);
    assert_eq!(refused(&bytes), OpenError::UnknownFeatures { flags: 4 });
}

#[test]
fn other_files_are_refused() {
    for bytes in [&b""[..], b"GWC", b"GWCA", b"{\"version\": 3}", &[0; 4096]] {
        assert_eq!(refused(bytes), OpenError::NotAnArtifact);
    }
}

#[test]
fn an_unknown_section_is_skipped() {
    let original = encode(&small()).unwrap();
    let count = u32::from_le_bytes(original[16..20].try_into().unwrap()) as usize;
    let table = 64 + 16 * count;
    // One more line in the table moves every section by 16 bytes; the new one comes last.
    let mut bytes = original[..table].to_vec();
    for entry in bytes[64..].chunks_mut(16) {
        let offset = u32::from_le_bytes(entry[4..8].try_into().unwrap()) + 16;
        entry[4..8].copy_from_slice(&offset.to_le_bytes());
    }
    let line = [1000u32, original.len() as u32 + 16, 5, 5];
    bytes.extend(line.iter().flat_map(|number| number.to_le_bytes()));
    bytes.extend_from_slice(&original[table..]);
    bytes.extend_from_slice(b"hello\0\0\0");
    bytes[16..20].copy_from_slice(&(count as u32 + 1).to_le_bytes());
    let length = bytes.len() as u64;
    bytes[8..16].copy_from_slice(&length.to_le_bytes());
    seal(&mut bytes);
    let artifact = Artifact::open(bytes).unwrap();
    assert_eq!(artifact.read(), Artifact::open(original).unwrap().read());
    let last = artifact.sections().pop().unwrap();
    assert_eq!((last.name, last.id, last.length), ("unknown", 1000, 5));
}

#[test]
fn lengths_beyond_the_file_are_refused() {
    let [original, _] = samples();
    for entry in 0..18 {
        for field in [4, 8, 12] {
            let mut bytes = original.clone();
            bytes[64 + 16 * entry + field..][..4].copy_from_slice(&u32::MAX.to_le_bytes());
            seal(&mut bytes);
            assert!(
                matches!(refused(&bytes), OpenError::Malformed { section: "table", .. }),
                "{entry} {field}"
            );
        }
    }
    let mut bytes = original;
    bytes[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
    seal(&mut bytes);
    refused(&bytes);
}
