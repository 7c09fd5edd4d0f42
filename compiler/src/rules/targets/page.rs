//! The table of capabilities as text: `docs/targets.md` and `gwc explain key`.

use std::fmt::Write as _;

use super::capabilities::{Capability, Effect, OTHERS, Outcome, TABLE, effect, lowered_namespace, rows};
use super::find::checks;
use crate::lower::krakend;
use crate::lower::krakend::defaults::{DEFAULTS, Default};

const TARGETS: [&str; 3] = ["hanzo", "krakend-ce", "gwr"];

const HEAD: &str = "# What each target does

This page lets you look up which keys of the route files each target supports. It is generated from the table that
`gwc check` uses; `gwc explain key NAME` prints the rows of one key.

- **exact**: the target does what the key sets.
- **loss**: the target approximates it. `gwc check` reports it once for each service, and does not fail.
- **loss or warning**: the target approximates it, and requests fail because of it. It is a warning for the target that
  `deploy.runs` sets, and a loss for any other. `# gwc: ignore[CODE] REASON` on the line of `runs` suppresses the
  warning for all services.
- **unprotected**: the target drops a protection, or does not start because of it. It is an error that
  `# gwc: ignore[CODE] REASON` on the line of `targets` suppresses. This does not change what the target does.
- **error**: the target cannot do it.

";

/// `docs/targets.md`.
pub fn page() -> String {
    let mut page = format!("{HEAD}| key | value | `hanzo` | `krakend-ce` | `gwr` |\n|---|---|---|---|---|\n");
    for row in TABLE {
        let cells = row.outcomes().map(cell);
        let _ = writeln!(page, "| {} | {} | {} |", keys(row.keys), row.value, cells.join(" | "));
    }
    page += "\n## Codes\n\n| code | under a target that reports it |\n|---|---|\n";
    for check in checks() {
        let title = check.rule.title();
        let _ = writeln!(page, "| [{title}](rules/{}.md) | {} |", check.rule.code, check.does);
    }
    page += "\n## Values that no key sets\n\nThe JSON targets get these values too.\n\n| place | value | why |\n|---|---|---|\n";
    for default in DEFAULTS {
        let _ = writeln!(page, "| `{}` | {} | {} |", default.place.join(" > "), values(default), default.why);
    }
    page += "\n## Keys that do not depend on the target\n\n| effect | keys |\n|---|---|\n";
    for (effect, names) in OTHERS {
        let _ = writeln!(page, "| {} | {} |", effect.as_str(), keys(names));
    }
    page
}

/// What each target does with a key, one target per line, each with `indent` in front.
pub fn lines(name: &str, indent: &str) -> String {
    let mut lines = String::new();
    for row in rows(name) {
        if row.outcomes().iter().all(|outcome| outcome.check().is_none()) {
            let _ = writeln!(lines, "{indent}{:12} exact{}", "all targets", of_value(row));
            continue;
        }
        for (target, outcome) in TARGETS.iter().zip(row.outcomes()) {
            let _ = writeln!(lines, "{indent}{target:12} {}{}", outcome_in_words(outcome), of_value(row));
        }
    }
    if let Some(effect) = effect(name) {
        let _ = writeln!(lines, "{indent}{}", effect.as_str());
    }
    lines
}

/// The targets that reject a component in `krakend`, one per line, each with `indent` in front.
pub fn passed(component: &str, indent: &str) -> String {
    let is_lowered = lowered_namespace::key_of(component).is_some();
    let mut lines = String::new();
    for row in rows("krakend").filter(|row| row.value.is_empty() != is_lowered) {
        let refused = TARGETS.iter().zip(row.outcomes()).filter(|(_, outcome)| outcome.check().is_some());
        for (target, outcome) in refused {
            let _ = writeln!(lines, "{indent}{target:12} {}{}", outcome_in_words(outcome), of_value(row));
        }
    }
    lines
}

impl Effect {
    /// The effect as a clause.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "defines endpoints, what they inherit, or names",
            Self::Manifests => "is written to the manifests",
            Self::Rules => "is read by rules only",
        }
    }
}

/// Lines that tell which values are written to the JSON at places of this name although no key sets them.
pub fn defaults(name: &str) -> String {
    let line = |default: &Default| {
        format!(
            "  unset        writes {} at `{}`: {}\n",
            values(default),
            default.place.join(" > "),
            default.why
        )
    };
    krakend::defaults::of(name).map(line).collect()
}

fn values(default: &Default) -> String {
    match default.values {
        [] => "derived".to_owned(),
        values => values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or "),
    }
}

fn keys(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn cell(outcome: &Outcome) -> String {
    let code = outcome.check().map(|check| check.rule.code);
    code.map_or(outcome.as_str().to_owned(), |code| format!("{} [{code}](rules/{code}.md)", outcome.as_str()))
}

fn outcome_in_words(outcome: &Outcome) -> String {
    match outcome.check() {
        None => outcome.as_str().to_owned(),
        Some(check) => format!("{}, {}: {}", outcome.as_str(), check.rule.code, check.does),
    }
}

fn of_value(row: &Capability) -> String {
    if row.value.is_empty() { String::new() } else { format!(" ({})", row.value) }
}
