//! Harness of the whole-tool tests.
