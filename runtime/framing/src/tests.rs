//! Streams of bytes with the refusal each must meet.

use crate::refusal::Refusal;
use crate::stream::Framing;

/// Feeds the bytes whole and one by one; both must agree on whether they are refused, and why.
fn check(bytes: &[u8]) -> Result<Framing, Refusal> {
    let mut whole = Framing::new();
    let at_once = whole.feed(bytes).map_err(|(_, refusal)| refusal);
    let mut pieces = Framing::new();
    let one_by_one = bytes.chunks(1).try_for_each(|byte| pieces.feed(byte)).map_err(|(_, refusal)| refusal);
    assert_eq!(at_once, one_by_one);
    at_once.map(|()| whole)
}

#[test]
fn requests_in_a_row_end_where_they_say() {
    let framing = check(
        b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /\
          POST /b HTTP/1.1\r\nhost: x\r\ntransfer-encoding: Chunked\r\n\r\n\
          5;ext=1\r\nTE: x\r\n0\r\nTrailer: y\r\n\r\n\
          GET /c HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    .unwrap();
    assert!(!framing.in_head());
    assert!(framing.at_boundary());
}

#[test]
fn a_head_is_open_until_its_empty_line() {
    for begun in ["G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n"] {
        assert!(check(begun.as_bytes()).unwrap().in_head(), "{begun:?}");
    }
    assert!(!check(b"").unwrap().in_head());
    assert!(!check(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc").unwrap().in_head());
}

#[test]
fn ambiguous_framing_is_refused() {
    let cases: &[(&str, Refusal)] = &[
        ("GET / HTTP/1.1\nHost: x\r\n\r\n", Refusal::BareLineFeed),
        ("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n", Refusal::Connect),
        ("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", Refusal::Fragment),
        ("GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n", Refusal::FoldedLine),
        ("GET / HTTP/1.1\r\nHost: x\r\n\ty\r\n\r\n", Refusal::FoldedLine),
        ("GET / HTTP/1.1\r\nHost: x\r\nhOST: x\r\n\r\n", Refusal::HostLines),
        ("GET / HTTP/1.1\r\nA: b\r\n\r\n", Refusal::HostLines),
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n", Refusal::ContentLength),
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", Refusal::ContentLength),
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\n", Refusal::ContentLength),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
            Refusal::ContentLength,
        ),
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", Refusal::ContentLength),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: ,chunked\r\n\r\n", Refusal::TransferEncoding),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", Refusal::TransferEncoding),
        ("GET / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", Refusal::TransferEncoding),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            Refusal::TransferEncoding,
        ),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
            Refusal::BothFramings,
        ),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            Refusal::BothFramings,
        ),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\n", Refusal::ChunkSize),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", Refusal::ChunkSize),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n",
            Refusal::ChunkSize,
        ),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", Refusal::ChunkSize),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\r\n", Refusal::BareLineFeed),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;a\nab\r\n", Refusal::BareLineFeed),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\n", Refusal::BareLineFeed),
    ];
    for (bytes, refusal) in cases {
        assert_eq!(check(bytes.as_bytes()).map(|_| ()), Err(*refusal), "{bytes:?}");
    }
}

/// Found by fuzzing: `Chunked\r\r\n` was read as `chunked`.
#[test]
fn only_blanks_and_tabs_surround_a_value() {
    let head = |line: &str| format!("GET / HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n");
    for space in ["\r", "\x0c", "\x0b", "\u{a0}"] {
        let (before, after) = (format!("{space}5"), format!("5{space}"));
        for value in [&before, &after] {
            let refused = check(head(&format!("Content-Length: {value}")).as_bytes()).map(|_| ());
            assert_eq!(refused, Err(Refusal::ContentLength), "{value:?}");
        }
        let refused = check(head(&format!("Transfer-Encoding: chunked{space}")).as_bytes()).map(|_| ());
        assert_eq!(refused, Err(Refusal::TransferEncoding), "{space:?}");
        let chunk = format!("{}2{space}\r\nab\r\n", head("Transfer-Encoding: chunked"));
        assert_eq!(check(chunk.as_bytes()).map(|_| ()), Err(Refusal::ChunkSize), "{space:?}");
    }
    assert!(check(head("Transfer-Encoding:\t chunked \t").as_bytes()).is_ok());
}

#[test]
fn nothing_is_read_into_what_follows_an_upgrade() {
    let upgrade = b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n";
    let framing = check(&[&upgrade[..], b"\x81\x00\n\n"].concat()).unwrap();
    assert!(!framing.in_head() && !framing.at_boundary());
    // Its body is read like any other, up to where the other protocol may begin.
    let chunked = b"POST /ws HTTP/1.1\r\nHost: x\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert!(check(&[&chunked[..], b"1\r\na\r\n0\r\nA: b\r\n\r\n\n"].concat()).is_ok());
    let refused = check(&[&chunked[..], b"1;a\n"].concat()).map(|_| ());
    assert_eq!(refused, Err(Refusal::BareLineFeed));
    // Of an HTTP/1 request, this would be refused.
    assert!(check(&[&upgrade[..], b"GET /a#b HTTP/1.1\r\n"].concat()).is_ok());
}

#[test]
fn no_bytes_make_it_panic() {
    let seeds: &[&[u8]] = &[b"\n", b"\r\n\r\n", b":\r\n", b"GET / HTTP/1.1\r\n:\r\n\r\n", &[0xff; 70_000]];
    for seed in seeds {
        let _ = check(seed);
    }
    let mut long = Framing::new();
    let refused = (0..).find_map(|_| long.feed(&[b'a'; 4096]).err());
    assert_eq!(refused.map(|(_, refusal)| refusal), Some(Refusal::LineTooLong));
}
