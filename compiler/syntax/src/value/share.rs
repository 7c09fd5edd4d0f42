//! Shares of requests: `10%`, `0.5%`.

/// Reads a share such as `10%` or `0.5%` as millionths. At most four digits behind the point.
///
/// # Errors
/// What was expected, as the end of a sentence.
pub fn parse_share(text: &str) -> Result<u64, String> {
    let fail = || "expected a share above `0%` and up to `100%`, such as `10%` or `0.5%`".to_owned();
    let number = text.strip_suffix('%').ok_or_else(fail)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(whole, 3) || !is_number(fraction, 4) {
        return Err(fail());
    }
    let of_fraction: u64 = format!("{fraction:0<4}").parse().map_err(|_| fail())?;
    let millionths = whole.parse::<u64>().map_err(|_| fail())? * 10_000 + of_fraction;
    if (1..=1_000_000).contains(&millionths) { Ok(millionths) } else { Err(fail()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_millionths() {
        for (text, millionths) in
            [("100%", 1_000_000), ("10%", 100_000), ("0.5%", 5_000), ("0.0001%", 1), ("99.9999%", 999_999)]
        {
            assert_eq!(parse_share(text), Ok(millionths), "{text}");
        }
        for text in
            ["0%", "0.0%", "101%", "100.0001%", "10", "%", ".5%", "1.%", "0.00001%", "-1%", "1e2%", "1 %"]
        {
            assert!(parse_share(text).is_err(), "{text}");
        }
    }
}
