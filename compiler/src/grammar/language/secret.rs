//! Secrets by reference.

use super::deploy::pods::SECRET_REF;
use crate::grammar::format::*;
use crate::grammar::keys::key;
use crate::grammar::shape::Shape;
use crate::grammar::shape::Type::{Record, Text};

/// A secret, wherever one is needed.
pub(in crate::grammar) static SECRET: Shape = Shape {
    name: "secret",
    doc: "A secret by reference: one of `env`, `file` and `secretRef`. `gwr` reads it each time it is needed.",
    keys: &[
        key("env", "Environment variable of `gwr`.", Text(&VARIABLE)),
        key("file", "Absolute path of a file.", Text(&FILE)),
        key(
            "secretRef",
            "Key of a Secret, which `gwr` reads from the file `/etc/gwr/secrets/NAME/KEY`.",
            Record(&SECRET_REF),
        ),
    ],
};
