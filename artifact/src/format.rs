//! The bytes: header, section table and records, as `FORMAT.md` specifies them. No code decides anything here.

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// The first four bytes of every artifact.
pub(crate) const MAGIC: [u8; 4] = *b"GWCA";
/// The format version this crate writes, and the newest it reads.
pub(crate) const FORMAT: u16 = 1;
/// Bits of [`Header::flags`] that this crate understands.
pub(crate) const KNOWN_FLAGS: u16 = 0;
/// Sections begin at multiples of this.
pub(crate) const ALIGN: usize = 8;
/// "There is none" where a string is optional.
pub(crate) const NONE: u32 = u32::MAX;

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(
                Debug, Clone, Copy, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned,
            )]
            #[repr(C)]
            pub(crate) struct $name { $($(#[$field_doc])* pub(crate) $field: $type,)+ }
        )+
    };
}

records! {
    /// The first 64 bytes.
    Header {
        magic: [u8; 4],
        format: U16,
        /// Features without which the file would be misread.
        flags: U16,
        /// Of the whole file, in bytes.
        length: U64,
        sections: U32,
        reserved: [u8; 12],
        /// BLAKE3 of the 32 bytes before it and of all bytes after it.
        digest: [u8; 32],
    }

    /// One line of the section table.
    SectionEntry { id: U32, offset: U32, length: U32, records: U32, }

    /// The gateway itself; the section has exactly one.
    Meta { name: U32, hosts: U32, limit: U32, strict_hosts: u8, reserved: [u8; 3], }

    /// `family` is 0 for every address, 4 or 6; an IPv4 address takes the first 4 bytes.
    ListenerRecord { family: u8, protocol: u8, port: U16, address: [u8; 16], }

    /// Bits of `flags`: 1 accepts keys, 2 external.
    UpstreamRecord { name: U32, first_host: U32, hosts: U32, flags: u8, reserved: [u8; 3], }

    HostRecord { host: U32, port: U16, scheme: u8, reserved: u8, }

    /// `detail` is an index into the section of the kind.
    AuthRecord { name: U32, detail: U32, kind: u8, reserved: [u8; 3], }

    /// `algorithms` is a set of bits; `headers` lists header and claim by turns.
    JwtRecord { issuer: U32, jwks_url: U32, audiences: U32, headers: U32, leeway: U64, algorithms: U16, any_audience: u8, reserved: [u8; 5], }

    ApiKeyRecord { prefixes: U32, headers: U32, }

    /// A token bucket; all zero where there is none. The period is in nanoseconds.
    LimitRecord { count: U64, period: U64, burst: U64, }

    /// Bits of `parts`: 1 `total`, 2 `client`.
    RateLimitRecord { total: LimitRecord, client: LimitRecord, key_name: U32, parts: u8, key: u8, reserved: U16, }

    /// In nanoseconds; 0 is no limit.
    TimeoutsRecord { connect: U64, first_byte: U64, idle: U64, total: U64, }

    ForwardRecord { headers: U32, query: U32, minted: U32, headers_kind: u8, query_kind: u8, credentials: u8, reserved: u8, }

    EndpointRecord {
        id: U64,
        path: U32,
        hosts: U32,
        credential: U32,
        limit: U32,
        forward: U32,
        timeouts: U32,
        upstream: U32,
        rewrite: U32,
        method: u8,
        credential_kind: u8,
        stream: u8,
        backend: u8,
        backend_method: u8,
        reserved: [u8; 3],
    }

    /// A place in the route index. Node 0 is `/`.
    NodeRecord {
        first_edge: U32,
        /// How many slots its table has: see [`slots`].
        edges: U32,
        /// The node after any one segment; 0 is none.
        param: U32,
        /// First endpoint of this path.
        here: U32,
        /// First endpoint of this path and a tail.
        tail: U32,
        /// Where in the strings the literal segment that leads here is; 0 if another kind of segment does.
        label: U32,
        label_length: U32,
        here_methods: u8,
        tail_methods: u8,
        reserved: U16,
    }

    /// A slot of a node's table of literal segments. A child of 0 is an empty slot.
    EdgeRecord { key: U64, child: U32, length: U32, }

    OtherPolicyRecord { name: U32, endpoints: U32, scope: u8, reserved: [u8; 3], }
}

/// The sections, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Section {
    Meta = 1,
    Listeners,
    Upstreams,
    Hosts,
    Auths,
    Jwts,
    ApiKeys,
    RateLimits,
    Timeouts,
    Forwards,
    Endpoints,
    Nodes,
    Edges,
    OtherPolicies,
    ListOffsets,
    ListItems,
    StringOffsets,
    Strings,
}

