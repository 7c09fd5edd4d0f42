//! The header `traceparent` (W3C Trace Context, level 1).

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries a trace from one program to the next.
pub(crate) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Where in a trace a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceContext {
    /// Not 0.
    pub(crate) trace: u128,
    /// The span of the caller; not 0.
    pub(crate) span: u64,
    /// Whether the caller records the trace.
    pub(crate) sampled: bool,
}

impl TraceContext {
    /// What the client states, if it is well formed and there once. Of later versions the part that all have is read.
    pub(crate) fn of(headers: &HeaderMap) -> Option<TraceContext> {
        let mut lines = headers.get_all(TRACEPARENT).iter();
        let line = lines.next().filter(|_| lines.next().is_none())?;
        TraceContext::parse(line.to_str().ok()?)
    }

    fn parse(text: &str) -> Option<TraceContext> {
        let (version, rest) = text.split_once('-')?;
        let (trace, rest) = rest.split_once('-')?;
        let (span, rest) = rest.split_once('-')?;
        let flags = match (version, rest.split_once('-')) {
            // The first version has nothing behind the flags.
            ("00", Some(_)) => return None,
            (_, Some((flags, _))) => flags,
            (_, None) => rest,
        };
        if version == "ff" || hexadecimal(version, 2).is_none() {
            return None;
        }
        let (trace, span) = (hexadecimal(trace, 32)?, hexadecimal(span, 16)?);
        let flags = hexadecimal(flags, 2)?;
        let span = u64::try_from(span).ok()?;
        (trace != 0 && span != 0).then_some(TraceContext { trace, span, sampled: flags & 1 == 1 })
    }

    /// As the next program reads it.
    pub(crate) fn header(self) -> HeaderValue {
        let TraceContext { trace, span, sampled } = self;
        let text = format!("00-{trace:032x}-{span:016x}-{:02x}", u8::from(sampled));
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }
}

/// Digits in lower case, as the recommendation demands.
fn hexadecimal(text: &str, length: usize) -> Option<u128> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (text.len() == length && text.bytes().all(is_digit)).then(|| u128::from_str_radix(text, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_well_formed_is_taken() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let context = TraceContext::parse(good).unwrap();
        assert_eq!((context.span, context.sampled), (0x00f0_67aa_0ba9_02b7, true));
        assert_eq!(context.header(), good);
        assert!(!TraceContext::parse(&good.replace("-01", "-00")).unwrap().sampled);
        assert!(
            TraceContext::parse("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more").is_some()
        );
        for bad in [
            "",
            "00",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-+1",
            "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(TraceContext::parse(bad), None, "{bad}");
        }
    }
}
