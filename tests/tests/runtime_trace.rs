//! Traces: `traceparent` is read, made and forwarded, and spans arrive at a collector that decodes them with the types of
//! OpenTelemetry itself.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use gwc_artifact::{Gateway, Network, Share, Traces};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, Wire};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

const PATIENCE: Duration = Duration::from_secs(60);
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A collector that hands on what it decodes: the name of the service, and the spans.
fn collector() -> (Upstream, Receiver<(String, Vec<Span>)>) {
    let (send, received) = channel();
    let collector = Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
            assert!(head.contains("content-type: application/x-protobuf\r\n"), "{head}");
            let request =
                ExportTraceServiceRequest::decode(connection.body(&head).as_slice()).expect("a request");
            for resource in request.resource_spans {
                let attributes = resource.resource.expect("a resource").attributes;
                let name = attributes.iter().find(|attribute| attribute.key == "service.name");
                let Some(Value::StringValue(name)) = name.and_then(|name| name.value.clone()?.value) else {
                    panic!("no service.name in {attributes:?}");
                };
                let spans = resource.scope_spans.into_iter().flat_map(|scope| scope.spans).collect();
                let _ = send.send((name, spans));
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    (collector, received)
}

fn gateway(upstream: &Upstream, collector: std::net::SocketAddr, millionths: u64) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .upstream("dead", "127.0.0.1:1".parse().unwrap())
        .route("GET /items/{id}", "u", "/{id}")
        .route("GET /dead", "dead", "/")
        .with(|gateway| {
            let otlp = format!("http://{collector}");
            gateway.operations.traces = Some(Traces { otlp, sample: Share { millionths } });
        })
        .build()
}

fn ask(served: &Served, path: &str, headers: &str) -> Answer {
    let mut wire = Wire::connect(served.address);
    wire.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
    wire.answer().expect("an answer")
}

/// The `traceparent` of the last request that the upstream got.
fn forwarded(upstream: &Upstream) -> String {
    let heads = upstream.heads();
    let mut lines = heads.last().unwrap().lines().filter_map(|line| line.strip_prefix("traceparent: "));
    let one = lines.next().expect("a traceparent").to_owned();
    assert_eq!(lines.next(), None, "it is there once");
    one
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The next spans, until there are as many.
fn spans(received: &Receiver<(String, Vec<Span>)>, count: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    while spans.len() < count {
        let (name, more) = received.recv_timeout(PATIENCE).expect("spans arrive");
        assert_eq!(name, "test");
        spans.extend(more);
    }
    spans
}

fn attribute(span: &Span, key: &str) -> Option<String> {
    let found = span.attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.clone()?.value? {
        Value::StringValue(text) => Some(text),
        Value::IntValue(number) => Some(number.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_is_a_span_in_the_trace_of_its_client() {
    let (upstream, (collector, received)) = (Upstream::text("hello"), collector());
    let served = Served::start(&gateway(&upstream, collector.address, 1_000_000));
    let client = format!("traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\nX-Request-ID: r-1\r\n");
    assert_eq!(ask(&served, "/items/7?secret=1", &client).status, 200);
    let sent = forwarded(&upstream);
    assert_eq!(ask(&served, "/dead", "").status, 502);
    let spans = spans(&received, 2);
    let good = spans.iter().find(|span| span.name == "GET /items/{id}").expect("its span");
    assert_eq!(hexadecimal(&good.trace_id), TRACE);
    assert_eq!(hexadecimal(&good.parent_span_id), "00f067aa0ba902b7");
    assert_eq!(sent, format!("00-{TRACE}-{}-01", hexadecimal(&good.span_id)), "the upstream continues it");
    assert_eq!((good.kind, good.status.clone().map(|status| status.code)), (2, None));
    assert!(good.start_time_unix_nano > 0 && good.end_time_unix_nano >= good.start_time_unix_nano);
    for (key, value) in [
        ("http.request.method", "GET"),
        ("http.route", "/items/{id}"),
        ("url.path", "/items/7"),
        ("http.response.status_code", "200"),
        ("client.address", "127.0.0.1"),
        ("gwr.upstream", "u"),
        ("http.request.header.x-request-id", "r-1"),
    ] {
        assert_eq!(attribute(good, key).as_deref(), Some(value), "{key}");
    }
    let dead = spans.iter().find(|span| span.name == "GET /dead").expect("its span");
    assert!(dead.parent_span_id.is_empty() && dead.trace_id.len() == 16);
    assert_eq!(dead.status.as_ref().map(|status| status.code), Some(2));
    assert_eq!(attribute(dead, "error.type").as_deref(), Some("upstream_refused"));
    assert!(!format!("{spans:?}").contains("secret"));
}

#[test]
fn what_is_no_traceparent_begins_a_trace() {
    let (upstream, (collector, received)) = (Upstream::text("hello"), collector());
    let served = Served::start(&gateway(&upstream, collector.address, 1_000_000));
    for wrong in
        ["traceparent: nonsense\r\n", &format!("traceparent: 00-{TRACE}-0000000000000000-01\r\n"), ""]
    {
        assert_eq!(ask(&served, "/items/7", wrong).status, 200);
        let sent = forwarded(&upstream);
        assert!(sent.len() == 55 && !sent.contains(TRACE), "{sent}");
    }
    let traces: std::collections::BTreeSet<Vec<u8>> =
        spans(&received, 3).into_iter().map(|span| span.trace_id).collect();
    assert_eq!(traces.len(), 3);
}

#[test]
fn only_a_trusted_client_decides_that_its_trace_is_recorded() {
    let (upstream, (collector, received)) = (Upstream::text("hello"), collector());
    let sampled = format!("traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n");
    let mut gateway = gateway(&upstream, collector.address, 1);
    let served = Served::start(&gateway);
    assert_eq!(ask(&served, "/items/7", &sampled).status, 200);
    assert!(forwarded(&upstream).ends_with("-00"), "{}", forwarded(&upstream));
    drop(served);
    assert_eq!(received.try_recv().map(|(_, spans)| spans.len()), Err(std::sync::mpsc::TryRecvError::Empty));
    gateway.trusted_proxies = vec![Network::parse("127.0.0.0/8").unwrap()].into();
    let served = Served::start(&gateway);
    assert_eq!(ask(&served, "/items/7", &sampled).status, 200);
    assert!(forwarded(&upstream).ends_with("-01"));
    assert_eq!(spans(&received, 1).len(), 1);
}

#[test]
fn without_traces_the_header_is_like_any_other() {
    let upstream = Upstream::text("hello");
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
    let served = Served::start(&gateway);
    assert_eq!(ask(&served, "/", "traceparent: mine\r\n").status, 200);
    assert_eq!(forwarded(&upstream), "mine");
}
