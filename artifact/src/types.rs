//! Descriptions of types: what each is made of, and what its parts mean.

use std::fmt::Write;

/// A field of a record or variant.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    /// Describes the field's type.
    pub(crate) of: fn(&mut Types) -> String,
}

/// A variant of a choice.
pub(crate) struct Variant {
    pub(crate) number: u8,
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) fields: &'static [Field],
}

/// What a type is made of.
pub(crate) enum Shape {
    Record(&'static [Field]),
    Choice(&'static [Variant]),
}

/// The definitions of types, each after the first that has need of it.
#[derive(Default)]
pub(crate) struct Types {
    names: Vec<&'static str>,
    bare: Vec<String>,
    full: Vec<String>,
}

impl Types {
    /// Adds a type and those it is made of, unless they are there. Gives its name.
    pub(crate) fn define(&mut self, name: &'static str, doc: &str, shape: Shape) -> String {
        if self.names.contains(&name) {
            return name.to_owned();
        }
        let place = self.names.len();
        self.names.push(name);
        self.bare.push(String::new());
        self.full.push(String::new());
        let (mut bare, mut full) = (name.to_owned(), format!("### {name}\n\n{}\n\n", plain(doc)));
        match shape {
            Shape::Record(fields) => {
                full += "| field | type | |\n|---|---|---|\n";
                for Field { name, doc, of } in fields {
                    let of = of(self);
                    let _ = write!(bare, " {name}:{of};");
                    let _ = writeln!(full, "| {name} | {of} | {} |", plain(doc));
                }
            }
            Shape::Choice(variants) => {
                full += "| number | choice | holds | |\n|---|---|---|---|\n";
                for Variant { number, name, doc, fields } in variants {
                    let holds: Vec<String> = fields.iter().map(|field| self.holds(field)).collect();
                    let holds = holds.join(", ");
                    let _ = write!(bare, " {number} {name}({holds});");
                    let _ = writeln!(full, "| {number} | {name} | {holds} | {} |", plain(doc));
                }
            }
        }
        (self.bare[place], self.full[place]) = (bare, full);
        name.to_owned()
    }

    /// What the encoding depends on: names, order and types.
    pub(crate) fn bare(&self) -> String {
        self.bare.join("\n")
    }

    /// The same for people, in Markdown, with meanings.
    pub(crate) fn full(&self) -> String {
        self.full.join("\n")
    }

    fn holds(&mut self, field: &Field) -> String {
        let of = (field.of)(self);
        match field.name.parse::<usize>() {
            Ok(_) => of,
            Err(_) => format!("{}: {of}", field.name),
        }
    }
}

/// A doc comment as it reads outside of Rust: a link is its text.
fn plain(doc: &str) -> String {
    let mut text = doc.replace("[`", "`").replace("`]", "`");
    while let Some((before, after)) = text.split_once("`(").map(|(b, a)| (b.to_owned(), a.to_owned())) {
        let end = after.find(')').map_or(after.len(), |end| end + 1);
        text = format!("{before}`{}", &after[end..]);
    }
    text.replace('|', "\\|")
}
