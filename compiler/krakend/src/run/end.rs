//! How a start ends.

use crate::verdict::Run;
use gwc_syntax::tree::NodeId;

/// How a start fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Panics or exits.
    pub run: Run,
    /// What it prints.
    pub message: String,
    /// The endpoints that cause it.
    pub routes: Vec<usize>,
    /// The offending places.
    pub nodes: Vec<NodeId>,
    /// Whether a machine that has the file or the address may have another result.
    pub elsewhere: bool,
}

impl End {
    pub(super) fn panics(message: impl Into<String>, node: NodeId) -> Self {
        let message = message.into();
        Self { run: Run::Panics, message, routes: Vec::new(), nodes: vec![node], elsewhere: false }
    }

    pub(super) fn exits(message: impl Into<String>, node: Option<NodeId>) -> Self {
        let (message, nodes) = (message.into(), node.into_iter().collect());
        Self { run: Run::Exits, message, routes: Vec::new(), nodes, elsewhere: false }
    }

    /// Another machine may have another result.
    pub(super) fn elsewhere(self) -> Self {
        Self { elsewhere: true, ..self }
    }

    pub(super) fn at(self, index: usize) -> Self {
        Self { routes: vec![index], ..self }
    }
}
