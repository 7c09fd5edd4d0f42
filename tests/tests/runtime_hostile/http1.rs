//! A case of HTTP/1: all its bytes at once, then what is answered, until the gateway closes.

use std::net::Shutdown;
use std::time::Duration;

use gwc_tests::net::Wire;

use crate::case::{Case, End, Line};
use crate::upstream::Setup;

/// Sends the case, and holds the answers and what the upstream receives to what it expects.
pub(crate) fn check(case: &Case) {
    let setup = Setup::new();
    let mut wire = Wire::connect(setup.served.address);
    wire.send(sent(case));
    for expected in &case.answers {
        let answer = wire.answer().map_or("closed".to_owned(), |answer| answer.status.to_string());
        assert_eq!(&answer, expected, "{}", case.name);
    }
    if case.answers.is_empty() {
        assert!(wire.closes_within(Duration::from_secs(20)), "{}: neither answered nor closed", case.name);
    }
    // A client that could send no more gets no more.
    let _ = wire.stream().shutdown(Shutdown::Write);
    let rest = wire.rest();
    assert!(rest.is_empty(), "{}: more is answered: {}", case.name, String::from_utf8_lossy(&rest));
    let good = Wire::connect(setup.served.address).get("/good");
    assert_eq!(good.status, 200, "{}: another client is served as before", case.name);
    setup.expect_received(case);
}

fn sent(case: &Case) -> Vec<u8> {
    let mut sent = Vec::new();
    for line in &case.lines {
        let Line::Sent(bytes, end) = line else { panic!("{}: a command in HTTP/1", case.name) };
        sent.extend(bytes);
        if *end == End::Usual {
            sent.extend(b"\r\n");
        }
    }
    sent
}
