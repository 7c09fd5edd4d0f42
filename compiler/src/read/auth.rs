//! Credentials: `auth/validator` (krakend-jose 2.12) and the `auth/public` of the Hanzo gateway.

use std::collections::HashMap;

use crate::grammar::{Format, format};
use crate::model::{
    Audiences, Auth, AuthId, Credential, Held, Jwt, Mint, Quantifier, Require, Scheme, TokenSource,
};
use crate::passthrough::claims;
use gwc_artifact::Minted;
use gwc_krakend::decode::Extra;
use gwc_krakend::go;
use gwc_krakend::shape;
use gwc_krakend::value::{Tree, Value};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Duration;

use super::rest::Values;

/// The auths of a configuration: each distinct validator is one.
#[derive(Default)]
pub(super) struct Auths {
    items: Vec<Auth>,
    ids: HashMap<String, AuthId>,
}

impl Auths {
    /// The credential that these components of an endpoint require, and its place.
    ///
    /// A validator overrides `auth/public`. Only `"auth/public": true` makes an endpoint public.
    pub(super) fn credential(&mut self, values: &Values<'_>, extra: &Extra) -> Option<(Credential, NodeId)> {
        if let Some(found) = extra.component("auth/validator")
            && matches!(values.tree.value(found.value), Value::Map(_))
        {
            let key = values.json(found.value).to_string();
            let id = match self.ids.get(&key) {
                Some(id) => *id,
                None => self.add(key, validator(values.tree, found.value, found.key)),
            };
            return Some((Credential::AnyOf(vec![id]), found.key));
        }
        let public = extra.get("auth/public")?;
        if values.tree.value(public.value) == Value::Bool(true) {
            return Some((Credential::Public, public.key));
        }
        let id = match self.ids.get("edge") {
            Some(id) => *id,
            None => {
                let name = Spanned::new("edge".to_owned(), values.tree.doc.span(public.key));
                self.add(
                    "edge".to_owned(),
                    Auth {
                        name,
                        scheme: Scheme::Edge,
                        require: Require::default(),
                        mints: Vec::new(),
                        origins: Vec::new(),
                        rate_limit: None,
                    },
                )
            }
        };
        Some((Credential::AnyOf(vec![id]), public.key))
    }

    fn add(&mut self, key: String, auth: Auth) -> AuthId {
        let id = AuthId(self.items.len() as u32);
        self.items.push(auth);
        self.ids.insert(key, id);
        id
    }

    /// The auths, each with a name of its own.
    pub(super) fn finish(mut self) -> Vec<Auth> {
        let mut taken = std::collections::HashSet::new();
        for auth in &mut self.items {
            let base = auth.name.value.clone();
            let mut number = 2;
            while !taken.insert(auth.name.value.clone()) {
                auth.name.value = format!("{base}-{number}");
                number += 1;
            }
        }
        self.items
    }
}

fn validator(tree: Tree<'_>, node: NodeId, key: NodeId) -> Auth {
    let reader = Reader { tree, node };
    let place = tree.doc.span(key);
    let jwks = reader.text("jwk_url").or_else(|| reader.text("jwk_local_path"));
    let jwks = jwks.unwrap_or_else(|| Spanned::new(String::new(), place));
    let issuer = reader.text("issuer");
    let algorithm = reader.text("alg").unwrap_or_else(|| Spanned::new(String::new(), place));
    let audience = reader.texts("audience");
    let name = name(&jwks.value, issuer.as_ref().map(|i| &*i.value));
    let leeway = reader.text("leeway").and_then(|text| go::parse_duration(&text.value).ok());
    Auth {
        name: Spanned::new(name, place),
        scheme: Scheme::Jwt(Jwt {
            issuer,
            jwks,
            discover: false,
            secret: None,
            on_error: None,
            probe: None,
            allow_http: reader.allows_http(),
            can_allow_http: true,
            algorithms: vec![algorithm],
            audiences: match audience.len() {
                0 => Audiences::Any,
                1 => Audiences::List(audience),
                _ => Audiences::All(audience),
            },
            from: reader.sources(),
            leeway: leeway
                .and_then(|nanos| u64::try_from(nanos).ok())
                .filter(|nanos| *nanos > 0)
                .map(|nanos| Duration { nanos }),
        }),
        require: Require { roles: reader.roles(), scopes: reader.scopes(), claims: Vec::new() },
        mints: reader.mints(),
        origins: Vec::new(),
        rate_limit: None,
    }
}

