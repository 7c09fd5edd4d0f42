//! The macro that declares a rule in the file of the code that reports it.

/// Declares a rule: its doc comment is what `gwc explain` prints and what the docs show.
///
/// ```text
/// declare_rule! {
///     /// Two endpoints answer the same method and path.
///     pub DUPLICATE_ENDPOINT { code: "GW101", name: "duplicate-endpoint", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
/// }
/// ```
///
/// `inputs` lists what the rule applies to. `suppressible: false` at the end refuses suppression, `convention: true`
/// turns the rule off unless `gwc.toml` sets its severity, and `fails_if_run: true` makes a loss a warning under the target
/// that runs the gateway.
#[macro_export]
macro_rules! declare_rule {
    ($(#[doc = $doc:expr])+ $vis:vis $ident:ident {
        code: $code:literal, name: $name:literal, category: $category:ident, severity: $severity:ident, since: $since:literal,
        inputs: [$($input:ident),+ $(,)?]
        $(, suppressible: $suppressible:literal)? $(, convention: $convention:literal)?
        $(, fails_if_run: $fails_if_run:literal)? $(,)?
    }) => {
        $(#[doc = $doc])+
        $vis static $ident: $crate::diagnostic::Rule = $crate::diagnostic::Rule {
            code: $code,
            name: $name,
            category: $crate::diagnostic::Category::$category,
            severity: $crate::diagnostic::Severity::$severity,
            since: $since,
            inputs: &[$($crate::diagnostic::Input::$input),+],
            suppressible: true $(&& $suppressible)?,
            convention: false $(|| $convention)?,
            fails_if_run: false $(|| $fails_if_run)?,
            doc: &[$($doc),+],
        };
    };
}
