//! Reads [`Settings`] from TOML, and reports unknown keys.

mod approve;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned as Toml;
use toml::de::{DeTable, DeValue};

use super::{Ignore, RoutePattern, Settings, SeverityOf, Thresholds};
use crate::catalog::{Catalog, cannot_be_suppressed, retired_rule, unknown_rule};
use crate::codes::{SETTINGS_SYNTAX, UNKNOWN_SETTING, WRONG_SETTING};
use gwc_syntax::diagnostic::{Applicability, Diagnostics, Edit, Rule, Severity};
use gwc_syntax::source::{FileId, SourceMap, Span, Spanned};
use gwc_syntax::suggest;
use gwc_syntax::value::Date;

impl Settings {
    /// Reads the file, which names rules of a catalogue. Wrong values are reported and left out.
    pub fn parse(
        sources: &SourceMap,
        file: FileId,
        catalog: &Catalog,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let text = &sources.file(file).text;
        // The parser rejects a byte order mark. Spaces instead of it keep all places.
        let blanked = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
        let (table, errors) = DeTable::parse_recoverable(blanked.as_deref().unwrap_or(text));
        let mut reader = Reader { file, sources, catalog, diagnostics, settings: Self::default() };
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            let message = format!("invalid TOML: {}", first_line(error.message()));
            let finding = SETTINGS_SYNTAX.at(reader.span(range), message);
            reader.diagnostics.push(finding.help("correct the TOML syntax at this place"));
        }
        reader.top(table.get_ref());
        // The tables are sorted by name, not by line. Severities for some files must follow those for all.
        reader.settings.severities.sort_by_key(|severity| severity.paths.is_some());
        reader.settings
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim_end_matches('.').to_string()
}

struct Reader<'a> {
    file: FileId,
    sources: &'a SourceMap,
    catalog: &'a Catalog,
    diagnostics: &'a mut Diagnostics,
    settings: Settings,
}

