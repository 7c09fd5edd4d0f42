//! Inputs into a session: each file by what it is.

use super::{Inputs, Session};
use crate::around::MapKey;
use crate::around::hosts;
use crate::around::manifests::{self, Manifest};
use crate::cli::Io;
use crate::{compile, inspect, load, read};
use gwc_krakend::value::Format as Language;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::FileId;
use gwc_syntax::tree::{Document, json, yaml};
use gwc_syntax::value::{Target, parse_target};

impl Session {
    pub(super) fn read(&mut self, inputs: &Inputs, io: &Io<'_>, out: &mut Diagnostics) {
        for path in &inputs.paths {
            for input in load::inputs(path, &mut self.sources, out) {
                self.read_one(input, inputs, io, out);
            }
        }
    }

    fn read_one(&mut self, input: load::Input, inputs: &Inputs, io: &Io<'_>, out: &mut Diagnostics) {
        match input {
            load::Input::Routes(folder) => {
                let found = load::gateways(&folder, inputs.env.as_deref(), &mut self.sources, out);
                for mut files in found {
                    files.environment.clone_from(&io.environment);
                    files.only = inputs.only;
                    let compilation = compile(&self.sources, &files, &self.settings);
                    self.gateways.push((files, compilation));
                }
            }
            load::Input::Krakend(file, bytes) => {
                let name = self.sources.file(file).path.clone();
                let format = if read::is_yaml(&name) { Language::Yaml } else { Language::Json };
                self.inspect(file, &name, &bytes, format, inputs);
                self.mounted.push(None);
            }
            load::Input::Hosts(file) => {
                let name = self.sources.file(file).path.clone();
                let document = match read::is_yaml(&name) {
                    true => Some(yaml::parse(&self.sources, file, out)),
                    false => json::parse(file, self.sources.file(file).text.as_bytes()).ok(),
                };
                self.table(document, &name, out);
            }
            load::Input::Manifests(file) => self.read_manifests(file, inputs, out),
        }
    }

    fn table(&mut self, document: Option<Document>, name: &str, out: &mut Diagnostics) {
        if let Some(document) = document {
            self.tables.push(hosts::read(&document, name, out));
            self.others.push(document);
        }
    }

    /// Manifests, the configurations and host tables in their ConfigMaps, and the host tables that Ingresses are.
    fn read_manifests(&mut self, file: FileId, inputs: &Inputs, out: &mut Diagnostics) {
        let is_yaml = read::is_yaml(&self.sources.file(file).path);
        let objects = manifests::read(&self.sources, file, is_yaml, out);
        let alone = objects.len() == 1;
        for object in &objects {
            match &*object.kind {
                "ConfigMap" => self.read_map(object, alone, inputs, out),
                "Ingress" => self.tables.push(hosts::of_ingress(
                    &object.doc,
                    &format!("the Ingress {}", object.name.value),
                    if object.namespace.is_empty() { "default" } else { &object.namespace },
                )),
                _ => {}
            }
        }
        self.manifests.extend(objects);
    }

    /// Of a ConfigMap among other objects nobody said that it holds a configuration.
    fn read_map(&mut self, map: &Manifest, alone: bool, inputs: &Inputs, out: &mut Diagnostics) {
        let mut quiet = Diagnostics::default();
        let out = if alone { out } else { &mut quiet };
        let key = inputs.key.as_deref();
        let Some(inner) = read::config_in_document(&mut self.sources, &map.doc, key, out) else { return };
        match read::detect(&inner.name, &inner.text) {
            read::Kind::Hosts => {
                let document = match inner.format {
                    Language::Json => json::parse(inner.file, inner.text.as_bytes()).ok(),
                    Language::Yaml => Some(yaml::parse(&self.sources, inner.file, out)),
                };
                self.table(document, &inner.name, out);
            }
            read::Kind::Krakend => {
                self.inspect(inner.file, &inner.name, inner.text.as_bytes(), inner.format, inputs);
                self.mounted.push(Some(MapKey { map: map.name.value.clone(), key: inner.name }));
            }
            _ if alone => {
                self.inspect(inner.file, &inner.name, inner.text.as_bytes(), inner.format, inputs);
                self.mounted.push(Some(MapKey { map: map.name.value.clone(), key: inner.name }));
            }
            _ => {}
        }
    }

    fn inspect(&mut self, file: FileId, name: &str, bytes: &[u8], format: Language, inputs: &Inputs) {
        let target = self.target(inputs);
        let subject = inspect::Subject { file, name, bytes, format, target, compat: inputs.compat };
        let (compilation, verdict) = inspect::krakend(&self.sources, &subject, &self.settings);
        self.configurations.push(compilation);
        self.verdicts.push(verdict);
    }

    /// What the command line names, else the settings, else the newest KrakenD.
    fn target(&self, inputs: &Inputs) -> Target {
        let set = || self.settings.targets.iter().find_map(|t| parse_target(&t.value).ok());
        inputs.target.or_else(set).unwrap_or(inspect::NEWEST)
    }
}
