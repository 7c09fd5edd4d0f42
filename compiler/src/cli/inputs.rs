//! What a command line names.

use std::path::{Path, PathBuf};

use crate::load;
use crate::settings::Settings;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::{Target, parse_target};

/// Which gateways, in which environment.
#[derive(Debug, Clone, clap::Args)]
pub struct Inputs {
    /// Folders with gateways, or files; `-` is standard input [default: this folder if it is a gateway, else `routes`]
    #[arg(default_value = default_path(), hide_default_value = true)]
    pub paths: Vec<PathBuf>,
    /// Lay `overlays/NAME.yaml` over each gateway
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Settings; `gwc.toml` beside the routes or above them when absent
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What runs a KrakenD configuration; route files name their own targets
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    pub target: Option<Target>,
    /// Take a KrakenD configuration that works as it is: what is only old or lenient is a warning
    #[arg(long)]
    pub compat: bool,
    /// The key of a ConfigMap's `data` that holds the configuration
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// The one target that route files are judged for, whatever targets they name.
    #[arg(skip)]
    pub only: Option<Target>,
}

impl Inputs {
    /// One path, everything else as usual.
    pub fn one(path: &Path, env: Option<&str>) -> Self {
        let env = env.map(str::to_owned);
        Self {
            paths: vec![path.to_owned()],
            env,
            config: None,
            target: None,
            compat: false,
            key: None,
            only: None,
        }
    }

    /// Reads all paths, each file as what it is; what cannot be read is reported.
    pub(super) fn read(&self, sources: &mut SourceMap, out: &mut Diagnostics) -> Vec<load::Input> {
        let of = |path: &PathBuf| load::inputs(path, self.env.as_deref(), sources, out);
        self.paths.iter().flat_map(of).collect()
    }

    /// The settings that were named, else the nearest `gwc.toml` at or above the first path.
    pub fn settings_file(&self) -> Option<PathBuf> {
        self.config.clone().or_else(|| {
            let first = self.paths.first()?;
            let start = if first.is_file() { first.parent().unwrap_or(Path::new("")) } else { first };
            nearest_settings(start)
        })
    }
}

/// What is meant where no path is given: inside a gateway, that gateway.
pub(super) fn default_path() -> &'static str {
    let inside = Path::new(load::GATEWAY_FILE).is_file() && !Path::new("routes").exists();
    if inside { "." } else { "routes" }
}

fn nearest_settings(start: &Path) -> Option<PathBuf> {
    let beside = start.join(Settings::FILE);
    if beside.is_file() {
        return Some(beside);
    }
    match start.parent() {
        Some(parent) => nearest_settings(parent),
        // A relative path ends at the working folder; what is above it counts too.
        None if start.is_relative() => {
            let here = std::env::current_dir().ok()?;
            here.ancestors().skip(1).map(|folder| folder.join(Settings::FILE)).find(|path| path.is_file())
        }
        None => None,
    }
}
