//! `Send` and `Sync` of the public types, checked at compile time.

#![cfg(not(target_family = "wasm"))]

use coc_core::{Call, Client, Error, Response, ResponseFuture, Token, endpoint, models::Clan};

fn is_send_sync<T: Send + Sync + 'static>() {}
fn is_send<T: Send + 'static>() {}
fn is_spawnable(_: impl Send + 'static) {}

#[test]
fn clients_errors_and_responses_are_shared_between_threads() {
    is_send_sync::<Client>();
    is_send_sync::<Error>();
    is_send_sync::<Token>();
    is_send_sync::<Response<Clan>>();
    is_send_sync::<Call<endpoint::GetClan>>();
}

#[test]
fn the_future_of_a_call_can_be_spawned() {
    is_send::<ResponseFuture<Clan>>();
    // Never run: it compiles only if an async block over calls borrows nothing and is Send.
    let _ = |client: Client| {
        is_spawnable(async move {
            let clan = client.clan("#2PP").await?;
            client.clan_members(clan.tag).limit(10).await?;
            client.search_clans().name("clash").raw().await?;
            client.custom("/x").await?;
            Ok::<_, Error>(())
        });
    };
}
