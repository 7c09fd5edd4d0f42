//! `services` and `defaults`.

use super::fields::{Fields, texts};
use super::{address, layer, respond};
use crate::decl::{Endpoint, Path, Service, ServicesFile};
use crate::layer::Layer;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::tree::{Document, NodeId};
use gwc_syntax::value::{Method, PathPattern, parse_method, parse_methods, parse_paths, parse_prefix};

/// Reads the services of a file.
pub(super) fn read(file: &Fields<'_>, out: &mut Diagnostics) -> ServicesFile {
    let mut defaults = file.map("defaults").map_or_else(Layer::default, |fields| layer::read(&fields, out));
    defaults.in_error.any |= file.map("defaults").is_none() && file.is_faulty("defaults");
    let mut services = Vec::new();
    if let Some(map) = file.map("services") {
        for (name, entry) in map.iter() {
            if file.doc.map(entry.value).is_some() {
                let fields = file.below(entry.value);
                services.push(service(name.map(str::to_owned), &fields, out));
            }
        }
    }
    ServicesFile {
        defaults,
        defaults_span: file.key_span("defaults"),
        services,
        krakend_endpoints: file.values("krakend_endpoints"),
    }
}

fn service(name: Spanned<String>, fields: &Fields<'_>, out: &mut Diagnostics) -> Service {
    let mut paths = Vec::new();
    if let Some(map) = fields.map("paths") {
        for (text, entry) in map.iter() {
            for path in parse_paths(text.value).unwrap_or_default() {
                let endpoints = endpoints(fields, &path, entry.value, out);
                paths.push(Path { path: Spanned::new(path, text.span), endpoints });
            }
        }
    }
    let mut layer = layer::read(fields, out);
    layer.in_error.any |= fields.is_faulty("rewrite_prefix") || fields.is_faulty("ip");
    Service {
        name,
        at: prefixes(fields),
        rewrite_prefix: fields.parsed("rewrite_prefix", parse_prefix),
        methods: fields.get("methods").map_or_else(Vec::new, |e| methods(fields.doc, e.value)),
        methods_span: fields.key_span("methods"),
        paths,
        ip: address::rule(fields, out),
        funds: funds(fields),
        layer,
    }
}

fn prefixes(fields: &Fields<'_>) -> Vec<(Spanned<PathPattern>, Option<Spanned<String>>)> {
    if let Some(map) = fields.map("at") {
        let pair = |(text, entry): (Spanned<&str>, crate::grammar::Entry)| {
            let path = parse_prefix(text.value).ok().filter(|_| !fields.is_fault(entry.value))?;
            Some((Spanned::new(path, text.span), super::fields::text(fields.doc, entry.value)))
        };
        return map.iter().filter_map(pair).collect();
    }
    let prefix =
        |t: Spanned<String>| parse_prefix(&t.value).ok().map(|path| (Spanned::new(path, t.span), None));
    fields.texts("at").into_iter().filter_map(prefix).collect()
}

/// `GET POST` or `[GET, POST]`, each with its own place.
fn methods(doc: &Document, node: NodeId) -> Vec<Spanned<Method>> {
    if doc.seq(node).is_some() {
        let one = |t: Spanned<String>| parse_method(&t.value).ok().map(|m| Spanned::new(m, t.span));
        return texts(doc, node).into_iter().filter_map(one).collect();
    }
    let Some(text) = super::fields::text(doc, node) else { return Vec::new() };
    let exact = text.span.len() == text.value.len();
    let place = |at: usize, method: Method| match exact {
        true => text.span.slice(at, at + method.as_str().len()),
        false => text.span,
    };
    let parsed = parse_methods(&text.value).unwrap_or_default();
    parsed.into_iter().map(|(method, at)| Spanned::new(method, place(at, method))).collect()
}

fn endpoints(service: &Fields<'_>, path: &PathPattern, node: NodeId, out: &mut Diagnostics) -> Vec<Endpoint> {
    let doc = service.doc;
    if doc.map(node).is_none() {
        let plain = |method| Endpoint {
            method,
            ip: None,
            funds: None,
            layer: Layer::default(),
            rewrite: None,
            respond: None,
        };
        return methods(doc, node).into_iter().map(plain).collect();
    }
    let fields = service.below(node);
    let mut found = Vec::new();
    for (text, entry) in fields.iter() {
        let Ok(method) = parse_method(text.value) else { continue };
        let mut endpoint = endpoint(Spanned::new(method, text.span), &fields, entry.value, out);
        endpoint.rewrite = rewrite(&fields.below(entry.value), path);
        found.push(endpoint);
    }
    found
}

fn endpoint(method: Spanned<Method>, path: &Fields<'_>, node: NodeId, out: &mut Diagnostics) -> Endpoint {
    let fields = path.below(node);
    let respond = respond::read(&fields, out);
    let mut layer = layer::read(&fields, out);
    let is_map = fields.doc.map(node).is_some();
    let own = ["rewrite", "respond", "ip"].into_iter().any(|key| fields.is_faulty(key));
    layer.in_error.any |= own || !is_map && path.is_fault(node);
    let (ip, funds) = (address::rule(&fields, out), funds(&fields));
    Endpoint { method, ip, funds, layer, rewrite: None, respond }
}

fn funds(fields: &Fields<'_>) -> Option<Spanned<bool>> {
    Some(Spanned::new(fields.bool("funds")?, fields.key_span("funds")?))
}

/// The whole path at the upstream. `/a/**` is two paths: the one that matches the path of the endpoint is used.
fn rewrite(fields: &Fields<'_>, path: &PathPattern) -> Option<Spanned<PathPattern>> {
    let mut paths = fields.parsed("rewrite", parse_paths)?;
    let at = if path.has_tail() { paths.value.len() - 1 } else { 0 };
    Some(Spanned::new(paths.value.swap_remove(at), paths.span))
}
