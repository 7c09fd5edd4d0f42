//! The options of a component of a KrakenD configuration.

use serde_json::{Map, Value};

/// The options of a component that are set.
pub(super) struct Options<'v>(&'v Map<String, Value>);

impl<'v> Options<'v> {
    pub(super) fn of(value: &'v Value) -> Result<Options<'v>, String> {
        value.as_object().map(Options).ok_or_else(|| "it is not a map".to_owned())
    }

    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<&'v str>, String> {
        let Some(value) = self.get(name) else { return Ok(Vec::new()) };
        let items = value.as_array().map(|items| items.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
        items.flatten().ok_or_else(|| format!("`{name}` is not a list of strings"))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, String> {
        let Some(value) = self.get(name) else { return Ok(false) };
        value.as_bool().ok_or_else(|| format!("`{name}` is not a boolean"))
    }

    pub(super) fn text(&self, name: &str) -> Result<&'v str, String> {
        let Some(value) = self.get(name) else { return Ok("") };
        value.as_str().ok_or_else(|| format!("`{name}` is not a string"))
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, String> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| format!("`{name}` is not a number"))
    }
}
