//! Whether an answer is the one that a witness states.

use gwc_tests::net::Answer;

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    Gwr,
    /// gin adds methods of a path that only begins alike to `Allow`.
    Krakend,
}

impl Server {
    fn is_allow(self, stated: &[&str], answered: &[&str]) -> bool {
        match self {
            Server::Gwr => stated == answered,
            Server::Krakend => stated.iter().all(|method| answered.contains(method)),
        }
    }
}

/// Compares the answer to a method with the text of a witness; behind a semicolon it has the value that changed.
///
/// # Errors
/// With both, where they differ.
pub(crate) fn check(server: Server, text: &str, (method, answer): (&str, &Answer)) -> Result<(), String> {
    let text = text.split(';').next().unwrap_or_default();
    match is_stated(server, text, (method, answer)) {
        true => Ok(()),
        false => {
            Err(format!("stated {text}, answered {} {:?} {:?}", answer.status, answer.headers, answer.text()))
        }
    }
}

fn is_stated(server: Server, text: &str, (method, answer): (&str, &Answer)) -> bool {
    let echo = answer.header("x-echo");
    if let Some(to) = text.strip_prefix("to ") {
        return echo
            .and_then(|echo| echo.split_once(' '))
            .is_some_and(|(host, path)| reaches(to, host, path));
    }
    // A service that is no longer the same knows other credentials. What it accepts, the endpoint answers, also by itself.
    if text.starts_with("as ") {
        return !matches!(answer.status, 400 | 405 | 429 | 502 | 504);
    }
    if echo.is_some() {
        return false;
    }
    if text.starts_with("redirected") {
        return matches!(answer.status, 301 | 307);
    }
    if text.starts_with("the health") {
        return matches!(answer.status, 200 | 503);
    }
    let (status, rest) = text.split_at(text.len().min(3));
    let has_status = status.parse() == Ok(answer.status);
    let (with, without) = (rest.strip_prefix(", with "), rest.strip_prefix(", without "));
    if with.or(without).is_some() {
        let is_there = with.is_some_and(|header| has_header(header, answer));
        let is_absent = without.is_some_and(|name| answer.header(name).is_none());
        return has_status && (is_there || is_absent);
    }
    has_status
        && match (rest.strip_prefix(", allows "), rest.strip_prefix(" to "), rest.strip_prefix(" [")) {
            (Some(methods), ..) => {
                answer.header("allow").is_some_and(|allow| server.is_allow(&words(methods), &words(allow)))
            }
            (_, Some(place), _) => answer.header("location") == Some(place),
            (_, _, Some(fixed)) => is_fixed(fixed, (method, answer)),
            _ => true,
        }
}

/// `access-control-allow-origin`, or with its value. The names in a value may be in any case.
fn has_header(text: &str, answer: &Answer) -> bool {
    match text.split_once(": ") {
        Some((name, value)) => answer.header(name).is_some_and(|found| found.eq_ignore_ascii_case(value)),
        None => answer.header(text).is_some(),
    }
}

/// `http://a.svc:80, http://c.svc:80/fixed`: one of these hosts gets the path.
fn reaches(to: &str, host: &str, path: &str) -> bool {
    let hosts = to.strip_suffix(path);
    hosts.is_some_and(|hosts| hosts.split(", ").any(|one| one.contains(&format!("//{host}:"))))
}

/// `x-kind: a] "{}"`.
fn is_fixed(text: &str, (method, answer): (&str, &Answer)) -> bool {
    let Some((lines, body)) = text.split_once("] ") else { return false };
    let has_line =
        |line: &str| line.split_once(": ").is_none_or(|(name, value)| answer.header(name) == Some(value));
    let has_body = format!("{:?}", answer.text()) == body;
    lines.split(", ").all(has_line) && (has_body || method == "HEAD")
}

fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split([',', ' ']).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}
