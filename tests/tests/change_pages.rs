//! The pages of changes are what `docs/changes/` has, and the edit on each of them is that change.

use gwc::changes::{self, Example};
use gwc::compared::{self, Prepared};
use gwc::load;
use gwc::settings::Settings;
use gwc_diff::Kind;
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;
use gwc_tests::golden;

/// The keys of `gateway.yaml` that an example does not show.
const BASE: [(&str, &str); 5] = [
    ("gateway", "gateway: shop"),
    ("targets", "targets: [gwr, krakend-ce]"),
    (
        "upstreams",
        "upstreams: { orders: \"http://orders.shop.svc:8080\", keys: { url: \"http://keys.shop.svc:8080\", accepts_keys: true } }",
    ),
    (
        "auth",
        "auth:\n  iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } }\n  partner: { api_key: { prefixes: [sk-] } }",
    ),
    ("services", "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }"),
];

/// The example with what it does not show.
fn gateway(shown: &str) -> String {
    let has = |key: &str| shown.lines().any(|line| line.starts_with(&format!("{key}:")));
    let rest = BASE.iter().filter(|(key, _)| !has(key)).map(|(_, text)| *text);
    rest.chain([shown]).collect::<Vec<_>>().join("\n") + "\n"
}

fn of_routes(text: &str, target: Target) -> Result<Prepared, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    std::fs::write(folder.path().join("gateway.yaml"), text).map_err(|error| error.to_string())?;
    compiled(folder.path(), Some(target))
}

fn of_json(text: &str) -> Result<Prepared, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = folder.path().join("krakend.json");
    std::fs::write(&file, text).map_err(|error| error.to_string())?;
    compiled(&file, None)
}

fn compiled(path: &std::path::Path, target: Option<Target>) -> Result<Prepared, String> {
    let mut sources = SourceMap::default();
    let inputs = load::inputs(path, None, &mut sources, &mut Diagnostics::default());
    let settings = Settings::default();
    let options = gwc::compile::Options {
        settings: &settings,
        target: Some(gwc::compile::NEWEST),
        compat: false,
        key: None,
    };
    let compiled = gwc::compile(&mut sources, inputs, options);
    let model = compiled.compilations().find_map(|compilation| compilation.gateway.as_ref());
    let model = model.ok_or_else(|| "there is no gateway".to_owned())?;
    // What a rule thinks of the example is not the point, but its keys must be those of the language.
    let all = compiled.compilations().flat_map(|one| one.diagnostics.iter());
    let wrong: Vec<&str> = all
        .filter(|found| found.rule.code.starts_with("GW0") && found.severity == Severity::Error)
        .map(|found| found.message.as_str())
        .collect();
    if !wrong.is_empty() {
        return Err(wrong.join("; "));
    }
    compared::of_model(model, target)
}

fn sides(example: Example) -> Result<[Prepared; 2], String> {
    let endpoint = |keys: &str| {
        let backend = "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }]";
        let mut all = format!("\"endpoint\": \"/orders\", {keys}");
        for (key, default) in [("backend", backend), ("output_encoding", "\"output_encoding\": \"no-op\"")] {
            // The first of the keys is that of the endpoint.
            if !keys.contains(&format!("\"{key}\"")) {
                all += &format!(", {default}");
            }
        }
        format!("{{ \"version\": 3, \"endpoints\": [{{ {all} }}] }}")
    };
    let root = |keys: &str| {
        let one = "{ \"endpoint\": \"/orders\", \"output_encoding\": \"no-op\", \"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }] }";
        format!("{{ \"version\": 3, {keys}, \"endpoints\": [{one}] }}")
    };
    let target =
        |name: &str| if name == "gwr" { Target::Gwr } else { Target::KrakendCe { minor: 13, patch: 8 } };
    Ok(match example {
        Example::Routes(before, after) => {
            [of_routes(&gateway(before), Target::Gwr)?, of_routes(&gateway(after), Target::Gwr)?]
        }
        Example::Endpoint(before, after) => [of_json(&endpoint(before))?, of_json(&endpoint(after))?],
        Example::Root(before, after) => [of_json(&root(before))?, of_json(&root(after))?],
        Example::Target(before, after) => {
            [of_routes(&gateway(""), target(before))?, of_routes(&gateway(""), target(after))?]
        }
    })
}

#[test]
fn the_edit_on_each_page_is_that_change() {
    let mut wrong = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        let page = changes::page(kind);
        let found = sides(page.example).and_then(|[before, after]| {
            gwc_diff::compare(&before.side, &after.side).map_err(|error| error.to_string())
        });
        match found {
            Err(error) => wrong.push(format!("{}: {error}", kind.code())),
            Ok(found) => {
                let kinds: Vec<&str> = found.changes.iter().map(|change| change.kind.name()).collect();
                if !kinds.contains(&kind.name()) {
                    wrong.push(format!("{} {}: {kinds:?}", kind.code(), kind.name()));
                }
                for leaf in &found.verdict.completeness.unexplained {
                    wrong.push(format!("{}: {} is not explained", kind.code(), leaf.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first line names the gateway, where nothing is edited. What is answered where no endpoint is met is written nowhere.
#[test]
fn each_change_is_at_the_edited_place() {
    let mut wrong = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        let page = changes::page(kind);
        if !matches!(page.example, Example::Routes(..)) || kind == Kind::OwnAnswerChanged {
            continue;
        }
        let sides = sides(page.example).expect("an example that is compiled");
        let found = gwc_diff::compare(&sides[0].side, &sides[1].side).expect("a small pair");
        for change in found.changes.iter().filter(|change| change.kind == kind) {
            let starts = |side: usize, places: &[gwc_diff::Place]| -> Vec<u32> {
                places.iter().filter_map(|place| sides[side].span(*place)).map(|span| span.start).collect()
            };
            let starts = [starts(0, &change.places_before), starts(1, &change.places_after)].concat();
            let is_first_line = |start: &u32| (*start as usize) < BASE[0].1.len();
            if starts.is_empty() || starts.iter().any(is_first_line) {
                wrong.push(format!("{} {}: {starts:?}", kind.code(), kind.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn committed_pages_are_current() {
    golden::folder("docs/changes", &changes::pages());
}

#[test]
fn codes_and_names_are_unique() {
    let mut words: Vec<&str> = Kind::ALL.iter().flat_map(|kind| [kind.code(), kind.name()]).collect();
    let count = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), count);
    for word in words {
        assert!(gwc::rules::catalog().find(word).is_none(), "{word} is a rule too");
        assert!(changes::find(&word.to_lowercase()).is_some());
    }
}
