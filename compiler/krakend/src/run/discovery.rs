//! `sd: dns` (lura v2.14, sd/dnssrv): reads the first host without a check that the list has one.

use super::end::End;
use crate::config::Backend;

pub(super) fn start(backend: &Backend) -> Result<(), End> {
    match backend.sd.node {
        Some(node) if *backend.sd == "dns" && backend.host.is_empty() => {
            Err(End::panics("panic: runtime error: index out of range [0] with length 0", node))
        }
        _ => Ok(()),
    }
}
