//! A strict reading of how an HTTP/1 client frames its requests, before hyper reads the same bytes.
//!
//! hyper is lenient where a gateway must not be: it takes `Content-Length` beside `Transfer-Encoding` and forgets one of
//! them, so the service cannot even see that it happened. [`Framing`] follows the byte stream head by head and body by
//! body, copies nothing of a line that came whole, and refuses what two readers could take for different requests
//! (RFC 9112, sections 2.2, 6.1 to 6.3 and 7.1). It does not check anything else: hyper and the request checks do.
//!
//! It is a crate of its own, so that what reads it alone, such as its fuzz target, builds no server.
#![forbid(unsafe_code)]

mod stream;
pub use stream::Framing;
mod head;
mod chunk;
mod text;
mod refusal;
pub use refusal::Refusal;

#[cfg(test)]
mod tests;
