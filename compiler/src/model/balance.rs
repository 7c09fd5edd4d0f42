//! Balances and usage records.

use gwc_artifact::OnError;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::Duration;

use super::store::Secret;

/// A service that returns the balance of an account.
#[derive(Debug, Clone)]
pub struct Balance {
    /// Its name, and where it is declared.
    pub name: Spanned<String>,
    /// Where it is, without a query.
    pub url: Spanned<String>,
    /// The claims that are the account.
    pub account: Vec<String>,
    /// The currency.
    pub currency: String,
    /// The token of the gateway.
    pub token: Option<Secret>,
    /// How long a balance is used again.
    pub cache: Option<Duration>,
    /// What happens while the service is not available.
    pub on_error: OnError,
}

/// `usage`.
#[derive(Debug, Clone)]
pub struct Usage {
    /// Where it is declared.
    pub span: Span,
    /// Where records go.
    pub to: UsageSink,
    /// The claim with the organisation.
    pub org: Option<String>,
    /// The claim with the user.
    pub user: Option<String>,
    /// The response header with the number of tokens.
    pub tokens: Option<String>,
    /// The file for records that could not be sent.
    pub spool: Option<String>,
}

/// Where usage records go.
#[derive(Debug, Clone)]
pub enum UsageSink {
    /// Standard output.
    Stdout,
    /// Appended to a file.
    File(String),
    /// Sent to a service.
    Http {
        /// Its URL.
        url: String,
        /// The token of the gateway.
        token: Option<Secret>,
    },
}

impl UsageSink {
    /// The token of the gateway.
    pub fn token(&self) -> Option<&Secret> {
        match self {
            Self::Http { token, .. } => token.as_ref(),
            Self::Stdout | Self::File(_) => None,
        }
    }
}
