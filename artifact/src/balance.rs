//! Balances and usage records.

use std::time::Duration;

use crate::codec::Encoded;
use crate::priced::OnError;
use crate::store::Secret;

/// A service that returns the balance of an account: 402 where it is not positive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct Balance {
    /// The name endpoints refer to.
    pub name: String,
    /// The URL, without a query. `?user=ACCOUNT&currency=CURRENCY` is added.
    pub url: String,
    /// The claims of the verified token that are the account, joined with `/`; never empty.
    pub account: Vec<String>,
    /// The currency.
    pub currency: String,
    /// The token of the gateway, sent as `Authorization: Bearer`.
    pub token: Option<Secret>,
    /// How long a balance is used again.
    pub cache: Duration,
    /// What happens to requests while the service is not available.
    pub on_error: OnError,
}

/// Where records of priced requests go. A request is priced if it has a quota or a balance.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct Usage {
    /// Where records go.
    pub to: UsageSink,
    /// The claim with the organisation of a record.
    pub org: String,
    /// The claim with the user of a record.
    pub user: String,
    /// The response header with the number of tokens.
    pub tokens: Option<String>,
    /// The file for records that could not be sent before the end.
    pub spool: Option<String>,
}

/// Where usage records go.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum UsageSink {
    /// Standard output.
    Stdout = 1,
    /// Appended to the file of this path.
    File(String) = 2,
    /// Sent to a service.
    Http {
        /// Its URL.
        url: String,
        /// The token of the gateway, sent as `Authorization: Bearer`.
        token: Option<Secret>,
    } = 3,
}
