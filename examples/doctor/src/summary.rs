//! What the findings come to, and what to do about them.

use std::fmt;

use coc_transport_native::{Error, ErrorKind};

use crate::finding::{Finding, Verdict};

/// Where tokens come from.
const PORTAL: &str = "https://developer.clashofclans.com";

/// Counts, and advice.
pub(crate) struct Summary {
    pub(crate) understood: usize,
    pub(crate) not_understood: usize,
    pub(crate) unmodelled: usize,
    pub(crate) advice: Vec<String>,
}

impl Summary {
    pub(crate) fn of(findings: &[Finding]) -> Self {
        let understood = findings.iter().filter(|finding| finding.verdict.is_understood()).count();
        Self {
            understood,
            not_understood: findings.len() - understood,
            unmodelled: findings.iter().map(|finding| finding.verdict.unmodelled().count()).sum(),
            advice: advice(findings),
        }
    }

    /// Whether there was no answer that was not understood.
    pub(crate) fn is_well(&self) -> bool {
        self.not_understood == 0
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

/// A sentence for each thing that somebody should know or do, with how many routes it concerns.
fn advice(findings: &[Finding]) -> Vec<String> {
    use ErrorKind as K;
    let errors: Vec<&Error> = findings.iter().filter_map(|finding| finding.verdict.error()).collect();
    let mut advice = Vec::new();
    let mut about = |concerned: &dyn Fn(&Error) -> bool, what: &dyn Fn(&Error) -> String| {
        let concerned: Vec<&Error> = errors.iter().copied().filter(|error| concerned(error)).collect();
        if let Some(first) = concerned.first() {
            advice.push(counted(concerned.len(), &what(first)));
        }
    };

    about(&|error| matches!(error.kind(), K::InvalidKey | K::Credentials), &|_| {
        format!("the token was refused. Copy it again, or make a new one, at {PORTAL}.")
    });
    about(&|error| error.kind() == K::InvalidIp, &|error| {
        let words = error.message().unwrap_or("It is not for this machine's address");
        format!("the token was refused from here. {words}. Make one for this address at {PORTAL}.")
    });
    about(&|error| error.is_maintenance(), &|_| {
        "the API is in maintenance, which passes. Ask again when it is over.".to_owned()
    });
    about(&|error| error.kind() == K::Server, &|_| {
        "the server failed, which usually passes. Ask again in a while.".to_owned()
    });
    about(&|error| error.kind() == K::Throttled, &|_| {
        "too many requests for this token. Let it rest for a minute.".to_owned()
    });
    about(&|error| error.is_private_war_log(), &|_| {
        "the clan hides its wars. Name one that does not with --clan to see more.".to_owned()
    });
    about(&|error| matches!(error.kind(), K::Connect | K::Timeout | K::Interrupted), &|_| {
        "no whole answer came. Is the base URL right, and the network up?".to_owned()
    });
    let strange = [K::NotFound, K::BadRequest, K::AccessDenied, K::UnexpectedStatus];
    about(&|error| strange.contains(&error.kind()) && !error.is_api_error(), &|_| {
        "the answer is not one of this API. Is the base URL right?".to_owned()
    });

    let misfits = findings.iter().filter(|finding| matches!(finding.verdict, Verdict::Misfit(_))).count();
    if misfits > 0 {
        advice.push(counted(
            misfits,
            "the answer does not fit the model. `.raw()` on the call gets it all the same.",
        ));
    }
    advice
}

fn counted(routes: usize, what: &str) -> String {
    format!("{routes} {}: {what}", if routes == 1 { "route" } else { "routes" })
}
