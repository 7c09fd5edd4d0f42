//! The keys of layers that set one policy of an endpoint: the format of each, and its policy.
//!
//! Every stage passes their values on as they are read here: the nearest value takes effect, and `none` removes the
//! policy.

use std::time::Duration;

use gwc_artifact::{Dialect, EndpointPolicy};
use gwc_syntax::value::parse_duration;

use super::format::NAME;
use super::shape::{Fault, Format, Key, Type};

/// Appends these keys to those of a map.
macro_rules! with_policies {
    ($($key:expr),* $(,)?) => {
        &[
            $($key,)*
            $crate::grammar::policies::MAX_BODY,
            $crate::grammar::policies::DIALECT,
            $crate::grammar::policies::IN_FLIGHT,
            $crate::grammar::policies::QUOTA,
            $crate::grammar::policies::BALANCE,
            $crate::grammar::policies::HEARTBEAT,
        ]
    };
}
pub(super) use with_policies;

/// `max_body`.
pub const MAX_BODY: Key = Key {
    name: "max_body",
    doc: "Largest request body, such as `10MiB`, or `none`. `gwr` returns `413` for a larger one.",
    ty: Type::Text(&SIZE),
    required: false,
    planned: false,
};

/// `dialect`.
pub const DIALECT: Key = Key {
    name: "dialect",
    doc: "Format of the error bodies of `gwr`: `plain`, `json`, `openai` or `anthropic`. `plain` if not set.",
    ty: Type::Text(&DIALECTS),
    required: false,
    planned: false,
};

/// `in_flight`.
pub const IN_FLIGHT: Key = Key {
    name: "in_flight",
    doc: "Largest number of concurrent requests of each endpoint in one replica, or `none`. `gwr` returns `503` for others.",
    ty: Type::Text(&CONCURRENT),
    required: false,
    planned: false,
};

/// `quota`.
pub const QUOTA: Key = Key {
    name: "quota",
    doc: "Name of a quota, or `none`. `gwr` returns `429` when it is used up.",
    ty: Type::Text(&NAME),
    required: false,
    planned: false,
};

/// `heartbeat`.
pub const HEARTBEAT: Key = Key {
    name: "heartbeat",
    doc: "Interval of the comments that `gwr` sends on a stream of events while the upstream is silent, such as `15s`, or `none`.",
    ty: Type::Text(&HEARTBEATS),
    required: false,
    planned: false,
};

/// `balance`.
pub const BALANCE: Key = Key {
    name: "balance",
    doc: "Name of a balance, or `none`. `gwr` returns `402` if the balance of the account is not positive.",
    ty: Type::Text(&NAME),
    required: false,
    planned: false,
};

/// Reads a policy; nothing when the grammar rejects the text.
pub type Read = fn(&str) -> Option<EndpointPolicy>;

/// Every key with its reader. `none` is handled before.
pub static READERS: &[(&str, Read)] = &[
    ("max_body", |text| size(text).map(EndpointPolicy::MaxBody)),
    ("dialect", |text| dialect(text).map(EndpointPolicy::Dialect)),
    ("in_flight", |text| concurrent(text).map(EndpointPolicy::InFlight)),
    ("quota", |text| Some(EndpointPolicy::Quota(text.to_owned()))),
    ("balance", |text| Some(EndpointPolicy::Balance(text.to_owned()))),
    ("heartbeat", |text| heartbeat(text).map(EndpointPolicy::Heartbeat)),
];

/// Format of error bodies.
pub static DIALECTS: Format = Format {
    name: "dialect",
    expects: "`plain`, `json`, `openai` or `anthropic`",
    pattern: "^(plain|json|openai|anthropic)$",
    words: &["plain", "json", "openai", "anthropic"],
    number: false,
    check: check_dialect,
};

fn check_dialect(text: &str) -> Result<(), Fault> {
    let why = || Fault { range: None, why: format!("expected {}", DIALECTS.expects) };
    dialect(text).map(drop).ok_or_else(why)
}

