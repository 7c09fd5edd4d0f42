//! Server-sent events over HTTP/2 and TLS, by `net/http` of Go.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Output;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

use gwc_artifact::Stream;
use gwc_tests::net::{Authority, Received, Served, Upstream};

use crate::{program, streaming};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

/// How many events a stream has.
const EVENTS: usize = 50;

/// An upstream that sends an event for each number that it is told, and ends with `end`.
fn told(end: &'static str) -> (Upstream, Sender<usize>) {
    let (sender, numbers) = mpsc::channel::<usize>();
    let numbers: Mutex<Receiver<usize>> = Mutex::new(numbers);
    let upstream = Upstream::start(move |connection: &mut Received| {
        if connection.head().is_none() {
            return;
        }
        connection.send(HEAD);
        for number in numbers.lock().expect("no panic").iter() {
            let event = format!("data: {number}\n\n");
            connection.send(&format!("{:x}\r\n{event}\r\n", event.len()));
        }
        connection.send(end);
    });
    (upstream, sender)
}

/// Sends an event once the client has printed the one before. Answers what it printed, and how it ended.
fn listened(go: &Path, end: &'static str) -> (Vec<String>, Output) {
    let authority = Authority::new();
    let (upstream, sender) = told(end);
    let served = Served::as_declared(&streaming(&authority, &upstream, "/events", Stream::Sse));
    let arguments = ["sse", &served.address.to_string(), "/events", &authority.file()];
    let mut client = program::command(go, &arguments).spawn().expect("it starts");
    let mut lines = BufReader::new(client.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut printed = Vec::new();
    for number in 0..EVENTS {
        sender.send(number).expect("the upstream waits");
        match lines.next() {
            Some(line) => printed.push(line),
            None => break,
        }
    }
    drop(sender);
    printed.extend(lines);
    (printed, client.wait_with_output().expect("it ends"))
}

fn all() -> Vec<String> {
    (0..EVENTS).map(|number| number.to_string()).collect()
}

pub(crate) fn each_event_arrives_before_the_next_is_sent(go: &Path) {
    let (printed, output) = listened(go, "0\r\n\r\n");
    assert_eq!(printed, all());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

pub(crate) fn a_cut_stream_is_an_error_of_the_client(go: &Path) {
    let (printed, output) = listened(go, "");
    assert_eq!(printed, all());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && error.contains("stream error"), "{error}");
}
