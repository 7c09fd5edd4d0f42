//! Command lines around a gateway's own: a script of a shell, and programs that start the rest of their arguments.

use std::ops::Range;

use super::list::part;
use gwc_syntax::source::Spanned;

const SHELLS: &[&str] = &["sh", "bash", "ash", "dash", "zsh", "busybox"];
/// Programs that start the rest of their arguments, and how many arguments of their own they have.
const STARTERS: &[(&str, usize)] = &[
    ("exec", 0),
    ("env", 0),
    ("nohup", 0),
    ("command", 0),
    ("tini", 0),
    ("dumb-init", 0),
    ("su-exec", 1),
    ("gosu", 1),
    ("timeout", 1),
];
/// Scripts that start scripts, one in another: more are not read.
const DEEPEST: usize = 4;

/// The command line that `is_gateway` accepts by the name of its program, inside shells and other starters; else the
/// words without what starts them.
pub(super) fn command(
    words: Vec<Spanned<String>>,
    is_gateway: impl Fn(&str) -> bool,
) -> Vec<Spanned<String>> {
    let mut words = started(words);
    for _ in 0..DEEPEST {
        let Some(script) = script(&words) else { break };
        let mut commands: Vec<_> = commands(script).into_iter().map(started).collect();
        let name =
            |command: &Vec<Spanned<String>>| command.first().map_or("", |word| base(&word.value)).to_owned();
        let gateway = commands.iter().position(|command| is_gateway(&name(command)));
        let at = gateway.or_else(|| commands.iter().position(|command| SHELLS.contains(&&*name(command))));
        match at.or(commands.len().checked_sub(1)) {
            Some(at) => words = commands.swap_remove(at),
            None => return Vec::new(),
        }
    }
    words
}

/// The name of a program without its folder.
pub(super) fn base(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or_default()
}

/// The words without assignments and starters before the program.
fn started(mut words: Vec<Spanned<String>>) -> Vec<Spanned<String>> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let starter = STARTERS.iter().find(|(name, _)| *name == base(&word.value));
        if let Some((_, own)) = starter {
            let options = words[at + 1..].iter().take_while(|word| word.value.starts_with('-')).count();
            at += 1 + options + own;
        } else if is_assignment(&word.value) {
            at += 1;
        } else {
            break;
        }
    }
    words.split_off(at.min(words.len()))
}

/// `NAME=value`
fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map_or("", |(name, _)| name);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The script that a shell gets with `-c`, which may be joined with other options, as in `-ec`.
fn script(words: &[Spanned<String>]) -> Option<&Spanned<String>> {
    let shell = words.first().filter(|word| SHELLS.contains(&base(&word.value)))?;
    let is_c = |word: &Spanned<String>| {
        let options = word.value.strip_prefix('-').filter(|options| !options.starts_with('-'));
        options.is_some_and(|options| options.contains('c'))
    };
    // `busybox sh -c`
    let own = usize::from(base(&shell.value) == "busybox");
    let at = 1 + own + words.get(1 + own..)?.iter().position(is_c)?;
    words[at + 1..].iter().find(|word| !word.value.starts_with('-'))
}

/// The commands of a script, each as its words with their places.
fn commands(script: &Spanned<String>) -> Vec<Vec<Spanned<String>>> {
    let mut commands = vec![Vec::new()];
    for token in tokens(&script.value) {
        match (token, commands.last_mut()) {
            (Token::Word(text, range), Some(command)) => {
                let span = part(script, range.start, range.end).span;
                command.push(Spanned::new(text, span));
            }
            _ => commands.push(Vec::new()),
        }
    }
    commands.retain(|command| !command.is_empty());
    commands
}

enum Token {
    /// A word without its quotes, and where it is.
    Word(String, Range<usize>),
    /// What ends a command.
    End,
}

/// The words of a script. Variables and substitutions stay as they are written.
fn tokens(script: &str) -> Vec<Token> {
    let (mut tokens, mut word): (Vec<Token>, Option<(String, usize)>) = (Vec::new(), None);
    let mut chars = script.char_indices();
    let mut quote = None;
    while let Some((at, c)) = chars.next() {
        let in_word = word.is_some();
        let mut push = |c: Option<char>| word.get_or_insert_with(|| (String::new(), at)).0.extend(c);
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                push(None);
                quote = Some(c);
            }
            (None | Some('"'), '\\') => match chars.next() {
                // A line goes on.
                Some((_, '\n')) | None => {}
                Some((_, escaped)) => push(Some(escaped)),
            },
            (Some(_), _) => push(Some(c)),
            (None, '#') if !in_word => {
                let rest = chars.as_str();
                let line = rest.find('\n').unwrap_or(rest.len());
                chars.by_ref().take(rest[..line].chars().count()).for_each(drop);
            }
            (None, ';' | '&' | '|' | '\n' | '(' | ')') => {
                tokens.extend(word.take().map(|(text, start)| Token::Word(text, start..at)));
                tokens.push(Token::End);
            }
            (None, _) if c.is_whitespace() => {
                tokens.extend(word.take().map(|(text, start)| Token::Word(text, start..at)));
            }
            (None, _) => push(Some(c)),
        }
    }
    tokens.extend(word.map(|(text, start)| Token::Word(text, start..script.len())));
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_syntax::source::{FileId, Span};

    fn of(words: &[&str]) -> String {
        let spanned = |word: &&str| Spanned::new((*word).to_owned(), Span::new(FileId(0), 0, word.len()));
        let words = command(words.iter().map(spanned).collect(), |name| name == "krakend");
        words.into_iter().map(|word| word.value).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn the_gateway_is_found_behind_what_starts_it() {
        let expected = "krakend|run|-c|/etc/k.json";
        for script in [
            "krakend run -c /etc/k.json",
            "exec krakend run -c '/etc/k.json'",
            "sleep 5; exec krakend run -c \"/etc/k.json\"",
            "# wait\nsleep 5\nkrakend run \\\n  -c /etc/k.json\n",
            "FC_ENABLE=1 krakend run -c /etc/k.json",
            "tini -- krakend run -c /etc/k.json && echo done",
            "bash -c 'krakend run -c /etc/k.json'",
        ] {
            assert_eq!(of(&["sh", "-c", script]), expected, "{script}");
            assert_eq!(of(&["/bin/bash", "-ec", script]), expected, "{script}");
        }
        assert_eq!(of(&["/sbin/tini", "--", "krakend", "run", "-c", "/etc/k.json"]), expected);
        assert_eq!(of(&["su-exec", "krakend", "krakend", "run", "-c", "/etc/k.json"]), expected);
    }

    #[test]
    fn another_command_stays_as_it_is() {
        assert_eq!(of(&["nginx", "-c", "/etc/nginx.conf"]), "nginx|-c|/etc/nginx.conf");
        assert_eq!(of(&["sh", "/start.sh"]), "sh|/start.sh");
        assert_eq!(of(&["sh", "-c", "  "]), "");
    }
}
