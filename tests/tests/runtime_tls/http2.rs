//! HTTP/2 to upstreams: a gRPC call with its trailers, and a stream.

use std::collections::VecDeque;
use std::convert::Infallible;

use bytes::Bytes;
use gwc_artifact::{UpstreamHttp, UpstreamOptions};
use gwc_tests::net::{Authority, End, Served, Upstream, exchange};
use http_body_util::{BodyExt, Full};
use hyper::body::Frame;
use hyper::{HeaderMap, Request};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use super::config::{self, connector};
use super::server::{self, TlsServer};
use super::{get, listening, over_tls, trusting};

/// A call as gRPC makes it: HTTP/2 on both sides, messages with a prefix of five bytes, the status in trailers.
fn call(served: &Served, messages: Vec<&'static str>, path: &str) -> (HeaderMap, Vec<u8>, Option<HeaderMap>) {
    let frames = messages.into_iter().map(|text| {
        let mut frame = vec![0];
        frame.extend((text.len() as u32).to_be_bytes());
        frame.extend(text.as_bytes());
        Ok::<_, Infallible>(Frame::data(Bytes::from(frame)))
    });
    send(served, frames.collect(), path)
}

type Sent = VecDeque<Result<Frame<Bytes>, Infallible>>;

fn send(served: &Served, frames: Sent, path: &str) -> (HeaderMap, Vec<u8>, Option<HeaderMap>) {
    config::runtime().block_on(async {
        let stream = TcpStream::connect(served.address).await.unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let body = server::Frames(frames);
        let request = Request::post(format!("http://api.test{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(body)
            .unwrap();
        let response = sender.send_request(request).await.unwrap();
        let headers = response.headers().clone();
        let collected = response.into_body().collect().await.unwrap();
        let trailers = collected.trailers().cloned();
        (headers, collected.to_bytes().to_vec(), trailers)
    })
}

#[test]
fn a_grpc_call_passes_with_its_trailers() {
    let authority = Authority::new();
    let upstream = TlsServer::start_http2(&authority.issue("grpc", &["localhost"]));
    let options =
        UpstreamOptions { http: UpstreamHttp::Two, tls: trusting(&authority), ..UpstreamOptions::default() };
    let served = Served::start(&over_tls(upstream.address, options));
    for messages in [vec!["one"], vec!["one", "two", "three"]] {
        let sent: Vec<u8> = messages
            .iter()
            .flat_map(|text| [&[0, 0, 0, 0, text.len() as u8], text.as_bytes()].concat())
            .collect();
        let (headers, body, trailers) = call(&served, messages, "/pkg.Echo/Say");
        assert_eq!(headers["content-type"], "application/grpc");
        assert_eq!(body, sent, "each message comes back");
        assert_eq!(trailers.expect("trailers")["grpc-status"], "0");
    }
    // A response of trailers alone, as for a method that does not exist.
    let (headers, body, _) = call(&served, vec![], "/pkg.Echo/Missing");
    assert_eq!((headers["grpc-status"].to_str().unwrap(), body.len()), ("12", 0));
    let seen = upstream.seen();
    assert!(seen.iter().all(|seen| seen.version == "HTTP/2.0" && seen.te == "trailers"), "{seen:?}");
    assert_eq!(upstream.handshakes(), 1, "all calls share a connection");
}

/// The echo sends the trailers of the request back beside its own.
#[test]
fn no_spelling_of_an_identity_header_passes_as_a_trailer() {
    let authority = Authority::new();
    let upstream = TlsServer::start_http2(&authority.issue("grpc", &["localhost"]));
    let options =
        UpstreamOptions { http: UpstreamHttp::Two, tls: trusting(&authority), ..UpstreamOptions::default() };
    let served = Served::start(&over_tls(upstream.address, options));
    let forged =
        ["x-user-id", "x_user_id", "x-roles", "x_org-id", "x-hanzo-any", "authorization", "x-real-ip"];
    let mut trailers = HeaderMap::new();
    for name in forged.iter().chain(&["x-witness"]) {
        trailers.insert(*name, "forged".parse().unwrap());
    }
    let frames = [Frame::data(Bytes::from_static(b"ok")), Frame::trailers(trailers)];
    let (_, _, echoed) = send(&served, frames.map(Ok).into_iter().collect(), "/pkg.Echo/Say");
    let echoed = echoed.expect("trailers");
    let mut names: Vec<&str> = echoed.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["grpc-status", "x-witness"]);
}

/// The upstream is told of trailers only if the client takes them; what frames a response of HTTP/1.1 has none.
#[test]
fn a_client_of_http1_gets_the_response_without_its_trailers() {
    let authority = Authority::new();
    let upstream = TlsServer::start_http2(&authority.issue("grpc", &["localhost"]));
    let options =
        UpstreamOptions { http: UpstreamHttp::Two, tls: trusting(&authority), ..UpstreamOptions::default() };
    let served = Served::start(&over_tls(upstream.address, options));
    for header in ["TE: trailers\r\n", ""] {
        let head = format!("POST /pkg.Echo/Say HTTP/1.1\r\nHost: x\r\n{header}Content-Length: 3\r\n\r\n");
        let answer = exchange(served.address, head + "abc");
        assert_eq!((answer.status, answer.text().as_str(), answer.end), (200, "abc", End::Whole));
        assert_eq!((answer.header("grpc-status"), answer.header("trailer")), (None, None));
    }
    let told: Vec<String> = upstream.seen().into_iter().map(|seen| seen.te).collect();
    assert_eq!(told, ["trailers", ""]);
}

#[test]
fn http2_to_an_upstream_without_it_is_502() {
    let authority = Authority::new();
    let upstream = TlsServer::start(&authority.issue("one", &["localhost"]), None);
    let options =
        UpstreamOptions { http: UpstreamHttp::Two, tls: trusting(&authority), ..UpstreamOptions::default() };
    assert_eq!(get(&Served::start(&over_tls(upstream.address, options))).status, 502);
}

#[test]
fn a_stream_passes_over_http2_of_a_client_and_tls() {
    let authority = Authority::new();
    let own = authority.issue("server", &["a.example"]);
    let (_upstream, gateway) = listening(vec![own], None);
    let events = Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
            );
            for event in ["data: 1\n\n", "data: 2\n\n"] {
                connection.send(&format!("{:x}\r\n{event}\r\n", event.len()));
            }
            connection.send("0\r\n\r\n");
        }
    });
    let mut gateway = gateway;
    gateway.upstreams[0].hosts[0].port = events.address.port();
    let served = Served::as_declared(&gateway);
    let client = connector(&authority, &[b"h2"], None);
    let text = config::runtime().block_on(async {
        let stream = TcpStream::connect(served.address).await.unwrap();
        let stream = client.connect("a.example".try_into().unwrap(), stream).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = Request::get("https://a.example/a").body(Full::<Bytes>::default()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        response.into_body().collect().await.unwrap().to_bytes()
    });
    assert_eq!(text, "data: 1\n\ndata: 2\n\n");
}
