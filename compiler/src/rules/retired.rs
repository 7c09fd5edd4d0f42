//! Retired codes and names. Each still selects the rule that replaced it.

use super::targets::capabilities as targets;
use super::{auth, limits, upstreams};
use crate::catalog::Retired;

/// All of them, by code.
pub(super) static RETIRED: &[Retired] = &[
    Retired { words: &["cleartext-keys", "GW256"], now: &auth::unprotected_keys::UNPROTECTED_KEYS },
    Retired { words: &["GW219", "cors-any-origin"], now: &auth::loose_cors::LOOSE_CORS },
    Retired { words: &["GW252", "claims-not-forwarded"], now: &auth::minted_header_lost::MINTED_HEADER_LOST },
    Retired {
        words: &["GW253", "claim-without-validator"],
        now: &auth::claim_without_token::CLAIM_WITHOUT_TOKEN,
    },
    Retired { words: &["GW267", "bad-bot-pattern"], now: &auth::dead_bot_detector::DEAD_BOT_DETECTOR },
    Retired { words: &["GW269", "open-for-debugging"], now: &auth::debug_left_on::DEBUG_LEFT_ON },
    Retired {
        words: &["GW356", "limit-by-client-choice"],
        now: &limits::caller_picks_bucket::CALLER_PICKS_BUCKET,
    },
    Retired { words: &["GW464", "content-type-lost"], now: &upstreams::body_without_type::BODY_WITHOUT_TYPE },
    Retired {
        words: &["GW742", "https-not-enforced-by-gwr"],
        now: &targets::upstream_tls_differs::UPSTREAM_TLS_DIFFERS,
    },
];
