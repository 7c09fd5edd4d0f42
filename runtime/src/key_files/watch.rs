//! When files are looked at: all the time, and cheaply. A notification of the system would not tell of a file that is
//! mounted again, as Kubernetes does with a Secret.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::store::KeyFiles;
use crate::phase::Phase;

/// How long a change may stay unseen.
const EVERY: Duration = Duration::from_secs(1);

/// Reads files that have changed until the server has stopped.
pub(crate) async fn run(files: Arc<KeyFiles>, mut phase: watch::Receiver<Phase>) {
    let looking = async {
        loop {
            sleep(EVERY).await;
            files.refresh();
        }
    };
    tokio::select! {
        () = looking => {}
        _ = phase.wait_for(|phase| *phase == Phase::Stopped) => {}
    }
}
