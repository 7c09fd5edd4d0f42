//! Texts of the access log: what clients sent, so that it can do no harm there, and times.

use std::fmt::{self, Write as _};
use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hyper::header::HeaderValue;

/// A text as a JSON string.
pub(crate) struct Json<'a>(pub(crate) &'a str);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        push_json(self.0, &mut text);
        f.write_str(&text)
    }
}

/// Appends a text as a JSON string. The line of a request has several, and nearly all of them are plain.
pub(crate) fn push_json(text: &str, out: &mut String) {
    let is_special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    out.push('"');
    // Without an exit the loop is compiled to vector instructions.
    if text.bytes().fold(false, |any, byte| any | is_special(byte)) {
        for character in text.chars() {
            match character {
                '"' | '\\' => out.extend(['\\', character]),
                '\0'..='\u{1f}' => _ = write!(out, "\\u{:04x}", u32::from(character)),
                _ => out.push(character),
            }
        }
    } else {
        out.push_str(text);
    }
    out.push('"');
}

/// Appends a number.
pub(crate) fn push_number(number: u64, out: &mut String) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Appends a number below 1000 with three digits.
fn push_three_digits(number: u32, out: &mut String) {
    // One that has four digits, without the first.
    out.push_str(&itoa::Buffer::new().format(1000 + number % 1000)[1..]);
}

/// Appends a time in milliseconds, with three digits behind the point.
pub(crate) fn push_milliseconds(time: Duration, out: &mut String) {
    push_number(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), out);
    out.push('.');
    push_three_digits(time.subsec_micros() % 1000, out);
}

/// Appends an address.
pub(crate) fn push_address(address: IpAddr, out: &mut String) {
    let IpAddr::V4(address) = address else {
        let _ = write!(out, "{address}");
        return;
    };
    for (at, octet) in address.octets().into_iter().enumerate() {
        if at > 0 {
            out.push('.');
        }
        push_number(octet.into(), out);
    }
}

/// A path as a terminal shows it: what is not visible ASCII is escaped, so that no client controls the terminal.
pub(crate) struct Visible<'a>(pub(crate) &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                byte if byte.is_ascii_graphic() => f.write_char(char::from(byte))?,
                byte => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

/// A header in the combined format: what is not visible is escaped as nginx does, so that nothing ends the quotes.
pub(crate) struct Quoted<'a>(pub(crate) Option<&'a HeaderValue>);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(value) = self.0.filter(|value| !value.is_empty()) else { return f.write_char('-') };
        for byte in value.as_bytes() {
            match byte {
                b'"' | b'\\' | 0..=0x1f | 0x7f.. => write!(f, "\\x{byte:02X}")?,
                byte => f.write_char(char::from(*byte))?,
            }
        }
        Ok(())
    }
}

/// The time in both forms of the log. The parts that are the same for a second are made once a second.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    second: Option<u64>,
    millisecond: u32,
    rfc_3339: String,
    common: String,
}

impl Clock {
    /// Sets it to a time.
    pub(crate) fn set(&mut self, at: SystemTime) {
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.millisecond = since.subsec_millis();
        if self.second == Some(since.as_secs()) {
            return;
        }
        self.second = Some(since.as_secs());
        let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
        let (year, month, day) = date(days);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let name = MONTHS[month as usize - 1];
        self.rfc_3339 = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        self.common = format!("{day:02}/{name}/{year:04}:{hour:02}:{minute:02}:{second:02} +0000");
    }

    /// Writes it as RFC 3339 does, in UTC, to the millisecond.
    pub(crate) fn rfc_3339(&self, out: &mut String) {
        out.push_str(&self.rfc_3339);
        out.push('.');
        push_three_digits(self.millisecond, out);
        out.push('Z');
    }

    /// Writes it as the combined format does, in UTC.
    pub(crate) fn common(&self, out: &mut String) {
        out.push_str(&self.common);
    }
}

/// The time as RFC 3339 writes it, in UTC, to the millisecond.
pub(crate) fn timestamp(at: SystemTime) -> String {
    let (mut clock, mut text) = (Clock::default(), String::new());
    clock.set(at);
    clock.rfc_3339(&mut text);
    text
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The Gregorian date of a day, counted from 1970-01-01. Years are counted from March on, so that the leap day is the
/// last of its year.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339() {
        let mut clock = Clock::default();
        let mut at = |seconds, millis| {
            clock.set(UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_millis(millis));
            let mut text = String::new();
            clock.rfc_3339(&mut text);
            text
        };
        assert_eq!(at(0, 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(951_782_399, 999), "2000-02-28T23:59:59.999Z");
        assert_eq!(at(951_782_400, 0), "2000-02-29T00:00:00.000Z");
        assert_eq!(at(1_709_251_200, 5), "2024-03-01T00:00:00.005Z");
        assert_eq!(at(1_709_251_200, 6), "2024-03-01T00:00:00.006Z");
        assert_eq!(at(4_102_444_799, 0), "2099-12-31T23:59:59.000Z");
        let mut common = String::new();
        clock.common(&mut common);
        assert_eq!(common, "31/Dec/2099:23:59:59 +0000");
    }

    #[test]
    fn nothing_ends_the_quotes_of_the_combined_format() {
        let value = HeaderValue::from_bytes(b"a\"b\\c\xff d").unwrap();
        assert_eq!(Quoted(Some(&value)).to_string(), r"a\x22b\x5Cc\xFF d");
        assert_eq!(Quoted(None).to_string(), "-");
    }

    #[test]
    fn a_path_shows_no_control_characters() {
        assert_eq!(Visible("/a%20b/\u{1b}[2J\u{9b}é \n").to_string(), "/a%20b/%1B[2J%C2%9B%C3%A9%20%0A");
    }

    #[test]
    fn numbers_times_and_addresses_are_written_as_usual() {
        let mut text = String::new();
        for (micros, expected) in [(0, "0.000"), (7, "0.007"), (1_060, "1.060"), (59_999_999, "59999.999")] {
            push_milliseconds(Duration::from_micros(micros), &mut text);
            assert_eq!(std::mem::take(&mut text), expected);
        }
        for address in ["127.0.0.1", "255.10.0.200", "2001:db8::1"] {
            push_address(address.parse().unwrap(), &mut text);
            assert_eq!(std::mem::take(&mut text), address);
        }
    }

    #[test]
    fn texts_are_json() {
        for text in ["", "plain", "\"\\\u{0}\n\u{1f}é\u{7f}", "\\\\\"\""] {
            assert_eq!(serde_json::from_str::<String>(&Json(text).to_string()).unwrap(), text);
        }
    }
}
