//! The values of identity headers, made from verified claims.

use gwc_artifact::{Bit, Minted, Set};
use gwc_token::{Object, Value};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Unauthorized;

/// A header whose value the client may choose among those of its token.
#[derive(Debug, PartialEq)]
pub(crate) struct Choice {
    /// The header that the upstream gets.
    name: HeaderName,
    /// The client's header.
    intent: HeaderName,
    /// The values of the token.
    among: Vec<String>,
}

impl Choice {
    /// The choice that a minted header leaves to the client, if it does.
    ///
    /// # Errors
    /// If a value of the token cannot be the value of a header.
    pub(crate) fn of(
        name: &HeaderName,
        minted: &Minted,
        claims: &Object,
    ) -> Result<Option<Choice>, Unauthorized> {
        let Minted::Select { header, within, .. } = minted else { return Ok(None) };
        let among: Vec<String> = claims.at(within).and_then(texts).unwrap_or_default();
        among.iter().try_for_each(|text| header_value(text).map(drop))?;
        let intent = HeaderName::try_from(header.as_str()).map_err(|_| Unauthorized::Claim)?;
        Ok(Some(Choice { name: name.clone(), intent, among }))
    }

    /// Sets the header if the client chose a value of its token, once.
    pub(crate) fn to_upstream(&self, names: &[HeaderName], client: &HeaderMap, out: &mut HeaderMap) {
        if !names.contains(&self.name) {
            return;
        }
        let mut values = client.get_all(&self.intent).iter();
        if let (Some(value), None) = (values.next(), values.next())
            && self.among.iter().any(|text| text.as_bytes() == value.as_bytes())
        {
            out.insert(&self.name, value.clone());
        }
    }

    /// Bytes it takes in memory, roughly.
    pub(crate) fn size(&self) -> usize {
        self.among.iter().map(|text| text.len() + 32).sum::<usize>() + 96
    }
}

/// The value of a header; none where the claims have nothing for it.
///
/// # Errors
/// If a claim cannot be the value of a header: a line break in it would be a header of its own.
pub(crate) fn value(minted: &Minted, claims: &Object) -> Result<Option<HeaderValue>, Unauthorized> {
    let text = match minted {
        Minted::First(names) => names.iter().find_map(|name| claims.at(name).and_then(text)),
        Minted::Join { claim, separator } => claims.at(claim).and_then(|claim| joined(claim, separator)),
        Minted::Equals { claim, text } => gwc_token::equals(claims, claim).then(|| text.clone()),
        Minted::Bits { claim, bits } => claims.at(claim).and_then(texts).and_then(|names| sum(&names, bits)),
        Minted::Select { claim, .. } => claims.at(claim).and_then(text),
        // Only an external check has it, which has no claims.
        Minted::Header(_) => None,
    };
    text.map(|text| header_value(&text)).transpose()
}

fn header_value(text: &str) -> Result<HeaderValue, Unauthorized> {
    let is_text = text.bytes().all(|byte| byte >= b' ' && byte != 0x7f);
    HeaderValue::from_bytes(text.as_bytes()).ok().filter(|_| is_text).ok_or(Unauthorized::Claim)
}

/// A claim as the text of a header: lists are joined with commas, as KrakenD does (krakend-jose v2.10,
/// `CalculateHeadersToPropagate`). An object has no such text.
pub(crate) fn text(claim: &Value) -> Option<String> {
    joined(claim, ",")
}

fn joined(claim: &Value, separator: &str) -> Option<String> {
    match claim {
        Value::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| joined(item, separator)).collect();
            items.filter(|items| !items.is_empty()).map(|items| items.join(separator))
        }
        Value::Null | Value::Object(_) => None,
    }
}

