//! The `gwc` command: the process around [`gwc::cli`].

use std::io::{IsTerminal as _, Write as _};
use std::time::SystemTime;

use gwc::cli::{self, Exit, Io};
use gwc_syntax::value::Date;

/// A large gateway makes millions of small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Exit {
    let stdout = std::io::stdout();
    let width = stdout.is_terminal().then(cli::columns);
    let colours = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    // Not locked: `run` and `dev` write the access log to it from another thread.
    let mut out = std::io::BufWriter::new(&stdout);
    let mut err = std::io::stderr();
    let environment = std::env::vars_os()
        .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
        .collect();
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let today = Date::from_unix_seconds(seconds);
    let mut io = Io { out: &mut out, err: &mut err, colours, width, today, environment };
    let exit = cli::run(std::env::args_os(), &mut io);
    match out.flush() {
        Ok(()) => exit,
        // The reader closed the pipe: no failure.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => exit,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "gwc: standard output: {error}");
            Exit::Failed
        }
    }
}
