//! A container of a pod: what it runs, with which arguments, environment and files.

use super::list::part;
use super::object::Manifest;
use super::shell;
use crate::kube::Workload;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Target;

/// Seconds that Kubernetes gives a pod to end where its manifest sets none.
const DEFAULT_GRACE: u64 = 30;

/// A container.
#[derive(Debug, Clone, Copy)]
pub struct Container<'a> {
    /// The object that creates its pod.
    pub manifest: &'a Manifest,
    /// The pod's `spec`.
    pub pod: NodeId,
    /// The container itself.
    pub node: NodeId,
}

/// A known gateway program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// What it executes.
    pub target: Target,
    /// Its built-in health path.
    pub health: &'static str,
}

/// An environment variable with a value.
#[derive(Debug, Clone)]
pub struct Env {
    /// Its name.
    pub name: Spanned<String>,
    /// Its value as written; `None` for `valueFrom`.
    pub value: Option<Spanned<String>>,
    /// The whole entry.
    pub node: NodeId,
}

/// A folder or file that a ConfigMap is mounted at.
#[derive(Debug, Clone)]
pub struct Mount {
    /// Where.
    pub path: Spanned<String>,
    /// The key, when a single one is mounted.
    pub sub_path: Option<String>,
    /// The name of the ConfigMap.
    pub map: Spanned<String>,
    /// Keys and their file names, when only some are mounted.
    pub items: Vec<(String, String)>,
}

impl<'a> Container<'a> {
    /// Its image.
    pub fn image(&self) -> Option<Spanned<String>> {
        self.manifest.text_at(self.node, &["image"])
    }

    /// Its command, then its arguments.
    pub fn command_line(&self) -> Vec<Spanned<String>> {
        let lists = ["command", "args"].map(|key| self.manifest.items(self.node, &[key]));
        lists.into_iter().flatten().filter_map(|node| self.manifest.text(*node)).collect()
    }

    /// The command line of the gateway, without the shell or the program that starts it.
    pub fn gateway_command(&self) -> Vec<Spanned<String>> {
        let is_gateway = |name: &str| matches!(name, "krakend" | "gateway" | "gwr");
        shell::command(self.command_line(), is_gateway)
    }

    /// The gateway that it runs, by its command, or else by its image.
    pub fn program(&self) -> Option<Program> {
        let command = self.gateway_command().first().map(|word| word.value.clone()).unwrap_or_default();
        let image = self.image().map(|image| image.value).unwrap_or_default();
        let repository = image.split(['@', ':']).next().unwrap_or_default();
        let target = match (shell::base(&command), shell::base(repository)) {
            ("ingress", _) => return None,
            ("gwr", _) | (_, "gwr") => Target::Gwr,
            ("krakend", _) | (_, "krakend") => Target::KrakendCe { minor: 13, patch: 8 },
            ("gateway", _) if repository.ends_with("hanzoai/gateway") => Target::Hanzo,
            (_, "gateway") if repository.ends_with("hanzoai/gateway") => Target::Hanzo,
            _ => return None,
        };
        Some(Program { target, health: Workload::of(target).health_path })
    }

    /// The port that `--admin` of `gwr` sets.
    pub fn admin_port(&self) -> Option<u16> {
        self.option("--admin")?.value.rsplit_once(':')?.1.parse().ok()
    }

    /// The value of an option, in a word of its own or behind `=`.
    pub fn option(&self, name: &str) -> Option<Spanned<String>> {
        let words = self.gateway_command();
        if let Some(at) = words.iter().position(|word| word.value == name) {
            return words.get(at + 1).cloned();
        }
        words.iter().find_map(|word| {
            let value = word.value.strip_prefix(name)?.strip_prefix('=')?;
            Some(part(word, word.value.len() - value.len(), word.value.len()))
        })
    }

    /// The seconds that its pod has to end, and where they are set: 30 if they are not.
    pub fn grace(&self) -> (u64, Option<Span>) {
        let set = self.manifest.text_at(self.pod, &["terminationGracePeriodSeconds"]);
        let parsed = set.and_then(|text| Some((text.value.parse().ok()?, Some(text.span))));
        parsed.unwrap_or((DEFAULT_GRACE, None))
    }

    /// The seconds between its removal from the Services and SIGTERM; nothing where a command decides.
    pub fn pre_stop(&self) -> Option<u64> {
        let Some(hook) = self.manifest.below(self.node, &["lifecycle", "preStop"]) else { return Some(0) };
        self.manifest.text_at(hook, &["sleep", "seconds"])?.value.parse().ok()
    }

