//! Where a credential is read from, in the headers of a request.

use gwc_plan::Misread;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::error::Unauthorized;

/// A source of the plan with the name of its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    plan: gwc_plan::Source,
    header: HeaderName,
}

impl Source {
    pub(crate) fn of(plan: &gwc_plan::Source) -> Source {
        // `Artifact::open` refuses a name that no header can have.
        let header = HeaderName::try_from(plan.header()).unwrap_or(AUTHORIZATION);
        Source { plan: plan.clone(), header }
    }

    /// The header that is the credential; none where a cookie is.
    pub(crate) fn whole_header(&self) -> Option<&HeaderName> {
        match self.plan {
            gwc_plan::Source::Header(_) => Some(&self.header),
            gwc_plan::Source::Cookie(_) => None,
        }
    }

    /// Whether the request has it, whatever is in it.
    pub(crate) fn is_present(&self, headers: &HeaderMap) -> bool {
        self.plan.is_in(self.lines(headers))
    }

    /// The value, which is there once.
    ///
    /// # Errors
    /// 401 where the request has it twice, or it is no text.
    pub(crate) fn value<'h>(&self, headers: &'h HeaderMap) -> Result<&'h str, Unauthorized> {
        self.plan.value(self.lines(headers)).map_err(|misread| match misread {
            Misread::Duplicate => Unauthorized::Duplicate,
            Misread::Scheme => Unauthorized::Scheme,
        })
    }

    /// The same before it is known to be text; none where it cannot be read.
    pub(crate) fn bytes<'h>(&self, headers: &'h HeaderMap) -> Option<&'h [u8]> {
        self.plan.bytes(self.lines(headers)).ok()
    }

    fn lines<'h>(&self, headers: &'h HeaderMap) -> impl Iterator<Item = &'h [u8]> {
        headers.get_all(&self.header).iter().map(HeaderValue::as_bytes)
    }
}
