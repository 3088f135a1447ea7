//! [`Mender`]: changes a parsed body until it decodes, or until what is left identifies nothing.

use alloc::{collections::BTreeSet, string::String, vec::Vec};
use core::{cell::RefCell, mem};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    DecodeError, Decoded,
    lenient::{Failure, Findings, Lenient, LenientError, Wanted},
    path::{Path, Step, exact, for_each, pattern},
    repairs::{RepairKind, RepairLog, Repairs},
};

/// The most failures that are mended. Those of one kind at one path are mended together, so this
/// bounds the time that a hostile body takes, not the entries of a list.
const MAX_ROUNDS: usize = 100;

/// The field that may be missing in an object with an [`ID`].
const NAME: &str = "name";
const ID: &str = "id";

/// A body that is being mended.
pub(super) struct Mender {
    value: Value,
    log: RepairLog,
    /// The values that were dropped, with the first reason for each path.
    dropped: Vec<Failure>,
    /// The paths of fields that were missing where they are required.
    required: BTreeSet<String>,
}

impl Mender {
    pub(super) fn new(value: Value, log: RepairLog) -> Self {
        Self { value, log, dropped: Vec::new(), required: BTreeSet::new() }
    }

    /// Decodes the body, mending one failure after the other.
    pub(super) fn decode<T: DeserializeOwned>(self) -> Result<Decoded<T>, DecodeError> {
        let mut decoded = None;
        let repairs = self.decode_with(&mut |body| {
            decoded = Some(T::deserialize(body)?);
            Ok(())
        })?;
        let value = decoded.ok_or_else(unclear)?;
        Ok(Decoded { value, repairs })
    }

    /// The part of [`decode`](Self::decode) that is the same for all models.
    fn decode_with(
        mut self,
        decode: &mut dyn FnMut(Lenient<'_, '_>) -> Result<(), LenientError>,
    ) -> Result<Repairs, DecodeError> {
        for _ in 0..MAX_ROUNDS {
            let findings = RefCell::default();
            let result = decode(Lenient { value: &self.value, path: &Path::Root, findings: &findings });
            let findings = findings.into_inner();
            match result {
                Ok(()) => return self.finish(findings),
                Err(error) => {
                    let whole = Failure { place: Vec::new(), wanted: Wanted::Anything, error };
                    self.mend(findings.failure.unwrap_or(whole))?;
                }
            }
        }
        Err(self.dropped.first().map_or_else(unclear, mismatch))
    }

    /// Ends the work on a body that decodes.
    ///
    /// A list of several entries of which none can be read is no odd value but another format, so
    /// it is an error.
    fn finish(mut self, findings: Findings) -> Result<Repairs, DecodeError> {
        for failure in mem::take(&mut self.dropped) {
            let Some((Step::Index(_), list)) = failure.place.split_last() else { continue };
            if self.log.count(&pattern(&failure.place), RepairKind::SkippedEntry) > 1 {
                let mut remaining = 0;
                for_each(&mut self.value, list, false, &mut |list, _| {
                    remaining += list.as_array().map_or(0, Vec::len);
                });
                if remaining == 0 {
                    return Err(mismatch(&failure));
                }
            }
        }
        self.log.append(findings.log);
        Ok(self.log.finish())
    }

    /// Mends a failure: defaults a name, or drops what cannot be read.
    fn mend(&mut self, failure: Failure) -> Result<(), DecodeError> {
        if failure.error.missing() == Some(NAME) && !failure.place.is_empty() && self.default_name(&failure) {
            return Ok(());
        }
        let failure = self.of_owner(failure);
        let Some((last, above)) = failure.place.split_last() else {
            return Err(self.fatal(&failure));
        };
        let defect = Defect::of(&failure, &self.value);
        let (mut dropped, mut nulls) = (0, 0);
        let is_null = value_at(&self.value, &failure.place).is_none_or(Value::is_null);
        for_each(&mut self.value, above, true, &mut |parent, is_exact| match (last, parent) {
            (Step::Field(key), Value::Object(fields)) => {
                let drops = |value: &Value| is_exact || defect.has(value);
                if fields.get(key).is_some_and(drops) {
                    let value = fields.remove(key);
                    // `null` is equivalent to a missing field.
                    dropped += u32::from(value.is_some_and(|value| !value.is_null()));
                }
            }
            (Step::Index(index), Value::Array(entries)) => {
                let mut at = 0;
                entries.retain(|value| {
                    let is_this = is_exact && at == *index;
                    at += 1;
                    let drops = if is_null { value.is_null() } else { is_this || defect.has(value) };
                    nulls += u32::from(drops && value.is_null());
                    dropped += u32::from(drops && !value.is_null());
                    !drops
                });
            }
            _ => {}
        });
        let path = pattern(&failure.place);
        if let Some(field) = failure.error.missing() {
            // The field was dropped before, so that its object is: that is one change.
            let field = field_of(&failure.place, field);
            self.log.subtract(&field, RepairKind::DroppedValue, dropped);
            self.required.insert(field);
        }
        let kind =
            if matches!(last, Step::Index(_)) { RepairKind::SkippedEntry } else { RepairKind::DroppedValue };
        self.log.add(path.clone(), kind, dropped);
        self.log.add(path, RepairKind::SkippedNull, nulls);
        self.dropped.push(failure);
        Ok(())
    }

