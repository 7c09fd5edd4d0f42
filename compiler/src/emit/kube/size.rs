//! How large the ConfigMap of a gateway is, without making it.

use std::io;

use super::values::Values;
use crate::kube::size::{LAST_APPLIED, Size, escaped};
use crate::lower::krakend::Layout;
use crate::lower::{artifact, krakend};
use crate::model::Gateway;
use gwc_syntax::value::Target;

/// The content of a ConfigMap, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content {
    /// As it is.
    plain: usize,
    /// In the JSON of the object: quoted text, or base64.
    in_json: usize,
}

/// The length of what pods run, without keeping it.
///
/// # Errors
/// The artifact cannot hold the gateway.
pub(super) fn content(gateway: &Gateway, target: Target) -> Result<Content, String> {
    if target == Target::Gwr {
        let plain = artifact::render(gateway)?.len();
        return Ok(Content { plain, in_json: plain.div_ceil(3) * 4 + 2 });
    }
    let mut content = Content { plain: 0, in_json: 2 };
    krakend::write(gateway, target, Layout::Lines, &mut content).map_err(|error| error.to_string())?;
    Ok(content)
}

/// Counts what is written to it; every piece is text of whole characters.
impl io::Write for Content {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.plain += piece.len();
        self.in_json += escaped(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The sizes of the ConfigMap with this content.
pub(super) fn of(values: &Values<'_>, content: Content) -> Size {
    // The object without its content, as kubectl writes it: compact, with an empty map of annotations.
    let frame = serde_json::json!({
        "apiVersion": "v1",
        (if values.config.text.is_some() { "data" } else { "binaryData" }): { (values.config.key): "" },
        "kind": "ConfigMap",
        "metadata": {
            "annotations": {},
            "labels": values.labels,
            "name": values.config.name,
            "namespace": values.namespace,
        },
    });
    let immutable = if values.config.immutable { r#""immutable":true,"#.len() } else { 0 };
    let frame = frame.to_string().len() - 2 + immutable + 1;
    Size { data: content.plain, annotations: LAST_APPLIED.len() + frame + content.in_json }
}
