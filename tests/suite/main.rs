//! End-to-end tests: the binary on whole projects, and outside tools that judge what it writes.
//! `make test` installs those tools; see `outside`.

#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the names are our own")]

mod cache;
mod catalogues;
mod cli;
mod content;
mod diagnostics;
mod editorial;
mod findings;
mod instructions;
mod judges;
mod languages;
mod layout;
mod library;
mod links;
mod lint;
mod manual;
mod markdown;
mod notes;
mod observer;
mod output;
mod outside;
mod preview;
mod publish;
mod reach;
mod rooms;
mod rules;
mod security;
mod snapshots;
mod support;
mod translation;
mod unchanged;
mod watching;
