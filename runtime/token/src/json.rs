//! JSON (RFC 8259), strictly: no duplicate name, bounded depth, valid UTF-8, nothing behind the value.
//!
//! Two readers of one token must not see two identities, so everything is refused that parsers are known to disagree on.

use std::fmt;

/// How deep lists and objects may be nested.
pub const MAX_DEPTH: usize = 16;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(Number),
    /// A string, its escapes resolved.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Object(Object),
}

/// A number, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(String);

/// The members of an object, in their order; no name twice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object(Vec<(String, Value)>);

impl Value {
    /// The text, unless it is something else.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Number {
    /// The nearest number that a machine has; `None` beyond its range.
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// The text, such as `12` or `1.5e3`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Object {
    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The value at a path of names with dots between, such as `realm.roles`. A member with the whole path as its name
    /// comes first, because claims such as `https://example.com/roles` have dots of their own.
    pub fn at(&self, path: &str) -> Option<&Value> {
        if let Some(value) = self.get(path) {
            return Some(value);
        }
        let mut names = path.split('.');
        let first = self.get(names.next()?)?;
        names.try_fold(first, |value, name| match value {
            Value::Object(object) => object.get(name),
            _ => None,
        })
    }

    /// The members.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl FromIterator<(String, Value)> for Object {
    /// The members in their order; of two with one name, the first.
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        let mut object = Object::default();
        for (name, value) in members {
            if object.get(&name).is_none() {
                object.0.push((name, value));
            }
        }
        object
    }
}

/// Reads an object; `None` if the bytes are anything else.
pub fn parse_object(bytes: &[u8]) -> Option<Object> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.blanks();
    match value {
        Value::Object(object) if reader.rest.is_empty() => Some(object),
        _ => None,
    }
}

/// What is not read yet.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    /// Whether the text goes on with `expected`, which is then read.
    fn takes(&mut self, expected: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(expected) else { return false };
        self.rest = rest;
        true
    }

    fn expect(&mut self, expected: &str) -> Option<()> {
        self.takes(expected).then_some(())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blanks();
        match self.rest.bytes().next()? {
            b'{' | b'[' if depth == MAX_DEPTH => None,
            b'{' => self.object(depth).map(Value::Object),
            b'[' => self.list(depth).map(Value::List),
            b'"' => self.text().map(Value::Text),
            b'-' | b'0'..=b'9' => self.number().map(Value::Number),
            _ if self.takes("true") => Some(Value::Bool(true)),
            _ if self.takes("false") => Some(Value::Bool(false)),
            _ if self.takes("null") => Some(Value::Null),
            _ => None,
        }
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.expect("{")?;
        self.blanks();
        let mut members: Vec<(String, Value)> = Vec::new();
        if self.takes("}") {
            return Some(Object(members));
        }
        let mut names = std::collections::HashSet::new();
        loop {
            self.blanks();
            let name = self.text()?;
            if !names.insert(name.clone()) {
                return None;
            }
            self.blanks();
            self.expect(":")?;
            members.push((name, self.value(depth + 1)?));
            self.blanks();
            if self.takes("}") {
                return Some(Object(members));
            }
            self.expect(",")?;
        }
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Value>> {
        self.expect("[")?;
        self.blanks();
        let mut items = Vec::new();
        if self.takes("]") {
            return Some(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blanks();
            if self.takes("]") {
                return Some(items);
            }
            self.expect(",")?;
        }
    }

    fn text(&mut self) -> Option<String> {
        self.expect("\"")?;
        let mut text = String::new();
        loop {
            let end = self.rest.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
            text.push_str(&self.rest[..end]);
            self.rest = &self.rest[end..];
            if self.takes("\"") {
                return Some(text);
            }
            self.expect("\\")?;
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let escaped = self.rest.chars().next()?;
        self.rest = &self.rest[escaped.len_utf8()..];
        Some(match escaped {
            '"' | '\\' | '/' => escaped,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(),
            _ => return None,
        })
    }

    /// A `\u` escape, or two that are one character together. Half of one is no character.
    fn unicode(&mut self) -> Option<char> {
        let first = self.unit()?;
        let high = u32::from(first);
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        self.expect("\\u")?;
        let low = u32::from(self.unit()?);
        (0xdc00..0xe000)
            .contains(&low)
            .then(|| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            .and_then(char::from_u32)
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.rest = &self.rest[4..];
        u16::from_str_radix(digits, 16).ok()
    }

    fn number(&mut self) -> Option<Number> {
        let end = self.rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        is_number(text).then(|| Number(text.to_owned()))
    }
}

/// Whether the text is a number of JSON: `-? int frac? exp?`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let exponent_is_one =
        exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let no_leading_zero = whole == "0" || !whole.starts_with('0');
    digits(whole) && no_leading_zero && fraction.is_none_or(digits) && exponent_is_one
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Object> {
        parse_object(text.as_bytes())
    }

    #[test]
    fn values_are_read() {
        let object = read(
            r#" { "a" : [ 1 , -2.5e+3, true,false,null ], "b":{"c":{}} , "d":"x\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é" } "#,
        );
        let object = object.unwrap();
        let numbers = |text: &str| Value::Number(Number(text.to_owned()));
        let list = vec![numbers("1"), numbers("-2.5e+3"), Value::Bool(true), Value::Bool(false), Value::Null];
        assert_eq!(object.get("a"), Some(&Value::List(list)));
        assert_eq!(object.at("b.c"), Some(&Value::Object(Object::default())));
        assert_eq!(object.get("d"), Some(&Value::Text("x\"\\/\u{8}\u{c}\n\r\té😀é".to_owned())));
        assert_eq!(object.at("b.c.d"), None);
        assert_eq!(object.at("a.b"), None);
    }

    #[test]
    fn a_name_with_dots_comes_before_a_path() {
        let object = read(r#"{"a.b":1,"a":{"b":2}}"#).unwrap();
        assert_eq!(object.at("a.b"), Some(&Value::Number(Number("1".to_owned()))));
    }

    #[test]
    fn what_parsers_disagree_on_is_refused() {
        for text in [
            "",
            "1",
            "[]",
            "null",
            "{",
            "}",
            "{}}",
            "{} {}",
            "{}x",
            "{,}",
            r#"{"a":1,}"#,
            r#"{"a":1 "b":2}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{a:1}"#,
            r#"{'a':1}"#,
            r#"{"a":01}"#,
            r#"{"a":.5}"#,
            r#"{"a":1.}"#,
            r#"{"a":+1}"#,
            r#"{"a":-}"#,
            r#"{"a":1e}"#,
            r#"{"a":NaN}"#,
            r#"{"a":0x1}"#,
            r#"{"a":Infinity}"#,
            r#"{"a":True}"#,
            r#"{"a":truex}"#,
            "{\"a\":\"\n\"}",
            r#"{"a":"\x41"}"#,
            r#"{"a":"\u12"}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":"\udc00"}"#,
            r#"{"a":"\ud800\u0041"}"#,
            r#"{"a":"\u+123"}"#,
            "{\"a\":1}\0",
            "\u{feff}{}",
            r#"{"a":/**/1}"#,
            r#"{"a":"b}"#,
            r#"{"a"}"#,
            r#"{"a":}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(parse_object(b"{\"a\":\"\xff\"}"), None);
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{{}}{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        assert!(read(&nested(MAX_DEPTH - 1)).is_some());
        assert_eq!(read(&nested(MAX_DEPTH)), None);
        assert_eq!(read(&format!("{{\"a\":{}", "[".repeat(100_000))), None);
    }
}
