//! Default values.

use std::sync::{Arc, LazyLock};

use crate::model::{Extra, Origin, OriginId, Origins, Step, Via};
use gwc_syntax::source::Span;

/// The origin of a default value, at the place of what it applies to.
pub(super) fn built_in(origins: &mut Origins, at: Span) -> OriginId {
    origins.add(Origin { written: at, used_at: vec![Step { via: Via::BuiltIn, span: at }] })
}

/// Nothing that is passed through.
pub(super) static EMPTY: LazyLock<Arc<Extra>> = LazyLock::new(Arc::default);
