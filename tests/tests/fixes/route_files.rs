//! Gateways of route files with problems in them, a `gwc.toml` and a baseline beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::random::Random;
use crate::{Case, Tier};

/// A piece of a file: before fixes, after the safe ones, after all of them.
type Piece = [String; 3];

/// What a rule finds, by its code, and the lines it stands in; a gap `@` is filled with a number.
type Problem = (&'static [&'static str], [&'static str; 3]);

/// Lines of the gateway's file.
const GATEWAY: &[Problem] = &[
    (&["GW022"], ["title: 30 # thirty\n", "title: \"30\" # thirty\n", "title: \"30\" # thirty\n"]),
    (&["GW020"], ["titel: \"é 網\" # wide\n", "titel: \"é 網\" # wide\n", "title: \"é 網\" # wide\n"]),
    (&["GW020"], ["\"titel\": shop\n", "\"titel\": shop\n", "\"title\": shop\n"]),
];

/// Services, below `services:`.
const SERVICES: &[Problem] = &[
    (
        &["GW020"],
        [
            "  s@: {at: /s@, 'upstraem': orders, methods: GET} # 網\n",
            "  s@: {at: /s@, 'upstraem': orders, methods: GET} # 網\n",
            "  s@: {at: /s@, \"upstream\": orders, methods: GET} # 網\n",
        ],
    ),
    (
        &["GW020"],
        [
            "  s@: {\"at\":\"/s@\",\"upstraem\":\"orders\",\"methods\":\"GET\"}\n",
            "  s@: {\"at\":\"/s@\",\"upstraem\":\"orders\",\"methods\":\"GET\"}\n",
            "  s@: {\"at\":\"/s@\",\"upstream\":\"orders\",\"methods\":\"GET\"}\n",
        ],
    ),
    (
        // The name is looked up when the key is right.
        &["GW020"],
        [
            "  s@:\n    # é\n    at: /s@   # wide: 網\n    upstraem : ordres\n    methods: GET\n",
            "  s@:\n    # é\n    at: /s@   # wide: 網\n    upstraem : ordres\n    methods: GET\n",
            "  s@:\n    # é\n    at: /s@   # wide: 網\n    upstream : orders\n    methods: GET\n",
        ],
    ),
    (
        &["GW030"],
        [
            "  s@: { at: /s@, upstream:   \"ordres\"  , methods: GET }\n",
            "  s@: { at: /s@, upstream:   \"ordres\"  , methods: GET }\n",
            "  s@: { at: /s@, upstream:   \"orders\"  , methods: GET }\n",
        ],
    ),
    (
        &["GW030"],
        [
            "  s@: &anchor@\n    at: /s@\n    upstream: ordres # é\n    methods: GET\n  t@:\n    <<: *anchor@\n    at: /t@\n",
            "  s@: &anchor@\n    at: /s@\n    upstream: ordres # é\n    methods: GET\n  t@:\n    <<: *anchor@\n    at: /t@\n",
            "  s@: &anchor@\n    at: /s@\n    upstream: orders # é\n    methods: GET\n  t@:\n    <<: *anchor@\n    at: /t@\n",
        ],
    ),
    (
        &["GW023"],
        [
            "  s@: { at: /s@, upstream: orders, paths: { /x: { GTE: { timeout: 3s } } } }\n",
            "  s@: { at: /s@, upstream: orders, paths: { /x: { GTE: { timeout: 3s } } } }\n",
            "  s@: { at: /s@, upstream: orders, paths: { /x: { GET: { timeout: 3s } } } }\n",
        ],
    ),
    (
        &["GW903"],
        [
            "  # gwc: ignore[GW301]\n  s@: { at: /s@, upstream: orders, methods: GET }\n",
            "  s@: { at: /s@, upstream: orders, methods: GET }\n",
            "  s@: { at: /s@, upstream: orders, methods: GET }\n",
        ],
    ),
    (
        &["GW902"],
        [
            "  s@: { at: /s@, upstream: orders, methods: GET } \t# gwc: ignore[GW301] é 網, until=2026-01-01\n",
            "  s@: { at: /s@, upstream: orders, methods: GET }\n",
            "  s@: { at: /s@, upstream: orders, methods: GET }\n",
        ],
    ),
    (
        &["GW904", "GW905", "GW901"],
        [
            "  # é\n  # gwc: ignore[GW220, zzz-qqq ,GW304,  GW302] because 網\n  # 網\n  s@: { at: /s@, upstream: orders, methods: GET }\n",
            "  # é\n  # 網\n  s@: { at: /s@, upstream: orders, methods: GET }\n",
            "  # é\n  # 網\n  s@: { at: /s@, upstream: orders, methods: GET }\n",
        ],
    ),
    (
        &["GW901"],
        [
            "  s@:   # gwc: ignore[GW106] é\n    at: /s@\n    upstream: orders\n    methods: GET\n",
            "  s@:\n    at: /s@\n    upstream: orders\n    methods: GET\n",
            "  s@:\n    at: /s@\n    upstream: orders\n    methods: GET\n",
        ],
    ),
    (
        &["GW006"],
        [
            "  s@: { at: /s@, upstream: orders, paths: { /x: GET, /model/{name}: GET } } # 網\n",
            "  s@: { at: /s@, upstream: orders, paths: { /x: GET, \"/model/{name}\": GET } } # 網\n",
            "  s@: { at: /s@, upstream: orders, paths: { /x: GET, \"/model/{name}\": GET } } # 網\n",
        ],
    ),
];

/// Lines of `gwc.toml`.
const SETTINGS: &[Problem] = &[
    (&["GW091"], ["fial-on = \"error\" # é\n", "fial-on = \"error\" # é\n", "fail-on = \"error\" # é\n"]),
    (
        &["GW904"],
        [
            "[severity]\nroute-without-limti = \"off\" # 網\n",
            "[severity]\nroute-without-limti = \"off\" # 網\n",
            "[severity]\nroute-without-limit = \"off\" # 網\n",
        ],
    ),
];

const UPSTREAMS: &str = "upstreams: # é\n  orders:    http://orders.default.svc.cluster.local:8080   # 網\n";

pub(crate) fn case(mut random: Random) -> Case {
    let mut codes = BTreeSet::new();
    let (crlf, bom) = (random.once_in(3), random.once_in(3));
    // While errors stand, nobody knows whether a suppression is used.
    let errors = random.once_in(2);
    let fits = |codes: &[&str]| match errors {
        true => !codes.contains(&"GW901"),
        false => codes.iter().all(|code| code.starts_with("GW90")),
    };
    let mut gateway =
        vec![fixed(&format!("# 網: the gateway {}\ngateway: shop\n", random.seed)), fixed(UPSTREAMS)];
    take(&mut random, GATEWAY.iter().filter(|p| fits(p.0)), 1, &mut gateway, &mut codes);
    gateway.push(fixed("profiles: { open: { auth: public, timeout: 5s } }\n"));
    let mut services = vec![fixed("# é\ndefaults: { profile: open }\nservices:\n  # the first\n")];
    services.push(fixed("  first: { at: /first, upstream: orders, methods: GET }\n"));
    take(&mut random, SERVICES.iter().filter(|p| fits(p.0)), 4, &mut services, &mut codes);
    let mut settings = vec![fixed("# 網\nshow = \"note\"\n")];
    take(&mut random, SETTINGS.iter().filter(|p| fits(p.0)), 2, &mut settings, &mut codes);
    let mut options = vec!["--config", "gwc.toml"];
    let baseline = random.once_in(3);
    let mut excuses = vec![fixed("# gwc baseline v1\n")];
    if baseline {
        options.extend(["--baseline", "baseline.txt"]);
        codes.insert("GW907");
        let line = "GW301 warning 3 GET /gone/*\n".to_owned();
        excuses.push([line, String::new(), String::new()]);
    }
    if codes.is_empty() {
        services.push(SERVICES[6].1.map(|text| text.replace('@', "99")));
        codes.insert("GW903");
    }
    let files = move |tier: Tier| {
        let text = |pieces: &[Piece], bom: bool| {
            let text: String = pieces.iter().map(|piece| piece[tier as usize].as_str()).collect();
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{feff}{text}") } else { text }
        };
        let mut files = BTreeMap::from([
            ("shop/gateway.yaml".to_owned(), text(&gateway, bom)),
            ("shop/services.yaml".to_owned(), text(&services, bom)),
            ("gwc.toml".to_owned(), text(&settings, bom)),
        ]);
        if baseline {
            files.insert("baseline.txt".to_owned(), text(&excuses, false));
        }
        files
    };
    Case {
        name: format!("routes, CRLF {crlf}, BOM {bom}"),
        input: "shop",
        options,
        files: Box::new(files),
        codes,
    }
}

fn fixed(text: &str) -> Piece {
    [(); 3].map(|()| text.to_owned())
}

/// Takes up to `most` of the problems.
fn take(
    random: &mut Random,
    problems: impl Iterator<Item = &'static Problem>,
    most: usize,
    pieces: &mut Vec<Piece>,
    codes: &mut BTreeSet<&'static str>,
) {
    let mut left = most;
    for (number, (found, texts)) in problems.enumerate() {
        if left > 0 && random.once_in(3) {
            left -= 1;
            codes.extend(found.iter());
            pieces.push(texts.map(|text| text.replace('@', &number.to_string())));
        }
    }
}
