use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// CORS allows pages of other origins to send requests with the user's cookies.
    ///
    /// ## What it does
    /// Reports `"allow_credentials": true` in `security/cors`.
    ///
    /// ## Why is this bad?
    /// A script on any allowed origin acts as the logged-in user. One cross-site scripting bug on `https://app.example`
    /// is enough to read and change everything that its users can.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example"], "allow_credentials": true } } }
    /// ```
    ///
    /// ## Use instead
    /// Remove `allow_credentials` if clients send their tokens in a header.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "security/cors": { "allow_origins": ["https://app.example"] } } }
    /// ```
    ///
    /// ## When to ignore
    /// The application authenticates by cookie from another origin, and every allowed origin is trusted as much as the
    /// gateway itself.
    ///
    /// ## References
    /// - Fetch standard, CORS protocol and credentials
    pub(crate) CORS_CREDENTIALS { code: "GW264", name: "cors-credentials", category: Security, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(cors) = subject.block("security/cors").filter(|cors| cors.flag("allow_credentials")) else {
        return;
    };
    let span = subject.span(cors.place("allow_credentials"));
    let finding = CORS_CREDENTIALS.at(span, "with `allow_credentials`, scripts on the allowed origins can send requests with the cookies of the user");
    out.push(finding.help("remove `allow_credentials` if clients send their tokens in a header"));
}