/// A list of texts, or one text with single spaces between. A list with anything else in it has no texts.
fn texts(claim: &Value) -> Option<Vec<String>> {
    match claim {
        Value::Text(text) => {
            Some(text.split(' ').filter(|text| !text.is_empty()).map(str::to_owned).collect())
        }
        Value::List(items) => items.iter().map(|item| item.as_text().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// Names that have no bit are left out.
fn sum(names: &[String], bits: &Set<Bit>) -> Option<String> {
    let named = bits.iter().filter(|bit| names.contains(&bit.name));
    let sum = named.fold(0_u64, |sum, bit| sum | 1_u64.checked_shl(bit.position as u32).unwrap_or(0));
    (sum != 0).then(|| sum.to_string())
}

#[cfg(test)]
mod tests {
    use gwc_artifact::{ClaimValue, Literal};

    use super::*;

    const CLAIMS: &str = r#"{"sub":"","name":"ann","n":1.50,"none":{},"roles":["a","b"],"one":"a","isAdmin":true,
        "permissions":["admin","live","live","unknown"],"words":"live test","mixed":["live",1],"big":["top"],
        "owner":"home","orgs":["home","work"],"bad":["a\nb"]}"#;

    fn minted(minted: &Minted) -> Result<Option<String>, Unauthorized> {
        let claims = gwc_token::parse_object(CLAIMS.as_bytes()).unwrap();
        value(minted, &claims).map(|value| value.map(|value| value.to_str().unwrap().to_owned()))
    }

    fn first(names: &[&str]) -> Minted {
        Minted::First(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn bits(claim: &str) -> Minted {
        let bit = |name: &str, position| Bit { name: name.to_owned(), position };
        let bits = vec![bit("live", 2), bit("test", 3), bit("admin", 4), bit("top", 63)].into();
        Minted::Bits { claim: claim.to_owned(), bits }
    }

    #[test]
    fn the_first_claim_with_a_text_counts() {
        for (names, text) in [
            (&["sub", "absent", "none", "name", "n"][..], Some("ann")),
            (&["n"], Some("1.50")),
            (&["roles"], Some("a,b")),
            (&["sub", "none"], None),
        ] {
            assert_eq!(minted(&first(names)), Ok(text.map(str::to_owned)), "{names:?}");
        }
    }

    #[test]
    fn lists_are_joined_and_bits_added() {
        let join = |claim: &str| Minted::Join { claim: claim.to_owned(), separator: "; ".to_owned() };
        assert_eq!(minted(&join("roles")), Ok(Some("a; b".to_owned())));
        assert_eq!(minted(&join("one")), Ok(Some("a".to_owned())));
        assert_eq!(minted(&bits("permissions")), Ok(Some("20".to_owned())));
        assert_eq!(minted(&bits("words")), Ok(Some("12".to_owned())));
        assert_eq!(minted(&bits("big")), Ok(Some((1_u64 << 63).to_string())));
        for claim in ["mixed", "roles", "n", "absent"] {
            assert_eq!(minted(&bits(claim)), Ok(None), "{claim}");
        }
    }

    #[test]
    fn a_text_stands_for_a_value() {
        let equals = |value: Literal| {
            let claim = ClaimValue { claim: "isAdmin".to_owned(), value };
            minted(&Minted::Equals { claim, text: "yes".to_owned() })
        };
        assert_eq!(equals(Literal::Bool(true)), Ok(Some("yes".to_owned())));
        assert_eq!(equals(Literal::Bool(false)), Ok(None));
        assert_eq!(equals(Literal::Text("true".to_owned())), Ok(None));
    }

    #[test]
    fn a_client_chooses_among_the_values_of_its_token() {
        let claims = gwc_token::parse_object(CLAIMS.as_bytes()).unwrap();
        let select = |within: &str| Minted::Select {
            claim: "owner".to_owned(),
            header: "X-Org-Id".to_owned(),
            within: within.to_owned(),
        };
        let name = HeaderName::from_static("x-org-id");
        let chosen = |within: &str, sent: &[&'static str]| {
            let mut client = HeaderMap::new();
            for value in sent {
                client.append(&name, HeaderValue::from_static(value));
            }
            let mut out = HeaderMap::new();
            let choice = Choice::of(&name, &select(within), &claims).unwrap().unwrap();
            choice.to_upstream(std::slice::from_ref(&name), &client, &mut out);
            out.get(&name).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(minted(&select("orgs")), Ok(Some("home".to_owned())));
        assert_eq!(chosen("orgs", &["work"]), Some("work".to_owned()));
        for sent in [&["other"][..], &["Work"], &["work", "work"], &["home,work"], &[""], &[]] {
            assert_eq!(chosen("orgs", sent), None, "{sent:?}");
        }
        assert_eq!(chosen("absent", &["work"]), None);
        assert_eq!(chosen("none", &["work"]), None);
        assert_eq!(Choice::of(&name, &select("bad"), &claims), Err(Unauthorized::Claim));
    }
}
