//! What is passed through as it is.

use gwc_syntax::source::Spanned;

/// Values for components of a JSON target that the model does not know, by namespace.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extra {
    /// Namespace and value, in the order they were written.
    pub entries: Vec<(Spanned<String>, serde_json::Value)>,
}

impl Extra {
    /// The value of a namespace.
    pub fn get(&self, namespace: &str) -> Option<&serde_json::Value> {
        self.entries.iter().find(|(name, _)| name.value == namespace).map(|(_, value)| value)
    }

    /// These, then those of `over` for the same namespaces instead.
    pub fn overlaid(&self, over: &Self) -> Self {
        let kept = self.entries.iter().filter(|(name, _)| over.get(&name.value).is_none());
        Self { entries: kept.chain(&over.entries).cloned().collect() }
    }
}
