//! Reads `[[approve]]`.

use toml::de::DeTable;

use super::{Reader, Value};
use crate::codes::WRONG_SETTING;
use crate::settings::Approval;
use gwc_syntax::source::Span;
use gwc_syntax::value::Date;

/// The keys of an approval, all of them required.
const KEYS: [&str; 4] = ["change", "reason", "by", "until"];

impl Reader<'_> {
    pub(super) fn approve(&mut self, table: &DeTable, span: Span) {
        let mut until: Option<Date> = None;
        let mut texts = [const { None }; 3];
        for (key, value) in table {
            match &**key.get_ref() {
                "change" => texts[0] = self.fingerprint(value),
                "reason" => texts[1] = self.required_text(value, "a reason"),
                "by" => texts[2] = self.required_text(value, "the name of a person"),
                "until" => until = self.day(value),
                _ => self.unknown(key, table, &KEYS),
            }
        }
        if let Some(missing) = KEYS.iter().find(|key| table.get(**key).is_none()) {
            let finding = WRONG_SETTING.at(span, format!("`{missing}` is not set in this `[[approve]]`"));
            let help = "set `change`, `reason`, `by` and `until`: an approval names a person and expires";
            self.diagnostics.push(finding.help(help));
        }
        let [change, reason, by] = texts;
        if let (Some(change), Some(reason), Some(by), Some(until)) = (change, reason, by, until) {
            self.settings.approvals.push(Approval { change, reason, by, until, span });
        }
    }

    /// Text that is not empty.
    fn required_text(&mut self, value: &Value<'_>, wanted: &str) -> Option<String> {
        let text = self.string(value, wanted)?.trim().to_owned();
        if text.is_empty() {
            self.wrong(value, wanted);
        }
        Some(text).filter(|text| !text.is_empty())
    }

    fn fingerprint(&mut self, value: &Value<'_>) -> Option<String> {
        let text = self.string(value, "the fingerprint of a change")?;
        let valid =
            text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !valid {
            self.wrong(value, "a fingerprint of 16 digits, as `gwc diff` prints it");
        }
        Some(text).filter(|_| valid)
    }
}
