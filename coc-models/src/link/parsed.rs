//! [`ParsedLink`]: the action and the parameters of any link.

use alloc::{borrow::Cow, vec::Vec};

use percent_encoding::percent_decode_str;

use super::{
    LinkError,
    address::{find_parameters, split_parameters},
};
use crate::tag::is_blank;

/// A link of the game, of which only the action is known.
pub(crate) struct ParsedLink<'a> {
    pub(super) action: Cow<'a, str>,
    /// All other parameters, unescaped, in order.
    pub(super) parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> ParsedLink<'a> {
    /// Reads a link; `None` if the text is none. Blanks around it are ignored.
    pub(crate) fn read(text: &'a str) -> Result<Option<Self>, LinkError> {
        let text = text.trim_matches(is_blank);
        let Some(parameters) = find_parameters(text)? else { return Ok(None) };
        let all = split_parameters(text, parameters)
            .map(|(name, value)| (unescape(name), unescape(text.get(value).unwrap_or_default())));
        let mut link = Self { action: Cow::Borrowed(""), parameters: all.collect() };
        link.action = link.required("action")?;
        link.parameters.retain(|(name, _)| name != "action");
        Ok(Some(link))
    }

    /// Checks the action of a link that was entered where one subject is expected.
    pub(crate) fn check_action(&self, action: &str, expected: &'static str) -> Result<(), LinkError> {
        if self.action == action { Ok(()) } else { Err(LinkError::OtherLink { expected }) }
    }

    /// The value of a parameter, possibly empty.
    pub(crate) fn value(&self, parameter: &'static str) -> Result<Cow<'a, str>, LinkError> {
        let mut values = self.parameters.iter().filter(|(name, _)| name == parameter);
        let (_, value) = values.next().ok_or(LinkError::Missing { parameter })?;
        match values.next() {
            None => Ok(value.clone()),
            Some(_) => Err(LinkError::Repeated { parameter }),
        }
    }

    /// The value of a parameter.
    pub(crate) fn required(&self, parameter: &'static str) -> Result<Cow<'a, str>, LinkError> {
        let value = self.value(parameter)?;
        if value.is_empty() { Err(LinkError::Missing { parameter }) } else { Ok(value) }
    }
}

/// Decodes escapes such as `%3A`. A text with escapes that are no UTF-8 is returned unchanged.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}
