//! `gwc run --compat` with a configuration of the recording.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::backend::{Backend, dead_port};

/// A gateway at work. Dropping it kills it.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    /// The lines about endpoints that it does not serve.
    pub(crate) skipped: Vec<String>,
    process: Child,
    _folder: tempfile::TempDir,
}

/// Why it does not serve.
pub(crate) struct NotStarted(pub(crate) String);

impl Gateway {
    /// Starts it and waits until it listens.
    pub(crate) fn start(
        folder: &Path,
        name: &str,
        backend: &Backend,
        debug: bool,
    ) -> Result<Gateway, NotStarted> {
        let port = dead_port();
        let scratch = tempfile::tempdir().expect("a folder");
        let file = scratch.path().join("krakend.json");
        let text =
            std::fs::read_to_string(folder.join(format!("configs/{name}.json"))).expect("the template");
        let text = filled(&text, folder, port, backend);
        std::fs::write(&file, text).expect("it can be written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"));
        command.arg("run").arg("--compat").args(["-p", &port.to_string()]).arg("-c").arg(&file);
        command.args(debug.then_some("-d")).arg("--skip-unsupported");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("gwc starts");
        let stderr = BufReader::new(process.stderr.take().expect("a pipe"));
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let mut printed = Vec::new();
        while let Ok(line) = lines.recv_timeout(Duration::from_secs(60)) {
            if line.starts_with("serving ") {
                let address = SocketAddr::from(([127, 0, 0, 1], port));
                return Ok(Gateway { address, skipped: printed, process, _folder: scratch });
            }
            printed.push(line);
        }
        let _ = process.kill();
        let _ = process.wait();
        Err(NotStarted(printed.join("\n")))
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A text with its placeholders filled in.
pub(crate) fn filled(text: &str, folder: &Path, port: u16, backend: &Backend) -> String {
    let [first, second] = backend.ports;
    let values = [
        ("{{port}}", port.to_string()),
        ("{{backend}}", first.to_string()),
        ("{{backend2}}", second.to_string()),
        ("{{dead}}", backend.dead.to_string()),
        ("{{dir}}", folder.display().to_string()),
    ];
    values.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
