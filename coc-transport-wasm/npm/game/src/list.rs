//! [`ToList`]: collects an iterator with less code than the standard library, which is optimised for
//! speed.

/// Iterators as lists.
pub(crate) trait ToList: Iterator {
    /// All items.
    fn list(self) -> Vec<Self::Item>;
}

impl<I: Iterator> ToList for I {
    fn list(self) -> Vec<I::Item> {
        let mut list = Vec::new();
        for item in self {
            list.push(item);
        }
        list
    }
}
