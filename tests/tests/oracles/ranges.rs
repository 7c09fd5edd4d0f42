//! The range of every finding is the token that is wrong, however a file is laid out.
//!
//! Two ways to show it: files that say where the token is, and files that are laid out anew, of which the very same has
//! to be found at the same words.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use gwc::cli::{self, Io};
use gwc_syntax::value::Date;
use gwc_tests::{folder, golden};
use serde_json::Value;

/// Runs `gwc check` in this process; its findings.
fn findings(path: &Path, options: &[&str]) -> Vec<Value> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut arguments = vec!["gwc", "check", path.to_str().expect("it is UTF-8"), "--format", "json"];
    arguments.extend(options);
    let today = Date::parse("2026-11-01").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, today, environment: BTreeMap::new() };
    cli::run(&arguments, &mut io);
    let report: Value =
        serde_json::from_slice(&out).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&err)));
    report["findings"].as_array().expect("a list").clone()
}

/// Writes files into a fresh folder and checks what `input` names there.
fn of_files(files: &[(&str, String)], input: &str) -> Vec<Value> {
    let place = tempfile::tempdir().expect("a folder");
    folder::write(place.path(), files.iter().map(|(name, text)| (*name, text.as_bytes())));
    findings(&place.path().join(input), &[])
}

/// Gateways of route files with the wrong token in guillemets. It is wrong once, however often it counts.
const ROUTES: &[(&str, &str)] = &[
    ("GW020", "services: { a: { at: \"/網\", «upstraem»: u, methods: GET } }\n"),
    (
        "GW020",
        "services:\n  a:\n    at: /a # 網é😀\n    upstream: u\n    «upstraem»: \"é\"\n    methods: GET\n",
    ),
    ("GW030", "services: { \"a\": { at: /a,\tupstream:\t«ordres»\t, methods: GET } } # 網\n"),
    (
        "GW030",
        "services:\n  a: { at: /a, krakend: { \"é網😀\": 1 }, upstream: «\"ordres\"», methods: GET }\n",
    ),
    (
        "GW030",
        "services:\n  a: &all\n    at: /a\n    upstream: &name «ordres»\n    methods: GET\n  b: { <<: *all, at: /b }\n  c: { at: /c, upstream: «*name», methods: GET }\n",
    ),
    (
        "GW020",
        "services:\n  a: &all { at: /a, upstream: u, methods: GET, «tiemout»: 3s }\n  b: { <<: *all, at: /b }\n",
    ),
    (
        "GW023",
        "services:\n  a: { at: /a, upstream: u, methods: GET, timeout: &t «30» }\n  b: { at: /b, upstream: u, methods: GET, timeout: «*t» }\n",
    ),
    ("GW021", "services:\n  a: { at: /a, upstream: u, methods: GET, krakend: { \"é\": 1 }, «at»: /b }\n"),
    ("GW022", "services:\n  a: { at: /a, upstream: u, methods: GET, rewrite_prefix: «7» } # 網\n"),
    ("GW002", "services:\n  # 網é😀\n  a: { at: \"/é\", upstream: «*nobody», methods: GET }\n"),
    ("GW006", "services:\n  a: { at: /a, upstream: u, paths: { \"/é網\": GET, «/model/{name}»: GET } }\n"),
];

/// KrakenD configurations, both JSON and YAML, with the wrong token in guillemets.
const CONFIGURATIONS: &[(&str, &str)] = &[
    ("GW701", "{\"version\": 3, \"name\": \"網é😀\", «\"tiemout\"»: \"5s\", \"endpoints\": []}"),
    ("GW707", "{\n\t\"name\":\t\"é👩‍💻\",\t«\"port\"»\t:\t8080,\n\t\"version\": 3,\n\t\"endpoints\": []\n}\n"),
    ("GW712", "{\"version\": 3, \"name\": \"\\u00e9網\", \"port\": «\"8081\"», \"endpoints\": []}"),
    ("GW717", "{\"version\": 3, \"@é網\": \"😀\", \"timeout\": «null», \"endpoints\": []}"),
    (
        "GW702",
        "{\"version\": 3, \"endpoints\": [], \"extra_config\": {\"@網\": \"é\", «\"auth/validatr\"»: {}}}",
    ),
    (
        "GW713",
        "{\"version\": 3, \"name\": \"網\", \"endpoints\": [], \"tls\": {\"disabled\": true, \"min_version\": «\"TLS14\"»}}",
    ),
];

/// The text without its guillemets, and the bytes between each two of them.
fn marked(text: &str) -> (String, Vec<Range<usize>>) {
    let (mut plain, mut tokens) = (String::new(), Vec::new());
    for piece in text.split_inclusive('»') {
        let Some((before, token)) = piece.strip_suffix('»').and_then(|piece| piece.split_once('«')) else {
            plain += piece;
            continue;
        };
        plain += before;
        tokens.push(plain.len()..plain.len() + token.len());
        plain += token;
    }
    (plain, tokens)
}

