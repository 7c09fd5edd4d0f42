//! `authPolicies` of a resource.

use gwc_artifact::Minted;

use crate::codes;
use crate::model::{ApiKey, Audiences, Auth, Jwt, Mint, Require, Scheme};
use crate::parse::fields::Fields;
use crate::parse::maps::items;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};

/// Headers that a verified token sets, each with its claim.
const MINTED: [(&str, &str); 2] = [("X-User-Id", "sub"), ("X-Org-Id", "owner")];

/// The policies of a resource.
#[derive(Debug, Default)]
pub(super) struct Policies {
    /// Those that verify something.
    pub(super) auths: Vec<Auth>,
    /// The names of those that are public.
    pub(super) public: Vec<String>,
    /// The names of those with an error.
    pub(super) unread: Vec<String>,
}

pub(super) fn read(spec: &Fields<'_>, out: &mut Diagnostics) -> Policies {
    let mut policies = Policies::default();
    let mut names: Vec<Spanned<String>> = Vec::new();
    let read = items(spec, "authPolicies", out, |item, place, out| {
        let name = item.text("name")?;
        duplicate(&mut names, &name, "auth policy", out);
        Some((name.clone(), scheme(item, &name, place, out)))
    });
    for (name, scheme) in read {
        match scheme {
            Some(Some(scheme)) => policies.auths.push(auth(name, scheme)),
            Some(None) => policies.public.push(name.value),
            None => policies.unread.push(name.value),
        }
    }
    policies
}

/// Reports a name that an earlier item has.
pub(super) fn duplicate(
    names: &mut Vec<Spanned<String>>,
    name: &Spanned<String>,
    what: &str,
    out: &mut Diagnostics,
) {
    if let Some(first) = names.iter().find(|known| known.value == name.value) {
        out.push(
            codes::DUPLICATE_NAME
                .at(name.span, format!("duplicate {what} `{}`", name.value))
                .related(first.span, "first defined here")
                .help("rename one of them"),
        );
    }
    names.push(name.clone());
}

fn auth(name: Spanned<String>, scheme: Scheme) -> Auth {
    let mint = |(header, claim): (&str, &str)| Mint {
        header: Spanned::new(header.to_owned(), name.span),
        value: Minted::First(vec![claim.to_owned()]),
    };
    let mints = match &scheme {
        Scheme::Jwt(_) => MINTED.into_iter().map(mint).collect(),
        _ => Vec::new(),
    };
    Auth { name, scheme, require: Require::default(), mints, origins: Vec::new(), rate_limit: None }
}

/// What a policy verifies; an inner nothing for a public one, an outer one for a policy with an error.
fn scheme(
    item: &Fields<'_>,
    name: &Spanned<String>,
    place: Span,
    out: &mut Diagnostics,
) -> Option<Option<Scheme>> {
    let kind = item.text("type")?;
    let (needed, allowed): (&[&str], &[&str]) = match kind.value.as_str() {
        "jwt" => (&["iamEndpoint", "jwksUrl"], &["iamEndpoint", "jwksUrl", "algorithms", "audiences"]),
        "apikey" => (&["prefixes"], &["prefixes"]),
        _ => (&[], &[]),
    };
    let before = out.len();
    for key in needed.iter().filter(|key| item.get(key).is_none()) {
        let message = format!("auth policy `{}` of type `{}` has no `{key}`", name.value, kind.value);
        out.push(codes::MISSING_KEY.at(place, message).help(format!("add `{key}`")));
    }
    for key in ["iamEndpoint", "jwksUrl", "algorithms", "audiences", "prefixes"] {
        if let Some(span) = item.key_span(key).filter(|_| !allowed.contains(&key)) {
            let message = format!("`{key}` has no effect in an auth policy of type `{}`", kind.value);
            out.push(
                codes::CONFLICTING_KEYS.at(span, message).help(format!("remove `{key}`, or change `type`")),
            );
        }
    }
    for key in ["algorithms", "audiences", "prefixes"] {
        let is_empty = |entry: crate::grammar::Entry| item.doc.seq(entry.value).is_some_and(<[_]>::is_empty);
        if let Some(span) = item.get(key).filter(|entry| is_empty(*entry)).and_then(|_| item.key_span(key)) {
            out.push(
                codes::BAD_VALUE.at(span, format!("the list of `{key}` is empty")).help("list at least one"),
            );
        }
    }
    if out.len() > before {
        return None;
    }
    Some(match kind.value.as_str() {
        "jwt" => Some(Scheme::Jwt(jwt(item, &kind)?)),
        "apikey" => Some(Scheme::ApiKey(ApiKey {
            prefixes: item.texts("prefixes"),
            headers: vec!["Authorization".to_owned(), "X-API-Key".to_owned()],
            records: None,
        })),
        _ => None,
    })
}

/// RS256 and any audience are the defaults of the resource.
fn jwt(item: &Fields<'_>, kind: &Spanned<String>) -> Option<Jwt> {
    let algorithms = item.texts("algorithms");
    let audiences = item.texts("audiences");
    Some(Jwt {
        issuer: item.text("iamEndpoint"),
        jwks: item.text("jwksUrl")?,
        discover: false,
        secret: None,
        on_error: None,
        probe: None,
        allow_http: false,
        can_allow_http: false,
        algorithms: match algorithms.is_empty() {
            true => vec![Spanned::new("RS256".to_owned(), kind.span)],
            false => algorithms,
        },
        audiences: if audiences.is_empty() { Audiences::Any } else { Audiences::List(audiences) },
        from: Vec::new(),
        leeway: None,
    })
}
