use super::*;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::yaml;

fn table(text: &str) -> Table {
    let mut sources = SourceMap::default();
    let file = sources.add("routes.yaml", text);
    let mut out = Diagnostics::default();
    let doc = yaml::parse(&sources, file, &mut out);
    assert!(is_table(&doc));
    let table = read(&doc, "routes.yaml", &mut out);
    assert!(out.is_empty(), "{out:?}");
    table
}

const TABLE: &str = "routes:\n  a.example:\n    - { prefix: /v1/, backend: \"http://v1:80\" }\n    \
                     - { prefix: /v1, backend: \"no url\" }\n    - { prefix: /x, backend: \"http://x:80\" }\n    \
                     - { prefix: /, backend: \"http://web:80\" }\n    - { prefix: /, backend: \"http://dead:80\" }\n";

#[test]
fn the_longest_prefix_with_a_usable_backend_answers() {
    let table = table(TABLE);
    let live = table.live();
    let prefixes = Prefixes::of(&table, live["a.example"]);
    let owner = |path: &str| prefixes.owner(path).map(|entry| entry.backend.value.as_str());
    assert_eq!(owner("/v1/a"), Some("http://v1:80"));
    assert_eq!(owner("/v1"), Some("http://web:80"), "the entry without a URL is skipped");
    assert_eq!(owner("/xy"), Some("http://x:80"), "letter by letter");
    assert_eq!(owner("/é"), Some("http://web:80"));
    assert_eq!(owner(""), None);
}

#[test]
fn an_ingress_matches_whole_segments() {
    let mut table = table(TABLE);
    table.kind = Kind::Ingress;
    let live = table.live();
    let prefixes = Prefixes::of(&table, live["a.example"]);
    let owner = |path: &str| prefixes.owner(path).map(|entry| entry.backend.value.as_str());
    assert_eq!(owner("/x/y"), Some("http://x:80"));
    assert_eq!(owner("/xy"), Some("http://web:80"));
}

#[test]
fn urls_have_a_host_and_a_path() {
    for (url, host, path) in [
        ("https://Zen.example/v1/", "zen.example", "/v1"),
        ("http://a:80", "a", ""),
        ("a.example:1/x?y", "a.example", "/x"),
        ("https://a/", "a", ""),
    ] {
        assert_eq!((&*host_of(url), path_of(url)), (host, path), "{url}");
    }
}
