//! KrakenD setups in the styles that people write, without a fault: a configuration, what it names beside it, and the
//! manifests of the pods that run it.

mod agents;
mod base;
mod cel;
mod filters;
mod graphql;
mod keycloak;
mod legacy;
mod lua;
mod manifests;
mod passing;
mod plugins;
mod pods;
mod setup;
mod shop;

pub use base::validator;
pub use pods::Manifests;
pub use setup::{Setup, remove, rename};

/// Makes the setup of a number: names, counts and options differ from number to number.
pub type Style = fn(usize) -> Setup;

/// All styles by name.
pub const STYLES: [(&str, Style); 11] = [
    ("agents", agents::setup),
    ("cel", cel::setup),
    ("filters", filters::setup),
    ("graphql", graphql::setup),
    ("keycloak", keycloak::setup),
    ("legacy", legacy::setup),
    ("lua", lua::setup),
    ("manifests", manifests::setup),
    ("passing", passing::setup),
    ("plugins", plugins::setup),
    ("shop", shop::setup),
];

/// The style of a name.
///
/// # Panics
/// When no style has the name.
pub fn style(name: &str) -> Style {
    let found = STYLES.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no style is called {name}")).1
}
