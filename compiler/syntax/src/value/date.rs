//! A day of the calendar.

use std::fmt;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

/// A day, as `2027-01-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// The day, if the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Reads `2027-01-01`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let date: Self = text.parse().ok().map(Self)?;
        // jiff reads other spellings too.
        (date.to_string() == text).then_some(date)
    }

    /// The day in UTC at this many seconds after 1970-01-01; the last possible day for more.
    pub fn from_unix_seconds(seconds: u64) -> Self {
        let time = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        Self(TimeZone::UTC.to_datetime(time.unwrap_or(Timestamp::MAX)).date())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_are_dates() {
        assert_eq!(Date::parse("2028-02-29").map(|d| d.to_string()).as_deref(), Some("2028-02-29"));
        for text in [
            "2027-02-29",
            "2027-13-01",
            "2027-00-10",
            "2027-1-01",
            "27-01-01",
            "2027-01-01-01",
            "20270101",
            "2027-01-01T00:00",
            "",
            "x",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2027-01-01") > Date::parse("2026-12-31"));
    }

    #[test]
    fn seconds_become_days() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (1_795_219_199, "2026-11-20"),
        ] {
            assert_eq!(Date::from_unix_seconds(seconds).to_string(), day);
        }
        Date::from_unix_seconds(u64::MAX);
    }
}
