//! Credentials that a service checks, as nginx's `auth_request` does: 2xx accepts the request, 401 and 403 refuse it.
//!
//! One call serves all requests that have the same headers at the same time, and an answer that accepts may be kept. The
//! service gets the headers that are declared, and nothing else of the request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gwc_artifact::{CheckFailure, ExternalCheck, Minted};
use hyper::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use super::identity::Identity;
use crate::error::{Lack, ProxyError, Unauthorized, Unchecked};
use crate::outbound::{self, Ask};
use crate::report;
use crate::single_flight::Answers;

/// A service that is asked.
#[derive(Debug)]
pub(crate) struct External {
    check: ExternalCheck,
    send: Vec<HeaderName>,
    /// What an upstream gets, and the header of the answer it is taken from.
    headers: Vec<(HeaderName, HeaderName)>,
    answers: Answers<Verdict>,
    /// Whether the last question had no answer.
    is_away: AtomicBool,
}

/// What the service decided.
#[derive(Debug, Clone)]
enum Verdict {
    Accepted(Arc<[(HeaderName, HeaderValue)]>),
    Unauthorized,
    Forbidden,
    /// It did not answer, or something else.
    Away,
}

impl External {
    pub(crate) fn of(check: &ExternalCheck) -> External {
        // `Artifact::open` refuses names that no header can have.
        let name = |text: &String| HeaderName::try_from(text.as_str()).ok();
        let taken = |minted: &gwc_artifact::MintedHeader| match &minted.value {
            Minted::Header(from) => Some((name(&minted.header)?, name(from)?)),
            _ => None,
        };
        External {
            send: check.send.iter().filter_map(name).collect(),
            headers: check.headers.iter().filter_map(taken).collect(),
            check: check.clone(),
            answers: Answers::default(),
            is_away: AtomicBool::new(false),
        }
    }

    /// Asks whether a request with these headers may pass. `None` is a request that passes without an answer.
    ///
    /// # Errors
    /// 401 and 403 as the service decides; 503 if it does not answer and requests are refused then.
    pub(crate) async fn ask(&self, headers: &HeaderMap) -> Result<Option<Identity>, ProxyError> {
        let sent = self.sent(headers);
        let kept = |verdict: &Verdict| match verdict {
            Verdict::Accepted(_) => self.check.cache,
            _ => Duration::ZERO,
        };
        match self.answers.get(question(&sent), self.verdict(sent), kept).await {
            Verdict::Accepted(minted) => Ok(Some(Identity::of_headers(&minted))),
            Verdict::Unauthorized => Err(Unauthorized::External.into()),
            Verdict::Forbidden => Err(ProxyError::Forbidden(Lack::Consent)),
            Verdict::Away if self.check.on_error == CheckFailure::Open => Ok(None),
            Verdict::Away => Err(ProxyError::Unchecked(Unchecked::External)),
        }
    }

    /// The declared headers of a request. HTTP/2 may split cookies over lines, which HTTP/1 does not know (RFC 9113, 8.2.3).
    fn sent(&self, headers: &HeaderMap) -> HeaderMap {
        let mut sent = HeaderMap::new();
        for name in &self.send {
            let lines = headers.get_all(name).iter();
            if *name == COOKIE {
                let lines: Vec<&[u8]> = lines.map(HeaderValue::as_bytes).collect();
                let whole = HeaderValue::from_bytes(&lines.join(&b"; "[..])).ok();
                if let Some(whole) = whole.filter(|whole| !whole.is_empty()) {
                    sent.insert(name, whole);
                }
                continue;
            }
            for value in lines {
                sent.append(name, value.clone());
            }
        }
        sent
    }

    async fn verdict(&self, headers: HeaderMap) -> Verdict {
        let ask = Ask {
            url: &self.check.url,
            accept: "*/*",
            authorization: None,
            body: None,
            longest: self.check.timeout,
            largest: 0,
        };
        match outbound::answer(ask, headers).await.and_then(|answer| self.judged(&answer)) {
            Ok(verdict) => {
                if self.is_away.swap(false, Ordering::Relaxed) {
                    report::warning(format!("the check at `{}` answers again", self.check.url));
                }
                verdict
            }
            Err(error) => {
                // Once, not for each request.
                if !self.is_away.swap(true, Ordering::Relaxed) {
                    report::warning(format!("the check at `{}` does not answer: {error}", self.check.url));
                }
                Verdict::Away
            }
        }
    }

    fn judged<B>(&self, answer: &Response<B>) -> Result<Verdict, String> {
        match answer.status() {
            StatusCode::UNAUTHORIZED => Ok(Verdict::Unauthorized),
            StatusCode::FORBIDDEN => Ok(Verdict::Forbidden),
            status if status.is_success() => Ok(Verdict::Accepted(self.minted(answer.headers())?)),
            status => Err(format!("the response is {status}")),
        }
    }

    /// The identity headers of an answer. One that is there twice would be two identities.
    fn minted(&self, answer: &HeaderMap) -> Result<Arc<[(HeaderName, HeaderValue)]>, String> {
        let mut minted = Vec::new();
        for (name, from) in &self.headers {
            let mut values = answer.get_all(from).iter();
            match (values.next(), values.next()) {
                (Some(value), None) => minted.push((name.clone(), value.clone())),
                (None, _) => {}
                (Some(_), Some(_)) => return Err(format!("the response has `{from}` twice")),
            }
        }
        Ok(minted.into())
    }
}

/// What is asked: the headers with their lengths, so that no two requests are one question.
fn question(sent: &HeaderMap) -> [u8; 32] {
    let mut bytes = Vec::new();
    for (name, value) in sent {
        for part in [name.as_str().as_bytes(), value.as_bytes()] {
            bytes.extend_from_slice(&part.len().to_be_bytes());
            bytes.extend_from_slice(part);
        }
    }
    gwc_token::digest(&bytes)
}
