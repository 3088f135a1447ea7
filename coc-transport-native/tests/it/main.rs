//! The native transport on real sockets.

mod conformance;
