//! `gwc echo`: an upstream for trying a gateway out.

use std::net::SocketAddr;

use gwc_runtime::echo::Echo;

use super::io::{Exit, Io};

/// Serve an upstream that returns each request as JSON, until it is interrupted
///
/// `gwr --upstream ADDRESS:PORT` sends the requests of all upstreams to it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
}

/// Runs the command until it is interrupted.
pub fn run(args: &Args, io: &mut Io<'_>) -> Exit {
    let echo = match Echo::start(args.listen) {
        Ok(echo) => echo,
        Err(error) => return io.fail(&format!("cannot listen on {}", args.listen), &error),
    };
    if let Err(error) = writeln!(io.err, "an echo of each request on http://{}", echo.address()) {
        return io.fail("cannot tell the address", &error);
    }
    loop {
        std::thread::park();
    }
}
