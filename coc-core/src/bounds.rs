//! [`MaybeSend`] and [`MaybeSync`]: `Send` and `Sync` natively, no bounds on wasm.
//!
//! JavaScript values are bound to their thread, so a fetch future can never be `Send`. This module
//! is the only one that distinguishes the targets. Data (models, errors, responses) is `Send +
//! Sync` on all of them.

#[cfg(not(target_family = "wasm"))]
mod target {
    /// `Send`, except on wasm.
    pub trait MaybeSend: Send {}
    impl<T: Send + ?Sized> MaybeSend for T {}

    /// `Sync`, except on wasm.
    pub trait MaybeSync: Sync {}
    impl<T: Sync + ?Sized> MaybeSync for T {}

    /// A boxed future, `Send` except on wasm.
    ///
    /// ```
    /// use coc_core::BoxFuture;
    ///
    /// fn names(client: &coc_core::Client) -> BoxFuture<'_, Result<Vec<String>, coc_core::Error>> {
    ///     Box::pin(async move {
    ///         let members = client.clan_members("#2PP").await?;
    ///         Ok(members.iter().map(|member| member.name.to_string()).collect())
    ///     })
    /// }
    /// ```
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
