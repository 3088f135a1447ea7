//! The browser's transport for the Clash of Clans API client. **Nothing is in this crate yet; this page says what it will be.**
//!
//! It will implement [`coc_core`]'s `Transport` over `fetch` and its `Clock` over the browser's, abort a request whose future is
//! dropped, and pass the same conformance suite as the native transport. An npm package built with wasm-pack will offer the
//! client to web apps.
//!
//! A browser cannot call the API itself: the API allows no other origins, and its keys must not leave a server. So this
//! transport will be of use with a proxy of one's own, whose address is the client's base URL.
//!
//! [`coc_core`]: https://docs.rs/coc-core
