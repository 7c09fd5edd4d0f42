//! `GW7xx`: keys and components that KrakenD ignores or reads as something else. One rule per file; [`walk`] finds them
//! with the table of effects.

pub(crate) mod coerced_value;
pub(crate) mod default_restated;
pub(crate) mod enterprise_only;
pub(crate) mod ignored_by_version;
pub(crate) mod key_in_other_case;
pub(crate) mod key_left_out;
pub(crate) mod long_name;
pub(crate) mod misplaced_component;
pub(crate) mod misplaced_key;
pub(crate) mod null_value;
pub(crate) mod number_as_duration;
pub(crate) mod other_target;
pub(crate) mod two_spellings;
pub(crate) mod unknown_word;
pub(crate) mod unread_component;
pub(crate) mod unread_key;
pub(crate) mod wrong_kind_of_option;
pub(crate) mod walk;

pub(crate) use coerced_value::COERCED_VALUE;
pub(crate) use default_restated::DEFAULT_RESTATED;
pub(crate) use enterprise_only::ENTERPRISE_ONLY;
pub(crate) use ignored_by_version::IGNORED_BY_VERSION;
pub(crate) use key_in_other_case::KEY_IN_OTHER_CASE;
pub(crate) use key_left_out::KEY_LEFT_OUT;
pub(crate) use long_name::LONG_NAME;
pub(crate) use misplaced_component::MISPLACED_COMPONENT;
pub(crate) use misplaced_key::MISPLACED_KEY;
pub(crate) use null_value::NULL_VALUE;
pub(crate) use number_as_duration::NUMBER_AS_DURATION;
pub(crate) use other_target::OTHER_TARGET;
pub(crate) use two_spellings::TWO_SPELLINGS;
pub(crate) use unknown_word::UNKNOWN_WORD;
pub(crate) use unread_component::UNREAD_COMPONENT;
pub(crate) use unread_key::UNREAD_KEY;
pub(crate) use wrong_kind_of_option::WRONG_KIND_OF_OPTION;
