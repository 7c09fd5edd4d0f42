//! The corners of Go's standard library that decide what a configuration value means: `strconv`, `time`,
//! `strings.EqualFold`, and conversions of floats as amd64 does them (Go 1.26).

/// Why Go's `strconv` rejects a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumError {
    /// It is not a number.
    Syntax,
    /// The number is out of range.
    Range,
}

impl NumError {
    /// Go's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "invalid syntax",
            Self::Range => "value out of range",
        }
    }
}

/// `strconv.ParseInt(text, 0, 64)`: the base is told by the prefix, underscores may separate digits.
pub fn parse_int(text: &str) -> Result<i64, NumError> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let magnitude = match parse_uint(digits) {
        Ok(n) => n,
        Err(NumError::Range) => return Err(NumError::Range),
        Err(NumError::Syntax) => return Err(NumError::Syntax),
    };
    let signed = if negative { -i128::from(magnitude) } else { i128::from(magnitude) };
    i64::try_from(signed).map_err(|_| NumError::Range)
}

/// `strconv.ParseUint(text, 0, 64)`.
pub fn parse_uint(text: &str) -> Result<u64, NumError> {
    let lower = text.to_ascii_lowercase();
    let (base, digits) = match lower.as_bytes() {
        [b'0', b'x', _, ..] => (16, &lower[2..]),
        [b'0', b'o', _, ..] => (8, &lower[2..]),
        [b'0', b'b', _, ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, &lower[..]),
    };
    if digits.is_empty() {
        return Err(NumError::Syntax);
    }
    let mut number: u64 = 0;
    for c in digits.chars() {
        if c == '_' {
            continue;
        }
        let digit = c.to_digit(base).ok_or(NumError::Syntax)?;
        let next = number.checked_mul(u64::from(base)).and_then(|n| n.checked_add(u64::from(digit)));
        number = next.ok_or(NumError::Range)?;
    }
    if lower.contains('_') && !underscores_separate_digits(&lower) {
        Err(NumError::Syntax)
    } else {
        Ok(number)
    }
}

/// Underscores are allowed between digits, and once after a base prefix.
fn underscores_separate_digits(lower: &str) -> bool {
    let (hex, digits, mut before) = match lower.as_bytes() {
        [b'0', p @ (b'x' | b'o' | b'b'), ..] => (*p == b'x', &lower[2..], '0'),
        _ => (false, lower, '^'),
    };
    for c in digits.chars() {
        let digit = c.is_ascii_digit() || (hex && c.is_ascii_hexdigit());
        before = match (digit, c, before) {
            (true, _, _) => '0',
            (false, '_', '0') => '_',
            (false, '_', _) | (false, _, '_') => return false,
            (false, _, _) => '!',
        };
    }
    before != '_'
}

/// `strconv.ParseFloat(text, 64)`, without hexadecimal floats.
pub fn parse_float(text: &str) -> Result<f64, NumError> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let word = ["inf", "infinity", "nan"].iter().any(|w| unsigned.eq_ignore_ascii_case(w));
    if word {
        return text.parse().map_err(|_| NumError::Syntax);
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(NumError::Syntax);
    }
    match text.parse::<f64>() {
        Ok(n) if n.is_infinite() => Err(NumError::Range),
        Ok(n) => Ok(n),
        Err(_) => Err(NumError::Syntax),
    }
}

/// `strconv.ParseBool`.
pub fn parse_bool(text: &str) -> Result<bool, NumError> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(NumError::Syntax),
    }
}

/// A float as an `int64`: a number out of range becomes the smallest one.
pub fn float_to_int(number: f64) -> i64 {
    let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&number);
    if fits { number as i64 } else { i64::MIN }
}

/// A regular expression as Go reads it: `\Q` quotes what follows, up to `\E` or the end.
///
/// # Errors
/// Why it does not compile.
pub fn regexp(pattern: &str) -> Result<regex::Regex, regex::Error> {
    regex::Regex::new(&unquoted(pattern))
}

/// The expression with `\Q..\E` written with escapes.
pub fn unquoted(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(at) = rest.find('\\') {
        let (before, escaped) = rest.split_at(at);
        text.push_str(before);
        if let Some(quoted) = escaped.strip_prefix(r"\Q") {
            let (literal, after) = quoted.split_once(r"\E").unwrap_or((quoted, ""));
            text.push_str(&regex::escape(literal));
            rest = after;
            continue;
        }
        // Another escape is the backslash and the character behind it.
        let length = 1 + escaped[1..].chars().next().map_or(0, char::len_utf8);
        text.push_str(&escaped[..length]);
        rest = &escaped[length..];
    }
    text + rest
}

/// `strings.EqualFold`: of all other characters, only the long s and the Kelvin sign equal a letter of ASCII.
pub fn equal_fold(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().map(fold).eq(b.chars().map(fold))
}

