//! Endpoints as rows: what each decides, in the words of the language.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::coverage;
use super::names::Names;
use crate::grammar::format;
use crate::model::{Credential, Endpoint, Gateway, Headers, Query, Rewrite};
use gwc_syntax::value::{Method, PathPattern, parse_path, parse_upstream_url};

/// Values that layers of route files set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Values {
    /// Name of an auth, or `public`.
    pub(super) auth: String,
    /// Name of a limit, or `none`.
    pub(super) limit: String,
    pub(super) timeout: String,
    /// Headers without those that come with the credential; `*` alone for all.
    pub(super) headers: Vec<String>,
    /// `*` alone for all.
    pub(super) query: Vec<String>,
    /// Whether headers of the credential and of claims go too.
    pub(super) credentials: bool,
}

/// One endpoint.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) method: Method,
    pub(super) path: &'a PathPattern,
    /// The upstream, of [`Names`]; none where the gateway answers itself.
    pub(super) upstream: Option<usize>,
    /// The path at the upstream, in the language.
    pub(super) rewrite: String,
    pub(super) values: Values,
    /// What stays under `krakend`.
    pub(super) extra: Vec<(String, Value)>,
    /// Keys that route YAML does not cover.
    pub(super) uncovered: Vec<String>,
}

impl Row<'_> {
    /// Everything but method and path, to find rows that are the same.
    pub(super) fn decides(&self) -> String {
        format!(
            "{:?} {} {:?} {:?} {:?}",
            self.upstream, self.rewrite, self.values, self.extra, self.uncovered
        )
    }

    pub(super) fn is_health(&self) -> bool {
        self.upstream.is_none()
    }
}

/// An endpoint that route YAML cannot express, and why.
#[derive(Debug)]
pub(super) struct LeftOut {
    pub(super) key: String,
    pub(super) why: String,
}

/// All endpoints as rows, and those that cannot be one.
pub(super) fn rows<'a>(gateway: &'a Gateway, names: &Names) -> (Vec<Row<'a>>, Vec<LeftOut>) {
    let (mut rows, mut left_out) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for endpoint in &gateway.endpoints {
        if !seen.insert((endpoint.method, endpoint.path.shape())) {
            let why = "it is a duplicate of an earlier endpoint".to_owned();
            left_out.push(LeftOut { key: endpoint.key(), why });
            continue;
        }
        match row(gateway, names, endpoint) {
            Ok(row) => rows.push(row),
            Err(why) => left_out.push(LeftOut { key: endpoint.key(), why }),
        }
    }
    (rows, left_out)
}

fn row<'a>(gateway: &'a Gateway, names: &Names, endpoint: &'a Endpoint) -> Result<Row<'a>, String> {
    let text = endpoint.path.to_string();
    if parse_path(&text).as_ref() != Ok(&endpoint.path) {
        return Err(format!("route files do not support the path `{text}`"));
    }
    let health = coverage::is_health(gateway, endpoint);
    let backend = match endpoint.backends() {
        [backend] => backend,
        several => return Err(format!("it merges the responses of {} backends", several.len())),
    };
    let rewrite = backend.path.value.to_string();
    if !health
        && parse_path(&rewrite).map(|path| Rewrite::of_pattern(&path)).as_ref() != Ok(&backend.path.value)
    {
        return Err(format!("route files do not support the upstream path `{rewrite}`"));
    }
    if !health && backend.method.is_some() {
        return Err("the method of the backend differs from the method of the endpoint".to_owned());
    }
    if !health && !coverage::passes_through(gateway, endpoint) {
        return Err("its responses are decoded and encoded again; gateways of route files forward responses unchanged".to_owned());
    }
    let upstream_of = gateway.upstream(backend.upstream.value);
    if !health && upstream_of.urls.iter().any(|url| parse_upstream_url(&url.value.to_string()).is_err()) {
        return Err("route files do not support its hosts".to_owned());
    }
    if let Credential::AnyOf(ids) = &endpoint.credential.value
        && !ids.iter().all(|id| coverage::covers_auth(gateway.auth(*id)))
    {
        return Err("route files do not support its token validation".to_owned());
    }
    let unsayable = |q: &gwc_syntax::source::Spanned<String>| (format::QUERY_ITEM.check)(&q.value).is_err();
    if matches!(&*endpoint.forward.query.value, Query::List(list) if list.iter().any(unsayable)) {
        return Err("route files do not support its query parameters".to_owned());
    }
    let upstream = (!health).then(|| names.upstream_of(gateway, backend)).flatten();
    let external = upstream_of.is_external();
    let extra =
        coverage::uncovered_extra(gateway, endpoint).into_iter().map(|(n, v)| (n.to_owned(), v.clone()));
    let extra: Vec<(String, Value)> = extra.collect();
    Ok(Row {
        endpoint,
        method: endpoint.method,
        path: &endpoint.path,
        upstream,
        rewrite: if health { String::new() } else { rewrite },
        values: values(gateway, names, endpoint, external),
        extra,
        uncovered: if health { Vec::new() } else { coverage::uncovered_keys_of(endpoint) },
    })
}

fn values(gateway: &Gateway, names: &Names, endpoint: &Endpoint, external: bool) -> Values {
    let (headers, credentials) = headers(gateway, endpoint, external);
    let limit = coverage::limit(gateway, endpoint).and(endpoint.limit);
    Values {
        auth: match &endpoint.credential.value {
            Credential::AnyOf(ids) => ids.first().map_or("public", |id| names.auth(*id)).to_owned(),
            _ => "public".to_owned(),
        },
        limit: limit.map_or("none", |limit| names.limit(limit.value)).to_owned(),
        timeout: endpoint.timeouts.value.total.map_or_else(|| "24h".to_owned(), |total| total.to_string()),
        headers,
        query: match &*endpoint.forward.query.value {
            Query::All => vec!["*".to_owned()],
            Query::None => Vec::new(),
            Query::List(list) => list.iter().map(|q| q.value.clone()).collect(),
        },
        credentials,
    }
}

/// The headers to list, and whether those of the credential come on top: they do where all of them are listed.
fn headers(gateway: &Gateway, endpoint: &Endpoint, external: bool) -> (Vec<String>, bool) {
    let listed: Vec<&str> = match &*endpoint.forward.headers.value {
        Headers::All => return (vec!["*".to_owned()], !external),
        Headers::List(list) => list.iter().map(|h| &*h.value).collect(),
    };
    let auths = match &endpoint.credential.value {
        Credential::AnyOf(ids) => ids.as_slice(),
        _ => &[],
    };
    let mut implied: Vec<String> = Vec::new();
    for auth in auths.iter().map(|id| gateway.auth(*id)) {
        implied.extend(auth.credential_headers().into_iter().map(str::to_owned));
        implied.extend(auth.mints.iter().map(|m| m.header.value.clone()));
    }
    let among = |name: &str, list: &[String]| list.iter().any(|l| l.eq_ignore_ascii_case(name));
    let all_listed = implied.iter().all(|name| listed.iter().any(|l| l.eq_ignore_ascii_case(name)));
    let credentials = if implied.is_empty() { !external } else { all_listed };
    let mut kept: Vec<String> = Vec::new();
    for name in listed {
        let comes_anyway = credentials && among(name, &implied);
        if !comes_anyway && !among(name, &kept) && (format::HEADER.check)(name).is_ok() {
            kept.push(name.to_owned());
        }
    }
    (kept, credentials)
}

/// The value most rows have; of equals the smallest.
pub(super) fn most<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let most = counts.values().max().copied()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(value, _)| value)
}
