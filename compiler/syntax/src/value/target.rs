//! Targets: what a gateway is lowered to.

use std::fmt;

/// Something that executes the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// The documented shape of the Hanzo gateway.
    Hanzo,
    /// KrakenD Community Edition, 2.minor.patch.
    KrakendCe {
        /// Minor version.
        minor: u8,
        /// Patch version.
        patch: u8,
    },
    /// Our own runtime.
    Gwr,
}

/// The newest known patch of each 2.x minor that can be a target.
const LATEST_PATCH: [(u8, u8); 14] = [
    (0, 5),
    (1, 4),
    (2, 2),
    (3, 3),
    (4, 6),
    (5, 1),
    (6, 3),
    (7, 2),
    (8, 0),
    (9, 4),
    (10, 2),
    (11, 2),
    (12, 1),
    (13, 8),
];

impl Target {
    /// The name without the version.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hanzo => "hanzo",
            Self::KrakendCe { .. } => "krakend-ce",
            Self::Gwr => "gwr",
        }
    }

    /// The shortest spelling that means this target: `krakend-ce@2.13` is its newest known patch.
    pub fn short(self) -> String {
        match self {
            Self::KrakendCe { minor, patch } if LATEST_PATCH.contains(&(minor, patch)) => {
                format!("krakend-ce@2.{minor}")
            }
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KrakendCe { minor, patch } => write!(f, "krakend-ce@2.{minor}.{patch}"),
            other => f.write_str(other.name()),
        }
    }
}

/// Reads a target: `hanzo`, `gwr`, `krakend-ce` (the newest), `krakend-ce@2.13` (its newest patch) or exact.
///
/// # Errors
/// What was expected, as the end of a sentence.
pub fn parse_target(text: &str) -> Result<Target, String> {
    let fail = || "expected `hanzo`, `gwr`, or `krakend-ce@2.13` with a version from 2.0 to 2.13".to_owned();
    match text {
        "hanzo" => return Ok(Target::Hanzo),
        "gwr" => return Ok(Target::Gwr),
        "krakend-ce" => return Ok(Target::KrakendCe { minor: 13, patch: 8 }),
        _ => {}
    }
    let version = text.strip_prefix("krakend-ce@2.").ok_or_else(fail)?;
    let (minor, patch) = match version.split_once('.') {
        Some((minor, patch)) => (minor, Some(patch)),
        None => (version, None),
    };
    let number = |text: &str| match text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) {
        true => text.parse::<u8>().map_err(|_| fail()),
        false => Err(fail()),
    };
    let minor = number(minor)?;
    let latest = LATEST_PATCH.iter().find(|(m, _)| *m == minor).ok_or_else(fail)?.1;
    match patch.map(number).transpose()? {
        None => Ok(Target::KrakendCe { minor, patch: latest }),
        Some(patch) if patch <= latest => Ok(Target::KrakendCe { minor, patch }),
        Some(_) => Err(format!("2.{minor}.{latest} is the newest known patch of 2.{minor}")),
    }
}
