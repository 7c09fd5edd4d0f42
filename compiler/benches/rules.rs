//! Growth of every rule by itself, from 100,000 to 200,000 endpoints: of the linter, on the model that route files make,
//! of those that read a KrakenD configuration, and of host tables as a whole.
//!
//! Growth is the time for an endpoint against that in the smaller gateway: 1.00 is linear, n log n is 1.06, n squared 2.
//! Where the smaller gateway alone fits into the processor's cache, the end of that looks like growth; see `row`. It
//! prints figures and judges nothing; rules that take no time to speak of are left out of the worst.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use gwc::cli::Io;
use gwc::cli::session::{Inputs, Session};
use gwc::lint::{Context, Subject};
use gwc::load::GatewayFiles;
use gwc::model::Gateway;
use gwc::rules::{Check, RULES, check_effects};
use gwc::settings::Settings;
use gwc_krakend::simulate::{Input, LATEST, Simulation};
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Date;
use gwc_syntax::value::Target;
use tempfile::TempDir;

const SMALL: usize = 100_000;
const LARGE: usize = 200_000;
const RUNS: usize = 7;
/// What takes less on the large gateway is noise.
const NOISE: Duration = Duration::from_millis(20);

/// What a rule took.
struct Row {
    name: &'static str,
    small: Duration,
    large: Duration,
}

/// As the command has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    report("rules of the linter", linter());
    report("rules of KrakenD configurations", configurations());
    report("host tables", vec![host_tables()]);
}

fn report(title: &str, mut rows: Vec<Row>) {
    let total: Duration = rows.iter().map(|row| row.large).sum();
    println!("{title}: {}, {:.0} ms in all on {LARGE} endpoints", rows.len(), total.as_secs_f64() * 1e3);
    rows.retain(|row| row.large >= NOISE);
    rows.sort_by(|a, b| growth(b).total_cmp(&growth(a)));
    println!("{:>34}  {:>12}  {:>12}  {:>6}", "worst growth", SMALL, LARGE, "growth");
    for row in rows.iter().take(8) {
        let (small, large) = (row.small.as_secs_f64() * 1e3, row.large.as_secs_f64() * 1e3);
        println!("{:>34}  {small:>9.2} ms  {large:>9.2} ms  {:>6.2}", row.name, growth(row));
    }
}

fn growth(row: &Row) -> f64 {
    (row.large.as_secs_f64() / LARGE as f64) / (row.small.as_secs_f64() / SMALL as f64)
}

/// The shortest of some runs on each gateway, in turns: so neither finds in the cache what its own last run left there.
fn row(name: &'static str, mut small: impl FnMut(), mut large: impl FnMut()) -> Row {
    let mut row = Row { name, small: Duration::MAX, large: Duration::MAX };
    for _ in 0..RUNS {
        row.small = row.small.min(timed(&mut small));
        row.large = row.large.min(timed(&mut large));
    }
    row
}

fn timed(run: &mut impl FnMut()) -> Duration {
    let started = Instant::now();
    run();
    started.elapsed()
}