fn fold(c: char) -> char {
    match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// `time.ParseDuration`, in nanoseconds. The error is Go's whole text.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote_duration(text));
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    const LIMIT: u128 = 1 << 63;
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let whole_end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (whole, after) = rest.split_at(whole_end);
        let (fraction, after) = match after.strip_prefix('.') {
            None => ("", after),
            Some(after) => after.split_at(after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len())),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let number: u128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        let unit_end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, next) = after.split_at(unit_end);
        if number > LIMIT {
            return Err(invalid());
        }
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote_duration(text)));
        }
        let Some(unit) = unit_nanoseconds(unit) else {
            return Err(format!(
                "time: unknown unit {} in duration {}",
                quote_duration(unit),
                quote_duration(text)
            ));
        };
        total += number * unit + fraction_of(fraction, unit);
        if total > LIMIT {
            return Err(invalid());
        }
        rest = next;
    }
    match (negative, total) {
        (true, LIMIT) => Ok(i64::MIN),
        (true, total) => Ok(-(total as i64)),
        (false, total) => i64::try_from(total).map_err(|_| invalid()),
    }
}

fn unit_nanoseconds(unit: &str) -> Option<u128> {
    Some(match unit {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// The digits after the point, in nanoseconds of a unit. Digits after the eighteenth have no effect.
fn fraction_of(digits: &str, unit: u128) -> u128 {
    let digits = &digits[..digits.len().min(18)];
    let number: u128 = digits.parse().unwrap_or(0);
    number * unit / 10u128.pow(digits.len() as u32)
}

/// How `time` quotes a text it cannot parse.
fn quote_duration(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='\u{7f}' => quoted.push(c),
            _ => {
                let mut bytes = [0; 4];
                quoted.extend(c.encode_utf8(&mut bytes).bytes().map(|b| format!("\\x{b:02x}")));
            }
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_parts_of_expressions_are_literal() {
        for (pattern, text) in [
            (r"\Qa(b\E+", "a(bb"),
            (r"^\Q*.*", "*.*"),
            (r"\\Q", "\\Q"),
            (r"\.é\Q\E$", ".é"),
            (r"(?i)\Qbot(\E", "BOT("),
        ] {
            assert!(regexp(pattern).unwrap().is_match(text), "{pattern}: {}", unquoted(pattern));
        }
        assert!(!regexp(r"^\Q*.*\E$").unwrap().is_match("abc"));
        assert!(regexp(r"\Qa\E(").is_err());
        assert!(regexp(r"\").is_err());
    }

    #[test]
    fn integers_take_their_base_from_the_prefix() {
        for (text, number) in [
            ("0x1f90", Ok(8080)),
            ("8_080", Ok(8080)),
            ("0o17620", Ok(8080)),
            ("010", Ok(8)),
            ("0b11", Ok(3)),
            ("-1", Ok(-1)),
            ("+3", Ok(3)),
            ("0_7", Ok(7)),
            ("0", Ok(0)),
            ("", Err(NumError::Syntax)),
            ("08", Err(NumError::Syntax)),
            ("_8", Err(NumError::Syntax)),
            ("8_", Err(NumError::Syntax)),
            ("8__0", Err(NumError::Syntax)),
            ("3.0", Err(NumError::Syntax)),
            (" 3", Err(NumError::Syntax)),
            ("0x", Err(NumError::Syntax)),
            ("9223372036854775808", Err(NumError::Range)),
            ("-9223372036854775808", Ok(i64::MIN)),
        ] {
            assert_eq!(parse_int(text), number, "{text:?}");
        }
    }

    #[test]
    fn durations_are_those_of_go() {
        for (text, nanoseconds) in [
            ("3s", 3_000_000_000),
            ("1m30s", 90_000_000_000),
            (".5s", 500_000_000),
            ("1.5h", 5_400_000_000_000),
            ("-1ms", -1_000_000),
            ("0", 0),
            ("+0", 0),
            ("2\u{3bc}s", 2_000),
            ("9223372036854775807ns", i64::MAX),
        ] {
            assert_eq!(parse_duration(text), Ok(nanoseconds), "{text:?}");
        }
        for (text, error) in [
            ("", "time: invalid duration \"\""),
            ("3", "time: missing unit in duration \"3\""),
            ("3 s", "time: unknown unit \" s\" in duration \"3 s\""),
            ("3sec", "time: unknown unit \"sec\" in duration \"3sec\""),
            ("PT3S", "time: invalid duration \"PT3S\""),
            (".s", "time: invalid duration \".s\""),
            ("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""),
            ("3\u{b5}", "time: unknown unit \"\\xc2\\xb5\" in duration \"3\\xc2\\xb5\""),
        ] {
            assert_eq!(parse_duration(text), Err(error.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn keys_are_equal_when_they_fold_alike() {
        assert!(equal_fold("URL_Pattern", "url_pattern"));
        assert!(equal_fold("ho\u{17f}t", "host"));
        assert!(!equal_fold("host ", "host"));
    }

    #[test]
    fn floats_that_do_not_fit_become_the_smallest_integer() {
        assert_eq!(float_to_int(1e30), i64::MIN);
        assert_eq!(float_to_int(-2.9), -2);
    }
}
