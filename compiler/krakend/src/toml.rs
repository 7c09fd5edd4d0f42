//! TOML into the same tree as JSON and YAML (krakend-koanf reads it with go-toml).

use gwc_syntax::source::{FileId, Span};
use gwc_syntax::tree::json::JsonError;
use gwc_syntax::tree::{Document, Kind, MapEntry, NodeId, Scalar, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 128;

/// Reads a TOML document. The error has the words of this parser, which differ from KrakenD's.
///
/// # Errors
/// A syntax error, or deeper nesting than 128 levels.
pub fn parse(file: FileId, bytes: &[u8]) -> Result<Document, JsonError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| JsonError { message: "invalid UTF-8".to_owned(), offset: error.valid_up_to() })?;
    let table = DeTable::parse(text).map_err(|error| JsonError {
        message: error.message().to_owned(),
        offset: error.span().map_or(0, |span| span.start),
    })?;
    let document =
        Document { file, nodes: Vec::new(), root: None, comments: Vec::new(), takes_comments: false };
    let mut reader = Reader { document };
    let whole = Span::new(file, 0, text.len());
    let root = reader.table(table.get_ref(), whole, 0)?;
    reader.document.root = Some(root);
    Ok(reader.document)
}

struct Reader {
    document: Document,
}

impl Reader {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.document.file, range.start, range.end)
    }

    fn table(&mut self, table: &DeTable<'_>, span: Span, depth: usize) -> Result<NodeId, JsonError> {
        if depth > MAX_DEPTH {
            return Err(JsonError { message: "nested too deeply".to_owned(), offset: span.start as usize });
        }
        let node = self.document.push(Kind::Map(Vec::new()), span);
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut list = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let place = self.span(key.span());
            let key = self.scalar(key.get_ref(), Style::Quoted, place);
            let value = self.value(value, depth + 1)?;
            list.push(MapEntry { key, value });
        }
        self.document.nodes[node.0 as usize].kind = Kind::Map(list);
        Ok(node)
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<NodeId, JsonError> {
        let span = self.span(value.span());
        Ok(match value.get_ref() {
            DeValue::String(text) => self.scalar(text, Style::Quoted, span),
            DeValue::Integer(number) => {
                let plain = number.as_str().replace('_', "");
                let read = i64::from_str_radix(&plain, number.radix());
                self.scalar(&read.map_or(plain, |n| n.to_string()), Style::Plain, span)
            }
            DeValue::Float(number) => self.scalar(&number.as_str().replace('_', ""), Style::Plain, span),
            DeValue::Boolean(flag) => self.scalar(&flag.to_string(), Style::Plain, span),
            DeValue::Datetime(time) => self.scalar(&time.to_string(), Style::Plain, span),
            DeValue::Array(items) => {
                let node = self.document.push(Kind::Seq(Vec::new()), span);
                let items = items.iter().map(|item| self.value(item, depth + 1));
                let items = items.collect::<Result<Vec<_>, _>>()?;
                self.document.nodes[node.0 as usize].kind = Kind::Seq(items);
                node
            }
            DeValue::Table(table) => self.table(table, span, depth)?,
        })
    }

    fn scalar(&mut self, text: &str, style: Style, span: Span) -> NodeId {
        self.document.push(Kind::Scalar(Scalar { text: text.into(), style }), span)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::simulate::{self, Simulation};
    use crate::value::Format;
    use crate::verdict::Check;
    use gwc_syntax::source::FileId;

    const TEXT: &str = "version = 3\ntimeout = \"3s\"\n\n[[endpoints]]\nendpoint = \"/a\"\n\n  [[endpoints.backend]]\n  host = [\"http://shop.svc\"]\n  url_pattern = \"/a\"\n";

    fn verdict(text: &str) -> Check {
        let input = simulate::Input {
            name: "krakend.toml",
            bytes: text.as_bytes(),
            format: Format::Toml,
            file: FileId(0),
            release: simulate::LATEST,
        };
        Simulation::of(input).verdict.check
    }

    #[test]
    fn a_configuration_in_toml_is_accepted_as_krakend_accepts_it() {
        assert_eq!(verdict(TEXT), Check::Accept);
        assert_eq!(verdict(&TEXT.replace("version = 3", "version = 2")), Check::Refuse);
        assert_eq!(verdict(&TEXT.replace("\"/a\"", "\"a\"")), Check::Accept);
        assert_eq!(verdict("version = \n"), Check::Refuse);
    }

    #[test]
    fn deep_input_is_an_error() {
        assert!(parse(FileId(0), "a = [".repeat(50_000).as_bytes()).is_err());
        let text = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(FileId(0), text.as_bytes()).is_err());
    }
}
