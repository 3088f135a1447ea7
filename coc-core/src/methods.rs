//! The methods that the async client and the blocking client share, written once.
//!
//! A trait would need an import in every program, and two copies would diverge. So these are hidden
//! macros that each client expands into inherent methods. The client has `fn call<E>(&self, E) ->
//! Call<E>`, the call has `fn map<F>(self, impl FnOnce(E) -> F) -> Call<F>`.

/// The methods of a client, one for each route: a callback of `__routes` with the arguments
/// `[Client Call: "fn" "path::of::Client" ".send()?"]`. The strings are the beginning of a function
/// that has the client, its type, and the end of a call, for the examples.
#[doc(hidden)]
#[macro_export]
macro_rules! __client_methods {
    ([$Client:ident $Call:ident: $fn:literal $client:literal $send:literal] $(
        #[doc = $title:literal] $(#[doc = $doc:literal])* $(#[deprecated = $note:literal])?
        $verb:ident $name:literal $path:literal
        $method:ident => $Type:ident { $($arg:ident: $ArgTy:ident),* } [$($part:ident),*] -> $Out:ty;
    )+) => {
        impl $Client {
            $(
                #[doc = concat!($title, " `", stringify!($verb), " ", $path, "`")]
                $(#[doc = $doc])*
                #[doc = ""]
                #[doc = concat!(
                    " See [`", stringify!($Type), "`](crate::endpoint::", stringify!($Type), ").",
                )]
                #[doc = ""]
                #[doc = " ```"]
                #[doc = " # use coc_core::{Error, models::*};"]
                #[doc = concat!(" # ", $fn, " example(client: ", $client, ") -> Result<(), Error> {")]
                #[doc = concat!(
                    " let response = client.", stringify!($method),
                    "(", $crate::__example!(arguments $($ArgTy)*), ")",
                    $($crate::__example!(filter $part),)* $($crate::__example!(limit $part),)*
                    $send, ";",
                )]
                #[doc = concat!(" let value: &", stringify!($Out), " = &response;")]
                #[doc = " # Ok(())"]
                #[doc = " # }"]
                #[doc = " ```"]
                $(#[deprecated = $note])?
                pub fn $method(
                    &self,
                    $($arg: impl $crate::endpoint::IntoArgument<$crate::endpoint::argument::$ArgTy>,)*
                ) -> $Call<$crate::endpoint::$Type> {
                    self.call($crate::endpoint::$Type::new($($arg),*))
                }
            )+

            /// Any path below the base URL, decoded as JSON: for routes that this crate does not
            /// know.
            ///
            /// ```
            #[doc = concat!(" # ", $fn, " example(client: ", $client, ") -> Result<(), coc_core::Error> {")]
            #[doc = concat!(
                " let feature = client.custom(\"/clans/#2PP/new-feature\").query(\"limit\", 10)", $send, ";",
            )]
            /// println!("{}", feature["items"]);
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// See [`Custom`](crate::endpoint::Custom).
            pub fn custom(&self, path: impl Into<String>) -> $Call<$crate::endpoint::Custom> {
                self.call($crate::endpoint::Custom::new(path))
            }
        }
    };
}

/// Parts of the example of a route, as code: the arguments, the filter that a search needs, the
/// limit of a list.
#[doc(hidden)]
#[macro_export]
macro_rules! __example {
    (arguments) => { "" };
    // A league group's season is a number.
    (arguments LeagueGroupTag SeasonId PlayerTag) => { "\"#2LY98QJ\", 1_773_032_400, \"#8QU8J9LP\"" };
    (arguments ClanTag) => { "\"#2PP\"" };
    (arguments PlayerTag) => { "\"#8QU8J9LP\"" };
    (arguments WarTag) => { "\"#8V2LQ0CU\"" };
    (arguments Secret) => { "\"k7u3x2na\"" };
    (arguments SeasonId) => { "\"2025-08\"" };
    (arguments LocationId) => { "32_000_094" };
    (arguments RankingLocation) => { "\"global\"" };
    (arguments LeagueId) => { "LeagueId::LEGEND" };
    (arguments LeagueTierId) => { "105_000_034" };
    (arguments BuilderBaseLeagueId) => { "44_000_000" };
    (arguments CapitalLeagueId) => { "85_000_000" };
    (arguments WarLeagueId) => { "48_000_000" };
    (arguments $ArgTy:ident $($rest:ident)+) => {
        concat!($crate::__example!(arguments $ArgTy), ", ", $crate::__example!(arguments $($rest)+))
    };
    (filter filter) => { ".name(\"north\").min_members(30)" };
    (filter $part:ident) => { "" };
    (limit page) => { ".limit(10)" };
    (limit $part:ident) => { "" };
}

