//! The identity of a verified caller: headers made from claims, and the claims that limits count by.

use gwc_artifact::AuthKind;
use gwc_plan::LimitRule;
use gwc_token::Object;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use super::minted::{self, Choice};
use super::require::{self, Demand, Demands, Lacks};
use crate::error::{Lack, Unauthorized};

/// What is kept of a verified token.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    minted: Vec<(HeaderName, HeaderValue)>,
    /// Headers that the client may choose.
    choices: Vec<Choice>,
    claims: Vec<(String, String)>,
    /// What the token lacks of what its check requires.
    lack: Option<Lack>,
    /// What it lacks of what endpoints require.
    lacks: Lacks,
    own_limit: Option<LimitRule>,
    /// The number of the verified API key.
    key: Option<u64>,
}

/// What a gateway wants to know of every verified token.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// The claims that limits tell callers apart by.
    pub(crate) limited: Vec<String>,
    /// What endpoints require.
    pub(crate) demands: Demands,
}

impl Identity {
    /// The identity of verified claims: those of a token, or the record of a key. `kind` is the check that verified them.
    ///
    /// # Errors
    /// If a claim cannot be the value of a header: a line break in it would be a header of its own.
    pub(crate) fn of(claims: &Object, kind: &AuthKind, wanted: &Wanted) -> Result<Identity, Unauthorized> {
        let mut identity = Identity {
            lack: require::lack(claims, kind.requirements()),
            lacks: wanted.demands.lacks(claims),
            ..Identity::default()
        };
        for header in kind.headers() {
            let name = HeaderName::try_from(header.header.as_str()).map_err(|_| Unauthorized::Claim)?;
            identity.choices.extend(Choice::of(&name, &header.value, claims)?);
            if let Some(value) = minted::value(&header.value, claims)? {
                identity.minted.push((name, value));
            }
        }
        for name in &wanted.limited {
            let text = claims.at(name).and_then(minted::text).unwrap_or_default();
            identity.claims.push((name.clone(), text));
        }
        Ok(identity)
    }

    /// The identity of headers that an external check answered. It has no claims.
    pub(crate) fn of_headers(minted: &[(HeaderName, HeaderValue)]) -> Identity {
        Identity { minted: minted.to_vec(), ..Identity::default() }
    }

    /// The same as that of a key, which may have a limit of its own.
    pub(crate) fn of_key(self, key: u64, own_limit: Option<LimitRule>) -> Identity {
        Identity { own_limit, key: Some(key), ..self }
    }

    /// The number of the verified API key: none of a caller with another credential.
    pub(crate) fn key(&self) -> Option<u64> {
        self.key
    }

    /// The limit that the record of the key names.
    pub(crate) fn own_limit(&self) -> Option<&LimitRule> {
        self.own_limit.as_ref()
    }

    /// Sets the headers of these names. What the client sent under them was not copied: it chooses among the values of its
    /// token at most.
    pub(crate) fn to_upstream(&self, names: &[HeaderName], client: &HeaderMap, out: &mut HeaderMap) {
        for (name, value) in self.minted.iter().filter(|(name, _)| names.contains(name)) {
            out.insert(name, value.clone());
        }
        self.choices.iter().for_each(|choice| choice.to_upstream(names, client, out));
    }

    /// The value that an upstream would get of a header.
    pub(crate) fn header(&self, name: &HeaderName, client: &HeaderMap) -> Option<HeaderValue> {
        let mut sent = HeaderMap::new();
        self.to_upstream(std::slice::from_ref(name), client, &mut sent);
        sent.remove(name)
    }

    /// What the token lacks of what its check requires.
    pub(crate) fn lack(&self) -> Option<Lack> {
        self.lack
    }

    /// What it lacks of what an endpoint requires.
    pub(crate) fn lack_of(&self, demand: Demand) -> Option<Lack> {
        self.lacks.of(demand)
    }

    /// The text of a claim that a limit is by; empty where the token has none.
    pub(crate) fn claim(&self, name: &str) -> &str {
        let claim = self.claims.iter().find(|(known, _)| known == name);
        claim.map_or("", |(_, text)| text)
    }

    /// Bytes it takes in memory, roughly.
    pub(crate) fn size(&self) -> usize {
        let minted = self.minted.iter().map(|(name, value)| name.as_str().len() + value.len() + 96);
        let claims = self.claims.iter().map(|(name, text)| name.len() + text.len() + 64);
        let choices = self.choices.iter().map(Choice::size);
        minted.chain(claims).chain(choices).sum::<usize>() + self.lacks.size()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gwc_artifact::{Algorithm, Audiences, Issuer, Jwt, Minted, MintedHeader};

    use super::*;

    fn identity(claims: &str, minted: &[(&str, &str)]) -> Result<Identity, Unauthorized> {
        let headers = minted.iter().map(|(header, claim)| MintedHeader {
            header: (*header).to_owned(),
            value: Minted::First(vec![(*claim).to_owned()]),
        });
        let jwt = Jwt {
            issuer: Issuer::Any,
            jwks_url: String::new(),
            discover: false,
            secret: None,
            on_error: gwc_artifact::KeyFailure::Closed,
            probe: false,
            allow_http: false,
            algorithms: vec![Algorithm::Rs256].into(),
            audiences: Audiences::Any,
            sources: vec![gwc_artifact::TokenSource::Header("Authorization".to_owned())],
            leeway: Duration::ZERO,
            require: gwc_artifact::Set::default(),
            headers: headers.collect::<Vec<_>>().into(),
        };
        let claims = gwc_token::parse_object(claims.as_bytes()).unwrap();
        Identity::of(
            &claims,
            &AuthKind::Jwt(jwt),
            &Wanted { limited: vec!["sub".to_owned()], ..Wanted::default() },
        )
    }

    #[test]
    fn claims_become_headers() {
        let minted = [("X-User-Id", "sub"), ("X-Roles", "realm.roles"), ("X-Level", "n"), ("X-None", "none")];
        let claims = r#"{"sub":"u1","realm":{"roles":["a","b"]},"n":1.50,"none":{}}"#;
        let identity = identity(claims, &minted).unwrap();
        let mut headers = HeaderMap::new();
        let names = ["x-user-id", "x-roles", "x-none"].map(HeaderName::from_static);
        identity.to_upstream(&names, &HeaderMap::new(), &mut headers);
        assert_eq!(headers["x-user-id"], "u1");
        assert_eq!(headers["x-roles"], "a,b");
        assert_eq!(headers.len(), 2);
        assert_eq!(identity.claim("sub"), "u1");
    }

    #[test]
    fn a_claim_with_control_characters_refuses_the_request() {
        for claim in [r"a\r\nX-Roles: admin", r"a\u0000", r"a\tb", r"a\u007f"] {
            let claims = format!(r#"{{"sub":"{claim}"}}"#);
            let refused = identity(&claims, &[("X-User-Id", "sub")]).map(drop);
            assert_eq!(refused, Err(Unauthorized::Claim), "{claim}");
        }
        assert!(identity(r#"{"sub":"é"}"#, &[("X-User-Id", "sub")]).is_ok());
    }
}
