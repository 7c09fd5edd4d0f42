//! Rates: `5000/s`, `50/min`, `10/h`.

use std::fmt;

use super::duration::Duration;

/// A number of events per period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    /// The number of events, at least 1.
    pub count: u64,
    /// The period in nanoseconds, at least 1.
    pub period_ns: u64,
}

const PERIODS: [(&str, u64); 4] =
    [("s", 1_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000)];

impl Rate {
    /// Events in a second, for comparison and for display.
    pub fn per_second(self) -> f64 {
        self.count as f64 * 1e9 / self.period_ns as f64
    }

    /// Orders by strictness: the smaller admits less in the long run. Exact.
    pub fn cmp_speed(self, other: Self) -> std::cmp::Ordering {
        let left = u128::from(self.count) * u128::from(other.period_ns);
        left.cmp(&(u128::from(other.count) * u128::from(self.period_ns)))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match PERIODS.iter().find(|(_, ns)| *ns == self.period_ns) {
            Some((unit, _)) => write!(f, "{}/{unit}", self.count),
            None => write!(f, "{} per {}", self.count, Duration { nanos: self.period_ns }),
        }
    }
}

/// Reads a rate with its unit.
///
/// # Errors
/// What was expected, as the end of a sentence.
pub fn parse_rate(text: &str) -> Result<Rate, String> {
    let (count, unit) =
        text.split_once('/').ok_or_else(|| match text.bytes().all(|b| b.is_ascii_digit()) {
            true if !text.is_empty() => {
                format!("expected a rate with a unit, such as `{text}/s` or `{text}/min`")
            }
            _ => "expected a rate such as `100/s`, `50/min`, `10/h` or `1000/d`".to_owned(),
        })?;
    let period = PERIODS.iter().find(|(name, _)| *name == unit);
    let period_ns = period.map(|(_, ns)| *ns).ok_or_else(|| {
        let near = if matches!(unit, "m" | "minute") { "; did you mean `/min`?" } else { "" };
        format!("expected the unit `s`, `min`, `h` or `d`{near}")
    })?;
    let digits = !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()) && !count.starts_with('0');
    match count.parse::<u64>() {
        Ok(count) if digits && count <= 1_000_000_000 => Ok(Rate { count, period_ns }),
        _ => Err("expected a whole number from 1 to 1000000000 before the `/`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_compares() {
        let rate = |text| parse_rate(text).unwrap();
        assert_eq!(rate("50/min").to_string(), "50/min");
        assert_eq!(rate("60/min").cmp_speed(rate("1/s")), std::cmp::Ordering::Equal);
        assert_eq!(rate("50/min").cmp_speed(rate("1/s")), std::cmp::Ordering::Less);
        for text in ["", "5", "5/m", "0/s", "-1/s", "1.5/s", "/s", "5/", "05/s", "9999999999/s"] {
            assert!(parse_rate(text).is_err(), "{text}");
        }
    }
}