fn dialect(text: &str) -> Option<Dialect> {
    Dialect::ALL.into_iter().find(|dialect| dialect.as_str() == text)
}

/// A number of concurrent requests.
pub static CONCURRENT: Format = Format {
    name: "concurrent",
    expects: "a number of requests such as `100`, or `none`",
    pattern: "^([1-9][0-9]{0,8}|none)$",
    words: &[],
    number: true,
    check: check_concurrent,
};

fn check_concurrent(text: &str) -> Result<(), Fault> {
    let valid = text == "none" || concurrent(text).is_some();
    let why = || Fault {
        range: None,
        why: "expected a number of requests from 1 to 999999999, such as `100`, or `none`".to_owned(),
    };
    valid.then_some(()).ok_or_else(why)
}

fn concurrent(text: &str) -> Option<u64> {
    let whole = !text.starts_with('0') && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| whole)
}

/// An interval of comments.
pub static HEARTBEATS: Format = Format {
    name: "heartbeat",
    expects: "an interval such as `15s`, or `none`",
    pattern: "^(([0-9]+(ns|us|ms|s|m|h))+|none)$",
    words: &[],
    number: false,
    check: check_heartbeat,
};

fn check_heartbeat(text: &str) -> Result<(), Fault> {
    let why = || Fault {
        range: None,
        why: "expected an interval from `1s` on, such as `15s`, or `none`".to_owned(),
    };
    if text == "none" { Ok(()) } else { heartbeat(text).map(drop).ok_or_else(why) }
}

fn heartbeat(text: &str) -> Option<Duration> {
    let every = Duration::from_nanos(parse_duration(text).ok()?.nanos);
    (every >= Duration::from_secs(1)).then_some(every)
}

/// A number of bytes.
pub static SIZE: Format = Format {
    name: "size",
    expects: "a size such as `10MiB`, or `none`",
    pattern: "^([1-9][0-9]*(B|KiB|MiB|GiB)|none)$",
    words: &[],
    number: false,
    check: check_size,
};

fn check_size(text: &str) -> Result<(), Fault> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let why = match unit {
        _ if text == "none" || size(text).is_some() => return Ok(()),
        "K" | "KB" | "Ki" | "k" | "kB" => "expected a binary unit: `KiB`",
        "M" | "MB" | "Mi" | "m" => "expected a binary unit: `MiB`",
        "G" | "GB" | "Gi" | "g" => "expected a binary unit: `GiB`",
        "B" | "KiB" | "MiB" | "GiB" => "expected a size from `1B` to `17179869183GiB`, such as `10MiB`",
        _ => "expected a size such as `10MiB`, `512KiB` or `100B`, or `none` for no limit",
    };
    Err(Fault { range: None, why: why.to_owned() })
}

/// A size in bytes.
fn size(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let shift = match unit {
        "B" => 0,
        "KiB" => 10,
        "MiB" => 20,
        "GiB" => 30,
        _ => return None,
    };
    let whole = !number.is_empty() && !number.starts_with('0');
    whole.then(|| number.parse::<u64>().ok()?.checked_mul(1 << shift)).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_key_has_one_reader_and_a_format() {
        let keys: &[Key] = with_policies![];
        let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
        let read: Vec<&str> = READERS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, read);
    }

    #[test]
    fn sizes_are_bytes() {
        assert_eq!(size("10MiB"), Some(10 << 20));
        assert_eq!(size("1B"), Some(1));
        assert_eq!(size("17179869183GiB"), Some(17_179_869_183 << 30));
        for text in ["", "B", "10", "0B", "007B", "1.5MiB", "10MB", "10 MiB", "-1B", "17179869184GiB", "none"]
        {
            assert_eq!(size(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_valid_size_fails_its_pattern(text in "(none|[0-9]{0,3}[KMG]?i?B?)") {
            let pattern = regex::Regex::new(SIZE.pattern).unwrap();
            prop_assert!(check_size(&text).is_err() || pattern.is_match(&text));
        }
    }
}
