//! The declarations that are checked in, against the models and against answers.

mod declarations;
mod methods;
mod recordings;
