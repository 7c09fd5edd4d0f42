//! The tree: an arena of nodes.

use crate::source::{FileId, Span};

/// A node of a [`Document`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// A parsed file. Nodes are stored in the order they were met; children follow their parent.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file it was read from.
    pub file: FileId,
    /// The arena.
    pub nodes: Vec<Node>,
    /// The top node; `None` for an empty file (or one with comments only).
    pub root: Option<NodeId>,
    /// All comments, in the order of the text.
    pub comments: Vec<Comment>,
    /// Whether its language has comments. JSON has none, even inside a YAML file.
    pub takes_comments: bool,
}

/// A node and the bytes it covers.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The bytes it covers: quotes and brackets included, trailing white space not.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    Seq(Vec<NodeId>),
    /// A map, entries in the order of the text, duplicates included.
    Map(Vec<MapEntry>),
    /// The same as another node (`*anchor`). The span is that of the alias itself.
    Alias(NodeId),
    /// Something that could not be read and was reported.
    Bad,
}

/// A key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapEntry {
    /// The key node: usually a scalar.
    pub key: NodeId,
    /// The value node.
    pub value: NodeId,
}

/// A single value: its text after unquoting, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text, quotes and escapes resolved.
    pub text: Box<str>,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written. Only [`Style::Plain`] can be something else than a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: `true`, `12`, `~` and text. JSON numbers, booleans and null are plain too.
    Plain,
    /// In single or double quotes; every JSON string.
    Quoted,
    /// A block scalar (`|` or `>`).
    Block,
}

/// A comment, from its `#` to the end of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The bytes, `#` included, line break not.
    pub span: Span,
}

impl Document {
    /// A document without anything in it, that takes no comments.
    pub fn empty(file: FileId) -> Self {
        Self { file, nodes: Vec::new(), root: None, comments: Vec::new(), takes_comments: false }
    }

    /// The node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The span of a node.
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span
    }

    /// The node that an alias refers to; for another node, itself. Aliases never form a cycle of aliases.
    pub fn follow(&self, mut id: NodeId) -> NodeId {
        while let Kind::Alias(target) = self.node(id).kind {
            id = target;
        }
        id
    }

    /// The scalar, also behind an alias.
    pub fn scalar(&self, id: NodeId) -> Option<&Scalar> {
        match &self.node(self.follow(id)).kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The map's entries, also behind an alias.
    pub fn map(&self, id: NodeId) -> Option<&[MapEntry]> {
        match &self.node(self.follow(id)).kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The list's items, also behind an alias.
    pub fn seq(&self, id: NodeId) -> Option<&[NodeId]> {
        match &self.node(self.follow(id)).kind {
            Kind::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The value of the last entry with this key: of duplicate keys the last one takes effect, as in JSON.
    pub fn get(&self, map: NodeId, key: &str) -> Option<NodeId> {
        self.entry(map, key).map(|entry| entry.value)
    }

    /// The last entry with this key.
    pub fn entry(&self, map: NodeId, key: &str) -> Option<MapEntry> {
        let entries = self.map(map)?;
        entries.iter().rev().find(|e| self.scalar(e.key).is_some_and(|k| &*k.text == key)).copied()
    }

    /// Adds a node.
    pub fn push(&mut self, kind: Kind, span: Span) -> NodeId {
        self.nodes.push(Node { kind, span });
        NodeId(self.nodes.len() as u32 - 1)
    }
}

impl Scalar {
    /// Another text in the style of this one: quoted if this one is, or if necessary.
    pub fn spelled(&self, text: &str) -> String {
        crate::suggest::spelled(text, self.style == Style::Plain)
    }

    /// Whether it is YAML's (1.2 core schema) or JSON's null.
    pub fn is_null(&self) -> bool {
        self.style == Style::Plain && matches!(&*self.text, "" | "~" | "null" | "Null" | "NULL")
    }

    /// The boolean it is, by the YAML 1.2 core schema.
    pub fn as_bool(&self) -> Option<bool> {
        match (self.style, &*self.text) {
            (Style::Plain, "true" | "True" | "TRUE") => Some(true),
            (Style::Plain, "false" | "False" | "FALSE") => Some(false),
            _ => None,
        }
    }

    /// Whether it is a number, by the YAML 1.2 core schema.
    pub fn is_number(&self) -> bool {
        self.style == Style::Plain && is_core_number(&self.text)
    }

    /// Whether it is a string: quoted, or plain and nothing else.
    pub fn is_string(&self) -> bool {
        self.style != Style::Plain || !(self.is_null() || self.as_bool().is_some() || self.is_number())
    }
}

/// `[-+]?(0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+|float)`, and `.inf`, `.nan`.
fn is_core_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if let Some(octal) = digits.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|b| (b'0'..=b'7').contains(&b));
    }
    if let Some(hex) = digits.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let number = digits.as_bytes();
    number
        .first()
        .is_some_and(|b| b.is_ascii_digit() || (*b == b'.' && number.len() > 1 && number[1].is_ascii_digit()))
        && digits.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar {
        Scalar { text: text.into(), style: Style::Plain }
    }

    #[test]
    fn plain_scalars_have_the_type_of_the_core_schema() {
        for text in ["0", "-1", "1.5", "1e3", "0x1f", "0o17", ".5", "+.inf", ".NaN"] {
            assert!(plain(text).is_number(), "{text}");
        }
        for text in ["5m", "1_000", "1:30", "-", ".", "0x", "1.2.3", "yes", "infinity", "nan"] {
            assert!(plain(text).is_string(), "{text}");
        }
        assert!(plain("~").is_null() && plain("").is_null());
        assert_eq!(plain("True").as_bool(), Some(true));
        let quoted = Scalar { text: "true".into(), style: Style::Quoted };
        assert!(quoted.is_string() && quoted.as_bool().is_none());
    }
}
