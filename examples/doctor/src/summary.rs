//! The number of findings by kind, and advice about them.

use std::fmt;

use coc_transport_native::coc_core::DecodeError;
use coc_transport_native::{Error, ErrorKind};

use crate::finding::{CallOutcome, Finding};

/// The portal where API keys are created.
const PORTAL: &str = "https://developer.clashofclans.com";

/// The counts and the advice.
pub(crate) struct Summary {
    pub(crate) understood: usize,
    pub(crate) not_understood: usize,
    pub(crate) unmodelled: usize,
    /// Whether the API rejected the key, and no response was decoded.
    pub(crate) key_rejected: bool,
    pub(crate) advice: Vec<String>,
}

impl Summary {
    pub(crate) fn of(findings: &[Finding]) -> Self {
        let decoded = |finding: &Finding| matches!(finding.outcome, CallOutcome::Decoded { .. });
        let rejected = |finding: &Finding| finding.outcome.error().is_some_and(Error::is_credentials);
        let understood = findings.iter().filter(|finding| finding.outcome.is_understood()).count();
        Self {
            understood,
            not_understood: findings.len() - understood,
            unmodelled: findings.iter().map(|finding| finding.outcome.unmodelled().count()).sum(),
            key_rejected: findings.iter().any(rejected) && !findings.iter().any(decoded),
            advice: advice(findings),
        }
    }

    /// Whether all responses were understood, and the key was accepted.
    pub(crate) fn is_well(&self) -> bool {
        self.not_understood == 0 && !self.key_rejected
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { understood, not_understood, unmodelled, .. } = self;
        let fields = if *unmodelled == 1 { "field" } else { "fields" };
        write!(
            f,
            "{understood} routes understood, {not_understood} not; {unmodelled} {fields} without a model"
        )
    }
}

/// A sentence for each thing that the user should know or do, with the number of affected routes.
fn advice(findings: &[Finding]) -> Vec<String> {
    use ErrorKind as K;
    let errors: Vec<&Error> = findings.iter().filter_map(|finding| finding.outcome.error()).collect();
    let mut advice = Vec::new();
    let mut about = |matches: &dyn Fn(&Error) -> bool, text: &dyn Fn(&Error) -> String| {
        let affected: Vec<&Error> = errors.iter().copied().filter(|error| matches(error)).collect();
        if let Some(first) = affected.first() {
            advice.push(counted(affected.len(), &text(first)));
        }
    };

    about(&|error| matches!(error.kind(), K::InvalidKey | K::Credentials), &|_| {
        format!("the API rejected the key. Copy it again, or create a new one, at {PORTAL}.")
    });
    about(&|error| error.kind() == K::InvalidIp, &|error| {
        let reason = error.message().unwrap_or("It is not valid from this IP address");
        format!(
            "the API rejected the key from this IP address. {reason}. Create a key for this address at {PORTAL}."
        )
    });
    about(&|error| error.is_maintenance(), &|_| "the API is in maintenance. Try again later.".to_owned());
    about(&|error| error.kind() == K::Server, &|_| {
        "the server failed, which is usually temporary. Try again later.".to_owned()
    });
    about(&|error| error.kind() == K::Throttled, &|_| {
        "too many requests with this key. Wait a minute.".to_owned()
    });
    about(&|error| error.is_private_war_log(), &|_| {
        "the clan's war log is private. Use --clan with another clan to see more.".to_owned()
    });
    about(&|error| matches!(error.kind(), K::Connect | K::Timeout | K::Interrupted), &|_| {
        "no complete response. Check the base URL and the network.".to_owned()
    });
    let unexpected = [K::NotFound, K::BadRequest, K::AccessDenied, K::UnexpectedStatus];
    about(&|error| unexpected.contains(&error.kind()) && !error.is_api_error(), &|_| {
        "the response is not from this API. Check the base URL.".to_owned()
    });

    let mut about_bodies = |matches: &dyn Fn(&DecodeError) -> bool, text: &str| {
        let affected = findings
            .iter()
            .filter(|finding| matches!(&finding.outcome, CallOutcome::Mismatch(error) if matches(error)));
        match affected.count() {
            0 => {}
            affected => advice.push(counted(affected, text)),
        }
    };
    about_bodies(
        &|error| *error == DecodeError::Html,
        "the response is an HTML page, not JSON. Look for a login page or firewall between here and the API, \
         and check the base URL.",
    );
    about_bodies(
        &|error| matches!(error, DecodeError::Syntax(_)),
        "the response is not JSON, so it is not from this API. Check the base URL.",
    );
    about_bodies(
        &|error| matches!(error, DecodeError::Truncated { .. }),
        "the response is truncated, which is usually temporary. Try again later.",
    );
    about_bodies(
        &|error| matches!(error, DecodeError::Mismatch { .. }),
        "the response does not match the model. `.raw()` on the call returns its body.",
    );
    advice
}

fn counted(routes: usize, text: &str) -> String {
    format!("{routes} {}: {text}", if routes == 1 { "route" } else { "routes" })
}
