//! White space of the JSON.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Where white space is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Nowhere.
    Compact,
    /// A line for each key of the root and each endpoint: a review of a ConfigMap shows which endpoints change.
    Lines,
    /// A line for each value.
    Pretty,
}

impl Layout {
    /// Writes a value, without a final newline.
    ///
    /// # Errors
    /// Those of `out`: maps with text keys and finite numbers are always JSON.
    pub(super) fn write(self, value: &impl Serialize, out: &mut impl io::Write) -> io::Result<()> {
        match self {
            Self::Compact => serde_json::to_writer(out, value)?,
            Self::Pretty => serde_json::to_writer_pretty(out, value)?,
            Self::Lines => value.serialize(&mut Serializer::with_formatter(out, Lines::default()))?,
        }
        Ok(())
    }
}

/// A new line before each key of the root, and before each item of a list in the root.
#[derive(Debug, Default)]
struct Lines {
    depth: usize,
}

impl Lines {
    /// What is in front of an item: the comma that ends the one before, and a new line at the outer depths.
    fn next<W: ?Sized + io::Write>(&self, out: &mut W, first: bool, depth: usize) -> io::Result<()> {
        match (first, self.depth == depth) {
            (true, true) => out.write_all(b"\n"),
            (true, false) => Ok(()),
            (false, true) => out.write_all(b",\n"),
            (false, false) => out.write_all(b","),
        }
    }

    /// What is in front of a closing bracket.
    fn close<W: ?Sized + io::Write>(&mut self, out: &mut W, depth: usize) -> io::Result<()> {
        let is_outer = self.depth == depth;
        self.depth -= 1;
        if is_outer { out.write_all(b"\n") } else { Ok(()) }
    }
}

impl Formatter for Lines {
    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first, 1)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, 1)?;
        out.write_all(b"}")
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"[")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first, 2)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, 2)?;
        out.write_all(b"]")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Layout;

    #[test]
    fn an_endpoint_is_a_line() {
        let value = json!({
            "version": 3,
            "extra_config": { "a": [1, 2], "b": {} },
            "endpoints": [{ "endpoint": "/a", "methods": ["GET", "POST"] }, { "endpoint": "/b" }],
        });
        let mut written = Vec::new();
        Layout::Lines.write(&value, &mut written).expect("memory");
        let text = String::from_utf8(written).expect("text");
        assert_eq!(
            text,
            "{\n\"version\":3,\n\"extra_config\":{\"a\":[1,2],\"b\":{}},\n\"endpoints\":[\n\
             {\"endpoint\":\"/a\",\"methods\":[\"GET\",\"POST\"]},\n{\"endpoint\":\"/b\"}\n]\n}"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    }
}