type Value<'i> = Toml<DeValue<'i>>;

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let size = self.sources.file(self.file).text.len();
        Span::new(self.file, range.start.min(size), range.end.min(size))
    }

    fn top(&mut self, table: &DeTable) {
        const KEYS: &[&str] = &[
            "target",
            "targets",
            "fail-on",
            "show",
            "trusted-hosts",
            "public-routes",
            "hosts",
            "bypass-prefixes",
            "bypass-hosts",
            "severity",
            "override",
            "ignore",
            "approve",
        ];
        for (key, value) in table {
            match &**key.get_ref() {
                "target" | "targets" => {
                    self.settings.targets = self.strings(value, "a target or a list of targets")
                }
                "fail-on" => self.settings.fail_on = self.threshold(value),
                "show" => self.settings.show = self.threshold(value).flatten(),
                "trusted-hosts" => {
                    let hosts = self.strings(value, "a list of hosts");
                    self.settings.trusted_hosts = hosts.into_iter().map(|host| host.value).collect();
                }
                "public-routes" => self.settings.public_routes = self.routes(value),
                "hosts" => self.settings.hosts = self.strings(value, "a list of hosts"),
                "bypass-hosts" => self.settings.bypass_hosts = self.strings(value, "a list of hosts"),
                "bypass-prefixes" => self.settings.bypass_prefixes = self.prefixes(value),
                "severity" => self.severities(value, None),
                "override" => self.tables(value, Self::severity_override),
                "ignore" => self.tables(value, Self::ignore),
                "approve" => self.tables(value, Self::approve),
                _ => self.unknown(key, table, KEYS),
            }
        }
    }

    fn wrong(&mut self, value: &Value, wanted: &str) {
        let span = self.span(value.span());
        let found = match value.get_ref() {
            DeValue::String(text) => format!("`{text}`"),
            other => format!("{} {}", article(other.type_str()), other.type_str()),
        };
        self.diagnostics.push(WRONG_SETTING.at(span, format!("expected {wanted}, found {found}")));
    }

    fn unknown(&mut self, key: &Toml<std::borrow::Cow<str>>, table: &DeTable, known: &[&str]) {
        let span = self.span(key.span());
        let found = UNKNOWN_SETTING.at(span, format!("unknown key `{}`", key.get_ref()));
        let help = suggest::help(key.get_ref(), known.iter().copied(), Settings::FILE);
        self.diagnostics.push(match suggest::nearest(key.get_ref(), known.iter().copied()) {
            Some(name) if !table.contains_key(name) => {
                let edit = Edit { span, text: name.to_string() };
                found.help(help).fix(format!("rename it to `{name}`"), Applicability::Unsafe, vec![edit])
            }
            _ => found.help(help),
        });
    }

    /// A string or a list of strings.
    fn strings(&mut self, value: &Value, wanted: &str) -> Vec<Spanned<String>> {
        let items: Vec<&Value> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut strings = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) => strings.push(Spanned::new(text.to_string(), self.span(item.span()))),
                None => self.wrong(item, wanted),
            }
        }
        strings
    }

    fn string(&mut self, value: &Value, wanted: &str) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_string);
        if text.is_none() {
            self.wrong(value, wanted);
        }
        text
    }

    fn threshold(&mut self, value: &Value) -> Option<Option<Severity>> {
        let parsed = value.get_ref().as_str().and_then(|word| Thresholds::parse(word).ok());
        if parsed.is_none() {
            self.wrong(value, "one of `error`, `warning`, `loss`, `note`, `never`");
        }
        parsed
    }

    fn routes(&mut self, value: &Value) -> Vec<Spanned<RoutePattern>> {
        let mut routes = Vec::new();
        for text in self.strings(value, "a list of routes") {
            match RoutePattern::parse(&text.value) {
                Some(route) => routes.push(text.map(|_| route)),
                None => self.diagnostics.push(
                    WRONG_SETTING
                        .at(text.span, format!("expected a route, found `{}`", text.value))
                        .help("write it as `GET /v1/models`, `/auth/*` or `* /health`"),
                ),
            }
        }
        routes
    }

    fn prefixes(&mut self, value: &Value) -> Vec<Spanned<String>> {
        let mut prefixes = self.strings(value, "a list of prefixes");
        prefixes.retain(|prefix| {
            let starts = prefix.value.starts_with('/');
            if !starts {
                let finding = WRONG_SETTING
                    .at(prefix.span, format!("expected a path prefix, found `{}`", prefix.value));
                self.diagnostics.push(finding.help(format!("write `/{}`", prefix.value)));
            }
            starts
        });
        prefixes
    }

    fn globs(&mut self, value: &Value) -> Option<GlobSet> {
        let mut set = GlobSetBuilder::new();
        for text in self.strings(value, "a list of path patterns") {
            match GlobBuilder::new(&text.value).literal_separator(true).build() {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => {
                    let message = format!("invalid path pattern `{}`: {}", text.value, error.kind());
                    self.diagnostics.push(WRONG_SETTING.at(text.span, message));
                }
            }
        }
        set.build().ok()
    }

    fn tables(&mut self, value: &Value, read: fn(&mut Self, &DeTable, Span)) {
        match value.get_ref() {
            DeValue::Array(items) => {
                for item in items.iter() {
                    self.tables(item, read);
                }
            }
            DeValue::Table(table) => {
                let span = self.span(value.span());
                read(self, table, span);
            }
            _ => self.wrong(value, "a table"),
        }
    }

    /// `[severity]`, or `severity = {..}` of an override.
    fn severities(&mut self, value: &Value, paths: Option<&GlobSet>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.wrong(value, "a table of rules and severities");
        };
        for (key, value) in table {
            let Some(rule) = self.rule(key.get_ref(), self.span(key.span())) else { continue };
            let word = value.get_ref().as_str();
            let severity = word.and_then(Severity::find);
            if severity.is_none() && word != Some("off") {
                self.wrong(value, "one of `error`, `warning`, `loss`, `note`, `off`");
            } else if severity.is_none() && !rule.suppressible {
                self.diagnostics.push(cannot_be_suppressed(rule, self.span(value.span())));
            } else {
                self.settings.severities.push(SeverityOf { rule, paths: paths.cloned(), severity });
            }
        }
    }

    fn rule(&mut self, word: &str, span: Span) -> Option<&'static Rule> {
        if let Some(rule) = self.catalog.retired(word) {
            self.diagnostics.push(retired_rule(word, rule, (span, self.sources.text(span))));
        }
        let rule = self.catalog.find(word);
        if rule.is_none() {
            self.diagnostics.push(unknown_rule(self.catalog, word, span));
        }
        rule
    }

    /// `[[override]]`
    fn severity_override(&mut self, table: &DeTable, span: Span) {
        let mut paths = None;
        for (key, value) in table {
            match &**key.get_ref() {
                "paths" => paths = self.globs(value),
                "severity" => {}
                _ => self.unknown(key, table, &["paths", "severity"]),
            }
        }
        match (paths, table.get("severity")) {
            (Some(paths), Some(value)) => self.severities(value, Some(&paths)),
            (None, _) => {
                let finding = WRONG_SETTING.at(span, "`paths` is not set in this `[[override]]`");
                self.diagnostics
                    .push(finding.help("add the files that it applies to, such as `paths = [\"dist/**\"]`"))
            }
            (_, None) => {
                let finding = WRONG_SETTING.at(span, "`severity` is not set in this `[[override]]`");
                self.diagnostics.push(
                    finding.help(
                        "add the rules and their severities, such as `severity = { GW301 = \"note\" }`",
                    ),
                )
            }
        }
    }

    /// `[[ignore]]`
    fn ignore(&mut self, table: &DeTable, span: Span) {
        let mut ignore =
            Ignore { rules: Vec::new(), route: None, paths: None, reason: String::new(), until: None, span };
        let (mut usable, mut limited) = (true, false);
        for (key, value) in table {
            match &**key.get_ref() {
                "rule" | "rules" => self.ignored_rules(value, &mut ignore),
                "route" => {
                    ignore.route = self.routes(value).into_iter().next().map(|route| route.value);
                    (usable, limited) = (usable && ignore.route.is_some(), true);
                }
                "path" | "paths" => {
                    ignore.paths = self.globs(value);
                    (usable, limited) = (usable && ignore.paths.is_some(), true);
                }
                "reason" => {
                    ignore.reason = self.string(value, "a reason").unwrap_or_default().trim().to_string()
                }
                "until" => {
                    ignore.until = self.day(value);
                    usable &= ignore.until.is_some();
                }
                _ => self.unknown(key, table, &["rule", "rules", "route", "paths", "reason", "until"]),
            }
        }
        if !limited {
            let message = "this `[[ignore]]` sets neither `route` nor `paths`";
            let help = "set one of them, such as `paths = [\"dist/**\"]`; to suppress the rule everywhere, set it to `off` under `[severity]`";
            self.diagnostics.push(WRONG_SETTING.at(ignore.span, message).help(help));
        } else if table.get("rule").or(table.get("rules")).is_none() {
            let finding = WRONG_SETTING.at(ignore.span, "`rule` is not set in this `[[ignore]]`");
            self.diagnostics.push(finding.help("add the rule to suppress, such as `rule = \"GW203\"`"));
        } else if usable && !ignore.rules.is_empty() {
            self.settings.ignores.push(ignore);
        }
    }

    fn ignored_rules(&mut self, value: &Value, ignore: &mut Ignore) {
        for (at, word) in self.strings(value, "a rule or a list of rules").into_iter().enumerate() {
            if at == 0 {
                ignore.span = word.span;
            }
            match self.rule(&word.value, word.span) {
                Some(rule) if !rule.suppressible => {
                    self.diagnostics.push(cannot_be_suppressed(rule, word.span))
                }
                Some(rule) => ignore.rules.push(rule),
                None => {}
            }
        }
    }

    /// A date of TOML, or a string with one.
    fn day(&mut self, value: &Value) -> Option<Date> {
        let day = match value.get_ref() {
            DeValue::Datetime(time) => time.date.and_then(|d| Date::new(d.year, d.month, d.day)),
            DeValue::String(text) => Date::parse(text),
            _ => None,
        };
        if day.is_none() {
            self.wrong(value, "a date such as `2027-01-01`");
        }
        day
    }
}
