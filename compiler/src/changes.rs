//! The pages of the kinds of changes that `gwc diff` reports: what each means, and an edit that shows it.

mod answer;
mod browser;
mod credential;
mod exposure;
mod forward;
mod limit;
mod metering;
mod page;
mod parts;
mod render;
mod route;
mod token;

use gwc_diff::Kind;

pub use page::{Example, Page};
pub use render::{explain, json, markdown, pages};

/// The page of a kind. A kind without a page does not compile.
pub fn page(kind: Kind) -> Page {
    match kind {
        Kind::PublicEndpointAdded => route::PUBLIC_ENDPOINT_ADDED,
        Kind::EndpointAdded => route::ENDPOINT_ADDED,
        Kind::EndpointRemoved => route::ENDPOINT_REMOVED,
        Kind::CredentialRemoved => credential::REMOVED,
        Kind::CredentialRequired => credential::REQUIRED,
        Kind::CredentialAccepted => credential::ACCEPTED,
        Kind::CredentialRefused => credential::REFUSED,
        Kind::IssuerChanged => token::ISSUER_CHANGED,
        Kind::IssuerUnchecked => token::ISSUER_UNCHECKED,
        Kind::IssuerChecked => token::ISSUER_CHECKED,
        Kind::KeySetChanged => token::KEY_SET_CHANGED,
        Kind::AlgorithmAccepted => token::ALGORITHM_ACCEPTED,
        Kind::AlgorithmRefused => token::ALGORITHM_REFUSED,
        Kind::AudienceWidened => token::AUDIENCE_WIDENED,
        Kind::AudienceNarrowed => token::AUDIENCE_NARROWED,
        Kind::SourceAdded => token::SOURCE_ADDED,
        Kind::SourceRemoved => token::SOURCE_REMOVED,
        Kind::SourceOrderChanged => token::SOURCE_ORDER_CHANGED,
        Kind::LeewayRaised => token::LEEWAY_RAISED,
        Kind::LeewayLowered => token::LEEWAY_LOWERED,
        Kind::RequirementRemoved => credential::REQUIREMENT_REMOVED,
        Kind::RequirementAdded => credential::REQUIREMENT_ADDED,
        Kind::KeyPrefixAccepted => credential::KEY_PREFIX_ACCEPTED,
        Kind::KeyPrefixRefused => credential::KEY_PREFIX_REFUSED,
        Kind::IdentityAdded => forward::IDENTITY_ADDED,
        Kind::IdentityRemoved => forward::IDENTITY_REMOVED,
        Kind::IdentityChanged => forward::IDENTITY_CHANGED,
        Kind::StripRemoved => forward::STRIP_REMOVED,
        Kind::StripAdded => forward::STRIP_ADDED,
        Kind::HeadersWidened => forward::HEADERS_WIDENED,
        Kind::HeadersNarrowed => forward::HEADERS_NARROWED,
        Kind::CredentialForwarded => forward::CREDENTIAL_FORWARDED,
        Kind::CredentialKept => forward::CREDENTIAL_KEPT,
        Kind::QueryWidened => forward::QUERY_WIDENED,
        Kind::QueryNarrowed => forward::QUERY_NARROWED,
        Kind::LimitRemoved => limit::REMOVED,
        Kind::LimitAdded => limit::ADDED,
        Kind::LimitRaised => limit::RAISED,
        Kind::LimitLowered => limit::LOWERED,
        Kind::LimitKeyChanged => limit::KEY_CHANGED,
        Kind::UpstreamChanged => answer::UPSTREAM_CHANGED,
        Kind::UpstreamOutside => answer::UPSTREAM_OUTSIDE,
        Kind::UpstreamCleartext => answer::UPSTREAM_CLEARTEXT,
        Kind::UpstreamPathChanged => answer::PATH_CHANGED,
        Kind::UpstreamMethodChanged => answer::METHOD_CHANGED,
        Kind::KeyVerifierChanged => credential::KEY_VERIFIER_CHANGED,
        Kind::TimeoutRaised => limit::TIMEOUT_RAISED,
        Kind::TimeoutEndless => limit::TIMEOUT_ENDLESS,
        Kind::TimeoutLowered => limit::TIMEOUT_LOWERED,
        Kind::StreamChanged => answer::STREAM_CHANGED,
        Kind::AnswersItself => answer::ANSWERS_ITSELF,
        Kind::AnsweredByUpstream => answer::ANSWERED_BY_UPSTREAM,
        Kind::AddressesWidened => exposure::ADDRESSES_WIDENED,
        Kind::AddressesNarrowed => exposure::ADDRESSES_NARROWED,
        Kind::BodyLimitRaised => limit::BODY_RAISED,
        Kind::BodyLimitLowered => limit::BODY_LOWERED,
        Kind::DialectChanged => answer::DIALECT_CHANGED,
        Kind::HostsWidened => exposure::HOSTS_WIDENED,
        Kind::HostsNarrowed => exposure::HOSTS_NARROWED,
        Kind::ProxiesWidened => exposure::PROXIES_WIDENED,
        Kind::ProxiesNarrowed => exposure::PROXIES_NARROWED,
        Kind::ListenerChanged => exposure::LISTENER_CHANGED,
        Kind::OwnAnswerChanged => route::OWN_ANSWER_CHANGED,
        Kind::RoutingChanged => route::ROUTING_CHANGED,
        Kind::ProtectionRemoved => parts::PROTECTION_REMOVED,
        Kind::ProtectionAdded => parts::PROTECTION_ADDED,
        Kind::ProtectionChanged => parts::PROTECTION_CHANGED,
        Kind::OpeningAdded => parts::OPENING_ADDED,
        Kind::OpeningRemoved => parts::OPENING_REMOVED,
        Kind::ShieldRemoved => parts::SHIELD_REMOVED,
        Kind::ShieldChanged => parts::SHIELD_CHANGED,
        Kind::CallAdded => parts::CALL_ADDED,
        Kind::CallRemoved => parts::CALL_REMOVED,
        Kind::CallChanged => parts::CALL_CHANGED,
        Kind::ManipulationChanged => parts::MANIPULATION_CHANGED,
        Kind::HeadAnswered => route::HEAD_ANSWERED,
        Kind::HeadRefused => route::HEAD_REFUSED,
        Kind::AdminOpened => exposure::ADMIN_OPENED,
        Kind::AdminClosed => exposure::ADMIN_CLOSED,
        Kind::StoreChanged => metering::STORE_CHANGED,
        Kind::QuotaAdded => metering::QUOTA_ADDED,
        Kind::QuotaRemoved => metering::QUOTA_REMOVED,
        Kind::QuotaLowered => metering::QUOTA_LOWERED,
        Kind::QuotaRaised => metering::QUOTA_RAISED,
        Kind::QuotaChanged => metering::QUOTA_CHANGED,
        Kind::BalanceAdded => metering::BALANCE_ADDED,
        Kind::BalanceRemoved => metering::BALANCE_REMOVED,
        Kind::BalanceChanged => metering::BALANCE_CHANGED,
        Kind::InFlightLowered => metering::IN_FLIGHT_LOWERED,
        Kind::CorsWidened => browser::CORS_WIDENED,
        Kind::CorsNarrowed => browser::CORS_NARROWED,
        Kind::HeadersEdited => browser::HEADERS_EDITED,
        Kind::AgentsWidened => browser::AGENTS_WIDENED,
        Kind::AgentsNarrowed => browser::AGENTS_NARROWED,
        Kind::OwnResponseChanged => browser::OWN_RESPONSE_CHANGED,
        Kind::InFlightRaised => metering::IN_FLIGHT_RAISED,
        Kind::UpstreamTlsWeakened => answer::UPSTREAM_TLS_WEAKENED,
        Kind::UsageChanged => metering::USAGE_CHANGED,
        Kind::LoggingChanged => metering::LOGGING_CHANGED,
        Kind::HeartbeatChanged => answer::HEARTBEAT_CHANGED,
    }
}

/// The kind that a code or a name is for, in any case.
pub fn find(word: &str) -> Option<Kind> {
    let is_called =
        |kind: &Kind| kind.code().eq_ignore_ascii_case(word) || kind.name().eq_ignore_ascii_case(word);
    Kind::ALL.iter().copied().find(is_called)
}
