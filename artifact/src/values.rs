//! The building blocks of plain policy types that have one order or one place.

use std::fmt;
use std::hash::Hash;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use ecow::EcoString;

use crate::codec::{Encoded, ReadError, Reader, Writer};
use crate::types::Types;

/// A list without an order of its own: sorted, and nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set<T>(Vec<T>);

impl<T> Default for Set<T> {
    fn default() -> Self {
        Set(Vec::new())
    }
}

impl<T: Ord> From<Vec<T>> for Set<T> {
    fn from(mut items: Vec<T>) -> Self {
        items.sort();
        items.dedup();
        Set(items)
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T> Deref for Set<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> From<Set<T>> for Vec<T> {
    fn from(set: Set<T>) -> Self {
        set.0
    }
}

impl<T: Encoded + Ord> Encoded for Set<T> {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        let items = Vec::read(input)?;
        match items.windows(2).all(|pair: &[T]| pair[0] < pair[1]) {
            true => Ok(Set(items)),
            false => Err(input.wrong("a set is not in ascending order")),
        }
    }

    fn describe(types: &mut Types) -> String {
        format!("set of {}", T::describe(types))
    }
}

/// A value that many endpoints have. An artifact holds each once, and so does memory; changing one changes no other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Whether both are the same place in memory.
    pub(crate) fn is(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Shared(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: Encoded + Eq + Hash + 'static> Encoded for Shared<T> {
    fn write(&self, out: &mut Writer) {
        out.shared(&self.0);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        input.shared().map(Shared)
    }

    fn describe(types: &mut Types) -> String {
        format!("shared {}", T::describe(types))
    }
}

/// A text that is mostly short. Up to 15 bytes lie in the value itself, so that loading many costs little.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(EcoString);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl<S: AsRef<str>> From<S> for Text {
    fn from(text: S) -> Self {
        Text(text.as_ref().into())
    }
}

impl PartialEq<Text> for String {
    fn eq(&self, other: &Text) -> bool {
        **self == **other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Encoded for Text {
    fn write(&self, out: &mut Writer) {
        out.number(self.len());
        out.bytes.extend_from_slice(self.as_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        input.text().map(|text| Text(text.into()))
    }

    fn describe(_: &mut Types) -> String {
        "text".to_owned()
    }
}