/// Line and column (in characters) of a byte offset, counted without the help of gwc.
fn position(text: &str, offset: usize) -> (u64, u64) {
    let before = &text[..offset];
    let line = before.matches('\n').count() as u64 + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].trim_start_matches('\u{feff}').chars().count() as u64 + 1)
}

/// The findings of a rule are at the tokens and nowhere else.
fn at_tokens(found: &[Value], code: &str, text: &str, tokens: &[Range<usize>]) {
    let of_rule: Vec<&Value> = found.iter().filter(|f| f["code"] == code).collect();
    assert_eq!(of_rule.len(), tokens.len(), "{code} in {text:?}: {found:#?}");
    for (finding, token) in of_rule.iter().zip(tokens) {
        assert_eq!(finding["text"], text[token.clone()], "{code} in {text:?}");
        for (end, offset) in [("start", token.start), ("end", token.end)] {
            let point = ["line", "column", "offset"].map(|key| finding[end][key].as_u64());
            let (line, column) = position(text, offset);
            let expected = [line, column, offset as u64].map(Some);
            assert_eq!(point, expected, "{code}, the {end}, in {text:?}");
        }
    }
}

/// Every way to end lines and to begin a file.
fn endings(text: &str, with_mark: bool) -> Vec<String> {
    let mut all = vec![text.to_owned(), text.replace('\n', "\r\n")];
    if with_mark {
        all.extend([format!("\u{feff}{text}"), format!("\u{feff}# 網\r\n{}", text.replace('\n', "\r\n"))]);
    }
    all
}

pub(crate) fn a_finding_in_route_files_is_at_the_token() {
    let gateway =
        "gateway: shop\nupstreams: { u: http://u.shop.svc:80, orders: http://o.shop.svc:80 }\nauth: {}\n";
    for (code, template) in ROUTES {
        for layout in endings(template, true) {
            let (text, tokens) = marked(&layout);
            let files = [("shop/gateway.yaml", gateway.to_owned()), ("shop/services.yaml", text.clone())];
            at_tokens(&of_files(&files, "shop"), code, &text, &tokens);
        }
    }
}

pub(crate) fn a_finding_in_a_configuration_is_at_the_token() {
    for (code, template) in CONFIGURATIONS {
        for name in ["krakend.json", "krakend.yaml"] {
            // KrakenD's JSON has no byte order mark, and YAML no tab at the start of a line.
            for layout in endings(template, name == "krakend.yaml") {
                let layout = if name == "krakend.yaml" { layout.replace("\n\t", "\n ") } else { layout };
                let (text, tokens) = marked(&layout);
                at_tokens(&of_files(&[(name, text.clone())], name), code, &text, &tokens);
            }
        }
    }
}

/// Found by fuzzing: what is missing in a map without brackets was found at the first byte of its first key.
pub(crate) fn what_is_missing_in_a_block_map_is_found_at_its_first_key() {
    let (text, tokens) = marked("version: 3\nplugin:\n  «網»: 1\n  pattern: .so\nendpoints: []\n");
    at_tokens(&of_files(&[("krakend.yaml", text.clone())], "krakend.yaml"), "GW716", &text, &tokens);
    let (text, tokens) = marked("{\"version\": 3, \"plugin\": «{»\"網\": 1}, \"endpoints\": []}");
    at_tokens(&of_files(&[("krakend.json", text.clone())], "krakend.json"), "GW716", &text, &tokens);
}

/// KrakenD refuses the mark: it is what is wrong.
pub(crate) fn a_byte_order_mark_before_json_is_the_token() {
    let text = "\u{feff}{\"version\": 3, \"endpoints\": []}".to_owned();
    let found = of_files(&[("krakend.json", text)], "krakend.json");
    let wrong = found.iter().find(|f| f["code"] == "GW050").expect("it is refused");
    assert_eq!((&wrong["start"]["offset"], wrong["start"]["line"].as_u64()), (&Value::from(0), Some(1)));
    assert_eq!(wrong["text"], "\u{feff}");
}

/// The tokens behind aliases and in merged maps are where they are written, also in KrakenD's YAML.
pub(crate) fn what_an_alias_repeats_is_found_where_it_is_written() {
    let template = "version: 3\nhost: [\"http://a\"] # 網\nendpoints:\n  - &one\n    endpoint: /a\n    «metod»: POST\n    \
                    backend: [{ url_pattern: /x }]\n  - { <<: *one, endpoint: \"/é\" }\n";
    for layout in endings(template, true) {
        let (text, tokens) = marked(&layout);
        let found = of_files(&[("krakend.yaml", text.clone())], "krakend.yaml");
        at_tokens(&found, "GW701", &text, &tokens);
    }
}

