//! The header or cookie that a credential is read from. What is read is a piece of one line; a second copy is always
//! refused; and where HTTP/2 splits `Cookie`, the same is read.
#![no_main]

use gwc_plan::{Misread, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((which, rest)) = input.split_first() else { return };
    let lines: Vec<&[u8]> = rest.split(|byte| *byte == b'\n').collect();
    match which % 3 {
        0 => header(&Source::Header("authorization".to_owned()), &lines),
        1 => header(&Source::Header("x-api-key".to_owned()), &lines),
        _ => cookie(&Source::Cookie("token".to_owned()), &lines),
    }
});

fn header(source: &Source, lines: &[&[u8]]) {
    assert!(!source.is_in([]));
    assert!(source.is_in(lines.iter().copied()));
    let read = source.value(lines.iter().copied());
    if lines.len() > 1 {
        assert_eq!(read, Err(Misread::Duplicate));
        return;
    }
    let Ok(value) = read else { return };
    assert!(lines[0].ends_with(value.as_bytes()), "{value}");
    assert!(value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte)), "{value}");
    let dropped = &lines[0][..lines[0].len() - value.len()];
    assert!(dropped.is_empty() || dropped.eq_ignore_ascii_case(b"bearer "), "{dropped:?}");
    assert!(source.header() != "authorization" || !dropped.is_empty(), "{value}");
}

fn cookie(source: &Source, lines: &[&[u8]]) {
    let read = source.value(lines.iter().copied());
    assert!(source.is_in(lines.iter().copied()) || read == Err(Misread::Duplicate));
    let joined = lines.join(&b"; "[..]);
    assert_eq!(source.value([joined.as_slice()]), read);
    let split = joined.split(|byte| *byte == b';');
    assert_eq!(source.value(split), read);
    let others = [&b"tokens=1; Token=2; xtoken=3"[..], &joined, b"token"];
    assert_eq!(source.value(others), read);
    assert_eq!(source.is_in(others), source.is_in(lines.iter().copied()));
    if let Ok(value) = read {
        assert!(joined.windows(value.len() + 6).any(|part| part == [b"token=", value.as_bytes()].concat()));
        assert_eq!(source.value([&joined[..], b"token=x"]), Err(Misread::Duplicate));
    }
}
