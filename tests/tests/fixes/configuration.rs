//! KrakenD configurations with problems in them: as JSON, as YAML, and inside a ConfigMap.

use std::collections::{BTreeMap, BTreeSet};

use super::random::Random;
use crate::{Case, Tier};

/// A text before fixes, after the safe ones and after all of them.
type Tiers<T> = [T; 3];

#[derive(Clone)]
enum Node {
    Text(Tiers<&'static str>),
    Map(Vec<Item>),
    List(Vec<Node>),
}

/// An entry of a map; it is gone where it has no key.
#[derive(Clone)]
struct Item {
    key: Tiers<Option<&'static str>>,
    value: Node,
}

/// A rule, what shows it, and whether YAML has no such thing.
struct Problem {
    code: &'static str,
    items: Vec<Item>,
    json_only: bool,
}

fn keep(key: &'static str, value: Node) -> Item {
    Item { key: [Some(key); 3], value }
}

fn same(text: &'static str) -> Node {
    Node::Text([text; 3])
}

fn removed(key: &'static str, value: &'static str, unsafely: bool) -> Item {
    Item { key: [Some(key), unsafely.then_some(key), None], value: same(value) }
}

fn renamed(key: &'static str, to: &'static str, value: Node, unsafely: bool) -> Item {
    Item { key: [Some(key), Some(if unsafely { key } else { to }), Some(to)], value }
}

fn one(code: &'static str, item: Item) -> Problem {
    Problem { code, items: vec![item], json_only: false }
}

fn read_as(key: &'static str, written: &'static str, read: &'static str) -> Problem {
    one("GW712", keep(key, Node::Text([written, read, read])))
}

/// What can be wrong at the top of the file.
fn of_service() -> Vec<Problem> {
    let twice = |loser, code, json_only, winner| Problem { code, items: vec![loser, winner], json_only };
    vec![
        one("GW701", keep("reviewed_by_whom", same("\"網 and é\""))),
        one("GW701", renamed("tiemout", "timeout", same("\"5s\""), true)),
        one("GW707", removed("port", "8080", false)),
        one("GW707", removed("disable_rest", "false", false)),
        one("GW710", renamed("Cache_TTL", "cache_ttl", same("\"10s\""), false)),
        read_as("max_idle_connections", "\"20\"", "20"),
        read_as("use_h2c", "1", "true"),
        read_as("sequential_start", "\"true\"", "true"),
        one("GW717", removed("idle_timeout", "null", false)),
        twice(removed("read_timeout", "\"5s\"", false), "GW051", true, keep("read_timeout", same("\"5s\""))),
        twice(removed("write_timeout", "\"1m\"", true), "GW051", true, keep("write_timeout", same("\"2m\""))),
        twice(
            removed("Dialer_Timeout", "\"5s\"", false),
            "GW705",
            false,
            keep("dialer_timeout", same("\"5s\"")),
        ),
        twice(
            removed("DIALER_KEEP_ALIVE", "\"5s\"", true),
            "GW705",
            false,
            keep("dialer_keep_alive", same("\"6s\"")),
        ),
    ]
}

fn of_endpoint() -> Vec<Problem> {
    let limit = || Node::Map(vec![keep("max_rate", same("50")), keep("capacity", same("50"))]);
    let sequential = Node::Map(vec![keep("sequential", same("true"))]);
    let extra = |item| keep("extra_config", Node::Map(vec![item, keep("@comment", same("\"é, 網\""))]));
    vec![
        one("GW701", keep("owned_by_whom", same("[1, \"}\", {\"a\": [true]}]"))),
        one("GW701", renamed("input_hedaers", "input_headers", same("[\"X-A\"]"), true)),
        one("GW707", removed("method", "\"GET\"", false)),
        one("GW707", removed("concurrent_calls", "1", false)),
        one("GW710", renamed("TIMEOUT", "timeout", same("\"3s\""), false)),
        one("GW717", removed("cache_ttl", "null", false)),
        one("GW702", extra(renamed("qos/ratelimit/ruoter", "qos/ratelimit/router", limit(), true))),
        one("GW715", extra(renamed("github.com/devopsfaith/krakend/proxy", "proxy", sequential, false))),
    ]
}

fn of_backend() -> Vec<Problem> {
    vec![
        one("GW707", removed("is_collection", "false", false)),
        one("GW707", removed("disable_host_sanitize", "false", false)),
        one("GW713", keep("sd", Node::Text(["\"dnss\"", "\"dnss\"", "\"dns\""]))),
        one("GW710", renamed("Group", "group", same("\"g\""), false)),
        one("GW717", removed("target", "null", false)),
        one("GW701", renamed("metod", "method", same("\"POST\""), true)),
        read_as("group", "17", "\"17\""),
    ]
}

/// How a configuration is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Minified,
    Pretty,
    Tabs,
    Odd,
    ConfigMap,
    FlowYaml,
    BlockYaml,
}

