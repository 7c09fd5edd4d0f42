//! Quotas.

use gwc_artifact::{OnError, Period, QuotaKey};
use gwc_syntax::source::Spanned;

/// A number of requests of each client in a calendar period.
#[derive(Debug, Clone)]
pub struct Quota {
    /// Its name, and where it is declared.
    pub name: Spanned<String>,
    /// What identifies a client, and where it is set.
    pub key: Spanned<QuotaKey>,
    /// How many requests.
    pub count: u64,
    /// In which period.
    pub period: Period,
    /// From which share of it on responses have a warning, in percent.
    pub soft: Option<u8>,
    /// What happens while requests cannot be counted.
    pub on_error: OnError,
}

impl Quota {
    /// From how many requests on responses have a warning: the share, rounded up.
    pub fn soft_count(&self) -> Option<u64> {
        let share = |percent: u8| (u128::from(self.count) * u128::from(percent)).div_ceil(100);
        self.soft.map(|percent| u64::try_from(share(percent)).unwrap_or(self.count).max(1))
    }
}
