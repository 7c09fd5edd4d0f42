//! Bytes of a connection, framed in pieces of any size as they are framed by reading each head whole.
//!
//! The first byte is the size of the pieces.
#![no_main]

use gwc_framing::Framing;
use libfuzzer_sys::fuzz_target;

/// What the reference makes of a stream.
#[derive(Debug, Default, PartialEq)]
struct Answer {
    /// After which bytes a new request would begin.
    boundaries: Vec<usize>,
    /// After which byte the stream cannot be told to mean one thing.
    refused: Option<usize>,
}

fuzz_target!(|input: &[u8]| {
    let Some((size, bytes)) = input.split_first() else { return };
    // Lines that are too long have tests of their own.
    if bytes.len() > 8192 {
        return;
    }
    let expected = reference(bytes);
    let mut found = Answer::default();
    let mut framing = Framing::new();
    for (at, byte) in bytes.iter().enumerate() {
        if framing.feed(std::slice::from_ref(byte)).is_err() {
            found.refused = Some(at);
            break;
        }
        if framing.at_boundary() {
            found.boundaries.push(at + 1);
        }
    }
    assert_eq!(found, expected);

    let mut framing = Framing::new();
    let mut at = 0;
    for piece in bytes.chunks(usize::from(*size) + 1) {
        match framing.feed(piece) {
            Ok(()) => at += piece.len(),
            Err((inside, _)) => {
                assert_eq!(Some(at + inside), expected.refused);
                return;
            }
        }
        assert_eq!(framing.at_boundary(), expected.boundaries.contains(&at));
    }
    assert_eq!(expected.refused, None);
});

/// Reads request after request, each with its whole head before it.
fn reference(bytes: &[u8]) -> Answer {
    let mut answer = Answer::default();
    let mut at = 0;
    while at < bytes.len() {
        // An empty line before a request.
        if bytes[at..].starts_with(b"\r\n") {
            at += 2;
            answer.boundaries.push(at);
            continue;
        }
        match request(bytes, at) {
            Ok(Some(end)) => {
                at = end;
                answer.boundaries.push(end);
            }
            Ok(None) => break,
            Err(refused) => {
                answer.refused = Some(refused);
                break;
            }
        }
    }
    answer
}

/// Where a request ends; nothing when it has not ended, or never will.
fn request(bytes: &[u8], mut at: usize) -> Result<Option<usize>, usize> {
    let mut head: Vec<&[u8]> = Vec::new();
    loop {
        let Some((text, next)) = line(bytes, at)? else { return Ok(None) };
        at = next;
        if text.is_empty() {
            break;
        }
        head.push(text);
        if ambiguous(&head) {
            return Err(at - 1);
        }
    }
    let (chunked, lengths) = (values(&head, "transfer-encoding"), values(&head, "content-length"));
    let hosts = values(&head, "host");
    if (!chunked.is_empty() && !lengths.is_empty()) || (hosts.is_empty() && is_http_1_1(&head)) {
        return Err(at - 1);
    }
    let end = match chunked.is_empty() {
        true => body(bytes, at, &lengths),
        false => chunks(bytes, at)?,
    };
    // Another protocol may follow the body.
    Ok(end.filter(|_| values(&head, "upgrade").is_empty()))
}

fn body(bytes: &[u8], at: usize, lengths: &[String]) -> Option<usize> {
    let length = lengths.first().map_or(0, |text| text.parse::<u64>().expect("it was looked at"));
    let end = usize::try_from(length).ok().and_then(|length| at.checked_add(length));
    end.filter(|end| *end <= bytes.len())
}

fn chunks(bytes: &[u8], mut at: usize) -> Result<Option<usize>, usize> {
    loop {
        let Some((text, next)) = line(bytes, at)? else { return Ok(None) };
        at = next;
        let text = String::from_utf8_lossy(text);
        let digits = text.split(';').next().unwrap_or_default().trim_end_matches([' ', '\t']);
        let plain = !digits.is_empty() && digits.len() <= 16 && digits.chars().all(|c| c.is_ascii_hexdigit());
        let Some(size) = u64::from_str_radix(digits, 16).ok().filter(|_| plain) else { return Err(at - 1) };
        if size == 0 {
            break;
        }
        let Some(end) = usize::try_from(size).ok().and_then(|size| at.checked_add(size)) else {
            return Ok(None);
        };
        if end > bytes.len() {
            return Ok(None);
        }
        at = end;
        match line(bytes, at)? {
            Some(([], next)) => at = next,
            Some((_, next)) => return Err(next - 1),
            None => return Ok(None),
        }
    }
    loop {
        match line(bytes, at)? {
            Some(([], next)) => return Ok(Some(next)),
            Some((_, next)) => at = next,
            None => return Ok(None),
        }
    }
}

/// A line and where the next begins; one that ends without a carriage return is refused at its end.
fn line(bytes: &[u8], at: usize) -> Result<Option<(&[u8], usize)>, usize> {
    let Some(length) = bytes[at..].iter().position(|byte| *byte == b'\n') else { return Ok(None) };
    match bytes[at..at + length].split_last() {
        Some((b'\r', text)) => Ok(Some((text, at + length + 1))),
        _ => Err(at + length),
    }
}

fn is_http_1_1(head: &[&[u8]]) -> bool {
    head.first().is_some_and(|line| line.ends_with(b" HTTP/1.1"))
}

/// The values of a header. A line without a colon is hyper's to refuse.
fn values(head: &[&[u8]], name: &str) -> Vec<String> {
    let value = |line: &&[u8]| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let same = line[..colon].eq_ignore_ascii_case(name.as_bytes());
        // What is no UTF-8 is no length and no coding either.
        same.then(|| String::from_utf8_lossy(&line[colon + 1..]).trim_matches([' ', '\t']).to_owned())
    };
    head.iter().skip(1).filter_map(value).collect()
}

/// Whether what has come of a head could mean two things.
fn ambiguous(head: &[&[u8]]) -> bool {
    let (target, lines) = (head[0], &head[1..]);
    let lengths = values(head, "content-length");
    let codings = values(head, "transfer-encoding");
    let plain = |text: &String| text.chars().all(|c| c.is_ascii_digit()) && text.parse::<u64>().is_ok();
    target.starts_with(b"CONNECT ")
        || target.contains(&b'#')
        || lines.iter().any(|line| line.starts_with(b" ") || line.starts_with(b"\t"))
        || values(head, "host").len() > 1
        || lengths.len() > 1
        || !lengths.iter().all(plain)
        || codings.len() > 1
        || codings.iter().any(|coding| !coding.eq_ignore_ascii_case("chunked") || !is_http_1_1(head))
}
