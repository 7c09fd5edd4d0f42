//! The path and query an upstream sees.

use gwc_artifact::{Params, Template};
use gwc_plan::QueryPlan;
use hyper::Uri;
use hyper::http::uri::PathAndQuery;

use crate::error::ProxyError;

/// The path as a function of the path's parameters, and what passes of the query.
#[derive(Debug)]
pub(crate) struct Rewrite {
    pub(crate) path: Template,
    pub(crate) query: QueryPlan,
}

impl Rewrite {
    /// The target of the upstream's request.
    ///
    /// # Errors
    /// If path and query are not the target of a request.
    pub(crate) fn to_upstream(&self, params: &Params<'_>, client: &Uri) -> Result<Uri, ProxyError> {
        let mut text = String::with_capacity(256);
        self.path.expand(params, &mut text);
        self.query.append(client.query(), &mut text);
        let same = client.path_and_query().filter(|sent| sent.as_str() == text).cloned();
        same.map_or_else(|| PathAndQuery::try_from(text), Ok)
            .map(Uri::from)
            .map_err(|_| ProxyError::BadRequest("the path cannot be sent to the upstream"))
    }
}
