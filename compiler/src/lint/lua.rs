//! Lua of `modifier/lua-*`: parsed, never run. The virtual machine of KrakenD (gopher-lua) reads Lua 5.1 and `goto`.

use full_moon::LuaVersion;
use full_moon::node::Node;

/// The longest code that is parsed, in bytes.
const MAX_LENGTH: usize = 64 << 10;

/// The deepest code that is parsed.
const MAX_DEPTH: usize = 120;

/// The stack for the parser, which recurses for each bracket, block and operator.
const STACK: usize = 256 << 20;

/// What the parser makes of code.
#[derive(Debug)]
pub(crate) enum Parsed {
    /// Its words, without comments and spaces.
    Words(Vec<String>),
    /// It has a syntax error: the message, and the line from 1.
    SyntaxError(String, usize),
    /// It is too long or too deep for this parser; KrakenD may accept it.
    Unknown,
}

/// Parses code.
pub(crate) fn parse(code: &str) -> Parsed {
    if code.len() > MAX_LENGTH || depth(code) > MAX_DEPTH {
        return Parsed::Unknown;
    }
    let code = code.to_owned();
    let parse = move || {
        let result = full_moon::parse_fallible(&code, LuaVersion::lua52());
        match result.errors().first() {
            Some(error) => {
                let line = error.range().0.line();
                Parsed::SyntaxError(error.error_message().into_owned(), line)
            }
            None => {
                let ast = result.into_ast();
                // The tree does not list the commas of arguments in their order.
                let mut words: Vec<_> = ast
                    .nodes()
                    .tokens()
                    .map(|token| (token.token().start_position().bytes(), token.token().to_string()))
                    .collect();
                words.sort_by_key(|(at, _)| *at);
                Parsed::Words(words.into_iter().map(|(_, word)| word).collect())
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(parse);
    thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(Parsed::Unknown)
}

/// An upper bound for the depth: brackets and blocks, and the operators that the parser recurses for.
fn depth(code: &str) -> usize {
    let (mut depth, mut deepest, mut operators) = (0usize, 0, 0);
    let words = code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let (mut blocks, mut most) = (0usize, 0);
    for word in words {
        match word {
            "function" | "do" | "then" | "repeat" => blocks += 1,
            "end" | "until" => blocks = blocks.saturating_sub(1),
            "not" => operators += 1,
            _ => {}
        }
        most = most.max(blocks);
    }
    for c in code.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '^' | '#' => operators += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest + most + operators + code.matches("..").count() + longest_run(code, '-')
}

fn longest_run(code: &str, of: char) -> usize {
    let (mut run, mut longest) = (0, 0);
    for c in code.chars().filter(|c| !c.is_whitespace()) {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Whether the code calls `NAME.load()` of a global with this name.
pub(crate) fn loads(words: &[String], name: &str) -> bool {
    let calls = words.windows(4).any(|four| match four {
        [object, dot, load, open] => object == name && dot == "." && load == "load" && open == "(",
        _ => false,
    });
    let declared = words.windows(2).any(|two| two[0] == "local" && two[1] == name);
    calls && !declared
}

/// The literal names of headers that the code sets: `x:headers('Name', ...)`.
pub(crate) fn headers_set(words: &[String]) -> Vec<String> {
    let calls = words.windows(6).filter_map(|six| match six {
        [_, colon, headers, open, name, comma] => {
            (colon == ":" && headers == "headers" && open == "(" && comma == ",").then_some(name)
        }
        _ => None,
    });
    calls.filter_map(|word| literal(word)).map(str::to_owned).collect()
}

fn literal(word: &str) -> Option<&str> {
    let quote = word.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    word.strip_prefix(quote)?.strip_suffix(quote)
}

#[cfg(test)]
mod tests {
    use super::{Parsed, headers_set, loads, parse};

    fn words(code: &str) -> Vec<String> {
        match parse(code) {
            Parsed::Words(words) => words,
            other => panic!("{code}: {other:?}"),
        }
    }

    #[test]
    fn code_of_krakend_has_no_error() {
        for code in [
            "local r = request.load(); r:headers('X-A', '1')",
            "local c = ctx.load()\nif c:method() == 'GET' then custom_error('no', 403) end",
            "for i = 1, 3 do goto done end ::done::",
            "local t = { a = 1, ['b'] = function(x) return x ^ 2 end }",
            "-- only a comment",
            "",
        ] {
            words(code);
        }
    }

    #[test]
    fn errors_have_their_line() {
        assert!(matches!(parse("local a = 1\nlocal x = = 1"), Parsed::SyntaxError(_, 2)));
        assert!(matches!(parse("if a then"), Parsed::SyntaxError(..)));
        assert!(matches!(parse(&"(".repeat(70_000)), Parsed::Unknown));
        assert!(matches!(parse(&"(".repeat(200)), Parsed::Unknown));
    }

    #[test]
    fn deep_code_within_the_bounds_is_parsed() {
        let deep = format!("local x = {}1{}", "(".repeat(100), ")".repeat(100));
        words(&deep);
    }

    #[test]
    fn globals_and_headers_are_found() {
        let code = words("local c = ctx.load(); c:headers('X-A', '1'); c:headers(\"X-B\")");
        assert!(loads(&code, "ctx") && !loads(&code, "request"));
        assert_eq!(headers_set(&code), ["X-A"]);
        assert!(!loads(&words("local request = ctx; request.load()"), "request"));
    }
}
