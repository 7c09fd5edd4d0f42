//! One record: a line of the file.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::digest::Digest;
use super::refused::ApiKeyRefused;
use crate::json::{Object, Value, parse_object};

/// What is known of a key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyRecord {
    /// The name of the key, which is no secret.
    pub id: String,
    /// The SHA-256 of the key.
    pub hash: Digest,
    /// The limit of the gateway that the key has for itself.
    pub limit: Option<String>,
    /// When the key stops passing, in seconds since 1970.
    pub expires: Option<u64>,
    /// Whether the key was revoked.
    pub revoked: bool,
    /// `id`, `owner`, `org`, `roles` and `claims`, as headers and requirements read them.
    pub claims: Object,
}

/// Why a line is no record. It names no value, which could be a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordError {
    /// It is no object of JSON.
    Malformed,
    /// It has too many bytes.
    TooLong,
    /// It has a field that no record has. A misspelt `revoked` must not leave a key valid.
    UnknownField,
    /// This field is absent.
    Missing(&'static str),
    /// This field is something else than expected.
    Wrong(&'static str, &'static str),
}

/// The fields that are kept as claims.
const CLAIMS: [&str; 5] = ["id", "owner", "org", "roles", "claims"];
/// And those that are not.
const OTHERS: [&str; 4] = ["hash", "limits", "expires", "revoked"];

/// How many bytes a record may have.
const MAX_LINE: usize = 4096;

impl KeyRecord {
    /// Reads the record of the key with this hash. `limits` are the names that it may have as its `limits`.
    ///
    /// # Errors
    /// What is wrong with it; also that it is of another key.
    pub fn of(hash: &Digest, record: &[u8], limits: &[String]) -> Result<KeyRecord, RecordError> {
        let record = KeyRecord::parse(record)?;
        if verify_slices_are_equal(&record.hash, hash).is_err() {
            return Err(RecordError::Wrong("hash", "that of its key"));
        }
        match &record.limit {
            Some(limit) if !limits.contains(limit) => {
                Err(RecordError::Wrong("limits", "a rate limit of the gateway with only a `total`"))
            }
            _ => Ok(record),
        }
    }

    /// Whether the key passes at this time, in seconds since 1970.
    ///
    /// # Errors
    /// Why it does not.
    pub fn passes(&self, now: u64) -> Result<(), ApiKeyRefused> {
        match self.expires {
            _ if self.revoked => Err(ApiKeyRefused::Revoked),
            Some(end) if now >= end => Err(ApiKeyRefused::Expired),
            _ => Ok(()),
        }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(line: &[u8]) -> Result<KeyRecord, RecordError> {
        if line.len() > MAX_LINE {
            return Err(RecordError::TooLong);
        }
        let object = parse_object(line).ok_or(RecordError::Malformed)?;
        let known = |name: &str| CLAIMS.contains(&name) || OTHERS.contains(&name);
        if object.members().any(|(name, _)| !known(name)) {
            return Err(RecordError::UnknownField);
        }
        for name in ["owner", "org"] {
            text(&object, name)?;
        }
        roles(&object)?;
        if !matches!(object.get("claims"), None | Some(Value::Object(_))) {
            return Err(RecordError::Wrong("claims", "an object"));
        }
        let id = text(&object, "id")?.filter(|id| !id.is_empty()).ok_or(RecordError::Missing("id"))?;
        let hash = text(&object, "hash")?.ok_or(RecordError::Missing("hash"))?;
        let expires = text(&object, "expires")?.map(time).transpose()?;
        Ok(KeyRecord {
            id: id.to_owned(),
            hash: hexadecimal(hash).ok_or(RecordError::Wrong("hash", "64 hexadecimal digits"))?,
            limit: text(&object, "limits")?.map(str::to_owned),
            expires,
            revoked: match object.get("revoked") {
                None | Some(Value::Bool(false)) => false,
                Some(Value::Bool(true)) => true,
                Some(_) => return Err(RecordError::Wrong("revoked", "`true` or `false`")),
            },
            claims: object
                .members()
                .filter(|(name, _)| CLAIMS.contains(name))
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect(),
        })
    }
}

/// A text that may be absent.
fn text<'o>(object: &'o Object, name: &'static str) -> Result<Option<&'o str>, RecordError> {
    match object.get(name) {
        None => Ok(None),
        Some(value) => value.as_text().map(Some).ok_or(RecordError::Wrong(name, "a text")),
    }
}

fn roles(object: &Object) -> Result<(), RecordError> {
    let wrong = RecordError::Wrong("roles", "a list of texts");
    match object.get("roles") {
        None => Ok(()),
        Some(Value::List(items)) if items.iter().all(|item| item.as_text().is_some()) => Ok(()),
        Some(_) => Err(wrong),
    }
}

/// A time in UTC, such as `2027-01-31T00:00:00Z`, in seconds since 1970.
fn time(text: &str) -> Result<u64, RecordError> {
    let wrong = RecordError::Wrong("expires", "a time such as `2027-01-31T00:00:00Z`");
    let time: jiff::Timestamp = text.parse().map_err(|_| wrong)?;
    u64::try_from(time.as_second()).map_err(|_| wrong)
}

fn hexadecimal(text: &str) -> Option<Digest> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut digest = Digest::default();
    if text.len() != 2 * digest.len() {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(digest)
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordError::Malformed => f.write_str("expected a JSON object without duplicate names"),
            RecordError::TooLong => f.write_str("the record is longer than 4096 bytes"),
            RecordError::UnknownField => write!(
                f,
                "unknown field; expected `id`, `hash`, `owner`, `org`, `roles`, `claims`, `limits`, `expires` or `revoked`"
            ),
            RecordError::Missing(name) => write!(f, "missing `{name}`"),
            RecordError::Wrong(name, expected) => write!(f, "`{name}` is not {expected}"),
        }
    }
}

impl std::error::Error for RecordError {}