    /// The file that `-c` (or `--config`) names, and for `gwr` the artifact.
    pub fn config(&self) -> Option<Spanned<String>> {
        let words = self.gateway_command();
        if self.program().is_some_and(|program| program.target == Target::Gwr) {
            return words.into_iter().find(|word| word.value.ends_with(".gwa"));
        }
        let is_option = |word: &str| matches!(word, "--config" | "-config") || gives_short_option(word, 'c');
        let at = words.iter().position(|word| is_option(&word.value));
        if let Some(path) = at.and_then(|at| words.get(at + 1)) {
            return Some(path.clone());
        }
        words.iter().find_map(|word| {
            let path = word.value.strip_prefix("--config=").or(word.value.strip_prefix("-c="))?;
            Some(part(word, word.value.len() - path.len(), word.value.len()))
        })
    }

    /// The port that `-p` or `--port` of KrakenD sets: it overrides the one of the configuration.
    pub fn port_option(&self) -> Option<Spanned<u16>> {
        if self.program()?.target == Target::Gwr {
            return None;
        }
        let port = self.option("-p").or_else(|| self.option("--port"))?;
        Some(Spanned::new(port.value.parse().ok()?, port.span))
    }

    /// All mount paths.
    pub fn mounted(&self) -> Vec<String> {
        let mounts = self.manifest.items(self.node, &["volumeMounts"]).iter();
        mounts.filter_map(|mount| Some(self.manifest.text_at(*mount, &["mountPath"])?.value)).collect()
    }

    /// Its environment.
    pub fn env(&self) -> Vec<Env> {
        let entry = |node: &NodeId| {
            let name = self.manifest.text_at(*node, &["name"])?;
            Some(Env { name, value: self.manifest.text_at(*node, &["value"]), node: *node })
        };
        self.manifest.items(self.node, &["env"]).iter().filter_map(entry).collect()
    }

    /// The value of a variable.
    pub fn variable(&self, name: &str) -> Option<Spanned<String>> {
        self.env().into_iter().find(|env| env.name.value == name).and_then(|env| env.value)
    }

    /// Its ports, each with its name.
    pub fn ports(&self) -> Vec<(Option<String>, Spanned<u16>)> {
        let port = |node: &NodeId| {
            let number = self.manifest.text_at(*node, &["containerPort"])?;
            let name = self.manifest.text_at(*node, &["name"]).map(|name| name.value);
            Some((name, Spanned::new(number.value.parse().ok()?, number.span)))
        };
        self.manifest.items(self.node, &["ports"]).iter().filter_map(port).collect()
    }

    /// The number of a port that is written as a number, or as the name of one that it declares.
    pub fn port_number(&self, port: &str) -> Option<u16> {
        let named = || self.ports().into_iter().find(|(name, _)| name.as_deref() == Some(port));
        port.parse().ok().or_else(|| named().map(|(_, number)| number.value))
    }

    /// Where ConfigMaps are mounted.
    pub fn mounts(&self) -> Vec<Mount> {
        let manifest = self.manifest;
        let volumes = manifest.items(self.pod, &["volumes"]);
        let mount = |node: &NodeId| {
            let name = manifest.text_at(*node, &["name"])?.value;
            let volume =
                volumes.iter().find(|v| manifest.text_at(**v, &["name"]).is_some_and(|n| n.value == name))?;
            let map = manifest.below(*volume, &["configMap"])?;
            let item = |item: &NodeId| {
                Some((manifest.text_at(*item, &["key"])?.value, manifest.text_at(*item, &["path"])?.value))
            };
            Some(Mount {
                path: manifest.text_at(*node, &["mountPath"])?,
                sub_path: manifest.text_at(*node, &["subPath"]).map(|path| path.value),
                map: manifest.text_at(map, &["name"])?,
                items: manifest.items(map, &["items"]).iter().filter_map(item).collect(),
            })
        };
        manifest.items(self.node, &["volumeMounts"]).iter().filter_map(mount).collect()
    }
}

/// Whether a word ends with a short option, alone or behind others without a value: `-c`, `-dc`.
fn gives_short_option(word: &str, option: char) -> bool {
    let flags = word.strip_prefix('-').and_then(|flags| flags.strip_suffix(option));
    flags.is_some_and(|flags| flags.chars().all(|flag| matches!(flag, 'd' | 't' | 'l' | 'n')))
}

impl Manifest {
    /// The `spec` of its pods, if it has pods.
    fn pod(&self) -> Option<NodeId> {
        match &*self.kind {
            "Pod" => self.at(&["spec"]),
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => {
                self.at(&["spec", "template", "spec"])
            }
            _ => None,
        }
    }

    /// Its containers.
    pub fn containers(&self) -> Vec<Container<'_>> {
        let Some(pod) = self.pod() else { return Vec::new() };
        let items = self.items(pod, &["containers"]);
        items.iter().map(|node| Container { manifest: self, pod, node: *node }).collect()
    }
}
