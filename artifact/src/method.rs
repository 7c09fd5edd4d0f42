//! Request methods an endpoint can answer, and sets of them.

use std::fmt;

use crate::codec::Encoded;

/// A request method an endpoint can answer. Others (`TRACE`, `CONNECT`, private ones) are never routed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    Get = 1,
    Post = 2,
    Put = 3,
    Patch = 4,
    Delete = 5,
    Head = 6,
    Options = 7,
}

impl Method {
    /// Every method, in the order of their numbers.
    pub const ALL: [Method; 7] = [
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Head,
        Method::Options,
    ];

    /// The method as the request line has it; `None` for one that no endpoint can have. Methods are case-sensitive.
    pub fn parse(text: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.as_str() == text)
    }

    /// The method as the request line has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Head => "HEAD",
            Method::Options => "OPTIONS",
        }
    }

    /// Its bit in a [`MethodSet`].
    pub(crate) fn bit(self) -> u8 {
        1 << (self as u8 - 1)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of methods: what a path answers, as the `Allow` header of a 405 lists it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct MethodSet(u8);

impl MethodSet {
    /// The set with nothing in it.
    pub const EMPTY: MethodSet = MethodSet(0);

    /// Adds a method.
    pub fn insert(&mut self, method: Method) {
        self.0 |= method.bit();
    }

    /// Whether the method is in the set.
    pub fn contains(self, method: Method) -> bool {
        self.0 & method.bit() != 0
    }

    /// Whether no method is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The methods in the set, in the order of [`Method::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Method> {
        Method::ALL.into_iter().filter(move |method| self.contains(*method))
    }

    /// `None` if a bit has no method.
    pub(crate) fn from_bits(bits: u8) -> Option<MethodSet> {
        (bits >> Method::ALL.len() == 0).then_some(MethodSet(bits))
    }

    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// With the methods of these bits; bits that stand for none are dropped.
    pub(crate) fn union(self, bits: u8) -> MethodSet {
        MethodSet(self.0 | bits & ((1 << Method::ALL.len()) - 1))
    }
}

impl FromIterator<Method> for MethodSet {
    fn from_iter<I: IntoIterator<Item = Method>>(methods: I) -> Self {
        let mut set = MethodSet::EMPTY;
        methods.into_iter().for_each(|method| set.insert(method));
        set
    }
}

/// As the `Allow` header writes it: `GET, POST`.
impl fmt::Display for MethodSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, method) in self.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { ", " })?;
            f.write_str(method.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for MethodSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self}}}")
    }
}
