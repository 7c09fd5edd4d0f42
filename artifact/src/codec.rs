//! The encoding of plain policy types. Each value has exactly one encoding, and zero bytes never encode a value that decides
//! anything: choices, options and flags are numbered from 1.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

pub(crate) use gwc_artifact_derive::Encoded;

use crate::types::Types;

/// A type with an encoding; see [`derive@Encoded`].
pub(crate) trait Encoded: Sized {
    fn write(&self, out: &mut Writer);

    /// # Errors
    /// If the bytes are not what [`Encoded::write`] makes of some value.
    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError>;

    /// Defines the type and those it is made of, and gives its name.
    fn describe(types: &mut Types) -> String;
}

/// Where and why bytes are no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadError {
    pub(crate) at: usize,
    pub(crate) reason: &'static str,
}

/// Tables of shared values, one for each type: `T` or numbers of `T` by value.
#[derive(Default)]
struct Tables(Vec<(TypeId, Box<dyn Any>)>);

impl Tables {
    /// The table of the type; there are few.
    fn of<T: Default + 'static>(&mut self) -> &mut T {
        let position = self.0.iter().position(|(id, _)| *id == TypeId::of::<T>());
        let position = position.unwrap_or_else(|| {
            self.0.push((TypeId::of::<T>(), Box::new(T::default())));
            self.0.len() - 1
        });
        self.0[position].1.downcast_mut().expect("a table is of the type it is listed under")
    }
}

/// Encoded bytes, growing.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) bytes: Vec<u8>,
    tables: Tables,
}

impl Writer {
    pub(crate) fn tag(&mut self, number: u8) {
        self.bytes.push(number);
    }

    /// A length or position: seven bits a byte, the lowest first; the top bit is set where more follow.
    pub(crate) fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// The number of a value among those of its type, in the order of their first use; the value itself follows when
    /// it is new.
    pub(crate) fn shared<T: Encoded + Eq + Hash + 'static>(&mut self, value: &Arc<T>) {
        let numbers = self.tables.of::<HashMap<Arc<T>, usize>>();
        let next = numbers.len();
        let number = *numbers.entry(value.clone()).or_insert(next);
        self.number(number);
        if number == next {
            value.write(self);
        }
    }
}

/// Bytes to decode, and what was shared on the way.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    length: usize,
    tables: Tables,
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader at {} of {}", self.length - self.rest.len(), self.length)
    }
}

/// The shared values of one type, by number; and all of them, to see one that comes twice.
struct Known<T> {
    values: Vec<Arc<T>>,
    numbers: HashMap<Arc<T>, ()>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known { values: Vec::new(), numbers: HashMap::new() }
    }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes, length: bytes.len(), tables: Tables::default() }
    }

    pub(crate) fn wrong(&self, reason: &'static str) -> ReadError {
        ReadError { at: self.length - self.rest.len(), reason }
    }

    /// # Errors
    /// If there is something left.
    pub(crate) fn finish(self) -> Result<(), ReadError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.wrong("unexpected bytes after the end")) }
    }

    fn bytes(&mut self, count: usize) -> Result<&'a [u8], ReadError> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(self.wrong("the bytes end too early"))?;
        self.rest = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(self.wrong("the bytes end too early"))?;
        self.rest = rest;
        Ok(*bytes)
    }

    pub(crate) fn tag(&mut self) -> Result<u8, ReadError> {
        self.array::<1>().map(|[number]| number)
    }

    /// See [`Writer::number`]. A longer spelling of the same number is refused, and so is one above 2³².
    pub(crate) fn number(&mut self) -> Result<usize, ReadError> {
        let mut number = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.tag()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                let shortest = byte != 0 || shift == 0;
                let number = usize::try_from(number).ok().filter(|_| shortest);
                return number.ok_or(self.wrong("a number is not in its shortest form"));
            }
        }
        Err(self.wrong("a number is too long"))
    }

    /// See [`Writer::shared`].
    pub(crate) fn shared<T: Encoded + Eq + Hash + 'static>(&mut self) -> Result<Arc<T>, ReadError> {
        let number = self.number()?;
        let known = &self.tables.of::<Known<T>>().values;
        if let Some(value) = known.get(number) {
            return Ok(value.clone());
        }
        if number > known.len() {
            return Err(self.wrong("no such shared value"));
        }
        let value = Arc::new(T::read(self)?);
        let known = self.tables.of::<Known<T>>();
        if number != known.values.len() || known.numbers.insert(value.clone(), ()).is_some() {
            return Err(self.wrong("a shared value is listed twice"));
        }
        known.values.push(value.clone());
        Ok(value)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, ReadError> {
        let length = self.number()?;
        let wrong = self.wrong("a text is not UTF-8");
        std::str::from_utf8(self.bytes(length)?).map_err(|_| wrong)
    }
}

