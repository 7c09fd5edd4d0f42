//! KrakenD setups in the styles that people write, without a fault: a configuration, what it names beside it, and the
//! manifests of the pods that run it.

mod agents;
mod base;
mod cel;
mod filters;
mod graphql;
mod keycloak;
mod legacy;
mod lua;
mod manifests;
mod passing;
mod plugins;
mod shop;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use base::validator;
pub use manifests::Manifests;

/// A setup as it is on disk.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The configuration.
    pub config: Value,
    /// Files that the configuration names, by path.
    pub beside: Vec<(&'static str, &'static str)>,
    /// The manifests, if pods run it: the configuration is then in a ConfigMap.
    pub manifests: Option<Manifests>,
}

/// Makes the setup of a number: names, counts and options differ from number to number.
pub type Style = fn(usize) -> Setup;

/// All styles by name.
pub const STYLES: [(&str, Style); 11] = [
    ("agents", agents::setup),
    ("cel", cel::setup),
    ("filters", filters::setup),
    ("graphql", graphql::setup),
    ("keycloak", keycloak::setup),
    ("legacy", legacy::setup),
    ("lua", lua::setup),
    ("manifests", manifests::setup),
    ("passing", passing::setup),
    ("plugins", plugins::setup),
    ("shop", shop::setup),
];

/// The style of a name.
///
/// # Panics
/// When no style has the name.
pub fn style(name: &str) -> Style {
    let found = STYLES.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no style is called {name}")).1
}

impl Setup {
    /// A configuration alone.
    fn of(config: Value) -> Self {
        Self { config, beside: Vec::new(), manifests: None }
    }

    /// How many endpoints there are.
    pub fn endpoints(&self) -> usize {
        self.config["endpoints"].as_array().map_or(0, Vec::len)
    }

    /// An endpoint.
    pub fn endpoint(&mut self, at: usize) -> &mut Value {
        &mut self.config["endpoints"][at]
    }

    /// A component of an endpoint.
    pub fn component(&mut self, at: usize, name: &str) -> &mut Value {
        &mut self.config["endpoints"][at]["extra_config"][name]
    }

    /// The first backend of an endpoint.
    pub fn backend(&mut self, at: usize) -> &mut Value {
        &mut self.config["endpoints"][at]["backend"][0]
    }

    /// A component of the first backend of an endpoint.
    pub fn backend_component(&mut self, at: usize, name: &str) -> &mut Value {
        &mut self.backend(at)["extra_config"][name]
    }

    /// Writes all files; answers the one that has the configuration.
    ///
    /// # Panics
    /// When a file cannot be written.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let text = serde_json::to_string_pretty(&self.config).expect("JSON") + "\n";
        for (path, text) in &self.beside {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        }
        let files = match &self.manifests {
            Some(manifests) => manifests.files(&text),
            None => vec![("krakend.json", text)],
        };
        for (name, text) in &files {
            fs::write(folder.join(name), text).expect("a file can be written");
        }
        folder.join(files[0].0)
    }
}

/// Removes a key of a map.
///
/// # Panics
/// When it is not a map, or does not have the key.
pub fn remove(map: &mut Value, key: &str) -> Value {
    let removed = map.as_object_mut().expect("a map").shift_remove(key);
    removed.unwrap_or_else(|| panic!("`{key}` is not set"))
}

/// Renames a key of a map, which becomes its last one.
///
/// # Panics
/// When it is not a map, or does not have the key.
pub fn rename(map: &mut Value, old: &str, new: &str) {
    map[new] = remove(map, old);
}
