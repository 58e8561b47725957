//! Why nothing comes of a build.

use std::error::Error;
use std::fmt;

use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

/// Why a build came to nothing, by whose turn it is. What was published before is as it was.
#[derive(Debug)]
pub enum BuildError {
    /// The project has errors; with the warnings.
    Input(Diagnostics),
    /// Nothing is left to publish; with the warnings that say why.
    Empty(Diagnostics),
    /// The machine failed; with what else was found.
    Machine(Diagnostics),
    /// The tool has a fault; with what else was found.
    Fault(Diagnostics),
    /// The observer did not need the build any more.
    Cancelled,
}

impl BuildError {
    /// Sorts `errors` by the gravest of them.
    pub(crate) fn of(errors: Diagnostics) -> Self {
        match errors.kind() {
            Some(Kind::Bug) => BuildError::Fault(errors),
            Some(Kind::Machine) => BuildError::Machine(errors),
            Some(Kind::Input) | None => BuildError::Input(errors),
        }
    }

    /// Puts what was found `before` in front of the errors.
    #[must_use]
    pub fn after(self, mut before: Diagnostics) -> Self {
        match self {
            BuildError::Cancelled => BuildError::Cancelled,
            BuildError::Empty(found) if !before.has_errors() => {
                before.extend(Some(found));
                BuildError::Empty(before)
            }
            error => {
                before.extend(Some(error.diagnostics()));
                BuildError::of(before)
            }
        }
    }

    /// Gives whom the error is to be mended by; none where there is nothing to mend.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        match self {
            BuildError::Input(_) | BuildError::Empty(_) => Some(Kind::Input),
            BuildError::Machine(_) => Some(Kind::Machine),
            BuildError::Fault(_) => Some(Kind::Bug),
            BuildError::Cancelled => None,
        }
    }

    /// Gives all that was found.
    #[must_use]
    pub fn diagnostics(self) -> Diagnostics {
        match self {
            BuildError::Input(found)
            | BuildError::Empty(found)
            | BuildError::Machine(found)
            | BuildError::Fault(found) => found,
            BuildError::Cancelled => Diagnostics::default(),
        }
    }
}

impl From<Diagnostics> for BuildError {
    fn from(errors: Diagnostics) -> Self {
        BuildError::of(errors)
    }
}

impl From<Diagnostic> for BuildError {
    fn from(error: Diagnostic) -> Self {
        BuildError::of(error.into())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, found) = match self {
            BuildError::Input(found) => ("the project has errors", found),
            BuildError::Empty(found) => ("there is nothing to publish", found),
            BuildError::Machine(found) => ("the machine failed", found),
            BuildError::Fault(found) => ("the tool has a fault", found),
            BuildError::Cancelled => return f.write_str("the build was cancelled"),
        };
        let first = found.iter().find(|one| one.is_error());
        let first = first.map_or("", |one| one.message.as_str());
        write!(f, "{what}: {first}")
    }
}

impl Error for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn the_gravest_error_tells_whose_turn_it_is() {
        let input = || Diagnostic::error(Code::Toml, "wrong");
        let machine = || Diagnostic::error(Code::Io, "full");
        let kind = |found: Vec<Diagnostic>| BuildError::of(found.into_iter().collect()).kind();
        assert_eq!(kind(vec![input()]), Some(Kind::Input));
        assert_eq!(kind(vec![input(), machine()]), Some(Kind::Machine));
        assert_eq!(kind(vec![Diagnostic::bug("it"), machine()]), Some(Kind::Bug));
        assert_eq!(BuildError::Cancelled.kind(), None);
        let error = BuildError::from(input()).after(Diagnostic::warning(Code::Cache, "no").into());
        assert_eq!(error.to_string(), "the project has errors: wrong");
        assert_eq!(error.diagnostics().counts(), (1, 1));
    }
}
