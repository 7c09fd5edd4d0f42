//! The configuration: in a ConfigMap, or in a layer of the image.

use serde::Serialize;

use crate::kube::{ConfigMode, Workload};
use crate::model::Deploy;

/// How much of the checksum is in a name.
const SHORT: usize = 10;

/// The configuration and how pods receive it.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Config<'a> {
    /// The ConfigMap; nothing when the image holds the configuration.
    pub name: Option<String>,
    pub key: &'a str,
    pub mount: &'a str,
    /// The content, when it is text.
    pub text: Option<&'a str>,
    /// The content in base64, when it is not.
    pub base64: Option<serde_json::Value>,
    /// Whether it is never changed: its name then has a part of its checksum.
    pub immutable: bool,
    /// Whether a change of the content replaces the pods. Otherwise they read it again.
    pub rolls_out: bool,
    /// BLAKE3 of the content.
    pub checksum: String,
}

/// An immutable ConfigMap has a name of its own for each content, so that old pods keep what they were started with and
/// a roll-back finds it. With `reload`, it keeps its name as long as artifacts keep their format: an image that reads
/// another one comes with a map of its own.
pub(super) fn of<'a>(name: &str, workload: &Workload, payload: &'a [u8], mode: ConfigMode) -> Config<'a> {
    let checksum = blake3::hash(payload).to_hex().to_string();
    let text = std::str::from_utf8(payload).ok().filter(|_| workload.key.ends_with(".json"));
    Config {
        name: match mode {
            ConfigMode::Hashed => Some(format!("{name}-config-{}", &checksum[..SHORT])),
            ConfigMode::Reload => Some(format!("{name}-config-v{}", gwc_artifact::FORMAT)),
            ConfigMode::Image => None,
        },
        key: workload.key,
        mount: workload.mount,
        base64: text.is_none().then(|| gwc_manifest::base64(payload)),
        text,
        immutable: mode == ConfigMode::Hashed,
        rolls_out: mode != ConfigMode::Reload,
        checksum,
    }
}

/// The image of the pods. One that holds the configuration has a tag of its own for each content, for the same reason as
/// an immutable ConfigMap has a name of its own.
pub(super) fn image(deploy: &Deploy, workload: &Workload, mode: ConfigMode, checksum: &str) -> String {
    let set = deploy.image.as_ref().map(|image| image.value.as_str());
    match mode {
        ConfigMode::Image => format!("{}-{}", set.unwrap_or(&workload.image), &checksum[..SHORT]),
        ConfigMode::Hashed | ConfigMode::Reload => set.unwrap_or(&workload.image).to_owned(),
    }
}