/// The options of a call, for an `impl` block whose `change` passes a setter on to the value
/// within.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_options {
    () => {
        /// Sets the time limit of each attempt, in place of the client's.
        pub fn timeout(self, timeout: std::time::Duration) -> Self {
            self.change(|options| options.timeout(timeout))
        }

        /// Sets the time limit of a whole call, including waiting and retries, in place of the
        /// client's.
        pub fn deadline(self, deadline: std::time::Duration) -> Self {
            self.change(|options| options.deadline(deadline))
        }

        /// Sets the maximum number of attempts of a call, in place of the client's; 1 disables
        /// retries.
        pub fn attempts(self, attempts: u32) -> Self {
            self.change(|options| options.attempts(attempts))
        }

        /// Sends a request even if a fresh response is cached, and caches the new response.
        pub fn fresh(self) -> Self {
            self.change(|options| options.fresh())
        }

        /// Sends a request and does not cache the response.
        pub fn no_store(self) -> Self {
            self.change(|options| options.no_store())
        }

        /// Lets all other calls of the client pass while it waits for its rate limit, such as those
        /// for which a user waits. At least every tenth request is one in the background, if one
        /// waits.
        pub fn background(self) -> Self {
            self.change(|options| options.background())
        }
    };
}

/// The methods of a call that depend on its endpoint.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_methods {
    ($Call:ident) => {
        impl<E: $crate::endpoint::Endpoint> $Call<E> {
            /// Returns the bytes of the body instead of decoding it.
            pub fn raw(self) -> $Call<$crate::endpoint::Raw<E>> {
                self.map($crate::endpoint::Raw)
            }

            /// Decodes the response into a custom type.
            pub fn decode_as<T>(self) -> $Call<$crate::endpoint::DecodeAs<E, T>>
            where
                $crate::endpoint::DecodeAs<E, T>: $crate::endpoint::Endpoint,
            {
                self.map($crate::endpoint::DecodeAs::new)
            }
        }

        impl<E: $crate::endpoint::Paged> $Call<E> {
            /// Sets the maximum number of entries.
            pub fn limit(self, limit: u32) -> Self {
                self.page(|page| page.limit(limit))
            }

            /// Selects the entries after this cursor. Excludes `before`.
            pub fn after(self, cursor: impl Into<$crate::models::Cursor>) -> Self {
                self.page(|page| page.after(cursor))
            }

            /// Selects the entries before this cursor. Excludes `after`.
            pub fn before(self, cursor: impl Into<$crate::models::Cursor>) -> Self {
                self.page(|page| page.before(cursor))
            }

            fn page(self, change: impl FnOnce(&mut $crate::endpoint::PageQuery)) -> Self {
                self.map(|mut endpoint| {
                    change(endpoint.page_mut());
                    endpoint
                })
            }
        }

        impl<E: $crate::endpoint::Realtime> $Call<E> {
            /// Bypasses the caches of the server and of the client; only for keys that Supercell
            /// has approved for it.
            pub fn realtime(self) -> Self {
                self.fresh().map(|mut endpoint| {
                    *endpoint.realtime_mut() = true;
                    endpoint
                })
            }
        }

        impl $Call<$crate::endpoint::Custom> {
            /// Adds a query parameter; its value is encoded.
            pub fn query(self, name: impl Into<String>, value: impl std::fmt::Display) -> Self {
                self.map(|endpoint| endpoint.query(name, value))
            }

            /// Sends this JSON in a POST.
            pub fn post(self, body: impl Into<$crate::Json>) -> Self {
                self.map(|endpoint| endpoint.post(body))
            }
        }

        impl $Call<$crate::endpoint::SearchClans> {
            fn filter(self, change: impl FnOnce(&mut $crate::endpoint::clan_search::ClanFilter)) -> Self {
                self.map(|search| search.filter(change))
            }
        }

        $crate::__clan_search_methods!($Call<$crate::endpoint::SearchClans>);
    };
}