/// What must not depend on the layout: rule, words, token, place. White space inside of a token may.
fn layout_free(finding: &Value, columns: bool) -> String {
    let text =
        |value: &Value| value.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let place = |place: &Value| match columns {
        true => format!(
            "{}:{}-{}:{}",
            place["start"]["line"], place["start"]["column"], place["end"]["line"], place["end"]["column"]
        ),
        false => place["start"]["line"].to_string(),
    };
    let list = |key: &str| {
        finding[key].as_array().map_or(String::new(), |all| all.iter().map(|p| place(p) + " ").collect())
    };
    format!(
        "{} {} {:?} at {}, related {}, places {}",
        finding["code"],
        text(&finding["message"]),
        text(&finding["text"]),
        place(finding),
        list("related"),
        list("places")
    )
}

/// The rules that count bytes: only they may say something else of another layout.
const OF_SIZE: [&str; 2] = ["GW601", "GW602"];

/// Checks a folder as it is and laid out anew; both must say the same.
fn laid_out_anew(
    name: &str,
    files: &folder::Files,
    input: &str,
    options: &[&str],
    columns: bool,
    layout: impl Fn(&str, &str) -> String,
) {
    let place = tempfile::tempdir().expect("a folder");
    let check = |files: &[(String, Vec<u8>)]| {
        folder::write(place.path(), files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        let found = findings(&place.path().join(input), options);
        let of_layout = |f: &&Value| !f["code"].as_str().is_some_and(|code| OF_SIZE.contains(&code));
        let mut all: Vec<String> = found.iter().filter(of_layout).map(|f| layout_free(f, columns)).collect();
        all.sort();
        all
    };
    let plain: Vec<(String, Vec<u8>)> =
        files.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let anew = plain.iter().map(|(path, bytes)| match std::str::from_utf8(bytes) {
        Ok(text) => (path.clone(), layout(path, text).into_bytes()),
        Err(_) => (path.clone(), bytes.clone()),
    });
    let anew: Vec<_> = anew.collect();
    assert_eq!(check(&plain), check(&anew), "{name}");
}

fn is_source(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".json") || path.ends_with(".lock")
}

fn crlf(path: &str, text: &str) -> String {
    if is_source(path) && !text.contains('\r') { text.replace('\n', "\r\n") } else { text.to_owned() }
}

fn with_mark(path: &str, text: &str) -> String {
    if is_source(path) && !path.ends_with(".json") && !text.starts_with('\u{feff}') {
        format!("\u{feff}{text}")
    } else {
        text.to_owned()
    }
}

pub(crate) fn broken_route_files_say_the_same_with_other_line_ends() {
    let cases = golden::repository().join("tests/broken");
    for name in folder::names(&cases) {
        let files = folder::read(&cases.join(&name));
        if files.contains_key("input") {
            continue;
        }
        let options =
            files.get("args").map_or_else(String::new, |args| String::from_utf8_lossy(args).into_owned());
        let options: Vec<&str> = options.split_whitespace().collect();
        laid_out_anew(&name, &files, "", &options, true, crlf);
        laid_out_anew(&name, &files, "", &options, true, with_mark);
    }
    for gateway in ["hanzo", "lux"] {
        let files = folder::read(&golden::repository().join("routes").join(gateway));
        laid_out_anew(gateway, &files, "", &[], true, crlf);
        laid_out_anew(gateway, &files, "", &[], true, with_mark);
    }
}

/// White space outside of strings, by a scan that knows nothing else of JSON.
fn outside_of_strings(text: &str, mut change: impl FnMut(char) -> String) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let each = |c: char| {
        if in_string {
            (in_string, escaped) = (escaped || c != '"', !escaped && c == '\\');
            return c.to_string();
        }
        in_string = c == '"';
        change(c)
    };
    text.chars().map(each).collect()
}

/// Blanks as tabs, and lines ended the other way.
fn tabs(_: &str, text: &str) -> String {
    outside_of_strings(text, |c| match c {
        ' ' => "\t".to_owned(),
        '\n' => "\r\n".to_owned(),
        c => c.to_string(),
    })
}

/// Wide characters in front of all that stands in an object; KrakenD reads no key that begins with `@`.
fn wide(_: &str, text: &str) -> String {
    outside_of_strings(text, |c| match c {
        ' ' => "  ".to_owned(),
        c => c.to_string(),
    })
    .replacen('{', "{\"@網é😀\": \"é網👩‍💻\",", 1)
}

pub(crate) fn real_configurations_say_the_same_laid_out_anew(shared: &Path) {
    let mut files = folder::read(&shared.join("corpus"));
    // A host table has no keys that are comments.
    files.retain(|path, _| path.ends_with(".json") && !path.starts_with("ingress/"));
    assert!(files.len() >= 5, "{:?}", files.keys());
    for (path, bytes) in files {
        let one = folder::Files::from([("krakend.json".to_owned(), bytes)]);
        laid_out_anew(&path, &one, "krakend.json", &[], false, tabs);
        laid_out_anew(&path, &one, "krakend.json", &[], false, wide);
    }
}
