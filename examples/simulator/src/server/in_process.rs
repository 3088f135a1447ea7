//! Requests without a socket, for programs that contain the simulator.

use bytes::Bytes;
use hyper::{Request, Response};

use super::http_response::{headers, status};
use super::{Shared, admin, api};
use crate::fault::{FaultKind, Progress};
use crate::route;
use crate::simulator::BodyMoment;

impl Shared {
    /// Responds to a request of the API or of the admin routes, without delays; `None` if a fault
    /// loses the response or the path is another part of the server.
    pub(crate) fn respond_in_process(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        let (method, uri, body) = (request.method(), request.uri(), request.body());
        let now = self.clock.now();
        let response = if let Some(path) = uri.path().strip_prefix("/admin") {
            admin::respond(self, method, path, uri.query(), body)
        } else {
            let parsed = route::parse(method, uri.path().strip_prefix("/v1")?, uri.query(), body);
            let name = parsed.name;
            let _in_flight = self.counters.request();
            self.counters.count(|counters| {
                counters.requests += 1;
                *counters.by_route.entry(name).or_default() += 1;
            });
            let plan = self.faults.plan(name, now);
            let lost = match plan.terminal {
                Some(
                    FaultKind::Reset { after: Progress::Nothing }
                    | FaultKind::Stalled { after: Progress::Nothing },
                ) => return None,
                Some(FaultKind::Reset { .. } | FaultKind::Stalled { .. } | FaultKind::Truncated { .. }) => {
                    true
                }
                _ => false,
            };
            let respond = || api::respond(self, request.headers(), parsed);
            let response = self.with_faults(name, false, &plan, &self.settings(), respond);
            if lost {
                return None;
            }
            response
        };
        let mut built = Response::new(response.content.plain.clone());
        *built.status_mut() = status(&response);
        *built.headers_mut() = headers(&response, false, false, now);
        if let Some(moment) = response.moment {
            built.extensions_mut().insert(BodyMoment(moment));
        }
        Some(built)
    }
}
