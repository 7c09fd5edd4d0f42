//! A living KrakenD, asked for its answers.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A binary that has not ended by then does not end: it took the file, or it serves.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// How long it goes on after it listens, so that what ends it late is seen.
const AFTERWARDS: Duration = Duration::from_millis(120);

/// The binary and a folder to run it in.
pub struct Krakend {
    binary: PathBuf,
    folder: tempfile::TempDir,
}

/// What `check -t` printed.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it refused the file.
    pub refused: bool,
    /// With which words.
    pub message: Option<String>,
}

impl Krakend {
    /// The binary at this path: [`Oracle::krakend`](crate::oracle::Oracle::krakend).
    pub fn at(binary: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self { binary: binary.to_owned(), folder }
    }

    /// `check -t`. With the port of the configuration taken it does not stay to serve.
    pub fn check(&self, name: &str, config: &[u8]) -> Answer {
        let (status, printed) = self.ask(&["check", "-t", "-c", name], name, config, || false);
        let refused = status.is_some_and(|status| !status.success());
        Answer { refused, message: message(&printed).filter(|_| refused) }
    }

    /// `run`, until it listens on a port of this machine: `listens`, `panics` or `exits`.
    pub fn run(&self, name: &str, config: &[u8], port: u16) -> &'static str {
        let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        let (status, printed) = self.ask(&["run", "-c", name], name, config, listens);
        match status {
            None => "listens",
            // What ends it while it reads the file is an exit, with whichever words.
            Some(_) if self.check(name, config).message.is_some_and(|m| m.contains("SIGSEGV")) => "exits",
            Some(_) if printed.lines().any(|line| line.starts_with("panic: ")) => "panics",
            Some(_) => "exits",
        }
    }

    /// Rules and severities that `audit` prints, in its order.
    pub fn audit(&self, config: &[u8]) -> Vec<String> {
        let name = "krakend.json";
        let (_, printed) = self.ask(&["audit", "-c", name], name, config, || false);
        let rule = |line: &str| {
            let (rule, rest) = line.split_once('\t')?;
            let (severity, _) = rest.strip_prefix('[')?.split_once(']')?;
            Some(format!("{} {}", rule.trim(), severity.trim()))
        };
        printed.lines().filter_map(rule).collect()
    }

    /// Runs it until it ends, or `enough` is seen, or patience does; no status is one that did not end.
    fn ask(
        &self,
        arguments: &[&str],
        name: &str,
        config: &[u8],
        enough: impl Fn() -> bool,
    ) -> (Option<ExitStatus>, String) {
        fs::write(self.folder.path().join(name), config).expect("the file can be written");
        let printed = self.folder.path().join("printed");
        let mut child = self.start(arguments, &printed);
        let start = Instant::now();
        let mut patience = PATIENCE;
        let status = loop {
            if let Some(status) = child.try_wait().expect("the process can be waited for") {
                break Some(status);
            }
            if patience == PATIENCE && enough() {
                patience = start.elapsed() + AFTERWARDS;
            }
            if start.elapsed() > patience {
                child.kill().and_then(|()| child.wait()).expect("the process can be ended");
                break None;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        (status, String::from_utf8_lossy(&fs::read(printed).expect("it can be read")).into_owned())
    }

    fn start(&self, arguments: &[&str], printed: &Path) -> Child {
        let out = File::create(printed).expect("a file can be made");
        let both = out.try_clone().expect("a file can be shared");
        Command::new(&self.binary)
            .args(arguments)
            .current_dir(self.folder.path())
            .env("USAGE_DISABLE", "1")
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(both)
            .spawn()
            .unwrap_or_else(|e| panic!("{} cannot be started: {e}", self.binary.display()))
    }
}

/// A port of this machine that is free for now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port can be taken");
    listener.local_addr().expect("it has an address").port()
}

/// The words after the label, as the recording keeps them: no stack, no addresses.
fn message(printed: &str) -> Option<String> {
    if let Some((_, rest)) = printed.split_once("the configuration file:") {
        return Some(rest.trim().to_owned());
    }
    let rest = &printed[printed.find("panic:")?..];
    let panic = &rest[..rest.find("\n\ngoroutine").unwrap_or(rest.len())];
    let words = panic.trim().split("addr=").collect::<Vec<_>>();
    Some(match words[..] {
        [before, after] if after.contains("pc=") => format!("{before}addr=.. pc=..]"),
        _ => panic.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn the_words_of_a_binary_are_found() {
        let line = "ERROR parsing the configuration file:\t'krakend.json': unsupported version: 2\n";
        assert_eq!(message(line).as_deref(), Some("'krakend.json': unsupported version: 2"));
        let crash = "panic: nil\n[signal X addr=0x28 pc=0x1]\n\ngoroutine 1 [running]:\nmain.main()\n";
        assert_eq!(message(crash).as_deref(), Some("panic: nil\n[signal X addr=.. pc=..]"));
        assert_eq!(message("Syntax OK!"), None);
    }
}
