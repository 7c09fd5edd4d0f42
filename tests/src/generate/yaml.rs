//! Configurations in YAML, with one line that is unusual or wrong.

use proptest::prelude::*;
use proptest::sample::{Index, select};

const FILE: &str = "version: 3\nhost:\n  - http://api.example:8000\nendpoints:\n  - endpoint: /a/{id}\n    method: GET\n    \
    timeout: 3s\n    backend:\n      - url_pattern: /b/{id}\n        extra_config: { qos/http-cache: { shared: true } }\n";

/// Values, one of which replaces another.
const VALUES: &[&str] = &[
    "3",
    "0o3",
    "03",
    "1_000",
    "0x3",
    ".5",
    "1e3",
    "1e999",
    ".inf",
    "~",
    "",
    "yes",
    "2001-12-14",
    "2001-2-30",
    "2001-12-14 21:59:43",
    "1:30",
    "\"x\"",
    "'y'",
    "\"\\u0041\"",
    "{}",
    "[]",
    "[a, b]",
    "{a: b}",
    "&a x",
    "*a",
    "@x",
    "`x",
    "<<",
    "a: b",
    "|\n          x",
    "- a",
    "x # c",
];

/// Lines, one of which is added.
const LINES: &[&str] = &[
    "",
    "\t",
    "  \t",
    "\t# c",
    "# c",
    "---",
    "...",
    "x: *nope",
    "<<: x",
    "<<: {name: x}",
    "<<: [{name: x}, {port: 1}]",
    "version: 3",
    "? name\n: x",
    "{a: b}: c",
    "[a]: b",
    "~: x",
    "1: 2",
    ": x",
    "name",
    "name: a\n  b",
    "x: [a,\n b]",
    "x: {a\n  b: c}",
    "x: &a {b: *a}",
    "x: \"a",
    "name: |\n  x\n\t",
];

/// The text of a file.
pub fn text() -> impl Strategy<Value = String> {
    (any::<Index>(), 0u8..8, select(VALUES), select(LINES)).prop_map(|(at, how, value, line)| {
        let mut lines: Vec<String> = FILE.lines().map(str::to_owned).collect();
        let at = at.index(lines.len());
        match how {
            0 => lines[at].insert(0, ' '),
            1 => lines[at].insert(0, '\t'),
            2 => drop(lines.remove(at)),
            3 | 4 => {
                if let Some(colon) = lines[at].find(": ") {
                    lines[at].replace_range(colon + 2.., value);
                }
            }
            5 => lines.insert(at, line.to_owned()),
            6 => lines.insert(0, line.to_owned()),
            _ => lines.push(line.to_owned()),
        }
        lines.join("\n") + "\n"
    })
}
