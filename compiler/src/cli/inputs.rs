//! What a command line names.

use std::path::{Path, PathBuf};

use crate::load;
use crate::settings::Settings;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::{Target, parse_target};

/// The inputs of a command.
#[derive(Debug, Clone, clap::Args)]
pub struct Inputs {
    /// Input folders or files; `-` reads standard input [default: `.` if it is a gateway, else `routes`]
    #[arg(default_value = default_path(), hide_default_value = true)]
    pub paths: Vec<PathBuf>,
    /// Apply the overlay `overlays/NAME.yaml` to each gateway
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Settings file [default: the nearest `gwc.toml` in the folder of the first input or its parents]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Target that runs the KrakenD configurations; route files set their own targets
    #[arg(long, value_name = "TARGET", value_parser = parse_target)]
    pub target: Option<Target>,
    /// For a KrakenD configuration that starts, report errors as warnings
    #[arg(long)]
    pub compat: bool,
    /// Key of the ConfigMap's `data` that contains the configuration
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// The only target that route files are checked for, instead of the targets that they set.
    #[arg(skip)]
    pub only: Option<Target>,
}

impl Inputs {
    /// One path, with the defaults for everything else.
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

    /// The file of `--config`, else the nearest `gwc.toml` at or above the first path.
    pub fn settings_file(&self) -> Option<PathBuf> {
        self.config.clone().or_else(|| {
            let first = self.paths.first()?;
            let start = if first.is_file() { first.parent().unwrap_or(Path::new("")) } else { first };
            nearest_settings(start)
        })
    }
}

/// The default path: inside a gateway, that gateway.
pub(super) fn default_path() -> &'static str {
    let inside = Path::new(load::GATEWAY_FILE).is_file() && !Path::new(load::DEFAULT_FOLDER).exists();
    if inside { "." } else { load::DEFAULT_FOLDER }
}

fn nearest_settings(start: &Path) -> Option<PathBuf> {
    let beside = start.join(Settings::FILE);
    if beside.is_file() {
        return Some(beside);
    }
    match start.parent() {
        Some(parent) => nearest_settings(parent),
        // A relative path ends at the working folder, and the search continues above it.
        None if start.is_relative() => {
            let here = std::env::current_dir().ok()?;
            here.ancestors().skip(1).map(|folder| folder.join(Settings::FILE)).find(|path| path.is_file())
        }
        None => None,
    }
}
