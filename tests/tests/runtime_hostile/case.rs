//! The text form of cases.
//!
//! `== NAME -> ANSWERS` begins a case. A line with `>` in front is sent, one with `<` states what the upstream receives,
//! and others are commands of the file's protocol. `\r`, `\n`, `\t`, `\0`, `\xNN` and `\\` are bytes, `\` at the end of a
//! line means that nothing follows it, and `{3*ab}` is `ababab`.

/// Exact bytes, and what comes of them.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) answers: Vec<String>,
    /// What the upstream receives; a line with `?` in front may be absent.
    pub(crate) received: Vec<String>,
    pub(crate) lines: Vec<Line>,
}

/// What a client does.
#[derive(Debug, PartialEq)]
pub(crate) enum Line {
    Command(Vec<String>),
    Sent(Vec<u8>, End),
}

/// How a line that is sent ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// As lines of the protocol do.
    Usual,
    /// Not at all.
    Open,
}

/// The cases of a file.
pub(crate) fn all(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix("== ") {
            cases.push(case(head));
            continue;
        }
        let case = cases.last_mut().expect("a case begins with `==`");
        match line.split_at(1) {
            (">", sent) => {
                let (bytes, end) = bytes(sent);
                case.lines.push(Line::Sent(bytes, end));
            }
            ("<", received) => case.received.push(received.to_owned()),
            _ => case.lines.push(Line::Command(line.split(' ').map(str::to_owned).collect())),
        }
    }
    cases
}

fn case(head: &str) -> Case {
    let (name, answers) = head.split_once(" -> ").expect("`NAME -> ANSWERS`");
    let answers = answers.split(", ").filter(|answer| *answer != "nothing").map(str::to_owned).collect();
    Case { name: name.replace(' ', "_"), answers, received: Vec::new(), lines: Vec::new() }
}

/// The bytes that a text stands for.
fn bytes(text: &str) -> (Vec<u8>, End) {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        match first {
            '\\' if rest.len() == 1 => return (out, End::Open),
            '\\' => rest = escape(&rest[1..], &mut out),
            '{' => {
                let (inside, after) = rest[1..].split_once('}').expect("`{` has its `}`");
                let (count, repeated) = inside.split_once('*').expect("`{COUNT*TEXT}`");
                out.extend(bytes(repeated).0.repeat(count.parse().expect("a count")));
                rest = after;
            }
            _ => {
                let (taken, after) = rest.split_at(first.len_utf8());
                out.extend(taken.bytes());
                rest = after;
            }
        }
    }
    (out, End::Usual)
}

/// Adds the byte that an escape stands for; returns what follows it.
fn escape<'t>(text: &'t str, out: &mut Vec<u8>) -> &'t str {
    let (code, rest) = text.split_at(1);
    match code {
        "r" => out.push(b'\r'),
        "n" => out.push(b'\n'),
        "t" => out.push(b'\t'),
        "0" => out.push(0),
        "\\" | "{" => out.extend(code.bytes()),
        "x" => {
            out.push(u8::from_str_radix(&rest[..2], 16).expect("two hexadecimal digits"));
            return &rest[2..];
        }
        _ => panic!("no byte is written as \\{code}"),
    }
    rest
}
