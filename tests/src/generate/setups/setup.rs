//! A setup as it is on disk: the configuration, what it names beside it, and the manifests of its pods.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::pods::Manifests;

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

impl Setup {
    /// A configuration alone.
    pub(super) fn of(config: Value) -> Self {
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
