//! Where connections are accepted, and from whom.

use gwc_artifact::{Listener, Protocol};

use super::sides::Places;
use crate::difference::{Difference, Differences, list};
use crate::kind::Kind;

pub(super) fn compare((before, after): (&[Listener], &[Listener]), places: Places, out: &mut Differences) {
    if before == after {
        return;
    }
    let difference = Difference::of(Kind::ListenerChanged, (listening(before), listening(after)), places);
    out.add(difference.widening(after.iter().any(|new| !before.iter().any(|old| accepts_less(new, old)))));
}

/// Whether a listener accepts no connection that the other one does not accept, whatever their ports are.
fn accepts_less(new: &Listener, old: &Listener) -> bool {
    let client_ca = |listener: &Listener| listener.tls.as_ref().and_then(|tls| tls.client_ca.clone());
    let is_within = old.address.is_none() || old.address == new.address;
    let is_local = new.address.is_some_and(|address| address.is_loopback());
    (is_within || is_local)
        && (old.tls.is_none() || new.tls.is_some())
        && (client_ca(old).is_none() || client_ca(old) == client_ca(new))
}

/// The listeners in words.
fn listening(listeners: &[Listener]) -> String {
    let texts: Vec<String> = listeners
        .iter()
        .map(|Listener { address, port, protocol, proxy_protocol, tls }| {
            let protocol = match protocol {
                Protocol::Http if tls.is_some() => "https",
                Protocol::Http => "http",
            };
            let clients = tls.as_ref().and_then(|tls| tls.client_ca.as_deref());
            let clients = clients.map_or(String::new(), |file| format!(" for clients of `{file}`"));
            let address = address.map_or("*".to_owned(), |address| address.to_string());
            let proxy = if *proxy_protocol { " with the PROXY protocol" } else { "" };
            format!("{protocol}://{address}:{port}{proxy}{clients}")
        })
        .collect();
    list(texts.iter().map(String::as_str))
}
