//! How long each part of a request may take.

use std::time::Duration;

use gwc_artifact::Timeouts;

use super::sides::Places;
use crate::difference::Differences;
use crate::kind::Kind;

/// As good as no limit: a stuck upstream holds a request for that long.
const ENDLESS: Duration = Duration::from_secs(3600);

pub(super) fn compare((before, after): (&Timeouts, &Timeouts), places: Places, out: &mut Differences) {
    let Timeouts { connect, first_byte, idle, total } = before;
    let Timeouts {
        connect: connect_after,
        first_byte: first_byte_after,
        idle: idle_after,
        total: total_after,
    } = after;
    for (part, old, new) in [
        ("connect", connect, connect_after),
        ("first byte", first_byte, first_byte_after),
        ("idle", idle, idle_after),
        ("total", total, total_after),
    ] {
        let values = (shown(part, *old), shown(part, *new));
        match (old.unwrap_or(Duration::MAX), new.unwrap_or(Duration::MAX)) {
            (old, new) if old == new => {}
            (old, new) if old > new => out.push(Kind::TimeoutLowered, values, places),
            (old, new) if old < ENDLESS && new >= ENDLESS => out.push(Kind::TimeoutEndless, values, places),
            _ => out.push(Kind::TimeoutRaised, values, places),
        }
    }
}

fn shown(part: &str, duration: Option<Duration>) -> String {
    match duration {
        Some(duration) => format!("{part} {duration:?}"),
        None => format!("{part} unlimited"),
    }
}
