//! Nothing that a file holds makes the verdict or the findings panic, or go on without an end.

use gwc::rules;
use gwc_krakend::simulate::{Input, LATEST, Simulation};
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::parse_target;
use gwc_tests::generate;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

fn inspect(bytes: &[u8], format: Format) {
    let mut sources = SourceMap::default();
    let file = sources.add("krakend.json", String::from_utf8_lossy(bytes).into_owned());
    let input = Input { name: "krakend.json", bytes, format, file, release: LATEST };
    let simulation = Simulation::of(input);
    for target in ["krakend-ce", "krakend-ce@2.5", "hanzo"] {
        let target = parse_target(target).expect("a target");
        rules::check_configuration(
            &simulation,
            &gwc::load::NearbyFiles::default(),
            target,
            diagnostic::Input::Krakend,
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn damaged_bytes_do_no_harm(
        config in generate::config(),
        places in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..4),
        cut in any::<Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = config.to_string().into_bytes();
        places.iter().for_each(|(at, byte)| {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        });
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        inspect(&bytes, Format::Json);
        if let Ok(text) = std::str::from_utf8(&bytes) {
            inspect(text.as_bytes(), Format::Yaml);
        }
    }

    #[test]
    fn odd_values_in_components_do_no_harm(
        blocks in proptest::collection::vec((any::<Index>(), generate::value()), 1..6),
    ) {
        let names: Vec<&str> = gwc_krakend::effects::components().map(|c| c.name).collect();
        let extra: serde_json::Map<_, _> =
            blocks.into_iter().map(|(at, value)| ((*at.get(&names)).to_owned(), value)).collect();
        let config = json!({"version": 3, "extra_config": extra, "endpoints": [{"endpoint": "/a/{b}", "extra_config": extra,
            "backend": [{"host": ["http://a"], "url_pattern": "/{b}", "extra_config": extra}]}]});
        inspect(config.to_string().as_bytes(), Format::Json);
    }
}

#[test]
fn depth_and_length_do_no_harm() {
    for (open, close) in
        [("[", "]"), ("{\"a\":", "}"), ("{\"extra_config\":", "}"), ("{\"endpoints\":[", "]}")]
    {
        for depth in [100, 9_999, 10_001, 200_000] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            inspect(text.as_bytes(), Format::Json);
            inspect(open.repeat(depth).as_bytes(), Format::Json);
        }
    }
    let deep_in = |name: &str, value: String| {
        format!(
            "{{\"version\":3,\"host\":[\"http://a\"],\"endpoints\":[{{\"endpoint\":\"/a\",\"extra_config\":{{\"{name}\":{value}}},\"backend\":[{{\"url_pattern\":\"/\",\"extra_config\":{{\"{name}\":{value}}}}}]}}]}}"
        )
    };
    for name in ["validation/json-schema", "modifier/martian", "validation/cel", "proxy"] {
        for piece in ["{\"not\":", "{\"fifo.Group\":{\"modifiers\":[", "["] {
            let end: String = piece
                .chars()
                .rev()
                .filter_map(|c| match c {
                    '{' => Some('}'),
                    '[' => Some(']'),
                    _ => None,
                })
                .collect();
            let depth = 3_000;
            inspect(
                deep_in(name, format!("{}{{}}{}", piece.repeat(depth), end.repeat(depth))).as_bytes(),
                Format::Json,
            );
        }
    }
}

#[test]
fn long_expressions_do_no_harm() {
    for piece in ["!", "-", "(", "[", "a ? b : ", "a && ", "a.b", "!(", "a[", "\\\"", "1+", "{1:"] {
        for count in [10, 60, 1_000, 100_000] {
            let expression = format!("{}a", piece.repeat(count));
            let config = format!(
                "{{\"version\":3,\"endpoints\":[{{\"endpoint\":\"/a\",\"extra_config\":{{\"validation/cel\":[{{\"check_expr\":\"{expression}\"}}]}},\"backend\":[{{\"host\":[\"http://a\"],\"url_pattern\":\"/\"}}]}}]}}"
            );
            inspect(config.as_bytes(), Format::Json);
        }
    }
    for piece in ["(", "(a|b)*", "[a", "a{1000}", "(?:", "a**"] {
        let pattern = piece.repeat(5_000);
        let config = json!({"version": 3, "endpoints": [], "extra_config": {"security/bot-detector": {"patterns": [pattern]}}});
        inspect(config.to_string().as_bytes(), Format::Json);
    }
}
