//! Runs `gwc` as people do: a process of its own, in a folder, with a bound on its time.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// No run of a test takes this long; one that does hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The exit code; nothing when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// A command in a folder.
#[derive(Debug)]
pub struct Tool {
    command: Command,
    name: String,
}

impl Tool {
    /// The program, to be run in `folder`. Nothing of the test's own environment decides what it prints.
    pub fn new(program: impl Into<PathBuf>, folder: &Path) -> Self {
        let mut command = Command::new(program.into());
        command.current_dir(folder).env_remove("NO_COLOR").env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
        Self { command, name: String::new() }
    }

    /// Says what a failure is about.
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it cannot be started or does not end.
    pub fn run(mut self, arguments: &[&str]) -> Run {
        let scratch = tempfile::tempdir().expect("a temporary folder can be made");
        let file = |name: &str| File::create(scratch.path().join(name)).expect("a file can be made");
        self.command.args(arguments).stdout(file("out")).stderr(file("err"));
        let mut child =
            self.command.spawn().unwrap_or_else(|e| panic!("{:?} cannot be started: {e}", self.command));
        let code = wait(&mut child, &format!("{} {:?}", self.name, self.command));
        let text = |name: &str| {
            let bytes = fs::read(scratch.path().join(name)).expect("the output can be read");
            String::from_utf8(bytes).expect("the output is UTF-8")
        };
        let run = Run { code, stdout: text("out"), stderr: text("err") };
        assert!(!run.stderr.contains("panicked at"), "{arguments:?}: {}", run.stderr);
        run
    }
}

fn wait(child: &mut Child, what: &str) -> Option<i32> {
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    while started.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().expect("the process can be waited for") {
            return status.code();
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
    let _ = child.kill();
    let _ = child.wait();
    panic!("{what} does not end within {PATIENCE:?}");
}
