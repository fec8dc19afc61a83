//! The web pages: static assets, with what a browser must be told beside them.

pub mod handlers;
