//! Sends the recorded requests and collects what differs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use gwc_tests::net::Wire;

use super::backend::Backend;
use super::case::{Case, Step};
use super::compare;
use super::deviations::Outcome;
use super::gateway::{Gateway, NotStarted, filled};

/// The gateway of one configuration, and the backend behind it.
pub(crate) struct Replay {
    folder: PathBuf,
    name: String,
    running: Option<Running>,
}

struct Running {
    backend: Backend,
    gateway: Result<Gateway, NotStarted>,
    debug: bool,
}

impl Replay {
    pub(crate) fn new(folder: &Path, name: &str) -> Replay {
        Replay { folder: folder.to_owned(), name: name.to_owned(), running: None }
    }

    /// What differs from the recording, a line each.
    pub(crate) fn differences(&mut self, case: &Case) -> Outcome {
        let stale = self.running.as_ref().is_none_or(|running| running.debug != case.debug);
        if stale || case.fresh {
            self.running = None;
            let backend = Backend::start(&self.folder);
            let gateway = Gateway::start(&self.folder, &self.name, &backend, case.debug);
            self.running = Some(Running { backend, gateway, debug: case.debug });
        }
        let Some(running) = &self.running else { return Outcome::Equal };
        let gateway = match &running.gateway {
            Ok(gateway) => gateway,
            Err(NotStarted(_)) if !case.starts => return Outcome::Equal,
            Err(NotStarted(_)) => return Outcome::NotServed,
        };
        if !case.starts {
            return Outcome::Differs(vec!["KrakenD does not start, and the gateway does".to_owned()]);
        }
        if !case.fresh {
            running.backend.drop_connections();
            std::thread::sleep(Duration::from_millis(20));
        }
        running.backend.take();
        self.steps(case, gateway, &running.backend)
    }

    fn steps(&self, case: &Case, gateway: &Gateway, backend: &Backend) -> Outcome {
        let mut connections: HashMap<String, Wire> = HashMap::new();
        let mut differences = Vec::new();
        for (number, step) in case.steps.iter().enumerate() {
            let kept = step.0["conn"].as_str();
            let wire = kept.and_then(|name| connections.remove(name));
            let mut wire = wire.unwrap_or_else(|| Wire::connect(gateway.address));
            let found = self.step(step, case, &mut wire, gateway, backend);
            if let Some(reason) = found.iter().find(|line| line.starts_with("501")).cloned() {
                return not_served(gateway, reason);
            }
            let lines = found.into_iter().map(|line| format!("step {}: {line}", number + 1));
            differences.extend(lines);
            if let Some(name) = kept {
                connections.insert(name.to_owned(), wire);
            }
        }
        match differences.is_empty() {
            true => Outcome::Equal,
            false => Outcome::Differs(differences),
        }
    }

    fn step(
        &self,
        step: &Step,
        case: &Case,
        wire: &mut Wire,
        gateway: &Gateway,
        backend: &Backend,
    ) -> Vec<String> {
        let pause =
            |key: &str, unset| std::thread::sleep(Duration::from_millis(step.milliseconds(key, unset)));
        pause("sleep_ms", 0);
        if step.0["drop_backend_connections"] == true {
            backend.drop_connections();
            std::thread::sleep(Duration::from_millis(30));
        }
        let fill = |text: &str| filled(text, &self.folder, gateway.address.port(), backend);
        let request = step.request();
        match std::str::from_utf8(&request) {
            Ok(text) => wire.send(fill(text)),
            Err(_) => wire.send(&request),
        }
        let answer = match step.0["client_closes_after_ms"].is_u64() {
            true => {
                pause("client_closes_after_ms", 0);
                let _ = wire.stream().shutdown(std::net::Shutdown::Both);
                None
            }
            false => wire.answer_to(step.method()),
        };
        pause("settle_ms", 6);
        let mut differences = compare::answer(&step.0["response"], answer.as_ref(), &fill);
        differences.extend(compare::backend(&step.0["backend"], &backend.take(), case.ordered, &fill));
        differences
    }
}

/// An endpoint that returns 501 is one that the gateway named at its start.
fn not_served(gateway: &Gateway, line: String) -> Outcome {
    match gateway.skipped.is_empty() {
        true => Outcome::Differs(vec![line]),
        false => Outcome::NotServed,
    }
}
