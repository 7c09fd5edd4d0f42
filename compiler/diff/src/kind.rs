//! The kinds of changes, each with its code and what it means on both axes.

use crate::side::Aspect;

/// What a change means for clients that work today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clients {
    /// Every request that was answered is answered as before, or better.
    Safe,
    /// Some clients may fail: it depends on what they send.
    MayBreak,
    /// Requests that were answered are refused, or answered by something else.
    Breaks,
}

/// What a change means for requests that must be rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exposure {
    /// Less gets through.
    Narrows,
    /// As before.
    Same,
    /// More gets through.
    Widens,
}

impl Clients {
    /// The word of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Clients::Safe => "safe",
            Clients::MayBreak => "may break",
            Clients::Breaks => "breaks",
        }
    }
}

impl Exposure {
    /// The word of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Exposure::Narrows => "narrows",
            Exposure::Same => "same",
            Exposure::Widens => "widens",
        }
    }
}

macro_rules! kinds {
    ($(#[doc = $doc:literal] $kind:ident = $code:literal $name:literal, $aspect:ident, $clients:ident, $exposure:ident;)*) => {
        /// What changed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = $doc] $kind,)* }

        impl Kind {
            /// All kinds, by code.
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            /// What it is, as a sentence.
            pub fn summary(self) -> &'static str {
                match self {
                    $(Kind::$kind => $doc.trim_ascii(),)*
                }
            }

            fn row(self) -> (&'static str, &'static str, Aspect, Clients, Exposure) {
                match self {
                    $(Kind::$kind => ($code, $name, Aspect::$aspect, Clients::$clients, Exposure::$exposure),)*
                }
            }
        }
    };
}

impl Kind {
    /// Its code, such as `GW805`.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// Its name, such as `credential-removed`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What of an endpoint or gateway it is about.
    pub fn aspect(self) -> Aspect {
        self.row().2
    }

    /// What it means for clients.
    pub fn clients(self) -> Clients {
        self.row().3
    }

    /// What it means for exposure.
    pub fn exposure(self) -> Exposure {
        self.row().4
    }

