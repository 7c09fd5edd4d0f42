//! Tasks of HTTP/2 connections.

use std::future::Future;

use hyper::rt::Executor;

/// Runs the streams of an HTTP/2 connection on the core that has the connection.
#[derive(Clone, Copy)]
pub(crate) struct LocalExecutor;

impl<F: Future + 'static> Executor<F> for LocalExecutor
where
    F::Output: 'static,
{
    fn execute(&self, future: F) {
        tokio::task::spawn_local(future);
    }
}
