//! Working on a project: wait for a saved file, and show what was built in a browser that follows.

mod page;
mod pages;
mod server;
mod watch;

pub use server::Server;
pub use watch::Watch;
