//! Reads host tables. A part with another type is reported and left out.

use super::table::{Entry, Host, Kind, Redirect, Subdomain, Table};
use crate::codes;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, Span, Spanned};
use gwc_syntax::suggest;
use gwc_syntax::tree::{Document, MapEntry, NodeId};

/// Whether a document has the shape of a host table: lists of hosts with backends, or maps of hosts.
pub fn is_table(doc: &Document) -> bool {
    let Some(root) = doc.root else { return false };
    let has = |key: &str| doc.get(root, key);
    if has("apiVersion").is_some() || has("endpoints").is_some() || has("services").is_some() {
        return false;
    }
    let first_host = has("routes").and_then(|routes| doc.seq(routes)?.first().copied());
    let proxy = first_host.is_some_and(|first| doc.get(first, "host").is_some());
    // Other programs have keys of these names too, so the first value must be one of a host table.
    let first = |key: &str| Some(doc.map(has(key)?)?.first()?.value);
    let routed = first("routes").and_then(|entries| doc.seq(entries)).is_some_and(|entries| {
        entries.first().is_none_or(|e| doc.get(*e, "prefix").is_some() || doc.get(*e, "backend").is_some())
    });
    let url = |node: NodeId| doc.scalar(node).is_some_and(|scalar| scalar.text.contains("://"));
    proxy || routed || ["redirects", "subdomains"].into_iter().filter_map(first).any(url)
}

/// Reads a table. Messages name only its file: its folder may differ from run to run.
pub fn read(doc: &Document, path: &str, out: &mut Diagnostics) -> Table {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut reader = Reader { doc, out };
    let listed = doc.root.and_then(|root| doc.get(root, "routes")).is_some_and(|r| doc.seq(r).is_some());
    let mut table = empty(if listed { Kind::Proxy } else { Kind::Routes }, doc.file, name);
    let Some(root) = doc.root else { return table };
    let keys: &[&str] = match table.kind {
        Kind::Proxy => &["listen", "health_path", "routes"],
        _ => &["redirects", "routes", "subdomains"],
    };
    for entry in reader.entries(root, keys) {
        match (table.kind, &*reader.key(entry)) {
            (Kind::Proxy, "health_path") => table.health = reader.text(entry.value, "a path"),
            (Kind::Proxy, "routes") => table.hosts = reader.listed(entry.value),
            (_, "routes") => table.hosts = reader.mapped(entry.value),
            (_, "redirects") => {
                let pairs = reader.pairs(entry.value);
                table.redirects = pairs.into_iter().map(|(host, target)| Redirect { host, target }).collect();
            }
            (_, "subdomains") => {
                let pairs = reader.pairs(entry.value);
                let subdomain = |(pattern, backend)| Subdomain { pattern, backend };
                table.subdomains = pairs.into_iter().map(subdomain).collect();
            }
            _ => {}
        }
    }
    table
}

fn empty(kind: Kind, file: FileId, name: &str) -> Table {
    Table {
        kind,
        file,
        name: name.to_owned(),
        hosts: Vec::new(),
        redirects: Vec::new(),
        subdomains: Vec::new(),
        health: None,
    }
}

/// The table of an Ingress. Rules without a host are left out, because they claim no host by name.
pub fn of_ingress(doc: &Document, name: &str, namespace: &str) -> Table {
    let mut table = empty(Kind::Ingress, doc.file, name);
    let at = |node: NodeId, path: &[&str]| path.iter().try_fold(node, |node, key| doc.get(node, key));
    let text = |node: NodeId| Some(Spanned::new(doc.scalar(node)?.text.to_string(), doc.span(node)));
    let rules = doc.root.and_then(|root| doc.seq(at(root, &["spec", "rules"])?)).unwrap_or_default();
    for rule in rules {
        let Some(host) = doc.get(*rule, "host").and_then(text) else { continue };
        let paths = at(*rule, &["http", "paths"]).and_then(|paths| doc.seq(paths)).unwrap_or_default();
        let entry = |path: &NodeId| {
            let service = at(*path, &["backend", "service"])?;
            let name = text(doc.get(service, "name")?)?;
            let port = at(service, &["port", "number"]).or_else(|| at(service, &["port", "name"]));
            let port = port.and_then(text).map_or_else(|| "80".to_owned(), |port| port.value);
            let port = if port.parse::<u16>().is_ok() { format!(":{port}") } else { String::new() };
            let backend = name.map(|name| format!("http://{name}.{namespace}.svc.cluster.local{port}"));
            let prefix = doc.get(*path, "path").and_then(text);
            Some(Entry { prefix: prefix.unwrap_or_else(|| Spanned::new("/".to_owned(), host.span)), backend })
        };
        let entries = paths.iter().filter_map(entry).collect();
        table.hosts.push(Host { name: host, entries });
    }
    table
}

struct Reader<'a, 'o> {
    doc: &'a Document,
    out: &'o mut Diagnostics,
}

