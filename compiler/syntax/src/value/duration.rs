//! Durations: `300ms`, `30s`, `5m`, `1h`, `1m30s`.

use std::fmt;

/// A span of time in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// Nanoseconds.
    pub nanos: u64,
}

const UNITS: [(&str, u64); 6] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

impl Duration {
    /// Whole seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self { nanos: seconds * 1_000_000_000 }
    }
}

/// The shortest exact spelling in Go's syntax: `1h`, `90s`, `1500ms`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact = UNITS.iter().find(|(_, size)| self.nanos >= *size && self.nanos.is_multiple_of(*size));
        match exact {
            Some((unit, size)) => write!(f, "{}{unit}", self.nanos / size),
            None => write!(f, "0s"),
        }
    }
}

/// Go holds a duration as a signed number of nanoseconds.
const TOO_LONG: &str = "the duration is longer than `2562047h`, the limit";

/// Reads a duration: numbers with units, largest first, each at most once.
///
/// # Errors
/// What was expected, as the end of a sentence.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let fail = || "expected a duration such as `30s`, `5m` or `1m30s`".to_owned();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("expected a duration with a unit, such as `{text}s` or `{text}ms`"));
    }
    let (mut rest, mut nanos, mut smallest) = (text, 0u64, usize::MAX);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(fail)?;
        let count: u64 = rest[..digits].parse().map_err(|_| fail())?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let unit = UNITS.iter().position(|(unit, _)| *unit == &rest[..letters]).ok_or_else(fail)?;
        if smallest != usize::MAX && unit <= smallest {
            return Err(fail());
        }
        smallest = unit;
        let part = count.checked_mul(UNITS[unit].1).ok_or_else(|| TOO_LONG.to_owned())?;
        nanos = nanos.checked_add(part).ok_or_else(|| TOO_LONG.to_owned())?;
        rest = &rest[letters..];
    }
    match nanos {
        0 if text.is_empty() => Err(fail()),
        0 => Err("expected a duration longer than zero, such as `30s`".to_owned()),
        n if n > i64::MAX as u64 => Err(TOO_LONG.to_owned()),
        nanos => Ok(Duration { nanos }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        for (text, shown) in
            [("30s", "30s"), ("1m30s", "90s"), ("5m", "5m"), ("120s", "2m"), ("1500ms", "1500ms")]
        {
            assert_eq!(parse_duration(text).unwrap().to_string(), shown);
        }
        for text in ["", "5", "5x", "s", "-1s", "1s1s", "1s1m", "0s", "1.5s", "99999999999h"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
        assert!(parse_duration("5").unwrap_err().contains("`5s`"));
    }
}
