//! The parts of a client that every call reads, in copies per thread: its [`Settings`], and the
//! [`Handle`] through which a call holds the pipeline.

use std::sync::{Arc, PoisonError, RwLock};

use futures_util::future::Either;

use super::{CallFuture, CallResult, Pipeline};
use crate::{
    base_url::BaseUrl,
    middleware::MiddlewareStack,
    request::Request,
    sharded::{CacheLines, Sharded},
};

/// The settings that may change while calls are made; a call uses those in force when it is
/// sent.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) base_url: BaseUrl,
    pub(crate) middleware: MiddlewareStack,
    pub(crate) is_cache_enabled: bool,
}

/// One copy of the settings.
pub(crate) type CurrentSettings = CacheLines<Settings>;

/// The current [`Settings`], in copies that threads read without sharing a cache line.
pub(crate) struct SharedSettings(Sharded<RwLock<Arc<CurrentSettings>>>);

impl SharedSettings {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self(Sharded::new(|| RwLock::new(Arc::new(CacheLines(settings.clone())))))
    }

    pub(crate) fn get(&self) -> Arc<CurrentSettings> {
        Arc::clone(&self.0.local().read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes all copies. Their locks are taken together, so that concurrent changes do not mix.
    pub(crate) fn change(&self, change: &mut dyn FnMut(&mut Settings)) {
        let mut copies: Vec<_> =
            self.0.iter().map(|copy| copy.write().unwrap_or_else(PoisonError::into_inner)).collect();
        let Some(first) = copies.first() else { return };
        let mut changed = CacheLines::clone(first);
        change(&mut changed.0);
        for copy in &mut copies {
            **copy = Arc::new(changed.clone());
        }
    }
}

/// A reference to the pipeline whose count the calls of few threads share; see [`Handles`].
pub(crate) struct Handle(CacheLines<Arc<Pipeline>>);

impl Handle {
    /// The settings for a call that is sent now.
    pub(crate) fn settings(&self) -> Arc<CurrentSettings> {
        self.0.settings.get()
    }

    /// Returns a fresh response in the memory cache.
    pub(crate) fn cached(&self, request: &Request) -> Option<CallResult> {
        let settings = self.settings();
        if settings.is_cache_enabled { self.0.cached(request, &settings) } else { None }
    }

    pub(crate) fn start(
        &self,
        request: Box<Request>,
        settings: Arc<CurrentSettings>,
    ) -> Either<CallResult, CallFuture> {
        self.0.start(request, settings)
    }
}

/// The handles of a client. A call holds one of its own thread, because a count that all calls
/// share would slow down the hits of all threads.
pub(crate) struct Handles(Sharded<Arc<Handle>>);

impl Handles {
    pub(crate) fn new(pipeline: Pipeline) -> Self {
        let pipeline = Arc::new(pipeline);
        Self(Sharded::new(|| Arc::new(Handle(CacheLines(Arc::clone(&pipeline))))))
    }

    pub(crate) fn local(&self) -> Arc<Handle> {
        Arc::clone(self.0.local())
    }

    pub(crate) fn pipeline(&self) -> &Arc<Pipeline> {
        &self.0.local().0
    }
}
