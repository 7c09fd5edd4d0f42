//! The scheme and the port of backends in host tables, under the rules that say the same of upstreams.

use std::collections::BTreeMap;

use crate::around::Around;
use crate::around::hosts::{Kind, backend_url};
use crate::lint::{HOST_ON_SEVERAL_PORTS, contradiction};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};

pub(super) fn check(around: &Around<'_>, out: &mut Diagnostics) {
    let tables = around.tables.iter().filter(|table| table.kind != Kind::Ingress);
    let backends: Vec<&Spanned<String>> = tables.flat_map(|table| table.backends()).collect();
    let mut ports: BTreeMap<String, BTreeMap<u16, Span>> = BTreeMap::new();
    for backend in backends {
        let Ok(url) = backend_url(&backend.value) else { continue };
        out.extend(contradiction(&format!("the backend `{}`", backend.value), &url, backend.span));
        ports.entry(url.host).or_default().entry(url.port).or_insert(backend.span);
    }
    for (host, ports) in ports.into_iter().filter(|(_, ports)| ports.len() > 1) {
        let list: Vec<String> = ports.keys().map(u16::to_string).collect();
        let mut places: Vec<Span> = ports.into_values().collect();
        places.sort();
        let message = format!("`{host}` has several ports in the host tables: {}", list.join(", "));
        let finding = HOST_ON_SEVERAL_PORTS.at(places[0], message).help("use the port that the service has");
        out.push(places[1..].iter().fold(finding, |finding, place| finding.related(*place, "another port")));
    }
}
