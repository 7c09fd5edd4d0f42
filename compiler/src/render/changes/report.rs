//! What the formats of `gwc diff` are given: changes with the files and lines that they point at, without secrets.

use serde::Serialize;

use gwc_diff::{Aspect, Clients, Exposure, Kind};
use gwc_syntax::value::{Date, Target};

/// The comparison of two sides.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// What the old side is called.
    pub before: String,
    /// What the new side is called.
    pub after: String,
    /// The gateways of both sides, by name.
    pub gateways: Vec<GatewayChanges>,
    /// What a reader should know beside the changes.
    pub remarks: Vec<String>,
    /// Which of two edited states made which change, where a third one is their common base.
    pub base: Option<ThreeWay>,
}

/// The changes of one gateway, the most severe last.
#[derive(Debug, Clone, Default)]
pub struct GatewayChanges {
    /// Its name, on the side that has it.
    pub name: String,
    /// Which programs were compared.
    pub targets: Targets,
    /// The changes.
    pub changes: Vec<Change>,
    /// Whether requests need a credential no more.
    pub exposure: Verdict,
    /// Whether every changed value is explained.
    pub completeness: Completeness,
}

/// The targets of a gateway. What a change does may differ from target to target.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    /// What runs the old side and the new side.
    pub compared: Option<[Target; 2]>,
    /// The other targets that a side is built for, in order.
    pub others: Vec<Target>,
}

/// One change.
#[derive(Debug, Clone)]
pub struct Change {
    /// What changed.
    pub kind: Kind,
    /// What it means for exposure.
    pub exposure: Exposure,
    /// The same for the same change, in any comparison.
    pub fingerprint: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// Where the old value is written.
    pub places_before: Vec<Location>,
    /// Where the new value is written.
    pub places_after: Vec<Location>,
    /// Methods and paths.
    pub endpoints: Vec<String>,
    /// How many classes of requests are decided in another way.
    pub classes: u64,
    /// A request that shows it.
    pub witness: Option<Witness>,
    /// The approval that it has.
    pub approval: Option<Approved>,
}

/// A request, and what happens to it on both sides.
#[derive(Debug, Clone, Serialize)]
pub struct Witness {
    /// The request as a command.
    pub curl: String,
    /// The method.
    pub method: String,
    /// The path as it is sent.
    pub path: String,
    /// Names and values of headers; a credential is a variable of the shell.
    pub headers: Vec<(String, String)>,
    /// What the command alone does not state: the value of that variable, the address of the client.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// What happened.
    pub before: String,
    /// What happens.
    pub after: String,
}

/// An approval of `gwc.toml` that a change has.
#[derive(Debug, Clone)]
pub struct Approved {
    /// The person.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The first day on which it no longer applies.
    pub until: Date,
}

/// A place in a file; positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The path as it is shown.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// The column after the last character.
    pub end_column: usize,
}

/// What holds for all requests of a gateway.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// How many classes of requests were compared.
    pub classes: u64,
    /// That number as text.
    pub compared: String,
    /// How many of them need no credential any more.
    pub unauthenticated: u64,
    /// The sentence.
    pub line: String,
}

/// Whether every changed value is explained.
#[derive(Debug, Clone, Default)]
pub struct Completeness {
    /// How many values differ.
    pub changed: usize,
    /// Those without an effect on requests, each with the reason.
    pub idle: Vec<(String, String)>,
    /// Those that nothing explains.
    pub unexplained: Vec<String>,
    /// The sentence.
    pub line: String,
}

/// The changes by where they were made: fingerprints.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ThreeWay {
    /// What the common base is called.
    pub base: String,
    /// The writers of the old side, as the API server knows them.
    pub managers: Vec<String>,
    /// Changes since the base that only the old side has: edits in the cluster.
    pub only_before: Vec<Edit>,
    /// Changes since the base that only the new side has: edits in the repository.
    pub only_after: Vec<Edit>,
    /// Changes since the base that both sides have.
    pub both: Vec<Edit>,
}

