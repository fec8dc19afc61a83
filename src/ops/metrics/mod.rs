//! The metrics, for Prometheus and its kin.

pub mod handlers;
mod text;
