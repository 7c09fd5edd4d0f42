//! Signals to a process that serves: drain, stop, reload.

use std::io;

use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::server::ReloadHandle;

/// What a process does with signals beside draining and stopping.
pub trait OnSignal: Send + 'static {
    /// SIGHUP: reads what is served again.
    fn reload(&mut self);
    /// The first SIGTERM or SIGINT: the drain begins.
    fn draining(&mut self);
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

/// Handles signals from now on, on a thread of its own, until the process ends. The first SIGTERM or SIGINT drains the
/// server, a second one stops it at once.
///
/// # Errors
/// If signals cannot be handled, or no thread can be had.
pub fn listen(handle: ReloadHandle, mut on_signal: impl OnSignal) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    // Before this returns: a signal that comes later ends no process by its default action.
    let mut signals = {
        let _entered = runtime.enter();
        Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        }
    };
    let obey = move || runtime.block_on(signals.obey(&handle, &mut on_signal));
    std::thread::Builder::new().name("signals".to_owned()).spawn(obey).map(|_| ())
}

impl Signals {
    async fn obey(&mut self, handle: &ReloadHandle, on_signal: &mut impl OnSignal) {
        let mut draining = false;
        loop {
            tokio::select! {
                _ = self.hang_up.recv() => {
                    on_signal.reload();
                    continue;
                }
                _ = self.terminate.recv() => {}
                _ = self.interrupt.recv() => {}
            }
            if draining {
                handle.stop();
            } else {
                draining = true;
                on_signal.draining();
                handle.drain();
            }
        }
    }
}