    /// The failure of the object to which a required field belongs, so that both take one round.
    fn of_owner(&self, mut failure: Failure) -> Failure {
        if self.required.contains(&pattern(&failure.place)) {
            failure.place.pop();
            failure.wanted = Wanted::Anything;
        }
        failure
    }

    /// Sets an empty name in an object without one, if it has an id.
    fn default_name(&mut self, failure: &Failure) -> bool {
        let has_id = |value: &Value| value.get(ID).is_some_and(|id| id.is_number() || id.is_string());
        if !value_at(&self.value, &failure.place).is_some_and(has_id) {
            return false;
        }
        let defect = Defect::of(failure, &self.value);
        let mut named = 0;
        for_each(&mut self.value, &failure.place, true, &mut |value, is_exact| {
            if (is_exact || has_id(value) && defect.has(value))
                && let Some(fields) = value.as_object_mut()
            {
                fields.insert(NAME.into(), Value::String(String::new()));
                named += 1;
            }
        });
        let path = field_of(&failure.place, NAME);
        self.log.subtract(&path, RepairKind::DroppedValue, named);
        self.log.add(path, RepairKind::DefaultedName, named);
        true
    }

    /// The error of a body that cannot be mended. If a field is missing because it was dropped, the
    /// reason for that is the error.
    fn fatal(&self, failure: &Failure) -> DecodeError {
        let is_missing = |dropped: &&Failure| match (dropped.place.as_slice(), failure.error.missing()) {
            ([Step::Field(key)], Some(field)) => key == field,
            _ => false,
        };
        mismatch(self.dropped.iter().find(is_missing).unwrap_or(failure))
    }
}

/// The first failure of a body that is not mended.
pub(super) fn explain<T: DeserializeOwned>(value: &Value) -> Option<DecodeError> {
    let findings = RefCell::new(Findings { is_strict: true, ..Findings::default() });
    T::deserialize(Lenient { value, path: &Path::Root, findings: &findings }).err()?;
    findings.into_inner().failure.map(|failure| mismatch(&failure))
}

/// Decides which other entries of a list have the same defect for certain.
enum Defect {
    /// Objects that have no other fields than this one, which lacks one.
    Missing { field: &'static str, others: BTreeSet<String> },
    /// Values that are of the wrong type, too.
    Type { wanted: Wanted, json_type: mem::Discriminant<Value> },
    /// None: the type is right, the value is not.
    Value,
}

impl Defect {
    fn of(failure: &Failure, body: &Value) -> Self {
        match (failure.error.missing(), value_at(body, &failure.place)) {
            (Some(field), Some(Value::Object(fields))) => {
                let mut others = BTreeSet::new();
                for key in fields.keys() {
                    others.insert(key.clone());
                }
                Self::Missing { field, others }
            }
            (None, Some(value)) if failure.wanted.excludes(value) => {
                Self::Type { wanted: failure.wanted, json_type: mem::discriminant(value) }
            }
            _ => Self::Value,
        }
    }

    fn has(&self, value: &Value) -> bool {
        match self {
            Self::Missing { field, others } => value.as_object().is_some_and(|fields| {
                !fields.contains_key(*field) && fields.keys().all(|key| others.contains(key))
            }),
            Self::Type { wanted, json_type } => {
                mem::discriminant(value) == *json_type && wanted.excludes(value)
            }
            Self::Value => false,
        }
    }
}

fn value_at<'a>(body: &'a Value, place: &[Step]) -> Option<&'a Value> {
    place.iter().try_fold(body, |value, step| match step {
        Step::Field(key) => value.get(key),
        Step::Index(index) => value.get(*index),
    })
}

/// The path of a field of the object at `place`.
fn field_of(place: &[Step], field: &str) -> String {
    let mut place = place.to_vec();
    place.push(Step::Field(field.into()));
    pattern(&place)
}

fn mismatch(failure: &Failure) -> DecodeError {
    DecodeError::Mismatch { path: exact(&failure.place), message: failure.error.message().into() }
}

fn unclear() -> DecodeError {
    DecodeError::Mismatch { path: ".".into(), message: "too many values do not fit the model".into() }
}
