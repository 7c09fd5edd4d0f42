//! What becomes of one attempt of a request: told to the breaker of the upstream and to the host it went to.

use gwc_artifact::Failure;
use hyper::StatusCode;

use crate::error::{Cut, ProxyError};
use crate::upstream::breaker::Permit;
use crate::upstream::state::Use;

/// One attempt. Dropping it without a result counts nothing: the client has left.
#[derive(Debug, Default)]
pub(crate) struct Delivery {
    pub(crate) permit: Option<Permit>,
    pub(crate) host: Option<Use>,
}

impl Delivery {
    /// The head of a response is there.
    pub(crate) fn answered(&mut self, status: StatusCode) {
        if let Some(permit) = &mut self.permit {
            permit.answered(status);
        }
        match (&self.host, status.is_server_error()) {
            (Some(host), true) => host.failed(),
            (Some(host), false) => host.succeeded(),
            (None, _) => {}
        }
        if status.is_server_error() {
            // Its result is in; its body says nothing more.
            self.permit = None;
        }
    }

    /// The body of the response came to its end.
    pub(crate) fn ended(&mut self) {
        if let Some(mut permit) = self.permit.take() {
            permit.ended();
        }
    }

    /// The body of the response did not come to its end.
    pub(crate) fn cut(&mut self, cut: Cut) {
        self.fail(match cut {
            Cut::Upstream => Failure::Reset,
            Cut::Timeout => Failure::Timeout,
        });
    }

    /// There is no response.
    pub(crate) fn failed(&mut self, error: ProxyError) {
        match error {
            ProxyError::Unreachable(_)
            | ProxyError::Tls(_)
            | ProxyError::Reset
            | ProxyError::BrokenAnswer => {
                self.fail(Failure::Reset);
            }
            ProxyError::ConnectTimeout | ProxyError::FirstByteTimeout | ProxyError::TotalTimeout => {
                self.fail(Failure::Timeout);
            }
            // The client's fault, or the gateway's own.
            _ => {}
        }
    }

    fn fail(&mut self, failure: Failure) {
        if let Some(mut permit) = self.permit.take() {
            permit.fail(failure);
        }
        if let Some(host) = &self.host {
            host.failed();
        }
    }
}
