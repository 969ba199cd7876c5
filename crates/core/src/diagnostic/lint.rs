//! Lints: rules whose level an environment sets.
//!
//! What Kubernetes, Flux or KEDA would refuse or get wrong is refused, and nobody can allow it. Rules beside that are a
//! matter of what a team expects of an environment: how bad a finding is follows from its [`Levels`].

use super::{Code, Diagnostic, Severity};
use crate::source::Span;
use serde::Serialize;

/// What a finding of a lint is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is said.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

impl Level {
    /// The level as a program writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }

    /// The level that a program wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Level::Allow, Level::Warn, Level::Deny].into_iter().find(|level| level.as_str() == text)
    }
}

/// A rule whose level an environment sets.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The code of its findings.
    pub code: Code,
    /// Its name in `lints { … }`.
    pub name: &'static str,
    /// Its level where nobody depends on the environment.
    pub ordinary: Level,
    /// Its level in a production environment.
    pub production: Level,
}

macro_rules! lints {
    ($($code:ident $name:literal $ordinary:ident $production:ident;)*) => {
        /// Every lint, by code.
        pub const LINTS: &[Lint] = &[$(Lint {
            code: Code::$code,
            name: $name,
            ordinary: Level::$ordinary,
            production: Level::$production,
        }),*];

        /// The names of the lints: the fields of the prelude's `lints`.
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

lints! {
    ByteOrderMark "byte-order-mark" Warn Warn;
    CarriageReturn "carriage-return" Warn Warn;
    ChartTwice "chart-twice" Warn Warn;
    UnusedResources "unused-resources" Warn Warn;
    UnusedSecret "unused-secret" Warn Warn;
    MutableImage "mutable-image" Allow Deny;
    WithoutRequests "without-requests" Allow Deny;
    MovingChart "moving-chart" Allow Deny;
    UselessOverride "useless-override" Warn Warn;
    WithoutBecause "without-because" Deny Deny;
    PlainHttp "plain-http" Allow Warn;
    BlockingBudget "blocking-budget" Deny Deny;
    UnusedNamespace "unused-namespace" Warn Warn;
    UnusedShared "unused-shared" Warn Warn;
    IdleRefinement "idle-refinement" Warn Warn;
    UnsetVariable "unset-variable" Warn Warn;
    UnusedVariable "unused-variable" Warn Warn;
    HiddenNeed "hidden-need" Warn Warn;
    BlockedAddress "blocked-address" Warn Warn;
    IdleSetting "idle-setting" Warn Warn;
    IdleOverride "idle-override" Warn Warn;
    UnreadParam "unread-param" Warn Warn;
    UnusedDeclaration "unused-declaration" Warn Warn;
    KeepsForNothing "keeps-for-nothing" Warn Warn;
    NeededUnready "needed-unready" Warn Warn;
    CronAboveRange "cron-above-range" Warn Warn;
    RawReference "raw-reference" Warn Warn;
    SpeltReference "spelt-reference" Warn Warn;
    AlwaysFires "always-fires" Warn Warn;
    EveryMinute "every-minute" Warn Warn;
    LostReference "lost-reference" Warn Warn;
    EmptySelector "empty-selector" Warn Warn;
    HiddenReference "hidden-reference" Warn Warn;
    DnsByTcp "dns-by-tcp" Warn Warn;
    DeprecatedApi "deprecated-api" Warn Warn;
    IgnoredHealth "ignored-health" Warn Warn;
    UndeclaredPort "undeclared-port" Warn Warn;
    UnsetExpansion "unset-expansion" Warn Warn;
    LeavingTrigger "leaving-trigger" Warn Warn;
}

impl Code {
    /// The lint of this code, if an environment may set its level.
    #[must_use]
    pub fn lint(self) -> Option<&'static Lint> {
        LINTS.iter().find(|lint| lint.code == self)
    }
}

/// The levels of an environment.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Whether people depend on it.
    pub production: bool,
    /// What it sets itself, and where.
    pub set: Vec<(&'static Lint, Level, Option<Span>)>,
}

impl Levels {
    /// The level of a lint, and the place that set it, if one did.
    #[must_use]
    pub fn of(&self, lint: &Lint) -> (Level, Option<Span>) {
        let set = self.set.iter().find(|(other, ..)| other.code == lint.code);
        let own = if self.production { lint.production } else { lint.ordinary };
        set.map_or((own, None), |(_, level, span)| (*level, *span))
    }

    /// The diagnostic as bad as its level says; `None` if it is allowed.
    #[must_use]
    pub fn apply(&self, mut diagnostic: Diagnostic) -> Option<Diagnostic> {
        let Some(lint) = diagnostic.code.lint() else { return Some(diagnostic) };
        let (level, place) = self.of(lint);
        diagnostic.severity = match level {
            Level::Allow => return None,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        let text = || format!("`{}` is set here", level.as_str());
        Some(match place {
            Some(span) => diagnostic.also(span, text()),
            None => diagnostic,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_is_a_lint_and_lints_stand_by_code() {
        for code in Code::ALL {
            let warns = code.info().severity == Severity::Warning;
            assert!(!warns || code.lint().is_some(), "{code} has no lint");
        }
        let names: std::collections::BTreeSet<_> = NAMES.iter().collect();
        assert_eq!(names.len(), LINTS.len());
        assert!(LINTS.iter().all(|lint| lint.name == lint.code.name()));
    }

    #[test]
    fn production_is_never_laxer() {
        for lint in LINTS {
            assert!(lint.production >= lint.ordinary, "{}", lint.name);
            let strictest = lint.production == Level::Deny;
            assert_eq!(strictest, lint.code.info().severity == Severity::Error, "{}", lint.name);
        }
    }
}