impl Section {
    /// Every section with its name and the size of its records, in file order.
    pub(crate) const ALL: [(Section, &'static str, usize); 18] = [
        (Section::Meta, "meta", size_of::<Meta>()),
        (Section::Listeners, "listeners", size_of::<ListenerRecord>()),
        (Section::Upstreams, "upstreams", size_of::<UpstreamRecord>()),
        (Section::Hosts, "hosts", size_of::<HostRecord>()),
        (Section::Auths, "auths", size_of::<AuthRecord>()),
        (Section::Jwts, "jwts", size_of::<JwtRecord>()),
        (Section::ApiKeys, "api-keys", size_of::<ApiKeyRecord>()),
        (Section::RateLimits, "rate-limits", size_of::<RateLimitRecord>()),
        (Section::Timeouts, "timeouts", size_of::<TimeoutsRecord>()),
        (Section::Forwards, "forwards", size_of::<ForwardRecord>()),
        (Section::Endpoints, "endpoints", size_of::<EndpointRecord>()),
        (Section::Nodes, "nodes", size_of::<NodeRecord>()),
        (Section::Edges, "edges", size_of::<EdgeRecord>()),
        (Section::OtherPolicies, "other-policies", size_of::<OtherPolicyRecord>()),
        (Section::ListOffsets, "list-offsets", size_of::<U32>()),
        (Section::ListItems, "list-items", size_of::<U32>()),
        (Section::StringOffsets, "string-offsets", size_of::<U32>()),
        (Section::Strings, "strings", 1),
    ];

    /// Where it stands in [`Section::ALL`].
    pub(crate) fn position(self) -> usize {
        self as usize - 1
    }

    pub(crate) fn name(self) -> &'static str {
        Section::ALL[self.position()].1
    }
}

/// An item of a list that is a path or a rewrite: two bits say what the other thirty are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    /// A string: the text of a segment or piece.
    Literal(u32),
    /// A string, the parameter's name, in a path; its position in a rewrite.
    Param(u32),
    /// The tail.
    Tail,
}

impl Item {
    /// The largest number an item can hold.
    pub(crate) const MAX: u32 = (1 << 30) - 1;

    pub(crate) fn code(self) -> u32 {
        match self {
            Item::Literal(value) => value,
            Item::Param(value) => (1 << 30) | value,
            Item::Tail => 2 << 30,
        }
    }

    pub(crate) fn from_code(code: u32) -> Option<Item> {
        match (code >> 30, code & Item::MAX) {
            (0, value) => Some(Item::Literal(value)),
            (1, value) => Some(Item::Param(value)),
            (2, 0) => Some(Item::Tail),
            _ => None,
        }
    }
}

/// The number of an enum's variant in the format.
macro_rules! codes {
    ($($name:ident { $($variant:ident = $code:literal,)+ })+) => {
        $(
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            #[repr(u8)]
            pub(crate) enum $name { $($variant = $code,)+ }

            impl $name {
                pub(crate) fn from_code(code: u8) -> Option<$name> {
                    match code {
                        $($code => Some($name::$variant),)+
                        _ => None,
                    }
                }
            }
        )+
    };
}

// None of them gives a meaning to 0 that opens anything: a record of zeros is refused.
codes! {
    CredentialKind { Public = 1, AnyOf = 2, }
    AuthKindCode { Jwt = 1, ApiKey = 2, }
    BackendKind { Upstream = 1, Health = 2, }
    StreamKind { None = 1, Sse = 2, WebSocket = 3, }
    ForwardKind { All = 1, None = 2, List = 3, }
    KeyKind { None = 0, Ip = 1, Header = 2, Claim = 3, Param = 4, }
    ScopeKind { Gateway = 1, Endpoints = 2, }
    SchemeKind { Http = 1, Https = 2, }
    ProtocolKind { Http = 1, }
}

/// Where a backend keeps the endpoint's method.
pub(crate) const SAME_METHOD: u8 = 0xff;

/// How many slots the table of so many literal segments has.
pub(crate) fn slots(segments: usize) -> usize {
    if segments < 2 { segments } else { (2 * segments).next_power_of_two() }
}

/// What literal segments are found by: the segment itself if that is at most eight bytes, taken as a little-endian
/// number and padded with zeros; else a hash of it, eight bytes at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(u64);

impl Key {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

    /// Of a segment's first word.
    #[inline]
    pub(crate) fn first(word: u64) -> Key {
        Key(word)
    }

    /// With one more word of the segment.
    #[inline]
    pub(crate) fn then(self, word: u64) -> Key {
        let mixed = (self.0.rotate_left(23) ^ word).wrapping_mul(Key::FACTOR);
        Key(mixed ^ (mixed >> 32))
    }

    #[inline]
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// The slot to look at first, in a table of a power of two of them. The others follow, the first after the last.
    #[inline]
    pub(crate) fn home(self, slots: usize) -> usize {
        (self.0.wrapping_mul(Key::FACTOR) >> 32) as usize & slots.saturating_sub(1)
    }

    /// Of a whole segment.
    pub(crate) fn of(segment: impl IntoIterator<Item = u8>) -> Key {
        let mut bytes = segment.into_iter();
        let mut word = || {
            let bytes = bytes.by_ref().take(8).enumerate();
            bytes.fold(None, |word, (i, byte)| Some(word.unwrap_or(0) | u64::from(byte) << (8 * i)))
        };
        let mut key = Key::first(word().unwrap_or(0));
        while let Some(next) = word() {
            key = key.then(next);
        }
        key
    }
}
