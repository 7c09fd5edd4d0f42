//! Components and manipulations that are compared as text.

use crate::difference::Differences;
use crate::kind::Kind;
use crate::side::{Part, Role};

/// The longest text that is shown; a Lua script is not.
const SHOWN: usize = 120;

pub(super) fn compare((before, after): (&[Part], &[Part]), out: &mut Differences) {
    // Calls are compared by what they send.
    let is_text = |part: &&Part| part.role != Role::Call;
    for old in before.iter().filter(is_text) {
        match after.iter().find(|new| new.name == old.name) {
            None => out.push(removed(old.role), (shown(old), None), (old.place, None)),
            Some(new) if new.text != old.text => {
                out.push(changed(new.role), (shown(old), shown(new)), (old.place, new.place));
            }
            Some(_) => {}
        }
    }
    for new in after.iter().filter(is_text).filter(|new| !before.iter().any(|old| old.name == new.name)) {
        out.push(added(new.role), (None, shown(new)), (None, new.place));
    }
}

fn removed(role: Role) -> Kind {
    match role {
        Role::Protects => Kind::ProtectionRemoved,
        Role::Opens => Kind::OpeningRemoved,
        Role::Shields => Kind::ShieldRemoved,
        Role::Call => Kind::CallRemoved,
        Role::Changes => Kind::ManipulationChanged,
    }
}

fn added(role: Role) -> Kind {
    match role {
        Role::Protects => Kind::ProtectionAdded,
        Role::Opens => Kind::OpeningAdded,
        Role::Shields => Kind::ShieldChanged,
        Role::Call => Kind::CallAdded,
        Role::Changes => Kind::ManipulationChanged,
    }
}

fn changed(role: Role) -> Kind {
    match role {
        Role::Protects => Kind::ProtectionChanged,
        Role::Opens => Kind::OpeningAdded,
        Role::Shields => Kind::ShieldChanged,
        Role::Call => Kind::CallChanged,
        Role::Changes => Kind::ManipulationChanged,
    }
}

/// A part with its text, if that is short.
pub(super) fn shown(part: &Part) -> String {
    let Part { name, text, secret, role: _, place: _ } = part;
    if *secret {
        return format!("{name}: not shown, it contains a secret");
    }
    match text.len() <= SHOWN {
        true => format!("{name}: {text}"),
        false => {
            format!("{name}: {} bytes, hash {}", text.len(), &blake3::hash(text.as_bytes()).to_hex()[..8])
        }
    }
}
