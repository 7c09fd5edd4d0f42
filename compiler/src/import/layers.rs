//! Which layer sets which value: values that most endpoints share go up, to profiles, services and the gateway.

use std::collections::BTreeMap;

use super::rows::{Row, Values, most};
use super::yaml::{Entry, Yaml};

/// What holds at some place, from the layers around it.
#[derive(Debug, Clone)]
pub(super) struct Holds {
    auth: Option<String>,
    limit: String,
    timeout: String,
    headers: Vec<String>,
    query: Vec<String>,
    /// What a layer sets; the upstream decides where no layer does.
    credentials: Option<bool>,
}

/// A profile: credential, limit, and the values that occur with them.
#[derive(Debug)]
pub(super) struct Profile {
    pub(super) name: String,
    auth: String,
    limit: String,
    timeout: Option<String>,
    headers: Option<Vec<String>>,
    query: Option<Vec<String>>,
}

/// The gateway's values and the profiles.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) gateway: Holds,
    pub(super) profiles: Vec<Profile>,
    has_limits: bool,
}

impl Layers {
    pub(super) fn of(rows: &[Row<'_>]) -> Self {
        let passed = || rows.iter().filter(|r| !r.is_health());
        let gateway = Holds {
            auth: None,
            limit: "none".to_owned(),
            timeout: most(passed().map(|r| r.values.timeout.clone())).unwrap_or_else(|| "2s".to_owned()),
            headers: most(passed().map(|r| r.values.headers.clone())).unwrap_or_default(),
            query: most(passed().map(|r| r.values.query.clone())).unwrap_or_default(),
            credentials: None,
        };
        // What the gateway answers itself asks nothing of times and headers.
        let mut pairs: BTreeMap<(&str, &str), (usize, Vec<&Values>)> = BTreeMap::new();
        for row in rows {
            let (count, values) = pairs.entry((&row.values.auth, &row.values.limit)).or_default();
            *count += 1;
            values.extend((!row.is_health()).then_some(&row.values));
        }
        let has_limits = pairs.keys().any(|(_, limit)| *limit != "none");
        let mut profiles: Vec<Profile> = pairs
            .iter()
            .filter(|(_, (count, _))| *count > 1)
            .map(|((auth, limit), (_, values))| Profile {
                name: profile_name(auth, limit),
                auth: (*auth).to_owned(),
                limit: (*limit).to_owned(),
                timeout: most(values.iter().map(|v| v.timeout.clone())).or(Some(gateway.timeout.clone())),
                headers: most(values.iter().map(|v| v.headers.clone())).or(Some(gateway.headers.clone())),
                query: most(values.iter().map(|v| v.query.clone())).or(Some(gateway.query.clone())),
            })
            .collect();
        // Profiles do not repeat what they inherit from the gateway.
        let same = |p: &Profile| p.timeout.as_ref() == Some(&gateway.timeout);
        let keep_timeout = !profiles.iter().all(same);
        let keep_headers = !profiles.iter().all(|p| p.headers.as_ref() == Some(&gateway.headers));
        let keep_query = !profiles.iter().all(|p| p.query.as_ref() == Some(&gateway.query));
        for profile in &mut profiles {
            profile.timeout = profile.timeout.take().filter(|_| keep_timeout);
            profile.headers = profile.headers.take().filter(|_| keep_headers);
            profile.query = profile.query.take().filter(|_| keep_query);
        }
        Self { gateway, profiles, has_limits }
    }

    /// The profile for a pair of auth and limit.
    fn profile(&self, values: &Values) -> Option<&Profile> {
        self.profiles.iter().find(|p| p.auth == values.auth && p.limit == values.limit)
    }

    /// The profile that fits most of the rows.
    pub(super) fn most_fitting<'a>(&'a self, rows: impl Iterator<Item = &'a Values>) -> Option<&'a Profile> {
        let name = most(rows.filter_map(|values| self.profile(values)).map(|p| &p.name))?;
        self.profiles.iter().find(|p| p.name == *name)
    }

    /// Values below a profile.
    pub(super) fn under(&self, holds: &Holds, profile: &Profile) -> Holds {
        Holds {
            auth: Some(profile.auth.clone()),
            limit: if self.has_limits { profile.limit.clone() } else { holds.limit.clone() },
            timeout: profile.timeout.clone().unwrap_or_else(|| holds.timeout.clone()),
            headers: profile.headers.clone().unwrap_or_else(|| holds.headers.clone()),
            query: profile.query.clone().unwrap_or_else(|| holds.query.clone()),
            credentials: holds.credentials,
        }
    }

    /// What a profile sets.
    pub(super) fn profile_entry(&self, profile: &Profile) -> Entry {
        let mut entries = vec![Entry::new("auth", Yaml::text(&profile.auth))];
        if self.has_limits {
            entries.push(Entry::new("rate_limit", Yaml::text(&profile.limit)));
        }
        entries.extend(profile.timeout.as_ref().map(|t| Entry::new("timeout", Yaml::text(t))));
        let mut forward = Vec::new();
        forward.extend(profile.headers.as_ref().map(|h| Entry::new("headers", list(h, "all"))));
        forward.extend(profile.query.as_ref().map(|q| Entry::new("query", query(q))));
        if !forward.is_empty() {
            entries.push(Entry::new("forward", Yaml::Map(forward)));
        }
        Entry::new(&profile.name, Yaml::Map(entries))
    }

    /// What an endpoint has to set itself, another profile included; `holds` is what it inherits.
    pub(super) fn of_row(&self, row: &Row<'_>, holds: &Holds, external: bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut holds = holds.clone();
        let fits = holds.auth.as_ref() == Some(&row.values.auth) && holds.limit == row.values.limit;
        if let (false, Some(profile)) = (fits, self.profile(&row.values)) {
            entries.push(Entry::new("profile", Yaml::text(&profile.name)));
            holds = self.under(&holds, profile);
        }
        entries.extend(explicit(&row.values, &holds, external, row.is_health()));
        entries
    }

    /// What a service sets for all its rows, and what then holds below it.
    pub(super) fn of_service(&self, rows: &[&Row<'_>], base: &Holds, external: bool) -> (Vec<Entry>, Holds) {
        // Rows that take another profile do not count.
        let counts = |row: &&&Row<'_>| {
            self.profile(&row.values)
                .is_none_or(|p| base.auth.as_ref() == Some(&p.auth) && base.limit == p.limit)
                && !row.is_health()
        };
        let Some(values) = common(rows.iter().filter(counts).map(|row| &row.values)) else {
            return (Vec::new(), base.clone());
        };
        let entries = explicit(&values, base, external, false);
        let holds = Holds {
            auth: Some(values.auth),
            limit: values.limit,
            timeout: values.timeout,
            headers: values.headers,
            query: values.query,
            credentials: entries
                .iter()
                .any(|e| matches!(&e.value, Yaml::Map(f) if f.iter().any(|e| e.key == "credentials")))
                .then_some(values.credentials)
                .or(base.credentials),
        };
        (entries, holds)
    }
}

impl Holds {
    /// The gateway's `timeout` and `forward`.
    pub(super) fn gateway_entries(&self) -> Vec<Entry> {
        let forward =
            vec![Entry::new("headers", list(&self.headers, "all")), Entry::new("query", query(&self.query))];
        vec![Entry::new("timeout", Yaml::text(&self.timeout)), Entry::new("forward", Yaml::Map(forward))]
    }
}

/// Of each value the one that most rows have.
fn common<'a>(rows: impl Iterator<Item = &'a Values> + Clone) -> Option<Values> {
    Some(Values {
        auth: most(rows.clone().map(|v| v.auth.clone()))?,
        limit: most(rows.clone().map(|v| v.limit.clone()))?,
        timeout: most(rows.clone().map(|v| v.timeout.clone()))?,
        headers: most(rows.clone().map(|v| v.headers.clone()))?,
        query: most(rows.clone().map(|v| v.query.clone()))?,
        credentials: most(rows.map(|v| v.credentials))?,
    })
}

