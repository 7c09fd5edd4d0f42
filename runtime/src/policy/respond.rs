//! Responses that the gateway gives itself: the same for each request, or another place.

use bytes::Bytes;
use gwc_artifact::{FixedResponse, Params, Template};
use gwc_plan::QueryPlan;
use hyper::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use hyper::{Response, StatusCode, Uri};

use crate::error::ProxyError;

/// A response that is made once.
#[derive(Debug)]
pub(crate) struct Fixed {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// A redirect.
#[derive(Debug)]
pub(crate) struct Redirect {
    status: StatusCode,
    origin: String,
    path: Template,
}

impl Fixed {
    pub(crate) fn of(fixed: &FixedResponse) -> Fixed {
        let line = |line: &gwc_artifact::HeaderLine| {
            let name = HeaderName::try_from(line.name.as_str()).ok()?;
            Some((name, HeaderValue::from_bytes(line.value.as_bytes()).ok()?))
        };
        Fixed {
            // `Artifact::open` refuses any other number.
            status: StatusCode::from_u16(fixed.status).unwrap_or(StatusCode::OK),
            headers: fixed.headers.iter().filter_map(line).collect(),
            body: Bytes::from(fixed.body.clone()),
        }
    }

    pub(crate) fn response(&self) -> Response<Bytes> {
        let mut response = Response::new(self.body.clone());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}

impl Redirect {
    pub(crate) fn of(redirect: &gwc_artifact::Redirect) -> Redirect {
        Redirect {
            status: StatusCode::from_u16(redirect.status).unwrap_or(StatusCode::PERMANENT_REDIRECT),
            origin: redirect.origin.clone(),
            path: redirect.path.clone(),
        }
    }

    /// # Errors
    /// If the path of the request makes no place of the same host: `//evil.example` names another.
    pub(crate) fn response(&self, params: &Params<'_>, client: &Uri) -> Result<Response<Bytes>, ProxyError> {
        let mut place = self.origin.clone();
        self.path.expand(params, &mut place);
        if self.origin.is_empty() && (place.starts_with("//") || place.starts_with("/\\")) {
            return Err(ProxyError::BadRequest("the path cannot be redirected"));
        }
        QueryPlan::All.append(client.query(), &mut place);
        let place = HeaderValue::try_from(place)
            .map_err(|_| ProxyError::BadRequest("the path cannot be redirected"))?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = self.status;
        response.headers_mut().insert(LOCATION, place);
        Ok(response)
    }
}
