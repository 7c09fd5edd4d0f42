//! What servers are known to make of a path they are sent: not always what was checked.

/// One thing a server makes of a path.
type Step = fn(&[u8]) -> Vec<u8>;

/// What servers are known to make of a path: decoding it up to three times, taking backslashes for slashes, cutting
/// off what follows a semicolon, ending at a NUL, merging slashes, resolving dots; in any combination.
pub(crate) fn readings(path: &str) -> Vec<String> {
    let mut readings = vec![path.as_bytes().to_vec()];
    let steps: [Step; 6] = [
        decode,
        |path| path.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect(),
        |path| {
            path.split(|byte| *byte == b'/')
                .map(|segment| segment.split(|b| *b == b';').next().unwrap())
                .collect::<Vec<_>>()
                .join(&b'/')
        },
        |path| path.split(|byte| *byte == 0).next().unwrap().to_vec(),
        resolve,
        decode,
    ];
    for step in steps.iter().chain(&steps) {
        let more: Vec<_> =
            readings.iter().map(|path| step(path)).filter(|path| !readings.contains(path)).collect();
        readings.extend(more);
        readings.sort();
        readings.dedup();
    }
    readings.iter().map(|path| String::from_utf8_lossy(path).to_ascii_lowercase()).collect()
}

/// Decodes what can be decoded, overlong forms too.
fn decode(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = path;
    while let Some((first, tail)) = rest.split_first() {
        let digits =
            (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
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
    let mut wide = Vec::new();
    let mut bytes = out.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, bytes.peek()) {
            (0xc0 | 0xc1, Some(next @ 0x80..=0xbf)) => {
                wide.push((byte & 1) << 6 | next & 0x3f);
                bytes.next();
            }
            _ => wide.push(byte),
        }
    }
    wide
}

/// Merges slashes and resolves dot segments (RFC 3986, section 5.2.4).
fn resolve(path: &[u8]) -> Vec<u8> {
    let mut out: Vec<&[u8]> = Vec::new();
    for segment in path.split(|byte| *byte == b'/') {
        match segment {
            b"" | b"." => {}
            b".." => drop(out.pop()),
            other => out.push(other),
        }
    }
    [b"/".to_vec(), out.join(&b'/')].concat()
}