/// The keys that make `values` of what holds.
fn explicit(values: &Values, holds: &Holds, external: bool, health: bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    if holds.auth.as_ref() != Some(&values.auth) {
        entries.push(Entry::new("auth", Yaml::text(&values.auth)));
    }
    if holds.limit != values.limit {
        entries.push(Entry::new("rate_limit", Yaml::text(&values.limit)));
    }
    if health {
        return entries;
    }
    if holds.timeout != values.timeout {
        entries.push(Entry::new("timeout", Yaml::text(&values.timeout)));
    }
    let mut forward = Vec::new();
    if !same_set(&holds.headers, &values.headers) {
        forward.push(Entry::new("headers", appended(&values.headers, &holds.headers)));
    }
    if holds.query != values.query {
        forward.push(Entry::new("query", query(&values.query)));
    }
    if holds.credentials.unwrap_or(!external) != values.credentials {
        forward.push(Entry::new("credentials", Yaml::Plain(values.credentials.to_string())));
    }
    if !forward.is_empty() {
        entries.push(Entry::new("forward", Yaml::Map(forward)));
    }
    entries
}

fn same_set(a: &[String], b: &[String]) -> bool {
    let within = |a: &[String], b: &[String]| a.iter().all(|x| b.iter().any(|y| x.eq_ignore_ascii_case(y)));
    within(a, b) && within(b, a)
}

/// Only what comes on top, where the inherited list is part of the wanted one.
fn appended(wanted: &[String], inherited: &[String]) -> Yaml {
    let among = |name: &String, list: &[String]| list.iter().any(|l| l.eq_ignore_ascii_case(name));
    let is_all = |list: &[String]| matches!(list, [all] if all == "*");
    let extends = !is_all(wanted) && !is_all(inherited) && inherited.iter().all(|name| among(name, wanted));
    match extends {
        true => Yaml::texts(wanted.iter().filter(|n| !among(n, inherited)).map(|name| format!("+{name}"))),
        false => list(wanted, "all"),
    }
}

fn list(items: &[String], all: &str) -> Yaml {
    match items {
        [one] if one == "*" => Yaml::text(all),
        items => Yaml::texts(items),
    }
}

fn query(items: &[String]) -> Yaml {
    if items.is_empty() { Yaml::text("none") } else { list(items, "all") }
}

/// `iam`, `iam-standard`, `open`, `open-standard`.
fn profile_name(auth: &str, limit: &str) -> String {
    let name = if auth == "public" { "open" } else { auth };
    if limit == "none" { name.to_owned() } else { format!("{name}-{limit}") }
}