/// Named for the host with the keys, inside a cluster; else for the issuer.
fn name(jwks: &str, issuer: Option<&str>) -> String {
    let host = |url: &str| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.split(['/', ':', '?']).next().unwrap_or("").to_owned()
    };
    let keys = host(jwks);
    let inside = keys.ends_with(".svc") || keys.ends_with(".svc.cluster.local");
    let host = if inside { keys } else { issuer.map(host).filter(|h| !h.is_empty()).unwrap_or(keys) };
    let label = host.split('.').find(|label| !matches!(*label, "www" | "auth" | "login" | "accounts" | ""));
    let name: String =
        label.unwrap_or("jwt").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    let name = name.trim_matches('-').to_ascii_lowercase();
    if name.is_empty() || name == "public" { "jwt".to_owned() } else { name }
}

/// Reads a validator as `encoding/json` stores it: keys in any case.
struct Reader<'a> {
    tree: Tree<'a>,
    node: NodeId,
}

impl<'a> Reader<'a> {
    fn span(&self, node: NodeId) -> Span {
        self.tree.doc.span(node)
    }

    fn text(&self, name: &str) -> Option<Spanned<String>> {
        let (value, node) = shape::get(self.tree, self.node, name)?;
        let text = value.as_str().filter(|text| !text.is_empty())?;
        Some(Spanned::new(text.to_owned(), self.span(node)))
    }

    /// Whether keys are fetched in clear text. With `https`, `disable_jwk_security` leaves out the check of the certificate
    /// only, which `gwr` never does.
    fn allows_http(&self) -> bool {
        let is_cleartext = self.text("jwk_url").is_some_and(|url| url.value.starts_with("http://"));
        let flag = shape::get(self.tree, self.node, "disable_jwk_security");
        is_cleartext && matches!(flag, Some((Value::Bool(true), _)))
    }

    fn items(&self, name: &str) -> &'a [NodeId] {
        match shape::get(self.tree, self.node, name) {
            Some((Value::List(items), _)) => items,
            _ => &[],
        }
    }

    fn spanned(&self, node: NodeId) -> Option<Spanned<String>> {
        Some(Spanned::new(self.tree.value(node).as_str()?.to_owned(), self.span(node)))
    }

    fn texts(&self, name: &str) -> Vec<Spanned<String>> {
        self.items(name).iter().filter_map(|node| self.spanned(*node)).collect()
    }

    /// Where tokens are read from, where it is set: a header, then a cookie. Not set, a validator reads the cookie
    /// `access_token` besides, which the language has to list.
    fn sources(&self) -> Vec<Spanned<TokenSource>> {
        let named = |key, format: &Format| self.text(key).filter(|name| (format.check)(&name.value).is_ok());
        let header = named("auth_header_name", &format::HEADER).map(|name| name.map(TokenSource::Header));
        let cookie = named("cookie_key", &format::COOKIE).map(|name| name.map(TokenSource::Cookie));
        let usual = |at: Span| Spanned::new(TokenSource::Header("Authorization".to_owned()), at);
        match (header, cookie) {
            (None, None) => Vec::new(),
            (None, Some(cookie)) => vec![usual(cookie.span), cookie],
            (Some(header), cookie) => [header].into_iter().chain(cookie).collect(),
        }
    }

    /// `roles`: one is enough. A name of a claim that the language reads in another way is left to `krakend`.
    fn roles(&self) -> Option<Held> {
        let nested =
            matches!(shape::get(self.tree, self.node, "roles_key_is_nested"), Some((Value::Bool(true), _)));
        let claim = |at| self.text("roles_key").unwrap_or_else(|| Spanned::new("roles".to_owned(), at));
        self.held("roles", Quantifier::Any, claim)
            .filter(|held| claims::is_role_claim(&held.claim.value, nested))
    }

    /// `scopes`, if there is a claim to look for them in.
    fn scopes(&self) -> Option<Held> {
        let claim = self.text("scopes_key")?;
        let all = self.text("scopes_matcher").is_some_and(|word| word.value == "all");
        let quantifier = if all { Quantifier::All } else { Quantifier::Any };
        self.held("scopes", quantifier, |_| claim).filter(|held| claims::is_scope_claim(&held.claim.value))
    }

    fn held(
        &self,
        name: &str,
        quantifier: Quantifier,
        claim: impl FnOnce(Span) -> Spanned<String>,
    ) -> Option<Held> {
        let (_, node) = shape::get(self.tree, self.node, name)?;
        let (span, values) = (self.span(node), self.texts(name));
        let is_text = |value: &Spanned<String>| !value.value.is_empty();
        let is_whole =
            !values.is_empty() && values.len() == self.items(name).len() && values.iter().all(is_text);
        is_whole.then(|| Held { span, claim: claim(span), quantifier, values })
    }

    /// `propagate_claims`: pairs of claim and header.
    fn mints(&self) -> Vec<Mint> {
        let pair = |node: &NodeId| {
            let Value::List([claim, header]) = self.tree.value(*node) else { return None };
            let value = Minted::First(vec![self.spanned(*claim)?.value]);
            Some(Mint { header: self.spanned(*header)?, value })
        };
        self.items("propagate_claims").iter().filter_map(pair).collect()
    }
}
