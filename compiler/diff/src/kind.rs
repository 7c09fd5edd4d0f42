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
    /// The endpoint accepts one more kind of credential.
    CredentialAccepted = "GW806" "credential-accepted", Credential, Safe, Widens;
    /// The endpoint no longer accepts one kind of credential.
    CredentialRefused = "GW807" "credential-refused", Credential, Breaks, Narrows;
    /// Tokens must come from another issuer (`iss` claim).
    IssuerChanged = "GW808" "issuer-changed", Check, Breaks, Widens;
    /// The issuer of a token is no longer checked.
    IssuerUnchecked = "GW809" "issuer-unchecked", Check, Safe, Widens;
    /// The issuer of a token is now checked.
    IssuerChecked = "GW810" "issuer-checked", Check, MayBreak, Narrows;
    /// The gateway gets the keys that verify tokens from another URL or secret.
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
    /// The gateway reads or checks credentials in another order.
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
    /// API keys with one of the prefixes are no longer accepted.
    KeyPrefixRefused = "GW824" "key-prefix-refused", Check, Breaks, Narrows;
    /// The upstream gets one more identity header: the gateway sets it from the verified token.
    IdentityAdded = "GW825" "identity-header-added", Headers, Safe, Same;
    /// The upstream no longer gets an identity header that the gateway set from the verified token.
    IdentityRemoved = "GW826" "identity-header-removed", Headers, MayBreak, Same;
    /// The gateway sets an identity header from another claim of the token.
    IdentityChanged = "GW827" "identity-header-changed", Check, MayBreak, Widens;
    /// More identity headers that a client sends now reach the upstream.
    StripRemoved = "GW828" "identity-strip-removed", Headers, Safe, Widens;
    /// Fewer identity headers that a client sends reach the upstream.
    StripAdded = "GW829" "identity-strip-added", Headers, MayBreak, Narrows;
    /// More request headers are forwarded to the upstream.
    HeadersWidened = "GW830" "header-forward-widened", Headers, Safe, Widens;
    /// Fewer request headers are forwarded to the upstream.
    HeadersNarrowed = "GW831" "header-forward-narrowed", Headers, Breaks, Narrows;
    /// The client's credential is now forwarded to the upstream.
    CredentialForwarded = "GW832" "credential-forwarded", Credentials, Safe, Widens;
    /// The client's credential is no longer forwarded to the upstream.
    CredentialKept = "GW833" "credential-not-forwarded", Credentials, Breaks, Narrows;
    /// More query parameters are forwarded to the upstream.
    QueryWidened = "GW834" "query-forward-widened", Query, Safe, Same;
    /// Fewer query parameters are forwarded to the upstream.
    QueryNarrowed = "GW835" "query-forward-narrowed", Query, Breaks, Narrows;
    /// A rate limit was removed.
    LimitRemoved = "GW836" "limit-removed", Limits, Safe, Widens;
    /// A rate limit was added.
    LimitAdded = "GW837" "limit-added", Limits, MayBreak, Narrows;
    /// A rate limit accepts more requests.
    LimitRaised = "GW838" "limit-raised", Limits, Safe, Widens;
    /// A rate limit accepts fewer requests.
    LimitLowered = "GW839" "limit-lowered", Limits, MayBreak, Narrows;
    /// A rate limit counts requests per another key, such as a header instead of the client address.
    LimitKeyChanged = "GW840" "limit-key-changed", Limits, MayBreak, Widens;
    /// Requests are sent to other hosts, or to the same hosts in another way.
    UpstreamChanged = "GW841" "upstream-changed", Upstream, MayBreak, Same;
    /// Requests are sent to a host outside the cluster.
    UpstreamOutside = "GW842" "upstream-outside-cluster", Upstream, MayBreak, Widens;
    /// Requests are sent to the upstream over plain HTTP instead of HTTPS.
    UpstreamCleartext = "GW843" "upstream-cleartext", Upstream, MayBreak, Widens;
    /// Requests are sent to another path of the upstream.
    UpstreamPathChanged = "GW844" "upstream-path-changed", Answer, MayBreak, Same;
    /// Requests are sent to the upstream with another method.
    UpstreamMethodChanged = "GW845" "upstream-method-changed", Answer, MayBreak, Same;
    /// API keys are verified by something else: the upstream, a file of keys or the store.
    KeyVerifierChanged = "GW846" "key-verifier-changed", Upstream, MayBreak, Widens;
    /// A timeout was raised.
    TimeoutRaised = "GW847" "timeout-raised", Timeouts, Safe, Same;
    /// A timeout was removed, or raised to more than an hour.
    TimeoutEndless = "GW848" "timeout-endless", Timeouts, Safe, Widens;
    /// A timeout was lowered.
    TimeoutLowered = "GW849" "timeout-lowered", Timeouts, MayBreak, Same;
    /// `stream` of the endpoint changed: responses are streamed in another way, or no longer streamed.
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
    /// The size limit for request bodies was lowered or added.
    BodyLimitLowered = "GW856" "body-limit-lowered", Policies, MayBreak, Narrows;
    /// Errors that the gateway sends have another status, body format or text.
    DialectChanged = "GW857" "error-dialect-changed", Policies, MayBreak, Same;
    /// The gateway answers requests for more host names.
    HostsWidened = "GW858" "hosts-widened", Hosts, Safe, Widens;
    /// The gateway answers requests for fewer host names.
    HostsNarrowed = "GW859" "hosts-narrowed", Hosts, Breaks, Narrows;
    /// More proxies are trusted to report the client address.
    ProxiesWidened = "GW860" "trusted-proxies-widened", Proxies, Safe, Widens;
    /// Fewer proxies are trusted to report the client address.
    ProxiesNarrowed = "GW861" "trusted-proxies-narrowed", Proxies, MayBreak, Narrows;
    /// The gateway listens on another address or port.
    ListenerChanged = "GW862" "listener-changed", Listeners, Breaks, Same;
    /// Requests that match no endpoint get another response of the gateway.
    OwnAnswerChanged = "GW863" "own-answer-changed", Route, Safe, Same;
    /// The gateway matches paths, or checks tokens and limits, by other rules, such as those of another program.
    RoutingChanged = "GW864" "routing-changed", Routing, MayBreak, Same;
    /// A check was removed that rejects requests, or removes data from responses.
    ProtectionRemoved = "GW865" "protection-removed", Parts, Safe, Widens;
    /// A check was added that rejects requests, or removes data from responses.
    ProtectionAdded = "GW866" "protection-added", Parts, MayBreak, Narrows;
    /// A check that rejects requests, or removes data from responses, was changed.
    ProtectionChanged = "GW867" "protection-changed", Parts, MayBreak, Widens;
    /// A setting that opens the gateway was added or changed, such as `debug_endpoint` or CORS for all origins.
    OpeningAdded = "GW868" "opening-added", Parts, Safe, Widens;
    /// A setting that opens the gateway was removed, such as `debug_endpoint` or CORS for all origins.
    OpeningRemoved = "GW869" "opening-removed", Parts, MayBreak, Narrows;
    /// A setting that protects an upstream from overload was removed, such as a circuit breaker.
    ShieldRemoved = "GW870" "shield-removed", Parts, MayBreak, Widens;
    /// A setting that protects an upstream from overload was added or changed, such as a circuit breaker.
    ShieldChanged = "GW871" "shield-changed", Parts, MayBreak, Same;
    /// The endpoint calls one more backend.
    CallAdded = "GW872" "call-added", Parts, MayBreak, Widens;
    /// The endpoint calls one backend fewer.
    CallRemoved = "GW873" "call-removed", Parts, Breaks, Same;
    /// A call to a backend goes to another host or path, or has another method.
    CallChanged = "GW874" "call-changed", Parts, MayBreak, Same;
    /// A setting that changes requests or responses was added, removed or changed, such as `output_encoding`.
    ManipulationChanged = "GW875" "manipulation-changed", Parts, MayBreak, Same;
    /// `HEAD` requests are now answered at every `GET` endpoint.
    HeadAnswered = "GW876" "head-answered", Route, Safe, Same;
    /// `HEAD` requests are no longer answered at `GET` endpoints.
    HeadRefused = "GW877" "head-refused", Route, MayBreak, Narrows;
    /// Metrics and the list of endpoints are served at a new address.
    AdminOpened = "GW878" "admin-listener-opened", Operations, Safe, Widens;
    /// Metrics and the list of endpoints are no longer served.
    AdminClosed = "GW879" "admin-listener-closed", Operations, Safe, Narrows;
    /// Limits and quotas use another store, or behave differently while the store is not available.
    StoreChanged = "GW880" "store-changed", Store, MayBreak, Same;
    /// A quota was added.
    QuotaAdded = "GW881" "quota-added", Policies, MayBreak, Narrows;
    /// A quota was removed.
    QuotaRemoved = "GW882" "quota-removed", Policies, Safe, Widens;
    /// A quota accepts fewer requests.
    QuotaLowered = "GW883" "quota-lowered", Policies, MayBreak, Narrows;
    /// A quota accepts more requests.
    QuotaRaised = "GW884" "quota-raised", Policies, Safe, Widens;
    /// A quota counts requests per another key or period, or another quota replaced it.
    QuotaChanged = "GW885" "quota-changed", Policies, MayBreak, Same;
    /// A balance check was added: callers need money in their account.
    BalanceAdded = "GW886" "balance-added", Policies, MayBreak, Narrows;
    /// A balance check was removed: callers no longer need money in their account.
    BalanceRemoved = "GW887" "balance-removed", Policies, Safe, Widens;
    /// A balance check calls another URL, or is configured differently.
    BalanceChanged = "GW888" "balance-changed", Policies, MayBreak, Same;
    /// Fewer requests may be open at the same time.
    InFlightLowered = "GW889" "in-flight-lowered", Policies, MayBreak, Narrows;
    /// CORS allows more origins, methods or headers.
    CorsWidened = "GW890" "cors-widened", Policies, Safe, Widens;
    /// CORS allows fewer origins, methods or headers.
    CorsNarrowed = "GW891" "cors-narrowed", Policies, MayBreak, Narrows;
    /// The gateway sets or removes other headers in requests or responses.
    HeadersEdited = "GW892" "headers-edited", Policies, MayBreak, Same;
    /// Fewer user agents are rejected.
    AgentsWidened = "GW893" "user-agents-widened", Policies, Safe, Widens;
    /// More user agents are rejected.
    AgentsNarrowed = "GW894" "user-agents-narrowed", Policies, MayBreak, Narrows;
    /// A response that the gateway sends without an upstream has another status, header, body or location.
    OwnResponseChanged = "GW895" "own-response-changed", Answer, Breaks, Same;
    /// More requests may be open at the same time.
    InFlightRaised = "GW896" "in-flight-raised", Policies, Safe, Widens;
    /// The gateway accepts other certificates from an upstream, or sends it another client certificate or none.
    UpstreamTlsWeakened = "GW897" "upstream-tls-weakened", Upstream, MayBreak, Widens;
    /// Usage records, one per request, are written to another place or have other fields.
    UsageChanged = "GW898" "usage-changed", Usage, Safe, Same;
    /// Logs are written to another place, or have other lines or fields.
    LoggingChanged = "GW899" "logging-changed", Operations, Safe, Same;
    /// Heartbeats, the comment lines that keep a silent stream open, are sent at another interval.
    HeartbeatChanged = "GW800" "heartbeat-changed", Policies, MayBreak, Same;
}
