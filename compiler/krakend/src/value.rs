//! A syntax tree as the values a Go program sees after decoding it into `map[string]interface{}`.

use std::collections::HashMap;

use super::go;
use gwc_syntax::tree::{Document, Kind, MapEntry, NodeId, Style};

/// The language a configuration is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Any extension but those of the others.
    Json,
    /// `.yml` and `.yaml`.
    Yaml,
    /// `.toml`.
    Toml,
}

/// A value. Numbers of JSON are always floats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` and `false`.
    Bool(bool),
    /// An integer of YAML.
    Int(i64),
    /// An integer of YAML above the range of `i64`.
    Uint(u64),
    /// A number of JSON, or one of YAML with a point.
    Float(f64),
    /// A string.
    Str(&'a str),
    /// A date of YAML.
    Time,
    /// A list.
    List(&'a [NodeId]),
    /// A map; read it with [`Tree::entries`].
    Map(NodeId),
}

impl<'a> Value<'a> {
    /// The name that `reflect.Kind` prints.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::List(_) => "slice",
            Self::Map(_) => "map",
            Self::Time => "struct",
            other => other.type_name(),
        }
    }

    /// The name that `reflect.Type` prints.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint64",
            Self::Float(_) => "float64",
            Self::Str(_) => "string",
            Self::Time => "time.Time",
            Self::List(_) => "[]interface {}",
            Self::Map(_) => "map[string]interface {}",
        }
    }

    /// The string it is.
    pub fn as_str(&self) -> Option<&'a str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean it is.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The number it is.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Int(n) => Some(*n as f64),
            Self::Uint(n) => Some(*n as f64),
            Self::Float(n) => Some(*n),
            _ => None,
        }
    }
}

/// An entry of a map, once per key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The key's text.
    pub name: &'a str,
    /// The key's node.
    pub key: NodeId,
    /// The value's node.
    pub value: NodeId,
}

/// A document with the rules of its language.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    /// The tree.
    pub doc: &'a Document,
    /// Its language.
    pub format: Format,
}

impl<'a> Tree<'a> {
    /// The value of a node.
    pub fn value(&self, node: NodeId) -> Value<'a> {
        let node = self.doc.follow(node);
        match &self.doc.node(node).kind {
            Kind::Seq(items) => Value::List(items),
            Kind::Map(_) => Value::Map(node),
            Kind::Scalar(scalar) if scalar.style != Style::Plain => Value::Str(&scalar.text),
            Kind::Scalar(scalar) => match self.format {
                Format::Json => json_plain(&scalar.text),
                Format::Yaml => yaml_plain(&scalar.text),
                Format::Toml => toml_plain(&scalar.text),
            },
            Kind::Alias(_) | Kind::Bad => Value::Null,
        }
    }

    /// The entries of a map: of equal keys the last, and what `<<` merges in YAML.
    pub fn entries(&self, map: NodeId) -> Vec<Entry<'a>> {
        let mut distinct = Distinct::default();
        self.collect(map, &mut 64, &mut |entry, merged| distinct.take(entry, merged));
        distinct.entries
    }

    fn collect(&self, map: NodeId, merges: &mut u32, take: &mut dyn FnMut(Entry<'a>, bool)) {
        let Some(entries) = self.doc.map(map) else { return };
        let mut merged = Vec::new();
        for entry in entries {
            let Some(key) = self.doc.scalar(entry.key) else { continue };
            if self.format == Format::Yaml && self.is_merge(entry.key) {
                merged.push(entry.value);
            } else {
                take(Entry { name: &key.text, key: entry.key, value: entry.value }, false);
            }
        }
        for from in merged {
            let lists = self.doc.seq(from).map_or_else(|| vec![from], <[_]>::to_vec);
            for from in lists {
                if *merges > 0 {
                    *merges -= 1;
                    self.collect(from, merges, &mut |entry, _| take(entry, true));
                }
            }
        }
    }

    /// The value of a key of a map, as [`Tree::entries`] has it.
    pub fn get(&self, map: NodeId, name: &str) -> Option<Entry<'a>> {
        let own = self.doc.map(map)?;
        let text = |entry: &MapEntry| self.doc.scalar(entry.key).filter(|key| &*key.text == name);
        let merges = self.format == Format::Yaml && own.iter().any(|entry| self.is_merge(entry.key));
        if merges {
            return self.entries(map).into_iter().find(|e| e.name == name);
        }
        let found = own.iter().rev().find_map(|entry| Some((&*text(entry)?.text, entry)));
        found.map(|(name, entry)| Entry { name, key: entry.key, value: entry.value })
    }

    fn is_merge(&self, key: NodeId) -> bool {
        self.doc.scalar(key).is_some_and(|key| key.style == Style::Plain && &*key.text == "<<")
    }
}

