//! Keys of the Clash of Clans API that manage themselves. **Nothing is in this crate yet; this page says what it will be.**
//!
//! A key of the API works only from the addresses it was made for, and an account of the developer portal has ten keys at
//! most. This crate will log in to the portal with an email and a password, find or make keys for the caller's own address,
//! and implement [`coc_core`]'s `Credentials` with them: when the API says that a key does not allow the caller's address, the
//! keys are renewed once, however many calls were refused at that moment. It will never delete a key that it did not make.
//!
//! It will speak to the portal through `coc_core`'s `Transport`, so it brings no HTTP or TLS stack of its own and can be tested
//! without a network. It is for native programs only: neither a password nor a key belongs in a browser.
//!
//! Until then, a key from the portal is given to the client as it is.
//!
//! [`coc_core`]: https://docs.rs/coc-core

pub mod file;
