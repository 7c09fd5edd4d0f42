//! `auth/client-credentials` on a backend (krakend-oauth2-clientcredentials 2.2): every type is asserted.

use super::end::End;
use super::option::{Start, conversion, flag, option, options, text};
use crate::config::Backend;
use crate::value::Value;

pub(super) fn start(start: Start<'_>, backend: &Backend) -> Result<(), End> {
    let tree = start.tree;
    let found = backend.extra_config.component("auth/client-credentials");
    let Some(client) = found.and_then(|n| options(tree, n.value)) else { return Ok(()) };
    flag(tree, &client, "is_disabled")?;
    for name in ["client_id", "client_secret", "token_url", "scopes"] {
        text(tree, &client, name)?;
    }
    let Some(params) = option(&client, "endpoint_params") else { return Ok(()) };
    let Value::Map(map) = tree.value(params.value) else {
        return Err(End::panics(
            conversion(tree.value(params.value), "map[string]interface {}"),
            params.value,
        ));
    };
    for param in tree.entries(map) {
        let Value::List(values) = tree.value(param.value) else {
            return Err(End::panics(conversion(tree.value(param.value), "[]interface {}"), param.value));
        };
        if let Some(wrong) = values.iter().find(|v| tree.value(**v).as_str().is_none()) {
            return Err(End::panics(conversion(tree.value(*wrong), "string"), *wrong));
        }
    }
    Ok(())
}
