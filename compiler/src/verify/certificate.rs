//! What a build proved, as JSON for people and programs that did not run it: digests of what was read and written, and the differences
//! that each target declares.

use std::collections::BTreeMap;

use gwc_syntax::source::SourceMap;
use serde_json::{Value, json};

use super::Verified;

/// Increased when a field is removed or changes its meaning.
pub const VERSION: u64 = 1;

/// A gateway, what was proved of it, and the path and bytes of each output, in the order of the proof.
pub struct Proof<'p> {
    /// The name of the gateway.
    pub gateway: &'p str,
    /// What was proved.
    pub verified: Verified,
    /// The outputs that were read back.
    pub outputs: Vec<(&'p str, &'p [u8])>,
}

/// The certificate of a build.
pub fn certificate(proofs: &[Proof<'_>], sources: &SourceMap) -> Value {
    // A configuration inside of another file is that file.
    let read = sources.files().filter(|(_, file)| file.editable);
    let files: BTreeMap<&str, String> =
        read.map(|(_, file)| (file.path.as_str(), digest(file.text.as_bytes()))).collect();
    let files: Vec<Value> =
        files.into_iter().map(|(path, digest)| json!({ "path": path, "blake3": digest })).collect();
    json!({
        "version": VERSION,
        "gwc": env!("CARGO_PKG_VERSION"),
        "read": files,
        "gateways": proofs.iter().map(gateway).collect::<Vec<_>>(),
    })
}

fn gateway(proof: &Proof<'_>) -> Value {
    let Proof { gateway, verified, outputs } = proof;
    let output = |((path, bytes), form): (&(&str, &[u8]), &super::Form)| {
        let declared: Vec<Value> = form
            .declared
            .iter()
            .map(|one| json!({ "code": one.code, "name": one.name, "endpoints": one.endpoints }))
            .collect();
        json!({
            "target": form.target.to_string(),
            "path": path,
            "blake3": digest(bytes),
            "classes": form.classes,
            "choice": form.overlap.is_none(),
            "declared": declared,
        })
    };
    json!({
        "gateway": gateway,
        "classes": verified.classes,
        "outputs": outputs.iter().zip(&verified.outputs).map(output).collect::<Vec<_>>(),
    })
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// JSON Schema 2020-12 of a certificate.
pub fn certificate_schema() -> Value {
    let object = |properties: Value| {
        let required: Vec<String> =
            properties.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
    };
    let (text, count) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 0 }));
    let digest = json!({ "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "BLAKE3 of the file, as `b3sum` prints it" });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let declared = object(json!({
        "code": { "type": "string", "pattern": "^GW8[0-9]{2}$" },
        "name": text,
        "endpoints": { "type": "integer", "minimum": 0, "description": "how many endpoints the target serves otherwise" },
    }));
    let output = object(json!({
        "target": text,
        "path": { "type": "string", "description": "path of the file in the output folder" },
        "blake3": digest,
        "classes": { "type": "integer", "minimum": 1, "description": "request classes that the file and the route files decide alike, but for `declared`" },
        "choice": { "type": "boolean", "description": "whether it was compared which of several endpoints gets a request that they all match; not where paths overlap in too many ways" },
        "declared": list(declared),
    }));
    let gateway = object(json!({ "gateway": text, "classes": count, "outputs": list(output) }));
    let mut schema = object(json!({
        "version": { "const": VERSION, "description": "increased when a field is removed or changes its meaning" },
        "gwc": { "type": "string", "description": "version of gwc" },
        "read": list(object(json!({ "path": text, "blake3": digest }))),
        "gateways": list(gateway),
    }));
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "gwc certificate".into();
    schema
}
