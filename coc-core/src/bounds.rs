//! The one place that knows how the targets differ: natively behaviour is `Send + Sync`, on wasm it need not be.
//!
//! JavaScript values are bound to their thread, so a fetch future can never be `Send`. The traits of this crate ask for
//! [`MaybeSend`] and [`MaybeSync`], which mean `Send` and `Sync` everywhere but on wasm, where they mean nothing. Data
//! (models, errors, replies) is `Send + Sync` on every target.

#[cfg(not(target_family = "wasm"))]
mod target {
    /// `Send`, except on wasm.
    pub trait MaybeSend: Send {}
    impl<T: Send + ?Sized> MaybeSend for T {}

    /// `Sync`, except on wasm.
    pub trait MaybeSync: Sync {}
    impl<T: Sync + ?Sized> MaybeSync for T {}

    /// A boxed future, `Send` except on wasm.
    pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
}

#[cfg(target_family = "wasm")]
mod target {
    /// `Send`, except on wasm.
    pub trait MaybeSend {}
    impl<T: ?Sized> MaybeSend for T {}

    /// `Sync`, except on wasm.
    pub trait MaybeSync {}
    impl<T: ?Sized> MaybeSync for T {}

    /// A boxed future, `Send` except on wasm.
    pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + 'a>>;
}

pub use target::{BoxFuture, MaybeSend, MaybeSync};