impl<'a> Reader<'a, '_> {
    fn key(&self, entry: MapEntry) -> String {
        self.doc.scalar(entry.key).map_or_else(String::new, |key| key.text.to_string())
    }

    fn wrong(&mut self, node: NodeId, wanted: &str) {
        let finding = codes::WRONG_TYPE.at(self.doc.span(node), format!("expected {wanted}"));
        self.out.push(finding.note("the gateway ignores a host table that it cannot read"));
    }

    /// The entries of a map; unknown keys are reported.
    fn entries(&mut self, node: NodeId, known: &[&str]) -> Vec<MapEntry> {
        let Some(entries) = self.doc.map(node) else {
            self.wrong(node, "a map");
            return Vec::new();
        };
        for entry in entries {
            let key = self.key(*entry);
            if !known.contains(&&*key) {
                let message = format!("unknown key `{}` in host table", suggest::shown(&key));
                let help = suggest::help(&key, known.iter().copied(), "a host table");
                self.out.push(codes::UNKNOWN_KEY.at(self.doc.span(entry.key), message).help(help));
            }
        }
        entries.to_vec()
    }

    fn text(&mut self, node: NodeId, wanted: &str) -> Option<Spanned<String>> {
        match self.doc.scalar(node).filter(|scalar| scalar.is_string()) {
            Some(scalar) => Some(Spanned::new(scalar.text.to_string(), self.doc.span(node))),
            None => {
                self.wrong(node, wanted);
                None
            }
        }
    }

    fn items(&mut self, node: NodeId, wanted: &str) -> &'a [NodeId] {
        let doc = self.doc;
        doc.seq(node).unwrap_or_else(|| {
            self.wrong(node, wanted);
            &[]
        })
    }

    /// `routes` of `ingress.json`: a list of hosts, each with a list of backends.
    fn listed(&mut self, node: NodeId) -> Vec<Host> {
        let mut hosts = Vec::new();
        for item in self.items(node, "a list of hosts") {
            let (mut name, mut entries) = (None, Vec::new());
            for entry in self.entries(*item, &["host", "auth", "backends"]) {
                match &*self.key(entry) {
                    "host" => name = self.text(entry.value, "a host"),
                    "backends" => entries = self.backends(entry.value, "path", "url"),
                    "auth" if self.doc.scalar(entry.value).and_then(|s| s.as_bool()).is_none() => {
                        self.wrong(entry.value, "`true` or `false`");
                    }
                    _ => {}
                }
            }
            self.needs(*item, &["host", "backends"]);
            hosts.extend(name.map(|name| Host { name, entries }));
        }
        hosts
    }

    /// `routes` of `routes.yaml`: a map from hosts to lists of prefixes.
    fn mapped(&mut self, node: NodeId) -> Vec<Host> {
        let Some(hosts) = self.doc.map(node) else {
            self.wrong(node, "a map of hosts");
            return Vec::new();
        };
        let mut read = Vec::new();
        for entry in hosts {
            if let Some(name) = self.text(entry.key, "a host") {
                let entries = self.backends(entry.value, "prefix", "backend");
                read.push(Host { name, entries });
            }
        }
        read
    }

    fn backends(&mut self, node: NodeId, prefix: &str, backend: &str) -> Vec<Entry> {
        let mut read = Vec::new();
        for item in self.items(node, "a list of backends") {
            let (mut from, mut to) = (None, None);
            for entry in self.entries(*item, &[prefix, backend, "rewrite"]) {
                match &*self.key(entry) {
                    key if key == prefix => from = self.text(entry.value, "a path"),
                    key if key == backend => to = self.text(entry.value, "the URL of a backend"),
                    _ => {}
                }
            }
            self.needs(*item, &[prefix, backend]);
            read.extend(from.zip(to).map(|(prefix, backend)| Entry { prefix, backend }));
        }
        read
    }

    /// Reports missing keys of a map. A value of another type has been reported.
    fn needs(&mut self, node: NodeId, keys: &[&str]) {
        let is_map = self.doc.map(node).is_some();
        for key in keys.iter().filter(|key| is_map && self.doc.get(node, key).is_none()) {
            let whole = self.doc.span(node);
            let finding =
                codes::MISSING_KEY.at(Span { end: whole.start, ..whole }, format!("`{key}` is not set"));
            self.out.push(finding.help(format!("set `{key}`")));
        }
    }

    /// A map of strings.
    fn pairs(&mut self, node: NodeId) -> Vec<(Spanned<String>, Spanned<String>)> {
        let Some(entries) = self.doc.map(node) else {
            self.wrong(node, "a map from hosts to URLs");
            return Vec::new();
        };
        let mut pairs = Vec::new();
        for entry in entries {
            if let (Some(key), Some(value)) =
                (self.text(entry.key, "a host"), self.text(entry.value, "a URL"))
            {
                pairs.push((key, value));
            }
        }
        pairs
    }
}
