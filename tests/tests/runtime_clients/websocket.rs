//! WebSockets over TLS, by `github.com/coder/websocket`.

use std::path::Path;

use gwc_artifact::Stream;
use gwc_tests::net::{Authority, Served, Upstream};
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use tungstenite::protocol::CloseFrame;

use crate::{program, streaming};

/// As `websocket.go` lists them.
const CONVERSATIONS: [&str; 3] = ["messages", "ping", "close"];

/// A test for each conversation.
pub(crate) fn each(suite: &mut Suite, go: &Oracle) {
    for name in CONVERSATIONS {
        suite.with(go, format!("websocket::{name}"), move |go| converse(go, name));
    }
}

fn converse(go: &Path, name: &str) {
    let (authority, upstream) = (Authority::new(), upstream());
    let served = Served::as_declared(&streaming(&authority, &upstream, "/ws", Stream::WebSocket));
    program::run(go, &["websocket", &served.address.to_string(), name, &authority.file()]);
    assert_eq!(upstream.connections(), 1);
}

/// Sends every message back; `close CODE REASON` is a close with these.
fn upstream() -> Upstream {
    Upstream::start(|connection| {
        let stream = connection.stream().try_clone().unwrap();
        let Ok(mut socket) = tungstenite::accept(stream) else { return };
        while let Ok(message) = socket.read() {
            let asked = message.to_text().ok().and_then(|text| text.strip_prefix("close ")?.split_once(' '));
            let done = match asked {
                Some((code, reason)) => {
                    let code = code.parse::<u16>().expect("a code").into();
                    socket.close(Some(CloseFrame { code, reason: reason.into() }))
                }
                None if message.is_text() || message.is_binary() => socket.send(message),
                None => Ok(()),
            };
            if done.is_err() {
                return;
            }
        }
    })
}
