//! Sets of header names, compared as the most careless upstream reads them.

use crate::codec::Encoded;
use crate::conditions::{Check, ensure, is_token};
use crate::values::Set;

/// Names of headers and beginnings of names, folded: in lower case, with `-` for `_`. CGI-style servers read
/// `X_User_Id` as `X-User-Id`. No entry has what another one has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encoded)]
pub struct HeaderNames {
    /// Whole names.
    pub names: Set<String>,
    /// Beginnings of names.
    pub prefixes: Set<String>,
}

impl HeaderNames {
    /// The set of these entries in any spelling: names, and beginnings of names with `*` behind them.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e str>) -> HeaderNames {
        let (mut names, mut prefixes) = (Vec::new(), Vec::new());
        for entry in entries {
            match entry.strip_suffix('*') {
                Some(prefix) => prefixes.push(folded(prefix)),
                None => names.push(folded(entry)),
            }
        }
        let wider = prefixes.clone();
        prefixes.retain(|prefix| !wider.iter().any(|other| other != prefix && prefix.starts_with(other)));
        names.retain(|name| !prefixes.iter().any(|prefix| name.starts_with(prefix)));
        HeaderNames { names: names.into_iter().collect(), prefixes: prefixes.into_iter().collect() }
    }

    /// Whether the set has a name, in any spelling.
    pub fn has(&self, name: &str) -> bool {
        let name = folded(name);
        self.names.contains(&name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }

    /// The entries as [`HeaderNames::of`] takes them.
    pub fn entries(&self) -> impl Iterator<Item = String> {
        self.names.iter().cloned().chain(self.prefixes.iter().map(|prefix| format!("{prefix}*")))
    }

    pub(crate) fn check(&self) -> Check {
        let mut all = self.names.iter().chain(&self.prefixes);
        ensure(all.all(|entry| is_token(entry)), "a header that it removes has no proper name")?;
        let entries: Vec<String> = self.entries().collect();
        let same = HeaderNames::of(entries.iter().map(String::as_str)) == *self;
        ensure(same, "a header that it removes is not in lower case, or is in the list twice")
    }
}

/// A name as it is compared.
fn folded(name: &str) -> String {
    name.chars().map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_entry_has_what_another_has() {
        let names = HeaderNames::of(["X_Tenant", "x-tenant", "X-IAM-*", "x-iam-a-*", "X-IAM-Id", "X-IAM"]);
        assert_eq!(names.entries().collect::<Vec<_>>(), ["x-iam", "x-tenant", "x-iam-*"]);
        assert_eq!(names.check(), Ok(()));
        for (name, is_in) in
            [("X_TENANT", true), ("x-iam-", true), ("x_iam_a", true), ("X-Iam", true), ("x-tenant2", false)]
        {
            assert_eq!(names.has(name), is_in, "{name}");
        }
    }

    #[test]
    fn what_is_not_folded_is_refused() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Set<String>>();
        for (names, prefixes) in [
            (&["X-A"][..], &[][..]),
            (&["x_a"], &[]),
            (&["x-a"], &["x-"]),
            (&[], &["x-", "x-a"]),
            (&[], &[""]),
        ] {
            let names = HeaderNames { names: set(names), prefixes: set(prefixes) };
            assert!(names.check().is_err(), "{names:?}");
        }
    }
}
