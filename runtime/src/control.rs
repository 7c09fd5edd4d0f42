//! The control socket: one command a line, one answer a line. Only the user of the process can connect.

use std::fs::{self, Permissions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gwc_artifact::LogLevel;

use crate::report;
use crate::server::Reloader;

/// How long a client may be silent.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest command, in bytes.
const LONGEST: u64 = 256;
/// How long accepting rests when the system has no more file descriptors.
const EXHAUSTED: Duration = Duration::from_millis(50);

const HELP: &str = "commands: `reload`; `level error`, `level warning`, `level info`, `level debug`";

/// Obeys commands on the socket, on a thread of its own, until the process ends. A socket that no process listens on any
/// more is replaced.
///
/// # Errors
/// If the socket cannot be made, another process listens on it, or no thread can be had.
pub fn listen(path: &Path, reloader: Arc<Reloader>) -> io::Result<()> {
    let listener = bind(path)?;
    let serve = move || {
        for stream in listener.incoming() {
            match stream {
                // Who leaves early gets no answer.
                Ok(stream) => drop(obey(stream, &reloader)),
                Err(_) => std::thread::sleep(EXHAUSTED),
            }
        }
    };
    std::thread::Builder::new().name("control".to_owned()).spawn(serve).map(drop)
}

/// Under another name first: under its own, the socket is there only once others cannot connect.
fn bind(path: &Path) -> io::Result<UnixListener> {
    if UnixStream::connect(path).is_ok() {
        return Err(io::ErrorKind::AddrInUse.into());
    }
    let mut hidden = path.as_os_str().to_owned();
    hidden.push(format!(".{}", std::process::id()));
    let listener = UnixListener::bind(&hidden)?;
    fs::set_permissions(&hidden, Permissions::from_mode(0o600))?;
    fs::rename(&hidden, path)?;
    Ok(listener)
}

fn obey(stream: UnixStream, reloader: &Reloader) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        (&mut reader).take(LONGEST).read_line(&mut line)?;
        if !line.ends_with('\n') {
            return Ok(());
        }
        let answer = match command(line.trim(), reloader) {
            Ok(done) => format!("ok: {done}\n"),
            // An answer is one line.
            Err(error) => format!("error: {}\n", error.replace('\n', "; ")),
        };
        reader.get_mut().write_all(answer.as_bytes())?;
    }
}

/// Executes a command, and returns what was done, or why it was not.
fn command(text: &str, reloader: &Reloader) -> Result<String, String> {
    match text.split_once(' ') {
        None if text == "reload" => {
            reloader.reload().map(|()| "reloaded".to_owned()).map_err(|error| error.to_string())
        }
        Some(("level", word)) => {
            let level = LogLevel::parse(word.trim()).ok_or_else(|| HELP.to_owned())?;
            report::set_level(level);
            Ok(format!("the level is `{}`", level.as_str()))
        }
        _ => Err(HELP.to_owned()),
    }
}
