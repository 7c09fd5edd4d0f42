//! What a comparison ends with.

use std::fmt;
use std::net::IpAddr;

use crate::kind::{Clients, Exposure, Kind};
use crate::presented::Presented;
use crate::region::Region;
use crate::side::Place;

/// The result of comparing two sides.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// The changes, by code, then by their first endpoint.
    pub changes: Vec<Change>,
    /// The result over all requests.
    pub verdict: Verdict,
    /// The classes of requests whose outcome changed, each with the indices of its changes.
    pub regions: Vec<Region>,
}

/// One change, of one or more endpoints.
#[derive(Debug, Clone)]
pub struct Change {
    /// What changed.
    pub kind: Kind,
    /// The same for the same change, in any comparison.
    pub fingerprint: Fingerprint,
    /// What it was, in words; `None` where there was nothing.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// Where the old value is written, each place once.
    pub places_before: Vec<Place>,
    /// Where the new value is written, each place once.
    pub places_after: Vec<Place>,
    /// The endpoints, by path and method; empty for a change of the whole gateway.
    pub endpoints: Vec<EndpointRef>,
    /// How many classes of requests are decided otherwise.
    pub classes: u64,
    /// A request of one of these classes. None for what concerns no single request, such as a listener.
    pub witness: Option<Witness>,
    /// What it means for exposure: as its kind, or more where its values tell more, such as an upstream path that another
    /// endpoint protects.
    pub exposure: Exposure,
}

/// An endpoint of a change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointRef {
    /// Its path, as the language writes it.
    pub path: String,
    /// Its method.
    pub method: String,
}

/// A stable name of a change: 64 bits of the hash of its code, endpoints and values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u64);

/// A request, and what happens to it on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The method.
    pub method: String,
    /// The host, if it matters.
    pub host: Option<String>,
    /// The path as it is sent.
    pub path: String,
    /// Headers, with a placeholder such as `$TOKEN` for the credential.
    pub headers: Vec<(String, String)>,
    /// The credential that replaces the placeholder.
    pub credential: Option<Presented>,
    /// The address of the client, if it matters.
    pub address: Option<IpAddr>,
    /// What happened to it.
    pub before: String,
    /// What happens to it.
    pub after: String,
}

/// The result over all requests.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// How many classes of requests were compared.
    pub classes: u64,
    /// Whether there were more than were counted.
    pub more: bool,
    /// How many of them need no credential any more, or did not reach an upstream without one before.
    pub unauthenticated: u64,
    /// Whether every changed value is explained.
    pub completeness: Completeness,
}

/// Whether every changed value of both configurations is explained by a change, or has no effect on requests.
#[derive(Debug, Clone, Default)]
pub struct Completeness {
    /// Values that differ.
    pub changed: usize,
    /// Those that a change explains.
    pub explained: usize,
    /// Those without an effect on requests, with the reason.
    pub idle: Vec<Leaf>,
    /// Those that nothing explains: an error of the comparison.
    pub unexplained: Vec<Leaf>,
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Its name, such as `GET /a: timeouts`.
    pub name: String,
    /// Why it has no effect on requests; empty where that is not known.
    pub reason: String,
}

impl Change {
    /// What it means for clients.
    pub fn clients(&self) -> Clients {
        self.kind.clients()
    }

    /// What it means for exposure.
    pub fn exposure(&self) -> Exposure {
        self.exposure
    }
}

impl Comparison {
    /// The most severe meaning for clients.
    pub fn clients(&self) -> Clients {
        self.changes.iter().map(Change::clients).max().unwrap_or(Clients::Safe)
    }

    /// Whether any change widens exposure.
    pub fn widens(&self) -> bool {
        self.changes.iter().any(|change| change.exposure() == Exposure::Widens)
    }
}

impl Verdict {
    /// `exposure: no new unauthenticated access (6,412 request classes compared)`.
    pub fn exposure_line(&self) -> String {
        let compared = format!("{} request classes compared", self.count());
        match self.unauthenticated {
            0 => format!("exposure: no new unauthenticated access ({compared})"),
            new => format!("exposure: {} of {compared} no longer need a credential", thousands(new)),
        }
    }

    /// How many classes were compared, as text.
    pub fn count(&self) -> String {
        let count = thousands(self.classes);
        if self.more { format!("more than {count}") } else { count }
    }
}

impl Completeness {
    /// `completeness: 37 of 37 changed leaves explained`.
    pub fn line(&self) -> String {
        let explained = self.explained + self.idle.len();
        format!("completeness: {explained} of {} changed leaves explained", self.changed)
    }
}

impl Witness {
    /// What the command alone does not state: `$TOKEN is a token of …`, `the client is at 10.0.0.1`.
    pub fn conditions(&self) -> Vec<String> {
        let credential =
            self.credential.as_ref().map(|credential| format!("{} is {credential}", credential.variable()));
        let address = self.address.map(|address| format!("the client is at {address}"));
        credential.into_iter().chain(address).collect()
    }

    /// The request as a command of a shell. `base` is the address of the gateway, such as `https://api.example`.
    pub fn curl(&self, base: &str) -> String {
        let mut command = String::from("curl");
        match &*self.method {
            "GET" => {}
            // With `-X HEAD`, curl waits for a body.
            "HEAD" => command += " -I",
            method => command += &format!(" -X {method}"),
        }
        if self.path.contains("//") || self.path.contains("/.") {
            command += " --path-as-is";
        }
        if let Some(host) = &self.host {
            command += &format!(" -H 'Host: {host}'");
        }
        for (name, value) in &self.headers {
            // A placeholder is a variable of the shell.
            let quote = if value.contains('$') { '"' } else { '\'' };
            command += &format!(" -H {quote}{name}: {value}{quote}");
        }
        format!("{command} '{base}{}'", self.path.replace('\'', "%27"))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for EndpointRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A number with a comma between each three digits.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
