use super::check::Problem;
use super::{Parsed, parse, problem, uses};

fn problem_of(text: &str) -> Option<Problem> {
    match parse(text) {
        Parsed::Tree(tree) => problem(&tree),
        other => panic!("{text}: {other:?}"),
    }
}

/// Verdicts of the checker of cel-go in KrakenD's environment, by hand from its standard library.
#[test]
fn expressions_that_compile_have_no_problem() {
    for text in [
        "req_headers['X-Key'][0] == 'a'",
        "JWT.role == 'admin' && size(JWT.groups) > 0",
        "has(JWT.owner) && JWT.owner in ['a', 'b']",
        "req_params.Id.matches('^[0-9]+$')",
        "resp_metadata_status == 200 || resp_data.items.exists(i, i.price > 3.5)",
        "timestamp(now) < timestamp('2027-01-01T00:00:00Z')",
        "timestamp(now).getHours() >= 9 && timestamp(now).getHours('Europe/Berlin') < 18",
        "size(req_querystring.page) == 1 && int(req_querystring.page[0]) < 10",
        "req_headers['A'].all(v, v.startsWith('x'))",
        "req_headers['A'].map(v, v + 'x').filter(v, v != '')[0] == 'a'",
        "'a' in req_headers && !(req_method in ['PUT', 'POST'])",
        "req_method == 'GET' ? true : JWT.admin",
        "resp_data.a + 1 > 2 && double(resp_data.b) * 1.5 < 3.0",
    ] {
        assert_eq!(problem_of(text), None, "{text}");
    }
}

#[test]
fn expressions_that_do_not_type_check_are_skipped() {
    for (text, why) in [
        ("resp_data.sequence-2.message == 'pong'", "`.message` on int, which has no fields"),
        ("int(req_querystring.page[0]) < 'x'", "`<` does not apply to `int` and `string`"),
        ("req_method + 1 == 'GET1'", "`+` does not apply to `string` and `int`"),
        ("req_headers['X-Key'] == 'a'", "`==` does not apply to `list of string` and `string`"),
        ("req_headers.Accept.contains('json')", "`contains` expects a string, and this is list of string"),
        ("now.getHours() > 8", "`getHours` expects a timestamp, and this is string"),
        ("req_path.lowerAscii() == '/a'", "function `lowerAscii` is not defined"),
        ("JWT.role = 'x' ", ""),
        ("role == 'admin'", "variable `role` is not defined"),
        ("req_headers['A'].all(v, v > 3)", "`>` does not apply to `string` and `int`"),
        ("!req_method", "`!` does not apply to string"),
        ("resp_completed && 'a'", "`&&` does not apply to string"),
        ("resp_metadata_status in ['200']", "`in` does not apply to `int` and `list of string`"),
    ] {
        if why.is_empty() {
            assert!(matches!(parse(text), Parsed::SyntaxError), "{text}");
            continue;
        }
        assert_eq!(problem_of(text), Some(Problem::Skipped(why.to_owned())), "{text}");
    }
}

#[test]
fn a_value_that_is_no_bool_is_never_true() {
    assert_eq!(problem_of("req_headers['A'][0]"), Some(Problem::NeverTrue("string".into())));
}

#[test]
fn reads_and_tests_of_keys_are_found() {
    let Parsed::Tree(tree) =
        parse("has(req_headers.A) && req_headers['B'][0] == JWT.sub && 'c' in req_params")
    else {
        panic!("it has no syntax error");
    };
    let uses = uses(&tree);
    assert_eq!(uses.variables, ["req_headers", "JWT", "req_params"]);
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(uses.keys, [pair("req_headers", "B"), pair("JWT", "sub")]);
    assert_eq!(uses.tested, [pair("req_headers", "A"), pair("req_params", "c")]);
}

#[test]
fn a_tree_too_deep_to_walk_is_not_handed_out() {
    for text in ["a".to_owned() + &".b".repeat(1_000), "a".to_owned() + &"[0]".repeat(1_000)] {
        assert!(matches!(parse(&text), Parsed::Unknown));
    }
}
