//! Which identity headers a JSON target sets. It forwards no other: the client's own value would arrive.

use gwc_artifact::Minted;
use gwc_syntax::value::Target;

use crate::model::{Auth, Mint, Scheme};

/// The headers that the engine of `hanzo` sets for every verified caller, by rules of its own.
const ENGINE: [&str; 10] = [
    "X-User-Id",
    "X-Org-Id",
    "X-User-Owner",
    "X-Project-Id",
    "X-Billing-Account-Id",
    "X-Roles",
    "X-User-Permissions",
    "X-User-Email",
    "X-Phone-Number",
    "X-User-IsAdmin",
];

/// The claim that `propagate_claims` sets a header from, and whether that is all that the header is made of: KrakenD joins
/// lists with commas, and has no value but that of one claim (krakend-jose v2.12, `Claims.Get`).
pub(crate) fn propagated(mint: &Mint) -> Option<(&str, bool)> {
    match &mint.value {
        Minted::First(claims) => claims.first().map(|claim| (claim.as_str(), claims.len() == 1)),
        Minted::Join { claim, separator } => Some((claim, separator == ",")),
        Minted::Select { claim, .. } => Some((claim, false)),
        Minted::Equals { .. } | Minted::Bits { .. } | Minted::Header(_) => None,
    }
}

/// Whether the target sets the header of an auth. A validator sets what is made of a token, and nothing else does.
pub(crate) fn is_set(auth: &Auth, mint: &Mint, target: Target) -> bool {
    let by_engine = || ENGINE.iter().any(|name| name.eq_ignore_ascii_case(&mint.header.value));
    let by_validator = matches!(auth.scheme, Scheme::Jwt(_)) && propagated(mint).is_some();
    by_validator || (target == Target::Hanzo && by_engine())
}
