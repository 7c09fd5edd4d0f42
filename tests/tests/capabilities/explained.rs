//! What `gwc explain key` claims about targets is what the compiler does.

use std::collections::BTreeMap;

use gwc::cli::Io;
use gwc::lower::krakend::defaults::DEFAULTS;
use gwc::rules::targets::capabilities::{self, Outcome};
use gwc_krakend::effects;
use gwc_syntax::value::Date;

use super::table::shapes;
use super::{folder, gwc};

fn explain(name: &str) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    gwc::cli::run(["gwc", "explain", "key", name].map(std::ffi::OsString::from), &mut io);
    assert!(err.is_empty(), "{name}: {}", String::from_utf8_lossy(&err));
    String::from_utf8(out).expect("text")
}

/// Every key of every map, against the table: its rows and no other.
#[test]
fn keys_are_explained_as_the_table_has_them() {
    for shape in shapes() {
        for key in shape.keys.iter().filter(|key| !key.planned) {
            let name = capabilities::name(shape.name, key.name);
            let text = explain(key.name);
            for row in capabilities::rows(&name) {
                for (target, outcome) in ["hanzo", "krakend-ce", "gwr"].into_iter().zip(row.outcomes()) {
                    let all_exact = row.outcomes().iter().all(|outcome| matches!(outcome, Outcome::Exact));
                    let target = if all_exact { "all targets" } else { target };
                    let word = outcome.as_str();
                    let code =
                        outcome.check().map_or(String::new(), |check| format!(", {}:", check.rule.code));
                    let says = |line: &&str| {
                        let claim = line.trim_start().strip_prefix(target).map(str::trim_start);
                        let value = row.value.is_empty() || line.ends_with(&format!("({})", row.value));
                        claim.is_some_and(|claim| claim.starts_with(&format!("{word}{code}"))) && value
                    };
                    assert!(text.lines().any(|line| says(&line)), "{name}, {target} {word}{code}:\n{text}");
                }
            }
        }
    }
}

/// Every component in a `krakend` block of an endpoint, against what the compiler says with `gwr` as a target.
#[test]
fn components_are_refused_where_their_explanation_says_so() {
    let names: Vec<&str> = effects::components().map(|component| component.name).collect();
    let mut services = String::new();
    for (at, name) in names.iter().enumerate() {
        services += &format!("  s{at}: {{ at: /s{at}, methods: GET, krakend: {{ {name:?}: {{}} }} }}\n");
    }
    let gateway = format!(
        "gateway: shop\ntargets: [gwr]\nupstreams: {{ shop: \"http://shop.svc.cluster.local:80\" }}\n\
         defaults: {{ upstream: shop, auth: public, timeout: 5s }}\nservices:\n{services}"
    );
    let place = folder(&[("gateway.yaml", &gateway)]);
    let run = gwc(&["check"], place.path());
    for name in names {
        let refused =
            run.findings.iter().any(|f| f.starts_with("GW736 ") && f.contains(&format!("`{name}`")));
        let text = explain(name);
        let claimed = text.lines().any(|line| line.trim_start().starts_with("gwr          error, GW736"));
        assert_eq!(claimed, refused, "{name}:\n{text}");
    }
}

/// What is written although nobody set it is told with the key.
#[test]
fn defaults_are_explained() {
    for default in DEFAULTS {
        let key = default.place.iter().rev().find(|part| **part != "*").expect("a name");
        let text = explain(key);
        assert!(text.contains(default.why) && text.contains(&default.place.join(" > ")), "{key}:\n{text}");
        assert!(default.values.iter().all(|value| text.contains(&format!("`{value}`"))), "{key}:\n{text}");
    }
}

/// The block at the top of `gateway.json` is written, kept apart from the endpoints' own, and in doubt everywhere alike.
#[test]
fn one_doubt_about_the_limit_at_the_top() {
    let doubt = effects::UNPROVED_ROOT_LIMIT;
    assert!(explain("qos/ratelimit/router").contains(doubt));
    let gateway = "gateway: shop\ntargets: [hanzo]\nupstreams: { shop: \"http://shop.svc.cluster.local:80\" }\n\
         rate_limit: all\nrate_limits: { all: { total: 100/s, per_ip: 10/s } }\n\
         defaults: { upstream: shop, auth: public, timeout: 5s }\nservices: { a: { at: /a, methods: GET } }\n";
    let place = folder(&[("in/gateway.yaml", gateway)]);
    let out = place.path().join("dist");
    let run = gwc(&["build", "-o", out.to_str().expect("text")], &place.path().join("in"));
    let notes = |run: &super::Run, code: &str| -> Vec<String> {
        let found = run.json.iter().filter(|f| f["code"] == code);
        found.map(|finding| finding["notes"].to_string()).collect()
    };
    let [notes_of_loss] = &notes(&run, "GW725")[..] else { panic!("{:?}", run.findings) };
    assert!(notes_of_loss.contains(doubt), "{notes_of_loss}");
    assert!(run.errors.is_empty(), "{:?}", run.findings);

    // The same in somebody's `gateway.json`, and no rule calls the block dead.
    let written = std::fs::read_to_string(out.join("shop/gateway.json")).expect("an output");
    let mut config: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(config["extra_config"]["qos/ratelimit/router"]["max_rate"], 100);
    config["endpoints"][0]["extra_config"] = serde_json::json!({ "auth/public": true });
    let stranger = folder(&[("gateway.json", &config.to_string())]);
    let run = gwc(&["check", "--target=hanzo"], &stranger.path().join("gateway.json"));
    assert!(
        run.findings.iter().all(|f| !f.starts_with("GW7") || f.starts_with("GW707")),
        "{:?}",
        run.findings
    );
    let [notes_of_route] = &notes(&run, "GW301")[..] else { panic!("{:?}", run.findings) };
    assert!(notes_of_route.contains(doubt), "{notes_of_route}");
}
