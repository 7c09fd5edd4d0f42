//! Where an expanded value came from.

use indexmap::IndexSet;

use gwc_syntax::source::Span;

/// A value of an endpoint and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// Its origin, of [`Origins`].
    pub origin: OriginId,
}

impl<T> Field<T> {
    /// Pairs a value with its origin.
    pub fn new(value: T, origin: OriginId) -> Self {
        Self { value, origin }
    }
}

/// An origin of [`Origins`]. Endpoints that share a line share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginId(pub u32);

/// The text a value was written in, then what led from there to the endpoint, innermost first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The authored text.
    pub written: Span,
    /// What passed it on.
    pub used_at: Vec<Step>,
}

/// One step on the way from an authored value to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// What passed the value on.
    pub via: Via,
    /// Where that is written.
    pub span: Span,
}

/// What can pass a value on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// A service that the endpoint belongs to.
    Service,
    /// One of the service's further prefixes.
    Alias,
    /// A profile that was attached by name.
    Profile,
    /// The defaults of the file.
    Defaults,
    /// The gateway's own value.
    Gateway,
    /// A YAML merge key.
    Merge,
    /// A default of the language.
    BuiltIn,
}

impl Via {
    /// The word in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Alias => "alias",
            Self::Profile => "profile",
            Self::Defaults => "defaults of the file",
            Self::Gateway => "gateway",
            Self::Merge => "merge key",
            Self::BuiltIn => "built in",
        }
    }
}

/// All origins of a gateway, each once.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    items: IndexSet<Origin>,
}

impl Origins {
    /// The id of an origin.
    pub fn add(&mut self, origin: Origin) -> OriginId {
        OriginId(self.items.insert_full(origin).0 as u32)
    }

    /// The id of a value written right there.
    pub fn written(&mut self, span: Span) -> OriginId {
        self.add(Origin { written: span, used_at: Vec::new() })
    }

    /// The origin.
    pub fn get(&self, id: OriginId) -> &Origin {
        &self.items[id.0 as usize]
    }
}
