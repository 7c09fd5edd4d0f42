//! `security/cors` (krakend-cors 2.2): `max_age` is asserted to be a string.

use super::end::End;
use super::option::{Start, options, text};

pub(super) fn start(start: Start<'_>) -> Result<(), End> {
    let found = start.service.extra_config.component("security/cors");
    match found.and_then(|n| options(start.tree, n.value)) {
        Some(cors) => text(start.tree, &cors, "max_age").map(drop),
        None => Ok(()),
    }
}
