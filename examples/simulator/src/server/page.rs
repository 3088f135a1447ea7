//! Pages of a list: `limit`, `after`, `before`, and the opaque cursors that encode a position.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::route::{ApiError, Query};

/// The decoded content of a cursor.
#[derive(Serialize, Deserialize)]
struct Position {
    pos: usize,
}

/// The requested part of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageQuery {
    limit: Option<usize>,
    from: From,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum From {
    #[default]
    Start,
    After(usize),
    Before(usize),
}

impl PageQuery {
    /// Parses the paging parameters.
    pub(crate) fn parse(query: &Query) -> Result<Self, ApiError> {
        let limit = match query.get("limit").map(str::parse::<usize>) {
            None => None,
            Some(Ok(limit)) if limit > 0 => Some(limit),
            Some(_) => {
                let message = "Invalid format for parameter limit, positive number expected";
                return Err(ApiError::bad_request(message));
            }
        };
        let from = match (query.get("after"), query.get("before")) {
            (None, None) => From::Start,
            (Some(cursor), None) => From::After(position("after", cursor)?),
            (None, Some(cursor)) => From::Before(position("before", cursor)?),
            (Some(_), Some(_)) => {
                return Err(ApiError::bad_request("Only one of the parameters after and before is allowed"));
            }
        };
        Ok(Self { limit, from })
    }

    /// The number of items if they are the first ones of the list.
    pub(crate) fn first_items(self) -> Option<usize> {
        self.limit.filter(|_| self.from == From::Start)
    }

    /// The requested items of a list of this length.
    pub(crate) fn range(self, length: usize) -> Range<usize> {
        match self.from {
            From::Start => 0..self.limit.unwrap_or(length).min(length),
            From::After(position) => {
                let start = position.min(length);
                start..self.limit.map_or(length, |limit| start.saturating_add(limit).min(length))
            }
            From::Before(position) => {
                let end = position.min(length);
                self.limit.map_or(0, |limit| end.saturating_sub(limit))..end
            }
        }
    }
}

/// The `paging` object for a part of a list.
pub(crate) fn paging(part: &Range<usize>, length: usize) -> Value {
    let mut cursors = Map::new();
    if part.end < length {
        cursors.insert("after".to_owned(), cursor(part.end).into());
    }
    if part.start > 0 {
        cursors.insert("before".to_owned(), cursor(part.start).into());
    }
    serde_json::json!({ "cursors": cursors })
}

fn cursor(pos: usize) -> String {
    STANDARD_NO_PAD.encode(format!(r#"{{"pos":{pos}}}"#))
}

fn position(parameter: &str, cursor: &str) -> Result<usize, ApiError> {
    let bytes = STANDARD_NO_PAD.decode(cursor).or_else(|_| STANDARD.decode(cursor)).ok();
    let position = bytes.and_then(|bytes| serde_json::from_slice::<Position>(&bytes).ok());
    let position =
        position.ok_or_else(|| ApiError::bad_request(format!("Invalid format for parameter {parameter}")))?;
    Ok(position.pos)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(limit: Option<usize>, from: From, length: usize) -> (Range<usize>, String) {
        let range = PageQuery { limit, from }.range(length);
        let paging = paging(&range, length).to_string();
        (range, paging)
    }

    #[test]
    fn a_cursor_is_the_position_in_unpadded_base64() {
        assert_eq!(cursor(10), "eyJwb3MiOjEwfQ");
        assert_eq!(position("after", "eyJwb3MiOjEwfQ"), Ok(10));
        assert_eq!(position("after", "eyJwb3MiOjEwfQ=="), Ok(10));
        for cursor in ["x", "", "eyJwb3MiOi0xfQ", "bm90aGluZw"] {
            assert_eq!(position("after", cursor).unwrap_err().status, 400, "{cursor}");
        }
    }

    #[test]
    fn the_last_page_has_no_after_cursor_and_the_first_no_before_cursor() {
        assert_eq!(page(None, From::Start, 3), (0..3, r#"{"cursors":{}}"#.into()));
        assert_eq!(page(Some(2), From::Start, 3).0, 0..2);
        assert!(page(Some(2), From::Start, 3).1.contains("after"));
        let (range, cursors) = page(Some(2), From::After(2), 3);
        assert_eq!(range, 2..3);
        assert!(cursors.contains("before") && !cursors.contains("after"));
        let (range, cursors) = page(Some(1), From::Before(2), 3);
        assert_eq!(range, 1..2);
        assert!(cursors.contains("before") && cursors.contains("after"));
        assert_eq!(page(Some(5), From::Before(2), 3).0, 0..2);
        assert_eq!(page(Some(5), From::After(99), 3).0, 3..3);
        assert_eq!(page(Some(usize::MAX), From::After(1), 3).0, 1..3);
    }
}