/// Entries with distinct names, in the order they came.
#[derive(Default)]
struct Distinct<'a> {
    entries: Vec<Entry<'a>>,
    /// Their places by name, once there are more than [`Distinct::FEW`]: a scan of few is faster than any index.
    places: HashMap<&'a str, usize>,
}

impl<'a> Distinct<'a> {
    const FEW: usize = 16;

    fn take(&mut self, entry: Entry<'a>, merged: bool) {
        match self.place(entry.name) {
            Some(_) if merged => {}
            Some(at) => self.entries[at] = entry,
            None => self.push(entry),
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        match self.entries.len() > Self::FEW {
            true => self.places.get(name).copied(),
            false => self.entries.iter().position(|entry| entry.name == name),
        }
    }

    fn push(&mut self, entry: Entry<'a>) {
        self.entries.push(entry);
        let new = match self.entries.len() {
            few if few <= Self::FEW => return,
            more if more == Self::FEW + 1 => 0,
            more => more - 1,
        };
        let named = self.entries.iter().enumerate().skip(new);
        self.places.extend(named.map(|(at, entry)| (entry.name, at)));
    }
}

fn json_plain(text: &str) -> Value<'_> {
    match text {
        "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        number => Value::Float(number.parse().unwrap_or(0.0)),
    }
}

/// An unquoted scalar as go-yaml (v3) resolves it (resolve.go).
fn toml_plain(text: &str) -> Value<'_> {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        other => match (other.parse(), other.parse::<f64>()) {
            (Ok(number), _) => Value::Int(number),
            (_, Ok(number)) => Value::Float(number),
            _ => Value::Time,
        },
    }
}

fn yaml_plain(text: &str) -> Value<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Value::Float(f64::NEG_INFINITY),
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Value::Str(text);
    }
    if is_date(text) {
        return Value::Time;
    }
    let plain = text.replace('_', "");
    if let Ok(number) = go::parse_int(&plain) {
        return Value::Int(number);
    }
    if let Ok(number) = go::parse_uint(&plain) {
        return Value::Uint(number);
    }
    // go-yaml accepts no underscores after a point, and a number above the range of floats stays text.
    let number = if text.starts_with('.') { text } else { &plain };
    let float = is_yaml_float(number).then(|| number.parse().ok()).flatten();
    float.filter(|f: &f64| f.is_finite()).map_or(Value::Str(text), Value::Float)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_yaml_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let starts = unsigned.starts_with(|c: char| c.is_ascii_digit())
        || unsigned.strip_prefix('.').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
    starts && unsigned.parse::<f64>().is_ok()
}

/// Whether go-yaml reads it as a timestamp: a valid day (`2001-2-3`), alone, with `T` and a time with a zone, or with a
/// space and a time without one.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (day, time) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
    let (Some(month), Some(day)) = (below(month, 13), below(day, 32)) else { return false };
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let year: u32 = year.parse().unwrap_or(0);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    month > 0 && (1..=days).contains(&day) && (time.is_empty() || is_time(time))
}

