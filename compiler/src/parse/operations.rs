//! `admin`: what operators see of a gateway.

use super::fields::Fields;
use crate::model::{AdminListener, Operations};
use gwc_syntax::value::parse_listen;

/// Reads what a gateway sets of them.
pub(super) fn read(fields: &Fields<'_>) -> Operations {
    let admin = fields.parsed("admin", parse_listen);
    Operations { admin: admin.map(|admin| admin.map(|(address, port)| AdminListener { address, port })) }
}
