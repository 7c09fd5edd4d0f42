//! Time to compile gateways of growing size: from text in memory to a checked model, and to all outputs.
//!
//! Each run is a process of its own, as the command is: memory that an earlier run has touched costs nothing again.
//! It prints figures and judges nothing. Growth is against n log n, since the row above and since the first row: 1.00 is
//! n log n, less is better. The last step also leaves the processor's cache. A gateway that no ConfigMap can hold is
//! compiled and refused, so it has no outputs to measure.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use gwc::emit::{self, Options};
use gwc::load::GatewayFiles;
use gwc::settings::Settings;
use gwc_syntax::source::SourceMap;

/// Endpoints of a service: two prefixes, three methods and two paths.
const PER_SERVICE: usize = 10;
const RUNS: usize = 5;

/// As the command has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let counts: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    if let [count] = counts[..] {
        let (compile, emit) = measure(count);
        return println!("{} {}", compile.as_nanos(), emit.unwrap_or_default().as_nanos());
    }
    println!("{:>9}  {:>12}  {:>14}  {:>12}  {:>14}", "endpoints", "compile", "growth", "and emit", "growth");
    let (mut compiles, mut emits) = (Vec::new(), Vec::new());
    for count in [133, 1_000, 10_000, 100_000] {
        let runs: Vec<[Duration; 2]> = (0..RUNS).map(|_| in_a_process(count)).collect();
        let [compile, emit] = [0, 1].map(|i| runs.iter().map(|run| run[i]).min().unwrap_or_default());
        let compile = shown(compile, count, &mut compiles);
        let emit = match emit {
            Duration::ZERO => format!("{:>12}  {:>14}", "-", "-"),
            _ => shown(emit, count, &mut emits),
        };
        println!("{count:>9}  {compile}  {emit}");
    }
}

/// Compiling, and compiling with all outputs, in a process of its own.
fn in_a_process(count: usize) -> [Duration; 2] {
    let program = std::env::current_exe().expect("this program has a path");
    let child = Command::new(program).arg(count.to_string()).output().expect("it starts again");
    let text = String::from_utf8(child.stdout).expect("it prints text");
    let mut times =
        text.split_whitespace().map(|nanos| Duration::from_nanos(nanos.parse().expect("a number")));
    [(); 2].map(|()| times.next().expect("two times"))
}

/// A time, and how it has grown against n log n: since the row above, and since the first.
fn shown(time: Duration, count: usize, rows: &mut Vec<f64>) -> String {
    rows.push(time.as_secs_f64() / (count as f64 * (count as f64).ln()));
    let growth = match rows[..] {
        [first, .., above, this] => format!("{:.2} (all {:.2})", this / above, this / first),
        [above, this] => format!("{:.2}", this / above),
        _ => "-".to_owned(),
    };
    format!("{:>9.1} ms  {growth:>14}", time.as_secs_f64() * 1e3)
}

/// Compiling, and compiling with all outputs where it has any.
fn measure(count: usize) -> (Duration, Option<Duration>) {
    let (gateway, services) = (gateway_file(), services_file(count));
    let started = Instant::now();
    let mut sources = SourceMap::default();
    let routes =
        vec![sources.add("gateway.yaml", gateway.as_str()), sources.add("services.yaml", services.as_str())];
    let files = GatewayFiles { routes, ..GatewayFiles::default() };
    let compilation = gwc::compile_gateway(&sources, &files, &Settings::default());
    let compiled = started.elapsed();
    assert_eq!(compilation.gateway.as_ref().map_or(0, |g| g.endpoints.len()), count);
    let emitted = compilation.checked().map(|checked| {
        let outputs = emit::outputs(checked, &sources, &Options::default()).expect("it can be emitted");
        assert!(!outputs.is_empty());
        started.elapsed()
    });
    (compiled, emitted)
}

fn gateway_file() -> String {
    "gateway: bench\nrate_limit: all\nupstreams:\n  a: http://a.bench.svc.cluster.local:80\n  b: http://b.bench.svc.cluster.local:80\n\
     rate_limits: { all: { total: 5000/s }, each: { total: 1000/s, per_ip: 10/s } }\n\
     profiles: { open: { auth: public, rate_limit: each, timeout: 5s } }\n"
        .to_owned()
}

/// Services with ten endpoints each, and one with what is left.
fn services_file(count: usize) -> String {
    let mut text = "defaults: { profile: open }\nservices:\n".to_owned();
    for i in 0..count / PER_SERVICE {
        let _ = writeln!(
            text,
            "  s{i}:\n    at: [/s{i}, /v1/s{i}]\n    upstream: {}\n    rewrite_prefix: /s{i}\n    methods: GET POST DELETE\n    paths: {{ \"/items/{{id}}\": GET, /health: GET }}",
            if i % 2 == 0 { "a" } else { "b" },
        );
    }
    let left = count % PER_SERVICE;
    if left > 0 {
        let _ = writeln!(text, "  rest:\n    at: /rest\n    upstream: a\n    paths:");
        (0..left).for_each(|i| text.push_str(&format!("      /p{i}: GET\n")));
    }
    text
}