const LAYOUTS: [Layout; 7] = [
    Layout::Minified,
    Layout::Pretty,
    Layout::Tabs,
    Layout::Odd,
    Layout::ConfigMap,
    Layout::FlowYaml,
    Layout::BlockYaml,
];

impl Layout {
    fn is_json(self) -> bool {
        !matches!(self, Self::FlowYaml | Self::BlockYaml)
    }

    fn file(self) -> &'static str {
        match self {
            Self::ConfigMap => "map.yaml",
            _ if self.is_json() => "krakend.json",
            _ => "krakend.yaml",
        }
    }

    /// What stands between two entries, before the first and after the last; and around a colon.
    fn gaps(self, depth: usize) -> (String, String, String, &'static str) {
        let lines = |unit: &str, end: &str| {
            let inner = format!("{end}{}", unit.repeat(depth + 1));
            (format!(",{inner}"), inner, format!("{end}{}", unit.repeat(depth)))
        };
        let with = |(between, first, last), colon| (between, first, last, colon);
        match self {
            Self::Minified => (",".to_owned(), String::new(), String::new(), ":"),
            Self::FlowYaml => (", ".to_owned(), " ".to_owned(), " ".to_owned(), ": "),
            Self::Pretty | Self::ConfigMap | Self::BlockYaml => with(lines("  ", "\n"), ": "),
            Self::Tabs => with(lines("\t", "\r\n"), ":\t"),
            Self::Odd => ("  ,\n\n \t".to_owned(), "   ".to_owned(), "\n ".to_owned(), "\t :  "),
        }
    }
}

pub(crate) fn case(mut random: Random) -> Case {
    let layout = random.pick(&LAYOUTS);
    let mut codes = BTreeSet::new();
    let endpoints =
        (0..1 + random.below(4)).map(|at| endpoint(&mut random, at, layout, &mut codes)).collect();
    let mut service = vec![
        keep("version", same("3")),
        keep("name", same(Box::leak(format!("\"shop {} é 網 😀\"", random.seed).into_boxed_str()))),
        keep("host", same("[\"http://orders.shop:8080\"]")),
        keep("endpoints", Node::List(endpoints)),
    ];
    spoil(&mut random, &mut service, of_service(), layout, &mut codes);
    if codes.is_empty() {
        service.insert(1, removed("port", "8080", false));
        codes.insert("GW707");
    }
    let (tree, decorated) = (Node::Map(service), random.once_in(2));
    let files =
        move |tier| BTreeMap::from([(layout.file().to_owned(), file(&tree, layout, decorated, tier))]);
    Case {
        name: format!("{layout:?}"),
        input: layout.file(),
        options: Vec::new(),
        files: Box::new(files),
        codes,
    }
}

fn endpoint(random: &mut Random, at: usize, layout: Layout, codes: &mut BTreeSet<&'static str>) -> Node {
    const PATHS: [&str; 4] = ["\"/a/{id}\"", "\"/b\"", "\"/c/{id}/d\"", "\"/e\""];
    let mut backend = vec![keep("url_pattern", same("\"/x\"")), keep("encoding", same("\"string\""))];
    spoil(random, &mut backend, of_backend(), layout, codes);
    let mut endpoint = vec![
        keep("endpoint", same(PATHS[at])),
        keep("output_encoding", same("\"string\"")),
        keep("backend", Node::List(vec![Node::Map(backend)])),
    ];
    spoil(random, &mut endpoint, of_endpoint(), layout, codes);
    Node::Map(endpoint)
}

