//! Calendar periods in UTC: which one a moment is in, and when that one ends.

use std::time::Duration;

use gwc_artifact::Period;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

/// The period that a moment is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Current {
    /// When it began and when it ends, in seconds since 1970.
    pub(crate) begins: u64,
    pub(crate) ends: u64,
}

impl Current {
    /// The period of a time since 1970.
    pub(crate) fn at(period: Period, now: Duration) -> Current {
        // The last year that the calendar has is 9999: a quota of that year never ends.
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let moment = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
        let civil = Offset::UTC.to_datetime(moment);
        let date = civil.date();
        let begins = match period {
            Period::Hour => civil.date().to_datetime(Time::constant(civil.hour(), 0, 0, 0)),
            Period::Day => midnight(date),
            Period::Week => {
                midnight(date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days()))
            }
            Period::Month => midnight(date.first_of_month()),
            Period::Year => midnight(date.first_of_year()),
        };
        let ends = begins.saturating_add(match period {
            Period::Hour => 1.hour(),
            Period::Day => 1.day(),
            Period::Week => 1.week(),
            Period::Month => 1.month(),
            Period::Year => 1.year(),
        });
        Current { begins: seconds_of(begins), ends: seconds_of(ends) }
    }
}

fn midnight(date: Date) -> DateTime {
    date.to_datetime(Time::midnight())
}

fn seconds_of(civil: DateTime) -> u64 {
    let moment = Offset::UTC.to_timestamp(civil).unwrap_or(Timestamp::MAX);
    u64::try_from(moment.as_second()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> u64 {
        u64::try_from(text.parse::<Timestamp>().unwrap().as_second()).unwrap()
    }

    #[test]
    fn periods_are_those_of_the_calendar_in_utc() {
        for (now, period, begins, ends) in [
            ("2028-02-29T23:59:59Z", Period::Hour, "2028-02-29T23:00:00Z", "2028-03-01T00:00:00Z"),
            ("2028-02-29T23:59:59Z", Period::Day, "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z"),
            ("2026-11-29T12:00:00Z", Period::Week, "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"),
            ("2026-11-30T00:00:00Z", Period::Week, "2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z"),
            ("2028-02-01T00:00:00Z", Period::Month, "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
            ("2026-12-31T23:59:59Z", Period::Month, "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("2026-12-31T23:59:59Z", Period::Year, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ] {
            let current = Current::at(period, Duration::from_secs(seconds(now)));
            assert_eq!(current, Current { begins: seconds(begins), ends: seconds(ends) }, "{now} {period:?}");
        }
        // No time makes it panic.
        for period in [Period::Hour, Period::Day, Period::Week, Period::Month, Period::Year] {
            Current::at(period, Duration::MAX);
            Current::at(period, Duration::ZERO);
        }
    }
}
