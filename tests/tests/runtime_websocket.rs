//! WebSockets are tunnelled, once their upstream has agreed, and end when the gateway does.

use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gwc_artifact::{Gateway, Stream};
use gwc_runtime::Options;
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, compiled};
use tungstenite::Message;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::protocol::{CloseFrame, WebSocketConfig};

fn bot(upstream: &Upstream) -> Gateway {
    GatewayBuilder::new()
        .upstream("bot-ws", upstream.address)
        .route_with("GET /bot/ws", "bot-ws", "/ws", |endpoint| endpoint.stream = Stream::WebSocket)
        .route("GET /bot/*", "bot-ws", "/*")
        .build()
}

/// Sends every message back, and ends when told.
fn echo() -> Upstream {
    Upstream::start(|connection| {
        let stream = connection.stream().try_clone().unwrap();
        let Ok(mut socket) = tungstenite::accept_with_config(stream, Some(large())) else { return };
        while let Ok(message) = socket.read() {
            if (message.is_text() || message.is_binary()) && socket.send(message).is_err() {
                return;
            }
        }
    })
}

fn large() -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(Some(64 << 20)).max_frame_size(Some(64 << 20))
}

fn connect(served: &Served) -> tungstenite::WebSocket<TcpStream> {
    let stream = TcpStream::connect(served.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let url = format!("ws://{}/bot/ws", served.address);
    let (socket, answer) = tungstenite::client::client_with_config(url, stream, Some(large())).unwrap();
    assert_eq!(answer.status(), 101);
    socket
}

#[test]
fn messages_pass_both_ways_and_so_does_the_end() {
    let upstream = echo();
    let served = Served::start(&bot(&upstream));
    let mut socket = connect(&served);
    for message in ["hello", "", "é"] {
        socket.send(Message::text(message)).unwrap();
        assert_eq!(socket.read().unwrap(), Message::text(message));
    }
    let big = Message::binary(vec![7; 16 << 20]);
    socket.send(big.clone()).unwrap();
    assert_eq!(socket.read().unwrap(), big);
    socket.send(Message::Ping("p".into())).unwrap();
    assert_eq!(socket.read().unwrap(), Message::Pong("p".into()));
    let reason = CloseFrame { code: CloseCode::Library(4242), reason: "bye".into() };
    socket.close(Some(reason.clone())).unwrap();
    assert_eq!(socket.read().unwrap(), Message::Close(Some(reason)));
}

#[test]
fn the_bot_of_the_hanzo_gateway_is_reached() {
    let upstream = echo();
    let options =
        Options { skip_credentials: true, upstream_override: Some(upstream.address), ..Options::default() };
    let served = Served::start_with(&compiled("hanzo"), options);
    let mut socket = connect(&served);
    socket.send(Message::text("hello")).unwrap();
    assert_eq!(socket.read().unwrap(), Message::text("hello"));
}

const ASK: &str = "GET /bot/ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Protocol: a, b\r\nX-User-Id: forged\r\n\r\n";

#[test]
fn the_client_hears_nothing_before_the_upstream_agreed() {
    static AGREED: AtomicBool = AtomicBool::new(false);
    let upstream = Upstream::start(|connection| {
        connection.head();
        std::thread::sleep(Duration::from_millis(300));
        AGREED.store(true, Ordering::SeqCst);
        connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: b\r\n\r\nfirst");
        let mut bytes = [0; 64];
        let length = connection.read(&mut bytes);
        connection.send_bytes(&bytes[..length]);
    });
    let served = Served::start(&bot(&upstream));
    let mut wire = Wire::connect(served.address);
    wire.send(ASK);
    let (status, headers) = wire.head().unwrap();
    assert!(AGREED.load(Ordering::SeqCst));
    assert_eq!(status, 101);
    for header in [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-accept", "x"),
        ("sec-websocket-protocol", "b"),
    ] {
        assert!(headers.contains(&(header.0.to_owned(), header.1.to_owned())), "{header:?} in {headers:?}");
    }
    wire.send("raw \0\n\n bytes");
    assert_eq!(wire.rest(), b"firstraw \0\n\n bytes");
    let head = upstream.heads()[0].to_lowercase();
    assert!(head.starts_with("get /ws http/1.1\r\n"), "{head}");
    for line in [
        "connection: upgrade",
        "upgrade: websocket",
        "sec-websocket-key: dghlihnhbxbszsbub25jzq==",
        "sec-websocket-version: 13",
        "sec-websocket-protocol: a, b",
    ] {
        assert_eq!(head.matches(&format!("\r\n{line}\r\n")).count(), 1, "{line} in {head}");
    }
    assert!(!head.contains("x-user-id"));
}

#[test]
fn a_refusal_is_the_upstreams_answer_and_ends_the_connection() {
    let upstream = Upstream::text("no");
    let served = Served::start(&bot(&upstream));
    let mut wire = Wire::connect(served.address);
    wire.send(format!("{ASK}GET /bot/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"));
    let answer = wire.answer().unwrap();
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    assert_eq!(wire.rest(), b"");
    assert_eq!(upstream.heads().len(), 1);
}

#[test]
fn elsewhere_an_upgrade_is_not_passed_on() {
    let upstream = Upstream::text("plain");
    let served = Served::start(&bot(&upstream));
    let mut wire = Wire::connect(served.address);
    wire.send(ASK.replace("/bot/ws", "/bot/other"));
    assert_eq!(wire.answer().unwrap().text(), "plain");
    assert!(!upstream.heads()[0].to_lowercase().contains("upgrade"));
    let mut plain = Wire::connect(served.address);
    assert_eq!(plain.get("/bot/ws").text(), "plain", "without an upgrade it is a request like any other");
}

#[test]
fn silence_and_a_drain_end_a_tunnel() {
    let upstream = echo();
    let options = Options { tunnel_idle_timeout: Duration::from_millis(400), ..Options::default() };
    let served = Served::start_with(&bot(&upstream), options);
    let mut socket = connect(&served);
    for _ in 0..4 {
        std::thread::sleep(Duration::from_millis(200));
        socket.send(Message::text("still here")).unwrap();
        socket.read().unwrap();
    }
    assert!(socket.read().is_err());

    let served = Served::start(&bot(&upstream));
    let mut socket = connect(&served);
    socket.send(Message::text("hello")).unwrap();
    socket.read().unwrap();
    served.handle.drain();
    assert!(socket.read().is_err());
    served.join();
}
