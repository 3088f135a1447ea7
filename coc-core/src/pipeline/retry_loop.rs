//! The retry loop: acquire a token, send, decide, back off.
//!
//! Three decisions follow a failed attempt. A rejected token is the client's problem, not the
//! request's: [`after_rejection`](Pipeline::after_rejection) refreshes the tokens once, or moves on
//! to the next one. A stale connection is no failure: a read is retried at once, one time. For any
//! other failure, [`after_failure`](Pipeline::after_failure) consults the [`Retry`](crate::Retry)
//! policy, the deadline and the retry budget.

use std::time::Duration;

use super::{
    CallResult, Pipeline,
    context::{CallContext, Phase},
    token_pool::Permit,
    trace,
};
use crate::{
    credentials::{Token, TokenId, TokenRejection},
    error::{Error, ErrorKind},
    middleware::FailedAttempt,
    request::Request,
    retry::RetryDecision,
};

/// The attempts of one call so far.
#[derive(Default)]
pub(super) struct Attempts {
    /// Requests sent.
    pub(super) sent: u32,
    /// Failures that count against the maximum number of attempts.
    failed: u32,
    /// Rejections of a token after which no refresh was possible.
    rejected: usize,
    refreshed: bool,
    /// Whether a stale connection was met; then no other one is reused.
    pub(super) reconnected: bool,
}

impl Pipeline {
    /// Sends the request until it succeeds, or until no retry is allowed.
    pub(super) async fn retry(&self, request: &Request, context: &CallContext) -> CallResult {
        self.budget.deposit();
        let mut attempts = Attempts::default();
        loop {
            let permit = self.acquire(request, context).await;
            let mut permit = permit.map_err(|error| {
                let error = if attempts.sent == 0 { error.before_sending() } else { error };
                error.after_attempts(attempts.sent)
            })?;

            attempts.sent += 1;
            context.sending();
            let error = match self.attempt(request, context, &mut permit, &attempts).await {
                Ok(response) => return Ok(response),
                Err(error) if error.is_refusal() => {
                    context.refused();
                    return Err(error.after_attempts(attempts.sent - 1));
                }
                Err(error) => error.after_attempts(attempts.sent),
            };
            context.failed(&error);
            let failed = FailedAttempt {
                endpoint: request.route.name(),
                number: attempts.sent,
                token_id: permit.token.as_ref().map(Token::id),
                error: &error,
            };
            context.notify(&failed, None);

            let delay = match rejected_token(&permit, &error) {
                Some(token) => {
                    let retried = self.after_rejection(&mut attempts, token, &permit, &error, context).await;
                    retried.map_err(|error| error.after_attempts(attempts.sent))?.then_some(Duration::ZERO)
                }
                None if attempts.reconnects_after(&error, request) => Some(Duration::ZERO),
                None => self.after_failure(&mut attempts, request, &error, context),
            };
            let Some(delay) = delay else { return Err(error) };
            context.notify(&failed, Some(delay));

            if !delay.is_zero() {
                context.enter(Phase::BackingOff);
                self.clock.sleep(delay).await;
            }
        }
    }

    /// Decides whether to retry with another token: with new ones, which are requested once, or
    /// with the next one of a set of which the API has not rejected all.
    async fn after_rejection(
        &self,
        attempts: &mut Attempts,
        token: TokenId,
        permit: &Permit,
        error: &Error,
        context: &CallContext,
    ) -> Result<bool, Error> {
        trace::token_rejected(token, error);
        if !attempts.refreshed {
            attempts.refreshed = true;
            context.enter(Phase::WaitingForToken);
            let mut rejection = TokenRejection::new(permit.set.clone(), token, error.clone());
            rejection.accepted = self.token_pool.ever_accepted(&permit.set);
            rejection.official = context.settings.base_url.is_official();
            if self.credentials.reject_dyn(&rejection).await? {
                return Ok(true);
            }
        }
        attempts.rejected += 1;
        Ok(attempts.rejected < permit.set.tokens.len() && self.token_pool.has_accepted(&permit.set))
    }

    /// Returns the delay before the next attempt; `None` if the error is final.
    fn after_failure(
        &self,
        attempts: &mut Attempts,
        request: &Request,
        error: &Error,
        context: &CallContext,
    ) -> Option<Duration> {
        attempts.failed += 1;
        if attempts.failed >= request.options.attempts.unwrap_or(self.retry.max_attempts()) {
            return None;
        }
        let jitter = self.jitter.next();
        let (delay, budgeted) =
            match self.retry.after(attempts.failed, error, request.is_idempotent(), jitter) {
                RetryDecision::GiveUp => return None,
                RetryDecision::OnNextToken => (Duration::ZERO, false),
                RetryDecision::After(delay) => (delay, true),
            };
        // The budget comes last: it pays only for retries that are made.
        if context.remaining(&*self.clock).is_some_and(|remaining| delay >= remaining)
            || budgeted && !self.budget.withdraw(self.clock.now())
        {
            return None;
        }
        trace::retry(delay);
        Some(delay)
    }
}

impl Attempts {
    /// Whether the request is retried at once, because it met a connection that the server had
    /// closed. Only once, and only a read, which the server may process twice.
    fn reconnects_after(&mut self, error: &Error, request: &Request) -> bool {
        let reconnects = !self.reconnected && request.is_read() && error.is_stale_connection();
        self.reconnected |= reconnects;
        reconnects
    }
}

/// Returns the token of the attempt, if the API rejected it as such.
fn rejected_token(permit: &Permit, error: &Error) -> Option<TokenId> {
    let token = permit.token.as_ref().map(Token::id);
    token.filter(|_| matches!(error.kind(), ErrorKind::InvalidKey | ErrorKind::InvalidIp))
}
