//! Numbers of requests in calendar periods, such as `1000000/month`.

use gwc_artifact::Period;

/// The number and the period of a text; nothing for any other text.
pub fn parse_count(text: &str) -> Option<(u64, Period)> {
    let (number, word) = text.split_once('/')?;
    let period = Period::ALL.into_iter().find(|period| period.as_str() == word)?;
    let whole = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    Some((number.parse().ok().filter(|_| whole)?, period))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_numbers_of_a_calendar_period() {
        assert_eq!(parse_count("1000000/month"), Some((1_000_000, Period::Month)));
        assert_eq!(parse_count("1/hour"), Some((1, Period::Hour)));
        for text in [
            "",
            "0/day",
            "05/day",
            "1/min",
            "1/days",
            "1.5/day",
            "-1/day",
            "+1/day",
            "1",
            "/day",
            "99999999999999999999/day",
        ] {
            assert_eq!(parse_count(text), None, "{text}");
        }
    }
}
