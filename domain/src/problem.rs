//! What can go wrong, and the one table of how that is answered.

use serde::Serialize;
use std::borrow::Cow;

/// A field of a request that does not hold what it must.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name as the client wrote it: a JSON member or a query parameter.
    pub field: &'static str,
    /// What it must be, in words for the client's developer.
    pub message: Cow<'static, str>,
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// None was sent.
    Missing,
    /// It was valid once.
    Expired,
    /// It will be valid later (`nbf`).
    NotYetValid,
    /// Its session was ended by logout, by its owner or after a refresh token was used twice.
    Revoked,
    /// Anything else: shape, signature, algorithm, issuer, audience. One answer, so that a forger learns nothing.
    Invalid,
}

impl TokenFault {
    /// What the client is told.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::Missing => "a token is needed: send Authorization: Bearer <token>",
            Self::Expired => "the token has expired",
            Self::NotYetValid => "the token is not valid yet",
            Self::Revoked => "the token's session has ended: log in again",
            Self::Invalid => "the token is invalid",
        }
    }
}

/// Everything that a request can be refused with. [`Problem::parts`] is the only place with status codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The request cannot be read at all.
    #[error("{0}")]
    Malformed(Cow<'static, str>),
    /// No token, or one that does not count.
    #[error("{}", .0.detail())]
    Token(TokenFault),
    /// Wrong user name or password, or a refresh token that does not count; never says which.
    #[error("{0}")]
    Credentials(&'static str),
    /// A media server or service that did not prove who it is.
    #[error("the sender is not authenticated")]
    UnknownSender,
    /// Known, but not allowed to.
    #[error("{0}")]
    Forbidden(Cow<'static, str>),
    /// There is no such thing (or none that this caller may know of).
    #[error("{0} not found")]
    NotFound(&'static str),
    /// There was such a thing, and it is over.
    #[error("{0}")]
    Gone(&'static str),
    /// The path exists, but not with this method; holds the `Allow` header.
    #[error("this path answers to {0} only")]
    MethodNotAllowed(String),
    /// The thing is in a state that does not allow this.
    #[error("{0}")]
    Conflict(Cow<'static, str>),
    /// The request holds only for a state, or a version of a protocol, that is not here.
    #[error("{0}")]
    PreconditionFailed(Cow<'static, str>),
    /// The body is larger than this many bytes.
    #[error("the body is larger than {0} bytes")]
    TooLarge(u64),
    /// None of the bytes that are asked for are there; the file has so many.
    #[error("the file has {size_bytes} bytes")]
    RangeNotSatisfiable {
        /// The size of the whole.
        size_bytes: u64,
    },
    /// What came is not what its sender sent (tus 1.0, checksum extension).
    #[error("the checksum does not match what came")]
    ChecksumMismatch,
    /// The content type is not one that this path reads.
    #[error("{0}")]
    UnsupportedMediaType(&'static str),
    /// Fields that do not hold what they must: every bad one, not just the first.
    #[error("one or more fields are invalid")]
    Invalid(Vec<FieldError>),
    /// Too many requests; try again after this many seconds.
    #[error("too many requests")]
    TooMany {
        /// Seconds until it is worth trying again.
        retry_after_s: u32,
    },
    /// A service behind us answered with nonsense or a refusal.
    #[error("{0} did not answer as it should")]
    BadUpstream(&'static str),
    /// A service behind us, or a part of ours, is away for the moment.
    #[error("{0} is not available at the moment")]
    Unavailable(&'static str),
    /// A service behind us is away, or has asked to be left alone, for about so many seconds.
    #[error("{what} is not available at the moment")]
    Away {
        /// Which one.
        what: &'static str,
        /// Seconds until it is worth trying again.
        retry_after_s: u32,
    },
    /// The deployment is not configured; names the variable, never its value.
    #[error("this deployment is not configured: {0}")]
    Misconfigured(Cow<'static, str>),
    /// Our own fault. The cause is in the log, under the request's id.
    #[error("internal error")]
    Internal,
}

impl Problem {
    /// A single invalid field.
    pub fn field(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(vec![FieldError { field, message: message.into() }])
    }

    /// Status and title of the answer. `type` is `about:blank`-free: `/problems/<code>`, see [`Problem::code`].
    pub const fn parts(&self) -> (u16, &'static str) {
        match self {
            Self::Malformed(_) => (400, "Malformed request"),
            Self::Token(_) => (401, "Token needed"),
            Self::Credentials(_) => (401, "Not recognised"),
            Self::UnknownSender => (401, "Sender not authenticated"),
            Self::Forbidden(_) => (403, "Not allowed"),
            Self::NotFound(_) => (404, "Not found"),
            Self::MethodNotAllowed(_) => (405, "Method not allowed"),
            Self::Conflict(_) => (409, "Wrong state"),
            Self::Gone(_) => (410, "Over"),
            Self::PreconditionFailed(_) => (412, "Precondition failed"),
            Self::TooLarge(_) => (413, "Body too large"),
            Self::UnsupportedMediaType(_) => (415, "Unsupported media type"),
            Self::RangeNotSatisfiable { .. } => (416, "Range not satisfiable"),
            Self::ChecksumMismatch => (460, "Checksum mismatch"),
            Self::Invalid(_) => (422, "Invalid field"),
            Self::TooMany { .. } => (429, "Too many requests"),
            Self::Internal => (500, "Internal error"),
            Self::BadUpstream(_) => (502, "Bad answer from a service behind us"),
            Self::Unavailable(_) | Self::Away { .. } => (503, "Not available"),
            Self::Misconfigured(_) => (503, "Not configured"),
        }
    }

    /// A stable word for programs; the last part of the answer's `type`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::Token(_) => "invalid-token",
            Self::Credentials(_) => "not-recognised",
            Self::UnknownSender => "unknown-sender",
            Self::Forbidden(_) => "not-allowed",
            Self::NotFound(_) => "not-found",
            Self::MethodNotAllowed(_) => "method-not-allowed",
            Self::Conflict(_) => "wrong-state",
            Self::Gone(_) => "gone",
            Self::PreconditionFailed(_) => "precondition-failed",
            Self::TooLarge(_) => "too-large",
            Self::RangeNotSatisfiable { .. } => "range-not-satisfiable",
            Self::ChecksumMismatch => "checksum-mismatch",
            Self::UnsupportedMediaType(_) => "unsupported-media-type",
            Self::Invalid(_) => "invalid-field",
            Self::TooMany { .. } => "too-many-requests",
            Self::Internal => "internal",
            Self::BadUpstream(_) => "bad-upstream",
            Self::Unavailable(_) | Self::Away { .. } => "unavailable",
            Self::Misconfigured(_) => "misconfigured",
        }
    }

    /// Seconds for `Retry-After`, where trying again makes sense.
    pub const fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooMany { retry_after_s } | Self::Away { retry_after_s, .. } => Some(*retry_after_s),
            Self::Unavailable(_) => Some(1),
            _ => None,
        }
    }
}

/// Collects the bad fields of one request, so that all are named at once.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Notes one bad field.
    pub fn add(&mut self, field: &'static str, message: impl Into<Cow<'static, str>>) {
        self.0.push(FieldError { field, message: message.into() });
    }

    /// Notes `field` unless `ok`.
    pub fn check(&mut self, ok: bool, field: &'static str, message: &'static str) {
        if !ok {
            self.add(field, message);
        }
    }

    /// `Ok` when nothing was noted.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with every noted field.
    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::Invalid(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_named_at_once() {
        let mut errors = FieldErrors::default();
        errors.check(true, "a", "never");
        errors.check(false, "b", "must be b");
        errors.add("c", "must be c");
        let Err(Problem::Invalid(fields)) = errors.finish() else { panic!("must be invalid") };
        assert_eq!(fields.iter().map(|f| f.field).collect::<Vec<_>>(), ["b", "c"]);
    }

    #[test]
    fn the_table_answers_as_the_contract_says() {
        for (problem, status, code, retry) in [
            (Problem::Malformed("x".into()), 400, "malformed", None),
            (Problem::Token(TokenFault::Expired), 401, "invalid-token", None),
            (Problem::Forbidden("x".into()), 403, "not-allowed", None),
            (Problem::NotFound("stream"), 404, "not-found", None),
            (Problem::Conflict("x".into()), 409, "wrong-state", None),
            (Problem::Gone("x"), 410, "gone", None),
            (Problem::PreconditionFailed("x".into()), 412, "precondition-failed", None),
            (Problem::TooLarge(1), 413, "too-large", None),
            (Problem::field("a", "b"), 422, "invalid-field", None),
            (Problem::TooMany { retry_after_s: 7 }, 429, "too-many-requests", Some(7)),
            (Problem::Unavailable("d1"), 503, "unavailable", Some(1)),
            (Problem::Away { what: "a", retry_after_s: 7 }, 503, "unavailable", Some(7)),
            (Problem::Internal, 500, "internal", None),
        ] {
            assert_eq!((problem.parts().0, problem.code(), problem.retry_after_s()), (status, code, retry));
        }
    }

    #[test]
    fn the_detail_tells_expired_from_invalid() {
        assert_ne!(TokenFault::Expired.detail(), TokenFault::Invalid.detail());
        assert!(Problem::Token(TokenFault::Expired).to_string().contains("expired"));
    }
}
