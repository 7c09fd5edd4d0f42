//! A case of HTTP/2 in clear text: frames, then what is answered.
//!
//! A command is `FRAME STREAM FLAG...`: a frame by its name, or a number; the number of its stream; `ES`, `EH`, `ACK`,
//! `PADDED`. The lines that follow are its payload: of `HEADERS` and `CONTINUATION` one field each, as `name=value`, of
//! others bytes. `RAW` sends bytes that are no frame, and `SILENT` leaves out the preface and the settings that a client
//! begins with.
//!
//! The answers are `STREAM:STATUS`, `STREAM:reset`, `goaway CODE` and `closed`, in the order in which they come.

use std::io::Write;

use gwc_tests::net::Wire;

use crate::case::{Case, Line};
use crate::frames::{self, Frame, field};
use crate::upstream::Setup;

/// Sends the case, and holds the answers and what the upstream receives to what it expects.
pub(crate) fn check(case: &Case) {
    let setup = Setup::new();
    let wire = Wire::connect(setup.served.address);
    // The gateway may close while it is sent.
    let _ = wire.stream().write_all(&sent(case));
    let mut answers = Vec::new();
    while answers.len() < case.answers.len() {
        let Some(answer) = next(&wire) else { break };
        answers.push(answer);
        if answers.last().is_some_and(|answer| answer == "closed") {
            break;
        }
    }
    let ended = answers.last().is_some_and(|answer| answer == "closed" || answer.starts_with("goaway"));
    // Streams are answered in any order.
    let (mut seen, mut expected) = (answers, case.answers.clone());
    if !ended {
        seen.sort();
        expected.sort();
    }
    assert_eq!(seen, expected, "{}", case.name);
    match ended {
        true => while next(&wire).is_some_and(|answer| answer != "closed") {},
        false => still_serves(case, &wire),
    }
    let good = Wire::connect(setup.served.address).get("/good");
    assert_eq!(good.status, 200, "{}: another client is served as before", case.name);
    setup.expect_received(case);
}

/// The connection answers a ping, and nothing else before it.
fn still_serves(case: &Case, wire: &Wire) {
    let ping = Frame { kind: frames::PING, flags: 0, stream: 0, payload: b"the last".to_vec() };
    let _ = wire.stream().write_all(&ping.bytes());
    let answer = next(wire);
    assert_eq!(answer.as_deref(), Some("pong the last"), "{}: after its answers", case.name);
}

/// What the gateway answers next.
fn next(wire: &Wire) -> Option<String> {
    loop {
        let Some(frame) = Frame::read(wire.stream()) else { return Some("closed".to_owned()) };
        let code = |at: usize| code(&frame.payload[at..at + 4]);
        return Some(match frame.kind {
            frames::HEADERS => format!("{}:{}", frame.stream, frame.status()),
            frames::RST_STREAM => format!("{}:reset {}", frame.stream, code(0)),
            frames::GOAWAY => format!("goaway {}", code(4)),
            frames::PING if frame.flags == frames::ACK && frame.payload == b"the last" => {
                "pong the last".to_owned()
            }
            _ => continue,
        });
    }
}

/// A code of an error (RFC 9113, section 7).
fn code(bytes: &[u8]) -> String {
    const CODES: [&str; 14] = [
        "NO_ERROR",
        "PROTOCOL_ERROR",
        "INTERNAL_ERROR",
        "FLOW_CONTROL_ERROR",
        "SETTINGS_TIMEOUT",
        "STREAM_CLOSED",
        "FRAME_SIZE_ERROR",
        "REFUSED_STREAM",
        "CANCEL",
        "COMPRESSION_ERROR",
        "CONNECT_ERROR",
        "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY",
        "HTTP_1_1_REQUIRED",
    ];
    let number = u32::from_be_bytes(bytes.try_into().expect("four bytes"));
    CODES.get(number as usize).map_or_else(|| number.to_string(), |code| (*code).to_owned())
}

/// The bytes of all that the client does.
fn sent(case: &Case) -> Vec<u8> {
    let settings = Frame { kind: frames::SETTINGS, flags: 0, stream: 0, payload: Vec::new() };
    let mut out = [frames::PREFACE, &settings.bytes()].concat();
    let mut lines = case.lines.iter().peekable();
    while let Some(line) = lines.next() {
        let Line::Command(words) = line else { panic!("{}: bytes without a command", case.name) };
        let mut payload = Vec::new();
        while let Some(Line::Sent(bytes, _)) = lines.peek() {
            payload.push(bytes.as_slice());
            lines.next();
        }
        match words[0].as_str() {
            "SILENT" => out.clear(),
            "RAW" => out.extend(payload.concat()),
            name => out.extend(frame(name, &words[1..], &payload).bytes()),
        }
    }
    out
}

fn frame(name: &str, words: &[String], lines: &[&[u8]]) -> Frame {
    let kind = kind(name);
    let is_fields = matches!(kind, frames::HEADERS | frames::CONTINUATION);
    let flags = words[1..].iter().fold(0, |flags, word| flags | flag(word));
    // Padded ones are written byte by byte, with the length of the padding first.
    let payload = match is_fields && flags & frames::PADDED == 0 {
        true => lines.iter().flat_map(|line| parts(line)).collect(),
        false => lines.concat(),
    };
    Frame { kind, flags, stream: words[0].parse().expect("a stream"), payload }
}

/// A line `name=value` as a header field.
fn parts(line: &[u8]) -> Vec<u8> {
    let at = line.iter().position(|byte| *byte == b'=').expect("`name=value`");
    field(&line[..at], &line[at + 1..])
}

fn kind(name: &str) -> u8 {
    match name {
        "DATA" => frames::DATA,
        "HEADERS" => frames::HEADERS,
        "PRIORITY" => frames::PRIORITY,
        "RST_STREAM" => frames::RST_STREAM,
        "SETTINGS" => frames::SETTINGS,
        "PUSH_PROMISE" => frames::PUSH_PROMISE,
        "PING" => frames::PING,
        "GOAWAY" => frames::GOAWAY,
        "WINDOW_UPDATE" => frames::WINDOW_UPDATE,
        "CONTINUATION" => frames::CONTINUATION,
        number => number.parse().expect("a name or number of a frame"),
    }
}

fn flag(word: &str) -> u8 {
    match word {
        "ES" => frames::END_STREAM,
        "EH" => frames::END_HEADERS,
        "ACK" => frames::ACK,
        "PADDED" => frames::PADDED,
        "PRIORITY" => 0x20,
        _ => panic!("no flag is called {word}"),
    }
}