/// A change since the base.
#[derive(Debug, Clone, Serialize)]
pub struct Edit {
    /// Its code and name.
    pub title: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// What it is about.
    pub about: String,
}

/// How much a change matters, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Safe, or accepted.
    Note,
    /// It may break clients.
    Minor,
    /// It breaks clients.
    Breaks,
    /// It widens exposure.
    Widens,
}

impl Change {
    /// How much it matters: nothing once it is approved.
    pub fn weight(&self) -> Weight {
        match (self.exposure, self.kind.clients()) {
            _ if self.approval.is_some() => Weight::Note,
            (Exposure::Widens, _) => Weight::Widens,
            (_, Clients::Breaks) => Weight::Breaks,
            (_, Clients::MayBreak) => Weight::Minor,
            (_, Clients::Safe) => Weight::Note,
        }
    }

    /// The order in which changes are shown, the most severe last: of those that matter equally, endpoints and
    /// credentials come after checks, and those after headers and limits.
    pub fn order(&self) -> impl Ord + use<> {
        let rank = match self.kind.aspect() {
            Aspect::Route | Aspect::Credential => 3,
            Aspect::Check | Aspect::Require | Aspect::Addresses | Aspect::Parts => 2,
            Aspect::Limits | Aspect::Headers | Aspect::Credentials | Aspect::Upstream => 1,
            _ => 0,
        };
        (self.weight(), rank, self.kind.code(), self.endpoints.first().cloned())
    }

    /// `GW804 credential-removed`.
    pub fn title(&self) -> String {
        format!("{} {}", self.kind.code(), self.kind.name())
    }

    /// The endpoints in a few words; `the gateway` for what concerns no single one.
    pub(super) fn about(&self, most: usize) -> String {
        match self.endpoints.len() {
            0 => "the gateway".to_owned(),
            1 => self.endpoints[0].clone(),
            count => {
                let first: Vec<&str> = self.endpoints.iter().take(most).map(String::as_str).collect();
                let more = count.saturating_sub(most);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!("{count} endpoints: {}{more}", first.join(", "))
            }
        }
    }

    /// The endpoints and values in one line.
    pub fn summary(&self) -> String {
        match self.values() {
            values if values.is_empty() => self.about(1),
            values => format!("{}: {values}", self.about(1)),
        }
    }

    /// What it means on both axes, in words.
    pub(super) fn meaning(&self) -> String {
        let clients = match self.kind.clients() {
            Clients::Safe => "safe for clients",
            Clients::MayBreak => "may break clients",
            Clients::Breaks => "breaks clients",
        };
        match self.exposure {
            Exposure::Same => clients.to_owned(),
            Exposure::Widens => format!("widens exposure, {clients}"),
            Exposure::Narrows => format!("narrows exposure, {clients}"),
        }
    }

    /// What it was and is, in one line.
    pub(super) fn values(&self) -> String {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => format!("{before} -> {after}"),
            (Some(before), None) => format!("was {before}"),
            (None, Some(after)) => after.clone(),
            (None, None) => String::new(),
        }
    }

    /// Where it is written: on the new side if it is there, else on the old one.
    pub(super) fn place(&self) -> Option<&Location> {
        self.places_after.first().or(self.places_before.first())
    }
}

impl Location {
    /// `routes/hanzo/bot.yaml:12:5`.
    pub(super) fn text(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Changes {
    /// All changes.
    pub fn all(&self) -> impl Iterator<Item = &Change> {
        self.gateways.iter().flat_map(|gateway| &gateway.changes)
    }

    /// How much the most severe change matters; nothing when nothing changed.
    pub fn weight(&self) -> Option<Weight> {
        self.all().map(Change::weight).max()
    }

    /// How many changes matter that much.
    pub(super) fn count(&self, weight: Weight) -> usize {
        self.all().filter(|change| change.weight() == weight).count()
    }
}
