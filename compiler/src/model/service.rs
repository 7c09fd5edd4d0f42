//! What endpoints were expanded from.

use gwc_syntax::source::Spanned;
use gwc_syntax::value::PathPattern;

/// A service of [`super::Gateway::services`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(pub u32);

/// Paths below one or more prefixes: what endpoints were expanded from.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name, and where it is declared.
    pub name: Spanned<String>,
    /// The prefixes: the first one is the main prefix, the others are its aliases.
    pub prefixes: Vec<Spanned<PathPattern>>,
}
