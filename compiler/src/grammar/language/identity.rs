//! `identity`.

use crate::grammar::format::STRIPPED_HEADER;
use crate::grammar::keys::required;
use crate::grammar::shape::Shape;
use crate::grammar::shape::Type::{List, Text};

/// `identity`.
pub(in crate::grammar) static IDENTITY: Shape = Shape {
    name: "identity",
    doc: "Headers that no client may set.",
    keys: &[required(
        "strip",
        "Headers that are removed from every request, in addition to the built-in ones such as `X-User-Id` and to those that an auth sets. A `*` at the end matches any rest of the name. Case is ignored, and `_` equals `-`.",
        List(&Text(&STRIPPED_HEADER)),
    )],
};
