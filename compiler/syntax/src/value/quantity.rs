//! Quantities of CPU and memory as Kubernetes writes them: `100m`, `0.5`, `128Mi`, `1G`.

/// Reads a quantity, in thousandths of its unit (a core, a byte).
///
/// # Errors
/// What was expected, as the end of a sentence.
pub fn parse_quantity(text: &str) -> Result<u128, String> {
    let fail = || "expected a quantity such as `100m`, `0.5`, `128Mi` or `1Gi`".to_owned();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let all_digits = |t: &str| !t.is_empty() && t.len() <= 18 && t.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(part) {
        return Err(fail());
    }
    let thousandths: u128 = match unit {
        "m" => 1,
        "" => 1_000,
        "k" => 1_000_000,
        "M" => 1_000_000_000,
        "G" => 1_000_000_000_000,
        "T" => 1_000_000_000_000_000,
        "Ki" => 1_000 << 10,
        "Mi" => 1_000 << 20,
        "Gi" => 1_000 << 30,
        "Ti" => 1_000 << 40,
        _ => return Err(fail()),
    };
    let whole: u128 = whole.parse().map_err(|_| fail())?;
    let scale = 10u128.pow(part.len() as u32);
    let part: u128 = part.parse().map_err(|_| fail())?;
    // At most 10^18 * 2^50, far below 2^128.
    Ok(whole * thousandths + part * thousandths / scale)
}

#[cfg(test)]
mod tests {
    use super::parse_quantity;

    #[test]
    fn units_compare() {
        let read = |t| parse_quantity(t).unwrap();
        assert_eq!(read("1"), read("1000m"));
        assert_eq!(read("0.5"), read("500m"));
        assert_eq!(read("128Mi"), read("131072Ki"));
        assert!(read("1G") < read("1Gi"));
        assert!(read("999999999999999999Ti") > read("1Ti"));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "Mi", "1.", ".5", "1e3", "1 Gi", "-1", "1mi", "1.2.3", "9999999999999999999"] {
            assert!(parse_quantity(text).is_err(), "{text}");
        }
    }
}
