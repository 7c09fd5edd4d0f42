//! "Did you mean": the nearest of several names.

use std::borrow::Cow;

/// The name nearest to what was written, if one is near enough to be meant.
pub fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST_SHOWN {
        return None;
    }
    let lower = written.to_lowercase();
    let length = written.chars().count();
    let allowed = match length {
        0..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    let distance = |name: &str| strsim::damerau_levenshtein(&lower, &name.to_lowercase());
    let mut work = 0;
    let alike = names.into_iter().filter(|name| name.chars().count().abs_diff(length) <= allowed);
    let compared = alike.take_while(|name| {
        work += (name.len() + 1) * (written.len() + 1);
        work <= MOST_WORK
    });
    let (far, name) = compared.map(|name| (distance(name), name)).min_by_key(|(far, name)| (*far, *name))?;
    (far <= allowed && far < name.chars().count().max(1)).then_some(name)
}

/// How many pairs of characters are compared for one name: hundreds of names of ten letters have fewer. Without it, many
/// wrong names among many others would take too long.
const MOST_WORK: usize = 100_000;

/// The nearest name as the help text `did you mean ...?`, else the defined names.
pub fn help<'a>(written: &str, names: impl IntoIterator<Item = &'a str> + Clone, what: &str) -> String {
    help_with(nearest(written, names.clone()), names, what)
}

/// The same with a nearest name that is already known.
pub fn help_with<'a>(near: Option<&str>, names: impl IntoIterator<Item = &'a str>, what: &str) -> String {
    if let Some(name) = near {
        return format!("did you mean `{name}`?");
    }
    let list: Vec<String> = names.into_iter().take(12).map(|n| format!("`{n}`")).collect();
    match list.as_slice() {
        [] => format!("define it under `{what}`"),
        [one] => format!("only {one} is defined; define others under `{what}`"),
        many => format!("use one of {}", many.join(", ")),
    }
}

/// A name as a fix writes it: plain where it may be and stays text, else in quotes. Escapes of JSON are YAML's too.
pub fn spelled(name: &str, plain: bool) -> String {
    let ordinary = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let value = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let text = !value.contains(&name.to_ascii_lowercase().as_str());
    match plain && begins && text && name.chars().all(ordinary) {
        true => name.to_owned(),
        false => serde_json::Value::from(name).to_string(),
    }
}

/// The user's text as a message quotes it: whole, or its beginning.
pub fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}...", on_one_line(&text[..end])).into(),
        None => on_one_line(text),
    }
}

/// The text with its control characters as escapes, such as `\n`: a message is one line.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return text.into();
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() {
            true => line.extend(c.escape_default()),
            false => line.push(c),
        }
    }
    line.into()
}

/// Characters of the user's text that a message quotes.
const LONGEST_SHOWN: usize = 100;

#[cfg(test)]
mod tests {
    use super::{nearest, spelled};

    #[test]
    fn a_name_is_quoted_where_it_would_be_something_else() {
        for (name, plain, text) in [
            ("upstream", true, "upstream"),
            ("upstream", false, "\"upstream\""),
            ("/v1/a.b-c_d", true, "/v1/a.b-c_d"),
            ("/model/{name}", true, "\"/model/{name}\""),
            ("True", true, "\"True\""),
            ("7", true, "\"7\""),
            ("", true, "\"\""),
            ("é\"", true, "\"é\\\"\""),
        ] {
            assert_eq!(spelled(name, plain), text);
        }
    }

    #[test]
    fn near_names_are_found_and_far_ones_not() {
        let names = ["upstream", "timeout", "auth"];
        assert_eq!(nearest("upstreem", names), Some("upstream"));
        assert_eq!(nearest("Timeout", names), Some("timeout"));
        assert_eq!(nearest("auht", names), Some("auth"));
        assert_eq!(nearest("banana", names), None);
        assert_eq!(nearest("", []), None);
    }

    #[test]
    fn among_more_names_than_anybody_has_the_first_are_compared() {
        let names: Vec<String> = (0..50_000).map(|number| format!("name-{number:05}")).collect();
        let all = || names.iter().map(String::as_str);
        assert_eq!(nearest("nmae-00007", all()), Some("name-00007"));
        assert_eq!(nearest("nmae-49999", all().skip(49_800)), Some("name-49999"));
        assert_eq!(nearest("nmae-49999", all()), None);
    }
}
