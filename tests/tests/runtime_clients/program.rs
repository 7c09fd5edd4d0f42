//! The program with the clients, built once.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use gwc_tests::golden;

/// The binary.
fn binary(go: &Path) -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
        let built = Command::new(go)
            .args(["build", "-o"])
            .args([binary.as_path(), Path::new(".")])
            .current_dir(golden::repository().join("tests/oracles/clients"))
            .output()
            .expect("go runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        binary
    })
}

/// The client with its arguments, whose lines are read one by one.
pub(crate) fn command(go: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary(go));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a client to its end.
///
/// # Panics
/// If it did not get what it expects.
#[track_caller]
pub(crate) fn run(go: &Path, arguments: &[&str]) {
    let output = command(go, arguments).output().expect("it runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A server of gRPC in a process of its own. Dropping it ends it.
pub(crate) struct GrpcServer {
    pub(crate) address: SocketAddr,
    process: Child,
    lines: Receiver<String>,
    /// The server ends when this does, also if the test is killed.
    _input: ChildStdin,
}

impl GrpcServer {
    pub(crate) fn start(go: &Path) -> GrpcServer {
        let mut command = command(go, &["grpc-server"]);
        let mut process =
            command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server starts");
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let mut server = GrpcServer { address: ([0; 4], 0).into(), process, lines, _input: input };
        server.address = server.next_line().parse().expect("an address");
        server
    }

    /// Waits for the next line: the address first, then one about each stream that its client cancels.
    pub(crate) fn next_line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(60)).expect("a line of the server")
    }
}

impl Drop for GrpcServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
