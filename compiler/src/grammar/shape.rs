//! The types of the grammar tables.

/// The type of a value.
#[derive(Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number in a range.
    Integer {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// Text of a format.
    Text(&'static Format),
    /// A list.
    List(&'static Type),
    /// A map with names that the author chooses.
    Map {
        /// The format of its keys.
        key: &'static Format,
        /// Its values.
        value: &'static Type,
    },
    /// A map with the keys of a shape.
    Record(&'static Shape),
    /// One of several types, which differ in their YAML type (text, list, map, null).
    Either(&'static [Type]),
    /// No value: `key:` alone.
    Nothing,
    /// Any value; it is passed through.
    Any,
}

/// A format of text.
#[derive(Debug)]
pub struct Format {
    /// Its name, as `duration`.
    pub name: &'static str,
    /// What is expected, with an article and an example: "a duration such as `30s`".
    pub expects: &'static str,
    /// A regular expression that every valid text matches, for editors.
    pub pattern: &'static str,
    /// The allowed words, if only some are.
    pub words: &'static [&'static str],
    /// Whether an unquoted number is valid, as in `listen: 8080`.
    pub number: bool,
    /// Returns what is wrong, and with which bytes of the text.
    pub check: fn(&str) -> Result<(), Fault>,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which bytes of the text; the whole text when absent.
    pub range: Option<std::ops::Range<usize>>,
    /// Why, as the end of a sentence.
    pub why: String,
}

impl From<String> for Fault {
    fn from(why: String) -> Self {
        Self { range: None, why }
    }
}

/// The keys of a map.
#[derive(Debug)]
pub struct Shape {
    /// The name of such a map: "service".
    pub name: &'static str,
    /// The documentation, one sentence.
    pub doc: &'static str,
    /// Its keys, in the order they are documented.
    pub keys: &'static [Key],
}

/// One key of a map.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// The documentation, one sentence.
    pub doc: &'static str,
    /// Its value.
    pub ty: Type,
    /// Whether it must be set.
    pub required: bool,
    /// Whether it is not supported yet: using it is an error, and the schemas do not contain it.
    pub planned: bool,
}

impl Shape {
    /// The name with its article: "an endpoint", "the defaults".
    pub fn named(&self) -> String {
        match self.name {
            name if name.ends_with('s') && name != "ingress" => format!("the {name}"),
            name if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
            name => format!("a {name}"),
        }
    }

    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|k| k.name == name)
    }
}
