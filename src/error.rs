//! One error type: what the client is told, and the cause, which stays with us.

use crate::platform::fetch::FetchFault;
use crate::platform::value::SqlFault;
use domain::problem::{Problem, TokenFault};

/// A refusal or a failure. The problem goes to the client; the cause goes to the log, once.
#[derive(Debug)]
pub struct ApiError {
    /// What the client is told.
    pub problem: Problem,
    /// What went wrong behind it; never for the client.
    pub cause: Option<String>,
}

impl ApiError {
    /// A failure with a cause for the log.
    pub fn caused(problem: Problem, cause: impl ToString) -> Self {
        Self { problem, cause: Some(cause.to_string()) }
    }

    /// Whether the fault is ours, or of something behind us, rather than the caller's.
    pub fn is_ours(&self) -> bool {
        self.problem.parts().0 >= 500
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self { problem, cause: None }
    }
}

impl From<TokenFault> for ApiError {
    fn from(fault: TokenFault) -> Self {
        Problem::Token(fault).into()
    }
}

impl From<SqlFault> for ApiError {
    fn from(fault: SqlFault) -> Self {
        let problem = if fault.is_final() { Problem::Internal } else { Problem::Unavailable("the database") };
        Self::caused(problem, fault)
    }
}

impl From<FetchFault> for ApiError {
    fn from(fault: FetchFault) -> Self {
        Self::caused(Problem::BadUpstream("a service behind us"), fault)
    }
}

impl From<worker::Error> for ApiError {
    fn from(error: worker::Error) -> Self {
        Self::caused(Problem::Internal, error)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::caused(Problem::Internal, error)
    }
}
