//! Reads a side: whatever it is, the gateways in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::artifacts;
use super::failed::Failed;
use super::kubectl::Cluster;
use super::side::Side;
use super::sides::Read;
use crate::cli::against::{git, in_place_of};
use crate::compile::models;
use crate::load::{self, Input};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;

/// How sides are read.
#[derive(Debug)]
pub(in crate::cli) struct Reading<'a> {
    /// The overlay of route files.
    pub(in crate::cli) env: Option<&'a str>,
    /// What runs KrakenD configurations.
    pub(in crate::cli) target: Target,
    /// The key of a ConfigMap that contains the configuration.
    pub(in crate::cli) key: Option<&'a str>,
    /// Values that the environment gives to variables of route files.
    pub(in crate::cli) environment: &'a BTreeMap<String, String>,
}

impl Reading<'_> {
    /// Reads a side; `beside` is the path that a commit without one means, and that its files are shown as.
    ///
    /// # Errors
    /// What cannot be read or understood.
    pub(in crate::cli) fn read(&self, side: &Side, beside: Option<&PathBuf>) -> Result<Read, Failed> {
        let mut read = Read::called(&side.to_string());
        match side {
            Side::Path(path) => self.path(path, path, &mut read),
            Side::Stdin => self.path(Path::new(load::STDIN), Path::new(load::STDIN), &mut read),
            Side::Git { rev, path } => {
                let unnamed = || Failed::Usage("write the path after the commit: `git:REF:PATH`".to_owned());
                let path = path.as_ref().or(beside).ok_or_else(unnamed)?;
                self.commit(rev, path, &mut read).map_err(Failed::Unreadable)?;
            }
            Side::Live(live) => self.live(live.find().map_err(Failed::Unreadable)?, &mut read),
        }
        if read.problems.has_errors() {
            return Err(read.failed());
        }
        // Compared with nothing, every endpoint would be new.
        if read.gateways.is_empty() && !read.absent {
            return Err(Failed::Unreadable(format!("{} contains no gateway", read.label)));
        }
        Ok(read)
    }

    fn path(&self, path: &Path, shown: &Path, read: &mut Read) {
        if path.extension().is_some_and(|extension| extension == "gwa") && path.is_file() {
            return artifacts::file(path, shown, read);
        }
        let inputs = load::inputs(path, self.env, &mut read.sources, &mut read.problems);
        self.inputs(inputs, &load::display(shown), read);
    }

    /// The files of a commit. A path that the commit does not have is a side without gateways.
    fn commit(&self, rev: &str, path: &Path, read: &mut Read) -> Result<(), String> {
        let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
        match git::checkout(rev, path, &folder.path().join("checkout"))? {
            Some(copy) => {
                read.sources = in_place_of(SourceMap::default(), &copy, path);
                self.path(&copy, path, read);
            }
            None => {
                read.absent = true;
                read.remarks.push(format!("git:{rev} has no `{}`", load::display(path)));
            }
        }
        read.checkout = Some(folder);
        Ok(())
    }

    /// The ConfigMaps of a cluster; of several, those that contain a configuration.
    fn live(&self, Cluster { maps, remarks }: Cluster, read: &mut Read) {
        read.remarks.extend(remarks);
        let alone = maps.len() == 1;
        let mut without = Diagnostics::default();
        for map in maps {
            let mut problems = Diagnostics::default();
            let before = read.gateways.len();
            std::mem::swap(&mut problems, &mut read.problems);
            self.bytes(&map.name, map.bytes.clone(), read);
            std::mem::swap(&mut problems, &mut read.problems);
            match alone || read.gateways.len() > before {
                true => read.problems.extend(problems),
                false => without.extend(problems),
            }
            if read.gateways.len() > before {
                read.managers.extend(map.managers());
                read.remarks.extend(map.edited());
            }
        }
        if read.gateways.is_empty() {
            read.problems.extend(without);
        }
    }

    /// What is no file: the output of `kubectl`, or a file that its name tells nothing of.
    pub(in crate::cli) fn bytes(&self, name: &str, bytes: Vec<u8>, read: &mut Read) {
        let input = load::input_of_bytes(name, bytes, &mut read.sources, &mut read.problems);
        self.inputs(input.into_iter().collect(), name, read);
    }

    fn inputs(&self, inputs: Vec<Input>, root: &str, read: &mut Read) {
        let mut rest = Vec::new();
        for mut input in inputs {
            match &mut input {
                Input::Routes(files) => files.environment.clone_from(self.environment),
                Input::Manifests { documents, .. } => artifacts::in_maps(documents, self.key, read),
                Input::Krakend(_) | Input::Hosts(_) => {}
            }
            rest.push(input);
        }
        rest.retain(|input| !matches!(input, Input::Manifests { documents, .. } if documents.is_empty()));
        let found = models(&mut read.sources, rest, self.target, self.key, &mut read.problems);
        for model in found {
            read.add(model, root);
        }
    }
}
