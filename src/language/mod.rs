//! What is known of languages, whatever a project has of them: parents, scripts, directions, and the
//! tables of CLDR.

pub(crate) mod cldr;
mod parents;

pub(crate) use parents::{direction, parents, same_language, sounds_otherwise, subtags, whole};
