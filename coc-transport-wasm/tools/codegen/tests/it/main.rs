//! The generated files, against the repository and against recorded responses.

mod declarations;
mod recordings;
