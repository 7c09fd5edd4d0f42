//! Balances: a request passes if the account of its caller has funds.

use std::sync::Arc;

use gwc_artifact::{EndpointPolicy, OnError};

use super::limits::Caller;
use crate::balance::{Balances, Funds, Service};
use crate::error::{Lack, ProxyError};

/// A balance that callers of an endpoint need.
#[derive(Debug)]
pub(crate) struct Balance {
    service: Arc<Service>,
    account: Vec<String>,
    on_error: OnError,
}

impl Balance {
    /// The balance of an endpoint.
    pub(crate) fn of(
        policies: &[EndpointPolicy],
        gateway: &gwc_artifact::Gateway,
        services: &Balances,
    ) -> Option<Balance> {
        let name = policies.iter().find_map(|policy| match policy {
            EndpointPolicy::Balance(name) => Some(name),
            _ => None,
        })?;
        // `Artifact::open` refuses a name that leads nowhere.
        let balance = gateway.balances.iter().find(|balance| balance.name == *name)?;
        let (account, on_error) = (balance.account.clone(), balance.on_error);
        Some(Balance { service: services.at(balance), account, on_error })
    }

    /// The claims that accounts are made of.
    pub(crate) fn claims(gateway: &gwc_artifact::Gateway) -> impl Iterator<Item = &str> {
        gateway.balances.iter().flat_map(|balance| &balance.account).map(String::as_str)
    }

    /// The account of a caller.
    ///
    /// # Errors
    /// If its token has not all the claims.
    pub(crate) fn account(&self, caller: &Caller<'_>) -> Result<String, ProxyError> {
        let parts: Vec<&str> = self.account.iter().map(|claim| caller.claim(claim)).collect();
        match parts.iter().any(|part| part.is_empty()) {
            true => Err(ProxyError::Forbidden(Lack::Claim)),
            false => Ok(parts.join("/")),
        }
    }

    /// Checks that an account has funds.
    ///
    /// # Errors
    /// If it has none, or the service is not available and requests are refused then.
    pub(crate) async fn check(&self, account: &str) -> Result<(), ProxyError> {
        match (self.service.funds(account).await, self.on_error) {
            (Funds::Some, _) | (Funds::Unknown, OnError::Open) => Ok(()),
            (Funds::None, _) => Err(ProxyError::NoFunds),
            (Funds::Unknown, OnError::Closed) => Err(ProxyError::BalanceAway),
        }
    }
}
