//! Secrets by reference.

use super::fields::{Fields, one_of};
use crate::codes;
use crate::model::Secret;
use gwc_syntax::diagnostic::Diagnostics;

/// The ways to refer to a secret.
const KEYS: [&str; 3] = ["env", "file", "secretRef"];

/// Reads the secret behind a key; nothing where it is not set, or in error.
pub(super) fn read(fields: &Fields<'_>, key: &str, out: &mut Diagnostics) -> Option<Secret> {
    let span = fields.key_span(key)?;
    let map = fields.map(key).filter(|_| !fields.is_faulty(key))?;
    let set: Vec<&str> = KEYS.into_iter().filter(|name| map.get(name).is_some()).collect();
    let [name] = set.as_slice() else {
        let finding = codes::CONFLICTING_KEYS.at(span, one_of(&KEYS, &set, key));
        out.push(match set.is_empty() {
            true => finding.help(format!("refer to the secret, such as `{key}: {{ env: NAME }}`")),
            false => finding.help("keep one of them"),
        });
        return None;
    };
    Some(match *name {
        "env" => Secret::Env(map.text("env")?.value),
        "file" => Secret::File(map.text("file")?.value),
        _ => {
            let secret = map.map("secretRef")?;
            Secret::Ref { name: secret.text("name")?.value, key: secret.text("key")?.value }
        }
    })
}
