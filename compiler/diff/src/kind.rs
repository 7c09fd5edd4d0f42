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
    /// An endpoint that everybody may call is new.
    PublicEndpointAdded = "GW801" "public-endpoint-added", Route, Safe, Widens;
    /// An endpoint that requires a credential is new.
    EndpointAdded = "GW802" "endpoint-added", Route, Safe, Same;
    /// Requests have no endpoint any more.
    EndpointRemoved = "GW803" "endpoint-removed", Route, Breaks, Narrows;
    /// No credential is required any more.
    CredentialRemoved = "GW804" "credential-removed", Credential, Safe, Widens;
    /// A credential is required where none was.
    CredentialRequired = "GW805" "credential-required", Credential, Breaks, Narrows;
    /// One credential more is accepted.
    CredentialAccepted = "GW806" "credential-accepted", Credential, Safe, Widens;
    /// A credential is accepted no more.
    CredentialRefused = "GW807" "credential-refused", Credential, Breaks, Narrows;
    /// Tokens of another issuer are accepted.
    IssuerChanged = "GW808" "issuer-changed", Check, Breaks, Widens;
    /// The issuer of a token is not checked any more.
    IssuerUnchecked = "GW809" "issuer-unchecked", Check, Safe, Widens;
    /// The issuer of a token is checked.
    IssuerChecked = "GW810" "issuer-checked", Check, MayBreak, Narrows;
    /// The keys of tokens are at another address.
    KeySetChanged = "GW811" "key-set-changed", Check, MayBreak, Widens;
    /// Signatures of another algorithm are accepted.
    AlgorithmAccepted = "GW812" "algorithm-accepted", Check, Safe, Widens;
    /// Signatures of an algorithm are accepted no more.
    AlgorithmRefused = "GW813" "algorithm-refused", Check, MayBreak, Narrows;
    /// Tokens for other audiences are accepted.
    AudienceWidened = "GW814" "audience-widened", Check, Safe, Widens;
    /// Tokens for some audiences are accepted no more.
    AudienceNarrowed = "GW815" "audience-narrowed", Check, MayBreak, Narrows;
    /// A credential is read from one place more.
    SourceAdded = "GW816" "credential-source-added", Check, Safe, Widens;
    /// A credential is not read from a place any more.
    SourceRemoved = "GW817" "credential-source-removed", Check, Breaks, Narrows;
    /// The places that a credential is read from have another order.
    SourceOrderChanged = "GW818" "credential-source-order-changed", Check, MayBreak, Same;
    /// Tokens are accepted for longer after they end.
    LeewayRaised = "GW819" "leeway-raised", Check, Safe, Widens;
    /// Tokens are accepted for less time after they end.
    LeewayLowered = "GW820" "leeway-lowered", Check, MayBreak, Narrows;
    /// A condition on the claims of a token is gone.
    RequirementRemoved = "GW821" "requirement-removed", Require, Safe, Widens;
    /// The claims of a token must hold more.
    RequirementAdded = "GW822" "requirement-added", Require, MayBreak, Narrows;
    /// Keys with another prefix are recognised.
    KeyPrefixAccepted = "GW823" "key-prefix-accepted", Check, Safe, Widens;
    /// Keys with a prefix are recognised no more.
    KeyPrefixRefused = "GW824" "key-prefix-refused", Check, Breaks, Narrows;
    /// The upstream gets an identity header more.
    IdentityAdded = "GW825" "identity-header-added", Headers, Safe, Same;
    /// The upstream does not get an identity header any more.
    IdentityRemoved = "GW826" "identity-header-removed", Headers, MayBreak, Same;
    /// An identity header is made of something else.
    IdentityChanged = "GW827" "identity-header-changed", Check, MayBreak, Widens;
    /// The client's own identity headers reach the upstream.
    StripRemoved = "GW828" "identity-strip-removed", Headers, Safe, Widens;
    /// The client's own identity headers reach the upstream no more.
    StripAdded = "GW829" "identity-strip-added", Headers, MayBreak, Narrows;
    /// More request headers are forwarded.
    HeadersWidened = "GW830" "header-forward-widened", Headers, Safe, Widens;
    /// Fewer request headers are forwarded.
    HeadersNarrowed = "GW831" "header-forward-narrowed", Headers, Breaks, Narrows;
    /// The client's credential is forwarded.
    CredentialForwarded = "GW832" "credential-forwarded", Credentials, Safe, Widens;
    /// The client's credential is not forwarded any more.
    CredentialKept = "GW833" "credential-not-forwarded", Credentials, Breaks, Narrows;
    /// More of the query is forwarded.
    QueryWidened = "GW834" "query-forward-widened", Query, Safe, Same;
    /// Less of the query is forwarded.
    QueryNarrowed = "GW835" "query-forward-narrowed", Query, Breaks, Narrows;
    /// A limit is gone.
    LimitRemoved = "GW836" "limit-removed", Limits, Safe, Widens;
    /// A limit is new.
    LimitAdded = "GW837" "limit-added", Limits, MayBreak, Narrows;
    /// A limit admits more requests.
    LimitRaised = "GW838" "limit-raised", Limits, Safe, Widens;
    /// A limit admits fewer requests.
    LimitLowered = "GW839" "limit-lowered", Limits, MayBreak, Narrows;
    /// Other callers share a bucket.
    LimitKeyChanged = "GW840" "limit-key-changed", Limits, MayBreak, Widens;
    /// Requests go to other hosts.
    UpstreamChanged = "GW841" "upstream-changed", Upstream, MayBreak, Same;
    /// Requests leave the cluster.
    UpstreamOutside = "GW842" "upstream-outside-cluster", Upstream, MayBreak, Widens;
    /// Requests reach the upstream in clear text.
    UpstreamCleartext = "GW843" "upstream-cleartext", Upstream, MayBreak, Widens;
    /// The upstream gets another path.
    UpstreamPathChanged = "GW844" "upstream-path-changed", Answer, MayBreak, Same;
    /// The upstream gets another method.
    UpstreamMethodChanged = "GW845" "upstream-method-changed", Answer, MayBreak, Same;
    /// An upstream checks opaque keys itself, or does not any more.
    KeyCheckChanged = "GW846" "upstream-key-check-changed", Upstream, MayBreak, Widens;
    /// A part of a request may take longer.
    TimeoutRaised = "GW847" "timeout-raised", Timeouts, Safe, Same;
    /// A part of a request may take longer than an hour.
    TimeoutEndless = "GW848" "timeout-endless", Timeouts, Safe, Widens;
    /// A part of a request may take less time.
    TimeoutLowered = "GW849" "timeout-lowered", Timeouts, MayBreak, Same;
    /// The response is a stream of another kind.
    StreamChanged = "GW850" "stream-changed", Stream, Breaks, Same;
    /// The gateway answers itself.
    AnswersItself = "GW851" "answered-by-gateway", Answer, Breaks, Narrows;
    /// Requests reach an upstream that the gateway answered itself.
    AnsweredByUpstream = "GW852" "answered-by-upstream", Answer, MayBreak, Widens;
    /// More client addresses may call.
    AddressesWidened = "GW853" "addresses-widened", Addresses, Safe, Widens;
    /// Fewer client addresses may call.
    AddressesNarrowed = "GW854" "addresses-narrowed", Addresses, MayBreak, Narrows;
    /// Larger request bodies are accepted.
    BodyLimitRaised = "GW855" "body-limit-raised", Policies, Safe, Widens;
    /// Larger request bodies are refused.
    BodyLimitLowered = "GW856" "body-limit-lowered", Policies, MayBreak, Narrows;
    /// Error bodies have another format.
    DialectChanged = "GW857" "error-dialect-changed", Policies, MayBreak, Same;
    /// More hosts are answered.
    HostsWidened = "GW858" "hosts-widened", Hosts, Safe, Widens;
    /// Fewer hosts are answered.
    HostsNarrowed = "GW859" "hosts-narrowed", Hosts, Breaks, Narrows;
    /// The client address that more proxies report is believed.
    ProxiesWidened = "GW860" "trusted-proxies-widened", Proxies, Safe, Widens;
    /// The client address that fewer proxies report is believed.
    ProxiesNarrowed = "GW861" "trusted-proxies-narrowed", Proxies, MayBreak, Narrows;
    /// Connections are accepted elsewhere.
    ListenerChanged = "GW862" "listener-changed", Listeners, Breaks, Same;
    /// What the gateway answers by itself to a request without an endpoint differs.
    OwnAnswerChanged = "GW863" "own-answer-changed", Route, Safe, Same;
    /// Paths are matched by the rules of another program.
    RoutingChanged = "GW864" "routing-changed", Routing, MayBreak, Same;
    /// A component that refuses requests or conceals data is gone.
    ProtectionRemoved = "GW865" "protection-removed", Parts, Safe, Widens;
    /// A component that refuses requests or conceals data is new.
    ProtectionAdded = "GW866" "protection-added", Parts, MayBreak, Narrows;
    /// A component that refuses requests or conceals data is set otherwise.
    ProtectionChanged = "GW867" "protection-changed", Parts, MayBreak, Widens;
    /// Something that admits requests is new, or set otherwise.
    OpeningAdded = "GW868" "opening-added", Parts, Safe, Widens;
    /// Something that admitted requests is gone.
    OpeningRemoved = "GW869" "opening-removed", Parts, MayBreak, Narrows;
    /// Something that shields an upstream is gone.
    ShieldRemoved = "GW870" "shield-removed", Parts, MayBreak, Widens;
    /// Something that shields an upstream is new, or set otherwise.
    ShieldChanged = "GW871" "shield-changed", Parts, MayBreak, Same;
    /// One call to an upstream more is made.
    CallAdded = "GW872" "call-added", Parts, MayBreak, Widens;
    /// One call to an upstream less is made.
    CallRemoved = "GW873" "call-removed", Parts, Breaks, Same;
    /// A call to an upstream differs.
    CallChanged = "GW874" "call-changed", Parts, MayBreak, Same;
    /// Requests or responses are changed otherwise.
    ManipulationChanged = "GW875" "manipulation-changed", Parts, MayBreak, Same;
    /// `HEAD` is answered where `GET` is.
    HeadAnswered = "GW876" "head-answered", Route, Safe, Same;
    /// `HEAD` is not answered any more where `GET` is.
    HeadRefused = "GW877" "head-refused", Route, MayBreak, Narrows;
    /// Metrics and the list of endpoints are served at an address more.
    AdminOpened = "GW878" "admin-listener-opened", Operations, Safe, Widens;
    /// Metrics and the list of endpoints are not served any more.
    AdminClosed = "GW879" "admin-listener-closed", Operations, Safe, Narrows;
    /// Limits and quotas count somewhere else, or something else happens while they cannot be counted.
    StoreChanged = "GW880" "store-changed", Limits, MayBreak, Same;
    /// A quota is new.
    QuotaAdded = "GW881" "quota-added", Policies, MayBreak, Narrows;
    /// A quota is gone.
    QuotaRemoved = "GW882" "quota-removed", Policies, Safe, Widens;
    /// A quota has fewer requests.
    QuotaLowered = "GW883" "quota-lowered", Policies, MayBreak, Narrows;
    /// A quota has more requests.
    QuotaRaised = "GW884" "quota-raised", Policies, Safe, Widens;
    /// A quota counts otherwise, or is another one.
    QuotaChanged = "GW885" "quota-changed", Policies, MayBreak, Same;
    /// A balance is new.
    BalanceAdded = "GW886" "balance-added", Policies, MayBreak, Narrows;
    /// A balance is gone.
    BalanceRemoved = "GW887" "balance-removed", Policies, Safe, Widens;
    /// A balance is requested otherwise, or is another one.
    BalanceChanged = "GW888" "balance-changed", Policies, MayBreak, Same;
    /// Fewer concurrent requests are accepted.
    InFlightLowered = "GW889" "in-flight-lowered", Policies, MayBreak, Narrows;
    /// Pages of more origins may call, or with more.
    CorsWidened = "GW890" "cors-widened", Policies, Safe, Widens;
    /// Pages of fewer origins may call, or with less.
    CorsNarrowed = "GW891" "cors-narrowed", Policies, MayBreak, Narrows;
    /// The gateway sets or removes other headers.
    HeadersEdited = "GW892" "headers-edited", Policies, MayBreak, Same;
    /// Clients with more user agents may call.
    AgentsWidened = "GW893" "user-agents-widened", Policies, Safe, Widens;
    /// Clients with fewer user agents may call.
    AgentsNarrowed = "GW894" "user-agents-narrowed", Policies, MayBreak, Narrows;
    /// The gateway answers itself otherwise.
    OwnResponseChanged = "GW895" "own-response-changed", Answer, Breaks, Same;
    /// More concurrent requests are accepted.
    InFlightRaised = "GW896" "in-flight-raised", Policies, Safe, Widens;
    /// An upstream is verified less, or otherwise.
    UpstreamTlsWeakened = "GW897" "upstream-tls-weakened", Upstream, MayBreak, Widens;
    /// Usage records go somewhere else, or tell something else.
    UsageChanged = "GW898" "usage-changed", Operations, Safe, Same;
    /// The logs hold something else, or go somewhere else.
    LoggingChanged = "GW899" "logging-changed", Operations, Safe, Same;
    /// Comments keep silent streams open at another interval, or none do.
    HeartbeatChanged = "GW800" "heartbeat-changed", Policies, Safe, Same;
}
