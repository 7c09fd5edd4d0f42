//! What happens while a command serves a gateway.

use std::io;
use std::sync::mpsc::Sender;

use gwc_runtime::signals::OnSignal;

/// What a command that serves waits for.
pub(super) enum Event {
    /// Files have changed.
    #[cfg(feature = "dev")]
    Changed,
    /// SIGHUP.
    Reload,
    /// The first SIGTERM or SIGINT.
    Draining,
    /// The server has ended.
    Ended(io::Result<()>),
}

/// Sends signals on as events.
pub(super) struct Forward(pub(super) Sender<Event>);

impl Forward {
    fn send(&self, event: Event) {
        // A command that does not wait any more has ended.
        let _ = self.0.send(event);
    }
}

impl OnSignal for Forward {
    fn reload(&mut self) {
        self.send(Event::Reload);
    }

    fn draining(&mut self) {
        self.send(Event::Draining);
    }
}
