//! Requests at random, and all of one path.

use std::net::IpAddr;

use crate::observe::{At, Held, Request, Token};
use crate::random::Random;

/// The credentials of requests.
pub(crate) fn tokens() -> Vec<Held> {
    let usual = Token { audiences: &["one"], ..usual() };
    let mut all = vec![Held::None, Held::Token(usual)];
    for issuer in ["https://id.example", "https://other.example", "https://third.example"] {
        for algorithm in ["RS256", "ES256", "HS256"] {
            for audiences in [&["one"][..], &["two"], &["one", "two"], &[]] {
                for at in [At::Header("Authorization"), At::Header("X-Token"), At::Cookie("t")] {
                    let token = Token { issuer, algorithm, audiences, at, ..usual };
                    all.extend(qualities(token).map(Held::Token));
                }
            }
        }
    }
    for header in ["X-Key", "Authorization"] {
        for prefix in ["hk-", "sk-", "no-"] {
            let records = [Some("admin+read"), Some("user+write"), Some("user+read"), Some("guest"), None];
            all.extend(records.map(|record| Held::Key(header, prefix, record)));
        }
    }
    for header in ["X-Session", "Authorization"] {
        all.extend([true, false].map(|is_accepted| Held::Opaque(header, is_accepted)));
    }
    all
}

/// A token that usual checks accept.
fn usual() -> Token {
    Token {
        issuer: "https://id.example",
        keys: None,
        algorithm: "RS256",
        audiences: &["one", "two"],
        at: At::Header("Authorization"),
        late: 0,
        holds: "admin+read",
        vip: true,
    }
}

/// A token as one of a VIP or not, that is over since a while or not, with each role, and with a key of each key set.
fn qualities(token: Token) -> impl Iterator<Item = Token> {
    let roles = ["admin+read", "admin+write", "admin", "user+read", "user", "guest+read", "guest"];
    let held = roles.into_iter().flat_map(|role| [(role, true), (role, false)]);
    let of = move |(holds, vip)| {
        let late = [0, 30, 90].map(|late| Token { late, holds, vip, ..token });
        let signed = KEY_SETS.map(|keys| Token { keys: Some(keys), holds, vip, ..token });
        late.into_iter().chain(signed)
    };
    held.flat_map(of)
}

fn addresses() -> Vec<IpAddr> {
    ["10.0.0.1", "10.1.0.1", "10.1.2.1", "11.0.0.1", "2001:db8::1"]
        .map(|text| text.parse().expect("an address"))
        .to_vec()
}

/// The URLs of key sets, and the variables of secrets.
const KEY_SETS: [&str; 6] = [
    "https://id.example/jwks",
    "https://id.example/keys",
    "https://id.example",
    "http://id.example/keys",
    "TOKENS",
    "OTHERS",
];
const HOSTS: [&str; 3] = ["a.example", "b.example:8080", "c.example"];
const AGENTS: [&str; 7] = ["plain", "", "bot", "good-bot", "craw", "crawler", "robot"];
const PAGES: [Option<&str>; 4] =
    [None, Some("https://a.example"), Some("https://x.a.example"), Some("https://b.example")];
/// Methods of requests. No endpoint has the last one.
pub(crate) const METHODS: [&str; 6] = ["GET", "POST", "OPTIONS", "HEAD", "DELETE", "TRACE"];

/// Often one of those that usual checks accept.
fn any_held(random: &mut Random, held: &[Held]) -> Held {
    if random.one_in(2) {
        return random.of(held);
    }
    let at = random.of(&[At::Header("Authorization"), At::Header("X-Token"), At::Cookie("t")]);
    let (issuer, header) =
        (random.of(&["https://id.example", "https://other.example"]), random.of(&["X-Key", "Authorization"]));
    let algorithm = random.of(&["RS256", "ES256", "HS256"]);
    let keys = random.of(&KEY_SETS);
    let keys = random.one_in(3).then_some(keys);
    let (prefix, opaque) = (random.of(&["hk-", "sk-"]), random.of(&["X-Session", "Authorization"]));
    random.of(&[
        Held::Token(Token { issuer, algorithm, keys, at, ..usual() }),
        Held::Key(header, prefix, Some("admin+read")),
        Held::Opaque(opaque, true),
    ])
}

/// A request: `odd` ones may have an empty segment.
pub(crate) fn any_request(random: &mut Random, held: &[Held], odd: bool) -> Request {
    let depth = random.below(5);
    let mut path = String::new();
    for _ in 0..depth {
        let texts: &[&str] =
            if odd { &["a", "b", "ab", "x", "aa", "abc", ""] } else { &["a", "b", "ab", "x", "aa"] };
        path += &format!("/{}", random.of(texts));
    }
    if path.is_empty() || random.one_in(5) {
        path += "/";
    }
    Request {
        method: random.of(&METHODS),
        path,
        host: random.of(&HOSTS),
        address: random.of(&addresses()),
        held: [any_held(random, held), if random.one_in(3) { any_held(random, held) } else { Held::None }],
        page: random.of(&PAGES),
        agent: random.of(&AGENTS),
        websocket: random.one_in(4),
    }
}

/// Requests of one path and method, at random: most differences are seen by one of the first.
pub(crate) fn some<'a>(
    path: &'a str,
    method: &'static str,
    held: &'a [Held],
    seed: u64,
) -> impl Iterator<Item = Request> + 'a {
    let mut random = Random(seed ^ 0x5eed);
    (0..20_000).map(move |_| Request {
        path: path.to_owned(),
        method,
        ..any_request(&mut random, held, false)
    })
}

/// All requests of one path and method with one credential.
pub(crate) fn all<'a>(
    path: &'a str,
    method: &'static str,
    held: &'a [Held],
) -> impl Iterator<Item = Request> + 'a {
    let request = move |host, address, held, page| {
        [false, true].into_iter().flat_map(move |websocket| {
            AGENTS.into_iter().map(move |agent| Request {
                method,
                path: path.to_owned(),
                host,
                address,
                held: [held, Held::None],
                page,
                agent,
                websocket,
            })
        })
    };
    HOSTS.into_iter().flat_map(move |host| {
        addresses().into_iter().flat_map(move |address| {
            held.iter().flat_map(move |held| {
                PAGES.into_iter().flat_map(move |page| request(host, address, *held, page))
            })
        })
    })
}
