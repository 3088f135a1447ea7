//! [`Page`]: a list of the API, and the [`Cursor`]s of its neighbours.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};
use core::{
    fmt,
    hash::{Hash, Hasher},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::wire::{or_default, required_list};

/// One page of a list, or the whole list: without a `limit` the API sends all items.
///
/// ```
/// use coc_models::{Label, Page};
///
/// let page: Page<Label> = serde_json::from_str(
///     r#"{"items":[{"id":56000000,"name":"Clan Wars"}],"paging":{"cursors":{"after":"eyJwb3MiOjF9"}}}"#,
/// )?;
/// assert_eq!(page.items.len(), 1);
/// assert_eq!(page.after().unwrap().as_str(), "eyJwb3MiOjF9");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the API's order.
    #[serde(deserialize_with = "required_list")]
    pub items: Vec<T>,
    /// The cursors; battle logs and league histories have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
}

impl<T> Page<T> {
    /// Iterates over the items.
    pub fn iter(&self) -> core::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The cursor of the next page; `None` on the last page.
    pub fn after(&self) -> Option<&Cursor> {
        self.paging.as_ref()?.cursors.after.as_ref()
    }

    /// The cursor of the previous page; `None` on the first page.
    pub fn before(&self) -> Option<&Cursor> {
        self.paging.as_ref()?.cursors.before.as_ref()
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

/// The only page of a list.
impl<T> From<Vec<T>> for Page<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, paging: None }
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = alloc::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The paging information of a page.
///
/// ```
/// use coc_models::{Label, Page};
///
/// let last: Page<Label> = serde_json::from_str(r#"{"items":[],"paging":{"cursors":{}}}"#)?;
/// assert!(last.paging.is_some_and(|paging| paging.cursors.after.is_none()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Paging {
    /// The cursors of the neighbouring pages.
    #[serde(default, deserialize_with = "or_default")]
    pub cursors: Cursors,
}

/// The cursors of a page's neighbours.
///
/// ```
/// use coc_models::Cursors;
///
/// let cursors: Cursors = serde_json::from_str(r#"{"after":"eyJwb3MiOjF9"}"#)?;
/// assert_eq!(cursors.after, Some("eyJwb3MiOjF9".into()));
/// assert_eq!(cursors.before, None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Cursors {
    /// The next page, for the query parameter `after`. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// The previous page, for the query parameter `before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Cursor>,
}

/// An opaque position in a list, which is sent back unchanged.
///
/// The API sends strings. Imitations of it send numbers, which are accepted as well.
///
/// ```
/// use coc_models::{Cursor, Label, Page};
///
/// /// The position that a program stores to resume a list.
/// fn position(page: &Page<Label>) -> Option<&str> {
///     page.after().map(Cursor::as_str)
/// }
/// # assert_eq!(position(&Page::default()), None);
///
/// let stored = Cursor::from("eyJwb3MiOjF9");
/// assert_eq!(stored.as_str(), "eyJwb3MiOjF9");
/// ```
#[derive(Clone)]
pub struct Cursor {
    text: Box<str>,
    /// Whether it is a number in JSON.
    is_number: bool,
}

impl Cursor {
    /// The cursor as a string.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Cursor {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Cursor {}

impl Hash for Cursor {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cursor").field(&self.text).finish()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl From<&str> for Cursor {
    fn from(text: &str) -> Self {
        Self { text: text.into(), is_number: false }
    }
}

impl From<String> for Cursor {
    fn from(text: String) -> Self {
        Self { text: text.into(), is_number: false }
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text.parse() {
            Ok(number) if self.is_number => serializer.serialize_u64(number),
            _ => serializer.serialize_str(&self.text),
        }
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Cursor;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a cursor: a string or a number")
            }

            fn visit_str<E>(self, text: &str) -> Result<Cursor, E> {
                Ok(text.into())
            }

            fn visit_u64<E>(self, number: u64) -> Result<Cursor, E> {
                Ok(Cursor { text: number.to_string().into(), is_number: true })
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// Reads an object, or an empty list, which is how PHP writes an empty object.
impl<'de> Deserialize<'de> for Cursors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Cursors;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of cursors")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Cursors, A::Error> {
                #[derive(Deserialize)]
                struct Fields {
                    #[serde(default)]
                    after: Option<Cursor>,
                    #[serde(default)]
                    before: Option<Cursor>,
                }
                let Fields { after, before } =
                    Fields::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Cursors { after, before })
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Cursors, A::Error> {
                match list.next_element::<de::IgnoredAny>()? {
                    None => Ok(Cursors::default()),
                    Some(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &self)),
                }
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> serde_json::Result<Page<i32>> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_page_round_trips() {
        for json in [
            r#"{"items":[]}"#,
            r#"{"items":[1],"paging":{"cursors":{}}}"#,
            r#"{"items":[1,2],"paging":{"cursors":{"after":"eyJwb3MiOjJ9"}}}"#,
            r#"{"items":[3],"paging":{"cursors":{"after":"b","before":"a"}}}"#,
        ] {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
    }

    #[test]
    fn the_last_page_has_no_next() {
        let page = read(r#"{"items":[3],"paging":{"cursors":{"before":"a"}}}"#).unwrap();
        assert_eq!((page.after(), page.before()), (None, Some(&"a".into())));
    }

    #[test]
    fn all_forms_of_no_cursors_are_read() {
        for paging in
            ["null", "{}", r#"{"cursors":null}"#, r#"{"cursors":[]}"#, r#"{"cursors":{"after":null,"x":1}}"#]
        {
            let page = read(&std::format!(r#"{{"items":[],"paging":{paging}}}"#)).unwrap();
            assert_eq!((page.after(), page.before()), (None, None), "{paging}");
        }
        assert!(read(r#"{"items":[],"paging":{"cursors":[1]}}"#).is_err());
    }

    #[test]
    fn a_numeric_cursor_is_written_as_a_number() {
        let json = r#"{"items":[1],"paging":{"cursors":{"after":20}}}"#;
        let page = read(json).unwrap();
        assert_eq!(page.after(), Some(&"20".into()));
        assert_eq!(page.after().unwrap().to_string(), "20");
        assert_eq!(serde_json::to_string(&page).unwrap(), json);
        assert!(read(r#"{"items":[],"paging":{"cursors":{"after":[]}}}"#).is_err());
    }

    #[test]
    fn a_body_without_items_is_not_a_page() {
        assert!(read(r#"{"paging":{"cursors":{}}}"#).is_err());
        assert!(read(r#"{"reason":"notFound"}"#).is_err());
    }
}
