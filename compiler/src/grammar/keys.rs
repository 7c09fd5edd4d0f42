//! How a key of a map is declared.

use super::shape::{Key, Type};

pub(super) const fn key(name: &'static str, doc: &'static str, ty: Type) -> Key {
    Key { name, doc, ty, required: false, planned: false }
}

pub(super) const fn required(name: &'static str, doc: &'static str, ty: Type) -> Key {
    Key { name, doc, ty, required: true, planned: false }
}