macro_rules! integers {
    ($($type:ident)+) => {
        $(
            impl Encoded for $type {
                fn write(&self, out: &mut Writer) {
                    out.bytes.extend_from_slice(&self.to_le_bytes());
                }

                fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
                    input.array().map($type::from_le_bytes)
                }

                fn describe(_: &mut Types) -> String {
                    stringify!($type).to_owned()
                }
            }
        )+
    };
}

integers! { u16 u64 i64 }

impl Encoded for usize {
    fn write(&self, out: &mut Writer) {
        out.number(*self);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        input.number()
    }

    fn describe(_: &mut Types) -> String {
        "number".to_owned()
    }
}

impl Encoded for bool {
    fn write(&self, out: &mut Writer) {
        out.tag(if *self { 2 } else { 1 });
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        match input.tag()? {
            1 => Ok(false),
            2 => Ok(true),
            _ => Err(input.wrong("neither true nor false")),
        }
    }

    fn describe(_: &mut Types) -> String {
        "bool".to_owned()
    }
}

impl<T: Encoded> Encoded for Option<T> {
    fn write(&self, out: &mut Writer) {
        match self {
            None => out.tag(1),
            Some(value) => {
                out.tag(2);
                value.write(out);
            }
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        match input.tag()? {
            1 => Ok(None),
            2 => T::read(input).map(Some),
            _ => Err(input.wrong("an option is neither present nor absent")),
        }
    }

    fn describe(types: &mut Types) -> String {
        format!("option of {}", T::describe(types))
    }
}

impl<T: Encoded> Encoded for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.number(self.len());
        self.iter().for_each(|item| item.write(out));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        let length = input.number()?;
        // What a length alone can ask for is a small multiple of the bytes that are there.
        let room = input.rest.len() * 8 / size_of::<T>().max(1) + 1;
        let mut items = Vec::with_capacity(length.min(room));
        for _ in 0..length {
            items.push(T::read(input)?);
        }
        Ok(items)
    }

    fn describe(types: &mut Types) -> String {
        format!("list of {}", T::describe(types))
    }
}

impl Encoded for String {
    fn write(&self, out: &mut Writer) {
        out.number(self.len());
        out.bytes.extend_from_slice(self.as_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        input.text().map(str::to_owned)
    }

    fn describe(_: &mut Types) -> String {
        "text".to_owned()
    }
}

/// In nanoseconds. The check of a gateway refuses longer ones than fit: 584 years.
impl Encoded for Duration {
    fn write(&self, out: &mut Writer) {
        u64::try_from(self.as_nanos()).unwrap_or(u64::MAX).write(out);
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        u64::read(input).map(Duration::from_nanos)
    }

    fn describe(_: &mut Types) -> String {
        "duration".to_owned()
    }
}

impl Encoded for IpAddr {
    fn write(&self, out: &mut Writer) {
        match self {
            IpAddr::V4(address) => {
                out.tag(4);
                out.bytes.extend_from_slice(&address.octets());
            }
            IpAddr::V6(address) => {
                out.tag(6);
                out.bytes.extend_from_slice(&address.octets());
            }
        }
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, ReadError> {
        match input.tag()? {
            4 => input.array::<4>().map(|octets| Ipv4Addr::from(octets).into()),
            6 => input.array::<16>().map(|octets| Ipv6Addr::from(octets).into()),
            _ => Err(input.wrong("neither an IPv4 nor an IPv6 address")),
        }
    }

    fn describe(_: &mut Types) -> String {
        "address".to_owned()
    }
}