    /// The kind with this code.
    pub fn find(code: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

kinds! {
    /// A public endpoint was added.
    PublicEndpointAdded = "GW801" "public-endpoint-added", Route, Safe, Widens;
    /// An endpoint that requires a credential was added.
    EndpointAdded = "GW802" "endpoint-added", Route, Safe, Same;
    /// An endpoint was removed.
    EndpointRemoved = "GW803" "endpoint-removed", Route, Breaks, Narrows;
    /// The endpoint no longer requires a credential.
    CredentialRemoved = "GW804" "credential-removed", Credential, Safe, Widens;
    /// The endpoint was public and now requires a credential.
    CredentialRequired = "GW805" "credential-required", Credential, Breaks, Narrows;
    /// The endpoint accepts one more credential.
    CredentialAccepted = "GW806" "credential-accepted", Credential, Safe, Widens;
    /// The endpoint no longer accepts a credential.
    CredentialRefused = "GW807" "credential-refused", Credential, Breaks, Narrows;
    /// Tokens must come from another issuer.
    IssuerChanged = "GW808" "issuer-changed", Check, Breaks, Widens;
    /// The issuer of a token is no longer checked.
    IssuerUnchecked = "GW809" "issuer-unchecked", Check, Safe, Widens;
    /// The issuer of a token is now checked.
    IssuerChecked = "GW810" "issuer-checked", Check, MayBreak, Narrows;
    /// The keys that verify tokens come from another URL.
    KeySetChanged = "GW811" "key-set-changed", Check, MayBreak, Widens;
    /// Tokens may be signed with one more algorithm.
    AlgorithmAccepted = "GW812" "algorithm-accepted", Check, Safe, Widens;
    /// Tokens may no longer be signed with an algorithm.
    AlgorithmRefused = "GW813" "algorithm-refused", Check, MayBreak, Narrows;
    /// Tokens for more audiences are accepted.
    AudienceWidened = "GW814" "audience-widened", Check, Safe, Widens;
    /// Tokens for some audiences are no longer accepted.
    AudienceNarrowed = "GW815" "audience-narrowed", Check, MayBreak, Narrows;
    /// A credential is read from one more header or cookie.
    SourceAdded = "GW816" "credential-source-added", Check, Safe, Widens;
    /// A credential is no longer read from a header or cookie.
    SourceRemoved = "GW817" "credential-source-removed", Check, Breaks, Narrows;
    /// The headers and cookies that hold a credential are read in another order.
    SourceOrderChanged = "GW818" "credential-source-order-changed", Check, MayBreak, Same;
    /// Tokens are accepted for a longer time after they expire.
    LeewayRaised = "GW819" "leeway-raised", Check, Safe, Widens;
    /// Tokens are accepted for a shorter time after they expire.
    LeewayLowered = "GW820" "leeway-lowered", Check, MayBreak, Narrows;
    /// A required role, scope or claim was removed.
    RequirementRemoved = "GW821" "requirement-removed", Require, Safe, Widens;
    /// A required role, scope or claim was added.
    RequirementAdded = "GW822" "requirement-added", Require, MayBreak, Narrows;
    /// API keys with one more prefix are accepted.
    KeyPrefixAccepted = "GW823" "key-prefix-accepted", Check, Safe, Widens;
    /// API keys with a prefix are no longer accepted.
    KeyPrefixRefused = "GW824" "key-prefix-refused", Check, Breaks, Narrows;
    /// The upstream gets one more identity header.
    IdentityAdded = "GW825" "identity-header-added", Headers, Safe, Same;
    /// The upstream no longer gets an identity header.
    IdentityRemoved = "GW826" "identity-header-removed", Headers, MayBreak, Same;
    /// An identity header has its value from another claim.
    IdentityChanged = "GW827" "identity-header-changed", Check, MayBreak, Widens;
    /// Identity headers that a client sends now reach the upstream.
    StripRemoved = "GW828" "identity-strip-removed", Headers, Safe, Widens;
    /// Identity headers that a client sends no longer reach the upstream.
    StripAdded = "GW829" "identity-strip-added", Headers, MayBreak, Narrows;
    /// More request headers are forwarded.
    HeadersWidened = "GW830" "header-forward-widened", Headers, Safe, Widens;
    /// Fewer request headers are forwarded.
    HeadersNarrowed = "GW831" "header-forward-narrowed", Headers, Breaks, Narrows;
    /// The client's credential is forwarded.
    CredentialForwarded = "GW832" "credential-forwarded", Credentials, Safe, Widens;
    /// The client's credential is no longer forwarded.
    CredentialKept = "GW833" "credential-not-forwarded", Credentials, Breaks, Narrows;
    /// More query parameters are forwarded.
    QueryWidened = "GW834" "query-forward-widened", Query, Safe, Same;
    /// Fewer query parameters are forwarded.
    QueryNarrowed = "GW835" "query-forward-narrowed", Query, Breaks, Narrows;
    /// A rate limit was removed.
    LimitRemoved = "GW836" "limit-removed", Limits, Safe, Widens;
    /// A rate limit was added.
    LimitAdded = "GW837" "limit-added", Limits, MayBreak, Narrows;
    /// A rate limit accepts more requests.
    LimitRaised = "GW838" "limit-raised", Limits, Safe, Widens;
    /// A rate limit accepts fewer requests.
    LimitLowered = "GW839" "limit-lowered", Limits, MayBreak, Narrows;
    /// A rate limit counts by another key, such as a header instead of the address.
    LimitKeyChanged = "GW840" "limit-key-changed", Limits, MayBreak, Widens;
    /// Requests go to other hosts.
    UpstreamChanged = "GW841" "upstream-changed", Upstream, MayBreak, Same;
    /// Requests go to a host outside the cluster.
    UpstreamOutside = "GW842" "upstream-outside-cluster", Upstream, MayBreak, Widens;
    /// Requests reach the upstream in clear text.
    UpstreamCleartext = "GW843" "upstream-cleartext", Upstream, MayBreak, Widens;
    /// The upstream gets another path.
    UpstreamPathChanged = "GW844" "upstream-path-changed", Answer, MayBreak, Same;
    /// The upstream gets another method.
    UpstreamMethodChanged = "GW845" "upstream-method-changed", Answer, MayBreak, Same;
    /// `accepts_keys` of an upstream changed: whether it verifies API keys itself.
    KeyCheckChanged = "GW846" "upstream-key-check-changed", Upstream, MayBreak, Widens;
    /// A timeout was raised.
    TimeoutRaised = "GW847" "timeout-raised", Timeouts, Safe, Same;
    /// A timeout was removed, or raised to more than an hour.
    TimeoutEndless = "GW848" "timeout-endless", Timeouts, Safe, Widens;
    /// A timeout was lowered.
    TimeoutLowered = "GW849" "timeout-lowered", Timeouts, MayBreak, Same;
    /// `stream` changed: responses are streamed in another way, or not at all.
    StreamChanged = "GW850" "stream-changed", Stream, Breaks, Same;
    /// The gateway answers requests that an upstream answered before.
    AnswersItself = "GW851" "answered-by-gateway", Answer, Breaks, Narrows;
    /// An upstream answers requests that the gateway answered before.
    AnsweredByUpstream = "GW852" "answered-by-upstream", Answer, MayBreak, Widens;
    /// Requests from more client addresses are accepted.
    AddressesWidened = "GW853" "addresses-widened", Addresses, Safe, Widens;
    /// Requests from fewer client addresses are accepted.
    AddressesNarrowed = "GW854" "addresses-narrowed", Addresses, MayBreak, Narrows;
    /// Larger request bodies are accepted.
    BodyLimitRaised = "GW855" "body-limit-raised", Policies, Safe, Widens;
    /// Fewer request bodies fit the size limit.
    BodyLimitLowered = "GW856" "body-limit-lowered", Policies, MayBreak, Narrows;
    /// Error bodies have another format.
    DialectChanged = "GW857" "error-dialect-changed", Policies, MayBreak, Same;
    /// Requests for more host names are accepted.
    HostsWidened = "GW858" "hosts-widened", Hosts, Safe, Widens;
    /// Requests for fewer host names are accepted.
    HostsNarrowed = "GW859" "hosts-narrowed", Hosts, Breaks, Narrows;
    /// More proxies are trusted to report the client address.
    ProxiesWidened = "GW860" "trusted-proxies-widened", Proxies, Safe, Widens;
    /// Fewer proxies are trusted to report the client address.
    ProxiesNarrowed = "GW861" "trusted-proxies-narrowed", Proxies, MayBreak, Narrows;
    /// The gateway listens on another address or port.
    ListenerChanged = "GW862" "listener-changed", Listeners, Breaks, Same;
    /// Requests that match no endpoint get another response.
    OwnAnswerChanged = "GW863" "own-answer-changed", Route, Safe, Same;
    /// Paths are matched by the rules of another program.
    RoutingChanged = "GW864" "routing-changed", Routing, MayBreak, Same;
    /// A component that rejects requests or hides data was removed.
    ProtectionRemoved = "GW865" "protection-removed", Parts, Safe, Widens;
    /// A component that rejects requests or hides data was added.
    ProtectionAdded = "GW866" "protection-added", Parts, MayBreak, Narrows;
    /// A component that rejects requests or hides data is configured differently.
    ProtectionChanged = "GW867" "protection-changed", Parts, MayBreak, Widens;
    /// A component that accepts requests was added or changed.
    OpeningAdded = "GW868" "opening-added", Parts, Safe, Widens;
    /// A component that accepted requests was removed.
    OpeningRemoved = "GW869" "opening-removed", Parts, MayBreak, Narrows;
    /// A component that protects an upstream from overload was removed.
    ShieldRemoved = "GW870" "shield-removed", Parts, MayBreak, Widens;
    /// A component that protects an upstream from overload was added or changed.
    ShieldChanged = "GW871" "shield-changed", Parts, MayBreak, Same;
    /// The endpoint calls one more backend.
    CallAdded = "GW872" "call-added", Parts, MayBreak, Widens;
    /// The endpoint calls one backend fewer.
    CallRemoved = "GW873" "call-removed", Parts, Breaks, Same;
    /// A call to a backend is configured differently.
    CallChanged = "GW874" "call-changed", Parts, MayBreak, Same;
    /// A component that changes requests or responses was added, removed or changed.
    ManipulationChanged = "GW875" "manipulation-changed", Parts, MayBreak, Same;
    /// `HEAD` is now answered wherever `GET` is.
    HeadAnswered = "GW876" "head-answered", Route, Safe, Same;
    /// `HEAD` is no longer answered where `GET` is.
    HeadRefused = "GW877" "head-refused", Route, MayBreak, Narrows;
    /// Metrics and the list of endpoints are served at one more address.
    AdminOpened = "GW878" "admin-listener-opened", Operations, Safe, Widens;
    /// Metrics and the list of endpoints are no longer served.
    AdminClosed = "GW879" "admin-listener-closed", Operations, Safe, Narrows;
    /// Limits and quotas use another store, or behave differently while the store is not available.
    StoreChanged = "GW880" "store-changed", Limits, MayBreak, Same;
    /// A quota was added.
    QuotaAdded = "GW881" "quota-added", Policies, MayBreak, Narrows;
    /// A quota was removed.
    QuotaRemoved = "GW882" "quota-removed", Policies, Safe, Widens;
    /// A quota accepts fewer requests.
    QuotaLowered = "GW883" "quota-lowered", Policies, MayBreak, Narrows;
    /// A quota accepts more requests.
    QuotaRaised = "GW884" "quota-raised", Policies, Safe, Widens;
    /// A quota counts by another key or period, or was replaced by another quota.
    QuotaChanged = "GW885" "quota-changed", Policies, MayBreak, Same;
    /// A balance check was added.
    BalanceAdded = "GW886" "balance-added", Policies, MayBreak, Narrows;
    /// A balance check was removed.
    BalanceRemoved = "GW887" "balance-removed", Policies, Safe, Widens;
    /// A balance check calls another URL, or is configured differently.
    BalanceChanged = "GW888" "balance-changed", Policies, MayBreak, Same;
    /// Fewer concurrent requests are accepted.
    InFlightLowered = "GW889" "in-flight-lowered", Policies, MayBreak, Narrows;
    /// CORS allows more origins, methods or headers.
    CorsWidened = "GW890" "cors-widened", Policies, Safe, Widens;
    /// CORS allows fewer origins, methods or headers.
    CorsNarrowed = "GW891" "cors-narrowed", Policies, MayBreak, Narrows;
    /// The gateway sets or removes other headers.
    HeadersEdited = "GW892" "headers-edited", Policies, MayBreak, Same;
    /// Fewer user agents are rejected.
    AgentsWidened = "GW893" "user-agents-widened", Policies, Safe, Widens;
    /// More user agents are rejected.
    AgentsNarrowed = "GW894" "user-agents-narrowed", Policies, MayBreak, Narrows;
    /// A response that the gateway sends without an upstream has another status, header, body or location.
    OwnResponseChanged = "GW895" "own-response-changed", Answer, Breaks, Same;
    /// More concurrent requests are accepted.
    InFlightRaised = "GW896" "in-flight-raised", Policies, Safe, Widens;
    /// The TLS connection to an upstream is verified differently.
    UpstreamTlsWeakened = "GW897" "upstream-tls-weakened", Upstream, MayBreak, Widens;
    /// Usage records are written to another place, or have other fields.
    UsageChanged = "GW898" "usage-changed", Operations, Safe, Same;
    /// Logs are written to another place, or have other lines or fields.
    LoggingChanged = "GW899" "logging-changed", Operations, Safe, Same;
    /// The interval of heartbeat comments in streams changed.
    HeartbeatChanged = "GW800" "heartbeat-changed", Policies, Safe, Same;
}