fn linter() -> Vec<Row> {
    let (small, large) = (model(SMALL), model(LARGE));
    let settings = Settings::default();
    let (small, large) = (Context::new(&small, &settings), Context::new(&large, &settings));
    let checks = RULES.iter().flat_map(|entry| entry.checks.iter().map(|check| (entry.rule.name, check)));
    let models = checks.filter_map(|(name, check)| match check {
        Check::Model(check) => Some((name, check)),
        _ => None,
    });
    let run =
        |check: &fn(&Context<'_>, &mut Diagnostics), context| check(context, &mut Diagnostics::default());
    models.map(|(name, check)| row(name, || run(check, &small), || run(check, &large))).collect()
}

fn configurations() -> Vec<Row> {
    let (small, large) = (configuration(SMALL), configuration(LARGE));
    let mut sources = SourceMap::default();
    let files = [&small, &large].map(|text| sources.add("krakend.json", text.as_str()));
    let input = |at: usize, text| Input {
        name: "krakend.json",
        bytes: String::as_bytes(text),
        format: Format::Json,
        file: files[at],
        release: LATEST,
    };
    let target = Target::KrakendCe { minor: 13, patch: 8 };
    let beside = gwc::load::NearbyFiles::default();
    let (small, large) = (Simulation::of(input(0, &small)), Simulation::of(input(1, &large)));
    let small = Subject::of(&small, &beside, target).expect("it is no empty file");
    let large = Subject::of(&large, &beside, target).expect("it is no empty file");
    let checks = RULES.iter().flat_map(|entry| entry.checks.iter().map(|check| (entry.rule.name, check)));
    let own = checks.filter_map(|(name, check)| match check {
        Check::Configuration(check) => Some((name, check)),
        _ => None,
    });
    let run = |check: &fn(&Subject<'_>, &mut Vec<Diagnostic>), subject| check(subject, &mut Vec::new());
    let walk = |subject: &Subject<'_>| check_effects(subject, &mut Vec::new());
    let mut rows = vec![row("the table of effects", || walk(&small), || walk(&large))];
    rows.extend(own.map(|(name, check)| row(name, || run(check, &small), || run(check, &large))));
    rows
}

/// Services with two prefixes, of several kinds: open and closed, limited and not, with streams and with parameters.
fn model(count: usize) -> Gateway {
    let gateway = "gateway: bench\nrate_limit: all\nauth: { iam: { jwt: { issuer: \"https://id.example\", jwks: \"https://id.example/jwks\", algorithms: [RS256], audiences: any }, headers: { X-User-Id: sub } } }\n\
        upstreams:\n  a: http://a.bench.svc.cluster.local:80\n  b: http://b.bench.svc.cluster.local:80\n  c: https://c.example\n\
        rate_limits: { all: { total: 5000/s }, each: { total: 1000/s, per_ip: 10/s }, one: { total: 100/min, per_ip: 1/min } }\n\
        profiles: { open: { auth: public, rate_limit: each, timeout: 5s }, closed: { auth: iam, rate_limit: one, timeout: 2m } }\n";
    let mut services = "defaults: { profile: open }\nservices:\n".to_owned();
    for number in 0..count / 10 {
        let upstream = ["a", "b", "c"][number % 3];
        let profile = ["open", "closed"][number % 2];
        let _ = writeln!(
            services,
            "  s{number}:\n    at: [/s{number}, /v1/s{number}]\n    upstream: {upstream}\n    profile: {profile}\n    rewrite_prefix: /s{number}\n    \
             methods: GET POST DELETE\n    paths: {{ \"/items/{{id}}\": GET, /health: {{ GET: {{ auth: public, stream: sse }} }} }}"
        );
    }
    let mut sources = SourceMap::default();
    let routes = vec![sources.add("gateway.yaml", gateway), sources.add("services.yaml", services.as_str())];
    let files = GatewayFiles { routes, ..GatewayFiles::default() };
    let compilation = gwc::compile_gateway(&sources, &files, &Settings::default());
    let gateway = compilation.gateway.expect("there is a gateway");
    assert_eq!(gateway.endpoints.len(), count);
    gateway
}

/// A check of tables with three entries for each host, so that as many entries are read as endpoints elsewhere.
fn host_tables() -> Row {
    let folders = [SMALL, LARGE].map(|entries| {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, second) = tables(entries / 6);
        std::fs::write(folder.path().join("a.yaml"), first).expect("it can be written");
        std::fs::write(folder.path().join("b.yaml"), second).expect("it can be written");
        folder
    });
    let check = |folder: &TempDir| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let today = Date::parse("2026-11-21").expect("a day");
        let io = Io {
            out: &mut out,
            err: &mut err,
            colours: false,
            width: None,
            environment: BTreeMap::new(),
            today,
        };
        Session::new(&Inputs::one(folder.path(), None), &io);
    };
    row("check", || check(&folders[0]), || check(&folders[1]))
}

/// Tables of many hosts with prefixes inside each other, twice in the file, redirected in a chain.
fn tables(count: usize) -> (String, String) {
    let (mut routes, mut chain) = ("routes:\n".to_owned(), "redirects:\n".to_owned());
    for n in 0..count {
        let _ = writeln!(
            routes,
            "  h{n}.example:\n    - {{ prefix: /, backend: \"http://a{n}:80\" }}\n    - {{ prefix: /a, backend: \"http://b{n}:443\" }}\n    \
             - {{ prefix: /a/b/, backend: \"http://c:{}\" }}",
            n % 60000 + 1
        );
        let _ = writeln!(chain, "  h{n}.example: https://h{}.example", n + 1);
    }
    (routes.clone(), chain + &routes)
}

/// A configuration with a little wrong in every tenth endpoint.
fn configuration(count: usize) -> String {
    let endpoint = |number: usize| {
        let odd = if number.is_multiple_of(10) {
            "\"timout\": \"1s\", \"method\": \"GET\", \"cache_ttl\": null,"
        } else {
            ""
        };
        format!(
            "{{\"endpoint\": \"/v1/s{number}/{{id}}\", {odd} \"output_encoding\": \"no-op\", \"input_headers\": [\"X-A\"], \
             \"extra_config\": {{\"qos/ratelimit/router\": {{\"max_rate\": 50, \"capacity\": 50}}, \
             \"auth/validator\": {{\"alg\": \"RS256\", \"jwk_url\": \"https://id.example/jwks\", \"audience\": [\"a\"]}}}}, \
             \"backend\": [{{\"url_pattern\": \"/s{number}/{{id}}\", \"encoding\": \"no-op\", \"host\": [\"http://a:80\"]}}]}}"
        )
    };
    let endpoints: Vec<String> = (0..count).map(endpoint).collect();
    format!("{{\"version\": 3, \"endpoints\": [{}]}}", endpoints.join(",\n"))
}
