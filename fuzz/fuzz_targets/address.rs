//! `X-Forwarded-For` of a trusted proxy: every address that is reported but the last is trusted, nothing in front of the
//! last one changes what is reported, and what is written is read back.
#![no_main]

use std::net::IpAddr;

use gwc_artifact::Network;
use gwc_plan::address::reported;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let peer = IpAddr::from([10, 0, 0, 1]);
    let trusted = ["10.0.0.0/8", "192.168.0.0/16", "fd00::/8"].map(|text| Network::parse(text).expect("a network"));
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(*address));
    let read = |value: &[u8]| {
        let lines: Vec<Vec<u8>> = value.split(|byte| *byte == b'\n').rev().map(<[u8]>::to_vec).collect();
        reported(peer, &trusted, lines.iter().map(Vec::as_slice)).collect::<Vec<_>>()
    };
    let found = read(input);
    if let Some((_, proxies)) = found.split_last() {
        assert!(proxies.iter().all(is_trusted), "{found:?}");
    }
    assert!(found.iter().all(|address| *address == address.to_canonical()), "{found:?}");
    let text: Vec<String> = found.iter().rev().map(IpAddr::to_string).collect();
    assert_eq!(read(text.join(", ").as_bytes()), found);
    if found.last().is_some_and(|last| !is_trusted(last)) {
        assert_eq!(read(&[b"192.0.2.1, ", input].concat()), found);
    }
    let _ = std::str::from_utf8(input).map(Network::parse);
});
