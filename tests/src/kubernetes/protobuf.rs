//! The one object that `kubectl` sends in the binary form of Kubernetes: what `kubectl create namespace` makes. Only its
//! names are read.

use serde_json::{Value, json};

/// What the binary form begins with.
const MAGIC: &[u8] = b"k8s\0";

/// An object of a kind with a name; nothing for another form.
pub(super) fn object(body: &[u8]) -> Option<Value> {
    let envelope = body.strip_prefix(MAGIC)?;
    let kind = field(envelope, 1)?;
    let metadata = field(field(envelope, 2)?, 1)?;
    let text = |bytes: Option<&[u8]>| Some(String::from_utf8_lossy(bytes?).into_owned());
    Some(json!({
        "apiVersion": text(field(kind, 1))?, "kind": text(field(kind, 2))?, "metadata": { "name": text(field(metadata, 1))? },
    }))
}

/// The bytes of a field of a message.
fn field(message: &[u8], wanted: u64) -> Option<&[u8]> {
    let mut rest = message;
    while !rest.is_empty() {
        let (key, length) = (number(&mut rest)?, number(&mut rest)?);
        // A number has been read; text and messages follow their length.
        if key & 7 == 2 {
            let (value, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            if key >> 3 == wanted {
                return Some(value);
            }
            rest = after;
        }
    }
    None
}

/// A number of variable length, least significant part first.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
