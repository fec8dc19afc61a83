//! Why a store did not do as told.

use domain::objects::answers::error_code;
use worker::Error;

/// What went wrong, for the log: nothing in it is secret.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The store refused.
    #[error("the store answered {0} {1}")]
    Refused(u16, String),
    /// No answer in time.
    #[error("the store did not answer within {0} ms")]
    TooSlow(u64),
    /// The store could not be reached, or broke off.
    #[error("the store was not reached: {0}")]
    Network(String),
    /// An answer that makes no sense.
    #[error("the store answered something else")]
    Unreadable,
}

impl Fault {
    /// What an answer that is no success means.
    pub(super) fn refused(status: u16, body: &str) -> Self {
        Self::Refused(status, error_code(body).unwrap_or_default())
    }

    /// Whether it may go well another time.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Refused(status, code) => {
                let is_passing_code =
                    ["InternalError", "SlowDown", "RequestTimeout"].contains(&code.as_str());
                is_passing_code || matches!(status, 408 | 429 | 500 | 502..=504)
            }
            Self::Network(_) => true,
            // Whoever waited that long will not wait longer.
            Self::TooSlow(_) | Self::Unreadable => false,
        }
    }

    /// Whether there is no such object. Stores that are asked for the head of one give no code; a bucket that is not
    /// there is another matter.
    pub(super) fn is_no_object(&self) -> bool {
        matches!(self, Self::Refused(404, code) if code.is_empty() || code == "NoSuchKey")
    }

    /// Whether there is no such multipart upload, or no longer.
    pub(super) fn is_no_upload(&self) -> bool {
        matches!(self, Self::Refused(_, code) if code == "NoSuchUpload")
    }

    /// The same, saying what was asked.
    pub(super) fn of(self, operation: &str) -> Error {
        Error::RustError(format!("{operation}: {self}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: &str) -> Fault {
        Fault::refused(status, &format!("<Error><Code>{code}</Code></Error>"))
    }

    #[test]
    fn what_passes_is_tried_again_and_what_was_refused_is_not() {
        for (fault, want) in [
            (refused(503, "SlowDown"), true),
            (refused(500, "InternalError"), true),
            (refused(200, "InternalError"), true),
            (refused(400, "RequestTimeout"), true),
            (Fault::refused(429, ""), true),
            (Fault::refused(502, "<html>"), true),
            (Fault::TooSlow(1), false),
            (Fault::Network("reset".into()), true),
            (refused(403, "SignatureDoesNotMatch"), false),
            (refused(404, "NoSuchKey"), false),
            (refused(501, "NotImplemented"), false),
            (Fault::Unreadable, false),
        ] {
            assert_eq!(fault.is_passing(), want, "{fault}");
        }
    }

    #[test]
    fn an_object_that_is_not_there_is_told_from_a_bucket_that_is_not() {
        for (fault, want) in [
            (Fault::refused(404, ""), true),
            (refused(404, "NoSuchKey"), true),
            (refused(404, "NoSuchBucket"), false),
            (refused(403, "AccessDenied"), false),
        ] {
            assert_eq!(fault.is_no_object(), want, "{fault}");
        }
        assert!(refused(404, "NoSuchUpload").is_no_upload());
    }

    #[test]
    fn the_log_learns_status_and_code_and_nothing_else() {
        let body = "<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>AKIA0</AWSAccessKeyId></Error>";
        let text = Fault::refused(403, body).of("PutObject").to_string();
        assert!(text.contains("PutObject: the store answered 403 InvalidAccessKeyId"), "{text}");
        assert!(!text.contains("AKIA0"), "{text}");
    }
}
