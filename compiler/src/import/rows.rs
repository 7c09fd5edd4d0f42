//! Endpoints as rows: what each decides, in the words of the language.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::coverage;
use super::names::Names;
use crate::grammar::format;
use crate::lower::endpoint_verbatim;
use crate::model::{Auth, Credential, Endpoint, Gateway, Headers, Query, Rewrite, Scheme};
use crate::passthrough;
use gwc_krakend::effects::is_comment;
use gwc_krakend::go;
use gwc_syntax::source::Span;
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
    /// Comments of the file, such as `@comment`, each as a line.
    pub(super) comments: Vec<String>,
}

impl Row<'_> {
    /// Everything but method and path, to find rows that are the same.
    pub(super) fn decides(&self) -> String {
        format!("{:?} {} {:?} {:?} {:?}", self.upstream, self.rewrite, self.values, self.extra, self.comments)
    }

    pub(super) fn is_health(&self) -> bool {
        self.upstream.is_none()
    }
}

/// An endpoint that services cannot express, and why: it is carried in KrakenD's own words.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) key: String,
    pub(super) why: String,
    pub(super) value: Value,
    /// Where it is in the file.
    place: Span,
}

/// All endpoints as rows, and those that cannot be one, in the order of the file.
pub(super) fn rows<'a>(gateway: &'a Gateway, names: &Names) -> (Vec<Row<'a>>, Vec<Carried>) {
    let (mut rows, mut carried) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for endpoint in &gateway.endpoints {
        let row = match seen.insert((endpoint.method, endpoint.path.shape())) {
            true => row(gateway, names, endpoint),
            false => Err("it is a duplicate of an earlier endpoint".to_owned()),
        };
        match row {
            Ok(row) => rows.push(row),
            Err(why) => carried.push(Carried {
                key: endpoint.key(),
                why,
                value: endpoint_verbatim(endpoint),
                place: gateway.span(endpoint.origin),
            }),
        }
    }
    carried.sort_by_key(|carried| carried.place);
    carried.extend(unserved(gateway));
    (rows, carried)
}

/// Endpoints that KrakenD does not serve, such as those of a method that its router skips.
fn unserved(gateway: &Gateway) -> Vec<Carried> {
    let list = coverage::key(&gateway.rest, "endpoints").and_then(Value::as_array);
    let left = list.into_iter().flatten().filter(|item| item.is_object());
    let text = |item: &Value, name: &str| {
        let entries = item.as_object().into_iter().flatten();
        let value = entries.into_iter().find(|(key, _)| go::equal_fold(key, name)).map(|(_, value)| value);
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let carried = |item: &Value| Carried {
        key: format!("{} {}", text(item, "method"), text(item, "endpoint")),
        why: "KrakenD does not serve it".to_owned(),
        value: item.clone(),
        place: gateway.name.span,
    };
    left.map(carried).collect()
}

fn row<'a>(gateway: &'a Gateway, names: &Names, endpoint: &'a Endpoint) -> Result<Row<'a>, String> {
    let text = endpoint.path.to_string();
    // With a wildcard of a route file, a build would write paths without one.
    if endpoint.path.has_tail() || parse_path(&text).as_ref() != Ok(&endpoint.path) {
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
        return Err("its backend has another method".to_owned());
    }
    if !health && !coverage::passes_through(gateway, endpoint) {
        return Err("its response is decoded and encoded again".to_owned());
    }
    let upstream_of = gateway.upstream(backend.upstream.value);
    if !health && upstream_of.urls.iter().any(|url| parse_upstream_url(&url.value.to_string()).is_err()) {
        return Err("route files do not support its hosts".to_owned());
    }
    if let Credential::AnyOf(ids) = &endpoint.credential.value {
        if !ids.iter().all(|id| coverage::covers_auth(gateway.auth(*id))) {
            return Err("route files do not support its token validation".to_owned());
        }
        if ids.iter().any(|id| is_never_fetched(gateway.auth(*id))) {
            return Err("KrakenD does not fetch the keys of its validator, whose URL is `http`".to_owned());
        }
    }
    let unsayable = |q: &gwc_syntax::source::Spanned<String>| (format::QUERY_ITEM.check)(&q.value).is_err();
    if matches!(&*endpoint.forward.query.value, Query::List(list) if list.iter().any(unsayable)) {
        return Err("route files do not support its query parameters".to_owned());
    }
    let (comments, uncovered): (Vec<_>, Vec<_>) =
        coverage::uncovered_keys_of(endpoint).into_iter().partition(|key| is_comment(key.name));
    if !uncovered.is_empty() {
        let names: Vec<String> = uncovered.iter().map(|key| format!("`{}`", key.name)).collect();
        return Err(format!("route files do not have {}", listed(&names)));
    }
    let upstream = (!health).then(|| names.upstream_of(gateway, backend)).flatten();
    let external = upstream_of.is_external();
    let extra =
        coverage::uncovered_extra(gateway, endpoint).into_iter().map(|(n, v)| (n.to_owned(), v.clone()));
    let extra: Vec<(String, Value)> = extra.collect();
    if extra.iter().any(|(name, value)| name == passthrough::LIMIT && !passthrough::sets_more(name, value)) {
        return Err("route files do not support its rate limit".to_owned());
    }
    Ok(Row {
        endpoint,
        method: endpoint.method,
        path: &endpoint.path,
        upstream,
        rewrite: if health { String::new() } else { rewrite },
        values: values(gateway, names, endpoint, external),
        extra,
        comments: comments.iter().map(|comment| format!("{}: {}", comment.name, comment.value)).collect(),
    })
}

/// Whether KrakenD refuses to fetch the keys, and so every token. A route file that allows `http` would change that.
fn is_never_fetched(auth: &Auth) -> bool {
    matches!(&auth.scheme, Scheme::Jwt(jwt) if jwt.is_cleartext() && !jwt.allow_http)
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

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