/// Puts some problems among the entries of a map, no key twice that is not meant to be.
fn spoil(
    random: &mut Random,
    map: &mut Vec<Item>,
    problems: Vec<Problem>,
    layout: Layout,
    codes: &mut BTreeSet<&'static str>,
) {
    for problem in problems {
        let keys = |items: &[Item]| -> BTreeSet<String> {
            items.iter().flat_map(|item| item.key).flatten().map(str::to_lowercase).collect()
        };
        let taken = !keys(map).is_disjoint(&keys(&problem.items));
        if random.below(5) > 1 || taken || (problem.json_only && !layout.is_json()) {
            continue;
        }
        codes.insert(problem.code);
        let mut from = 0;
        for item in problem.items {
            let at = from + random.below(map.len() + 1 - from);
            map.insert(at, item);
            from = at + 1;
        }
    }
}

fn file(tree: &Node, layout: Layout, decorated: bool, tier: Tier) -> String {
    let tier = tier as usize;
    let text = match layout {
        Layout::BlockYaml => block(tree, tier, 0, decorated),
        _ => flow(tree, tier, 0, layout),
    };
    match layout {
        Layout::ConfigMap => {
            let inner: String = text.lines().map(|line| format!("    {line}\n")).collect();
            let head = "# é\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: gateway-config } # 網\n";
            format!("{head}data:\n  krakend.json: |\n{inner}  notes.txt: |\n    port: 8080\n")
        }
        Layout::BlockYaml if decorated => format!("\u{feff}# 網\n{text}").replace('\n', "\r\n"),
        Layout::FlowYaml => format!("# é 網\n{text} # end\n"),
        _ if decorated => format!("\n {text}\r\n\n"),
        _ => text,
    }
}

/// Objects and lists in brackets.
fn flow(node: &Node, tier: usize, depth: usize, layout: Layout) -> String {
    let (between, first, last, colon) = layout.gaps(depth);
    let join = |open: char, items: Vec<String>, close: char| {
        format!("{open}{first}{}{last}{close}", items.join(&between))
    };
    match node {
        Node::Text(texts) => texts[tier].to_owned(),
        Node::List(items) => join('[', items.iter().map(|i| flow(i, tier, depth + 1, layout)).collect(), ']'),
        Node::Map(items) => {
            let entry = |i: &Item| {
                Some(format!("\"{}\"{colon}{}", i.key[tier]?, flow(&i.value, tier, depth + 1, layout)))
            };
            join('{', items.iter().filter_map(entry).collect(), '}')
        }
    }
}

/// Maps and lists by indentation. Comments stand at what stays.
fn block(node: &Node, tier: usize, depth: usize, decorated: bool) -> String {
    let Node::Map(items) = node else { unreachable!("only maps are asked for") };
    let indent = " ".repeat(depth);
    let mut text = String::new();
    for item in items {
        let Some(key) = item.key[tier] else { continue };
        let key = if key.starts_with('@') || key.len() % 7 == 3 && item.key[0] == item.key[2] {
            format!("\"{key}\"")
        } else {
            key.to_owned()
        };
        let stays = item.key[0] == item.key[2];
        if decorated && stays && depth == 0 {
            text += "\n# é: what stays\n";
        }
        match &item.value {
            Node::Text(texts) => {
                let comment = if stays && decorated { "  # 網" } else { "" };
                text += &format!("{indent}{key}:  {}{comment}\n", texts[tier]);
            }
            Node::Map(_) => {
                text += &format!("{indent}{key}:\n{}", block(&item.value, tier, depth + 2, decorated))
            }
            Node::List(nodes) => {
                text += &format!("{indent}{key}:\n");
                for node in nodes {
                    let item = block(node, tier, depth + 4, decorated);
                    text += &format!("{indent}  - {}", item.trim_start_matches(' '));
                }
            }
        }
    }
    text
}
