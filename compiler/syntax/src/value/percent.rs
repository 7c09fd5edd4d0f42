//! Whole percentages: `70%`.

/// Reads a percentage from 0 to 100.
///
/// # Errors
/// What was expected, as the end of a sentence.
pub fn parse_percent(text: &str) -> Result<u8, String> {
    let digits = text.strip_suffix('%').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let plain = digits.filter(|digits| *digits == "0" || !digits.starts_with('0'));
    let number = plain.and_then(|digits| digits.parse::<u8>().ok()).filter(|number| *number <= 100);
    number.ok_or_else(|| "expected a percentage such as `70%`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse_percent;

    #[test]
    fn only_whole_percentages_are_read() {
        for (text, number) in [("0%", 0), ("7%", 7), ("70%", 70), ("100%", 100)] {
            assert_eq!(parse_percent(text), Ok(number), "{text}");
        }
        for text in ["", "%", "70", "070%", "101%", "1000%", "-1%", "+1%", "7.5%", "7 %"] {
            assert!(parse_percent(text).is_err(), "{text}");
        }
    }
}
