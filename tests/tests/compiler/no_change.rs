//! Edits of a gateway that change no request are no change of the command, whatever the gateway is.
//!
//! `GWC_NO_CHANGES=1000 cargo test -p gwc-tests --test compiler no_change` compares more pairs than CI does, and
//! `GWC_NO_CHANGES_SEED=7` others.

use std::fs;
use std::path::Path;

use super::gwc;

/// Pairs of the short form.
const PAIRS: u64 = 200;
/// Services of a gateway.
const SERVICES: usize = 5;
const METHODS: [&str; 4] = ["GET", "POST", "GET POST", "GET PUT DELETE"];
const TIMEOUTS: [&str; 3] = ["1s", "5s", "9s"];

/// A generator of random numbers (`SplitMix64`): the same for the same seed on every machine.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) % end as u64) as usize
    }
}

/// A service, whose profile sets `auth` and `timeout`.
#[derive(Clone)]
struct Service {
    number: usize,
    upstream: &'static str,
    methods: &'static str,
    profile: usize,
    /// Whether it has a second prefix.
    has_alias: bool,
    /// Whether it has a path with a parameter.
    has_param: bool,
    is_limited: bool,
}

/// How the same gateway is written.
#[derive(Clone)]
struct Style {
    /// The names of the two profiles, of the limit and of the parameter.
    names: [&'static str; 4],
    /// What profiles set is set for each service.
    without_profiles: bool,
    /// A second prefix is a service of its own.
    without_aliases: bool,
    /// Repeated values are anchors and aliases of YAML.
    with_anchors: bool,
    /// Maps have a line for each key.
    in_blocks: bool,
    /// Every other service is in a file of its own.
    in_files: bool,
    /// Services, upstreams and keys are in the opposite order.
    reversed: bool,
}

const USUAL: Style = Style {
    names: ["open", "closed", "slow", "id"],
    without_profiles: false,
    without_aliases: false,
    with_anchors: false,
    in_blocks: false,
    in_files: false,
    reversed: false,
};

/// Each way to write it, by its name.
fn styles() -> [(&'static str, Style); 7] {
    [
        ("reordered", Style { reversed: true, ..USUAL }),
        ("renamed", Style { names: ["public-reads", "members", "gentle", "item"], ..USUAL }),
        ("without-profiles", Style { without_profiles: true, ..USUAL }),
        ("without-aliases", Style { without_aliases: true, ..USUAL }),
        ("anchors", Style { with_anchors: true, without_profiles: true, ..USUAL }),
        ("blocks", Style { in_blocks: true, ..USUAL }),
        ("files", Style { in_files: true, reversed: true, ..USUAL }),
    ]
}

fn any_services(random: &mut Random) -> Vec<Service> {
    let one = |number| Service {
        number,
        upstream: ["a", "b"][random.below(2)],
        methods: METHODS[random.below(METHODS.len())],
        profile: random.below(2),
        has_alias: random.below(3) == 0,
        has_param: random.below(2) == 0,
        is_limited: random.below(3) == 0,
    };
    (0..SERVICES).map(one).collect()
}

/// A map of YAML: a line for each key, or one for all.
fn map(mut pairs: Vec<(String, String)>, style: &Style, indent: usize) -> String {
    if style.reversed {
        pairs.reverse();
    }
    if !style.in_blocks {
        let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        return format!(" {{ {} }}\n", pairs.join(", "));
    }
    let line = |(key, value): &(String, String)| format!("{}{key}: {value}\n", " ".repeat(indent));
    format!("\n{}", pairs.iter().map(line).collect::<String>())
}

fn pair(key: &str, value: impl Into<String>) -> (String, String) {
    (key.to_owned(), value.into())
}

/// The services of a gateway as they are written, each with its first line.
fn services(services: &[Service], style: &Style, timeouts: [&str; 2]) -> Vec<String> {
    let mut all = Vec::new();
    let mut anchored: Vec<&str> = Vec::new();
    for service in services {
        let prefix = format!("/s{}", service.number);
        let alias = format!("/v1{prefix}");
        let both = format!("[{prefix}, {alias}]");
        let base = prefix.clone();
        let places = match (service.has_alias, style.without_aliases) {
            (false, _) => vec![(prefix, None)],
            (true, false) => vec![(both, None)],
            (true, true) => vec![(prefix, None), (alias, Some("-v1"))],
        };
        for (at, suffix) in places {
            let methods = match (style.with_anchors, anchored.contains(&service.methods)) {
                (false, _) => service.methods.to_owned(),
                (true, true) => format!("*{}", anchor(service.methods)),
                (true, false) => format!("&{} {}", anchor(service.methods), service.methods),
            };
            anchored.push(service.methods);
            let mut pairs =
                vec![pair("at", at), pair("upstream", service.upstream), pair("methods", methods)];
            if style.without_profiles {
                pairs.push(pair("auth", ["public", "iam"][service.profile]));
                pairs.push(pair("timeout", timeouts[service.profile]));
            } else {
                pairs.push(pair("profile", style.names[service.profile]));
            }
            if service.has_alias {
                pairs.push(pair("rewrite_prefix", base.clone()));
            }
            if service.is_limited {
                pairs.push(pair("rate_limit", style.names[2]));
            }
            if service.has_param {
                let param = style.names[3];
                let rewritten = format!("{{ GET: {{ rewrite: \"/found/{{{param}}}\" }} }}");
                pairs.push(pair("paths", format!("{{ \"/{{{param}}}/x\": {rewritten} }}")));
            }
            let name = format!("  s{}{}:", service.number, suffix.unwrap_or_default());
            all.push(name + &map(pairs, style, 4));
        }
    }
    if style.reversed && !style.with_anchors {
        all.reverse();
    }
    all
}

/// A name for a value.
fn anchor(text: &str) -> String {
    text.to_ascii_lowercase().replace(' ', "-")
}

/// Writes the gateway into a folder.
fn write(folder: &Path, of: &[Service], timeouts: [&str; 2], style: &Style) {
    let issuer = "https://id.example.com";
    let jwt =
        format!("{{ issuer: \"{issuer}\", jwks: \"{issuer}/jwks\", algorithms: [RS256], audiences: any }}");
    let profile = |at: usize, auth: &str| {
        let name = style.names[at].to_owned();
        (name, format!("{{ auth: {auth}, timeout: {} }}", timeouts[at]))
    };
    let upstreams = vec![pair("a", "\"http://a:80\""), pair("b", "\"http://b:8080\"")];
    let mut parts = vec![
        "gateway: shop\n".to_owned(),
        "targets: [krakend-ce, gwr]\n".to_owned(),
        "hosts: [api.example.com]\n".to_owned(),
        format!("upstreams:{}", map(upstreams, style, 2)),
        format!("auth: {{ iam: {{ jwt: {jwt} }} }}\n"),
        format!("rate_limits: {{ {}: {{ total: 60/min }} }}\n", style.names[2]),
    ];
    if !style.without_profiles {
        let profiles = vec![profile(0, "public"), profile(1, "iam")];
        parts.push(format!("profiles:{}", map(profiles, style, 2)));
    }
    let services = services(of, style, timeouts);
    let (here, there): (Vec<_>, Vec<_>) =
        services.into_iter().enumerate().partition(|(at, _)| !style.in_files || at % 2 == 0);
    let text = |list: Vec<(usize, String)>| list.into_iter().map(|(_, text)| text).collect::<String>();
    parts.push(format!("services:\n{}", text(here)));
    if style.reversed {
        parts.reverse();
    }
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(folder.join("gateway.yaml"), parts.concat()).expect("a file can be written");
    if !there.is_empty() {
        fs::write(folder.join("more.yaml"), format!("services:\n{}", text(there)))
            .expect("a file can be written");
    }
}

pub(super) fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// That the command reports no change between two sides.
pub(super) fn assert_same(folder: &Path, [before, after]: [&str; 2], about: &str) {
    let run = gwc(folder).run(&["diff", before, after, "--exit-code"]);
    let shown = || format!("{about}: {before} -> {after}\n{}{}", run.stdout, run.stderr);
    assert_eq!(run.code, Some(0), "{}", shown());
    assert!(run.stdout.contains("no change ("), "{}", shown());
}

/// Order, files, names, aliases and profiles of a gateway, and its outputs: nothing of it changes a request.
#[test]
fn what_only_writes_a_gateway_in_another_way_is_no_change() {
    let (pairs, first) = (number("GWC_NO_CHANGES", PAIRS), number("GWC_NO_CHANGES_SEED", 1));
    let mut compared = 0;
    for seed in (0..).map(|nth| first.wrapping_mul(1_000_003) + nth) {
        if compared >= pairs {
            break;
        }
        let mut random = Random(seed);
        let of = any_services(&mut random);
        let timeouts = [0, 1].map(|_| TIMEOUTS[random.below(TIMEOUTS.len())]);
        let place = tempfile::tempdir().expect("a folder");
        write(&place.path().join("shop"), &of, timeouts, &USUAL);
        let build = gwc(place.path()).run(&["build", "shop", "-o", "dist", "--fail-on", "error"]);
        assert_eq!(build.code, Some(0), "seed {seed}: {}{}", build.stdout, build.stderr);
        let outputs = ["dist/shop/krakend.json", "dist/shop/gateway.gwa"];
        for side in outputs {
            assert_same(place.path(), ["shop", side], &format!("seed {seed}"));
            assert_same(place.path(), [side, "shop"], &format!("seed {seed}"));
        }
        for (name, style) in styles() {
            write(&place.path().join(name), &of, timeouts, &style);
            assert_same(place.path(), ["shop", name], &format!("seed {seed}"));
        }
        compared += 4 + styles().len() as u64;
        // The same comparison sees an edit.
        let other = [timeouts[0], if timeouts[1] == "1s" { "2s" } else { "1s" }];
        let mut edited = of;
        edited[0].profile = 1;
        write(&place.path().join("before"), &edited, timeouts, &USUAL);
        write(&place.path().join("edited"), &edited, other, &styles()[6].1);
        let run = gwc(place.path()).run(&["diff", "before", "edited", "--exit-code"]);
        assert!(run.code >= Some(10), "seed {seed}: {}{}", run.stdout, run.stderr);
    }
}