/// `T1:2:3.5Z`, `t01:02:03+01:30` or ` 1:2:3`.
fn is_time(text: &str) -> bool {
    let zoned = text.starts_with(['T', 't']);
    if !zoned && !text.starts_with(' ') {
        return false;
    }
    let clock = &text[1..];
    let end = if zoned { clock.find(['Z', '+', '-']).unwrap_or(clock.len()) } else { clock.len() };
    let (clock, zone) = clock.split_at(end);
    let zone_is_right = match zone.strip_prefix(['+', '-']) {
        Some(zone) => zone.split_once(':').is_some_and(|(hours, minutes)| {
            hours.len() == 2
                && minutes.len() == 2
                && below(hours, 25).is_some()
                && below(minutes, 60).is_some()
        }),
        None => zone == if zoned { "Z" } else { "" },
    };
    let mut parts = clock.splitn(3, ':');
    let (Some(hour), Some(minute), Some(second)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (second, fraction) = second.split_once(['.', ',']).unwrap_or((second, "0"));
    let fraction_is_right = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    let clock_is_right =
        below(hour, 24).is_some() && below(minute, 60).is_some() && below(second, 60).is_some();
    zone_is_right && fraction_is_right && clock_is_right
}

/// A number of one or two digits below a bound.
fn below(digits: &str, bound: u32) -> Option<u32> {
    let right = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|number| right && *number < bound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_syntax::source::FileId;
    use gwc_syntax::tree::json;

    /// Of equal keys the last entry is read, in maps of few keys and of many; it keeps the place of the first.
    #[test]
    fn of_equal_keys_the_last_is_read() {
        for count in [1, Distinct::FEW, Distinct::FEW + 1, 3 * Distinct::FEW] {
            let keys = (0..count).chain((0..count).rev()).enumerate();
            let text: Vec<String> = keys.map(|(at, key)| format!("\"k{key}\": {at}")).collect();
            let text = format!("{{{}}}", text.join(","));
            let doc = json::parse(FileId(0), text.as_bytes()).expect("it is JSON");
            let tree = Tree { doc: &doc, format: Format::Json };
            let root = doc.root.expect("a root");
            let entries = tree.entries(root);
            assert_eq!(entries.len(), count);
            for (at, entry) in entries.iter().enumerate() {
                let last = (2 * count - 1 - at) as f64;
                assert_eq!((entry.name, tree.value(entry.value)), (&*format!("k{at}"), Value::Float(last)));
                assert_eq!(tree.get(root, entry.name), Some(*entry));
            }
        }
    }

    #[test]
    fn unquoted_yaml_has_the_types_of_go_yaml() {
        for (text, value) in [
            ("8080", Value::Int(8080)),
            ("0o17620", Value::Int(8080)),
            ("010", Value::Int(8)),
            ("1_000", Value::Int(1000)),
            ("1.5", Value::Float(1.5)),
            ("1e3", Value::Float(1000.0)),
            ("1:30", Value::Str("1:30")),
            ("no", Value::Str("no")),
            ("~", Value::Null),
            ("2026-11-21", Value::Time),
            ("2001-2-29", Value::Str("2001-2-29")),
            ("2000-02-29", Value::Time),
            ("2001-12-14t21:59:43.10-05:00", Value::Time),
            ("2001-12-14 1:2:3", Value::Time),
            ("2001-12-14 21:59:43.10 -5", Value::Str("2001-12-14 21:59:43.10 -5")),
            ("2001-12-14T21:59Z", Value::Str("2001-12-14T21:59Z")),
            ("1e999", Value::Str("1e999")),
            ("._5", Value::Str("._5")),
            (".5", Value::Float(0.5)),
            ("5s", Value::Str("5s")),
            ("18446744073709551615", Value::Uint(u64::MAX)),
        ] {
            assert_eq!(yaml_plain(text), value, "{text}");
        }
    }
}
