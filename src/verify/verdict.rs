//! What the judge says: violations, recomputed figures, and how much was checked.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::{Information, Note, Objective, Rule};

/// What a violation is about, by the ids of the plan and the instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The plan as a whole.
    Plan,
    /// A visit of the plan.
    Visit(String),
    /// A tour of the plan.
    Tour(String),
    /// A task of the instance.
    Task(String),
    /// A team of the instance.
    Team(String),
    /// An enterprise of the instance.
    Site(String),
    /// A laboratory, by the id of its agency.
    Lab(String),
    /// A row of the instance, such as `quotas.csv:3`.
    Row(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Plan => f.write_str("plan"),
            Subject::Visit(id) => write!(f, "visit:{id}"),
            Subject::Tour(id) => write!(f, "tour:{id}"),
            Subject::Task(id) => write!(f, "task:{id}"),
            Subject::Team(id) => write!(f, "team:{id}"),
            Subject::Site(id) => write!(f, "enterprise:{id}"),
            Subject::Lab(id) => write!(f, "agency:{id}"),
            Subject::Row(line) => write!(f, "row:{line}"),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One rule broken in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// What it is about.
    pub subject: Subject,
    /// What is wrong, for the catalogue of messages.
    pub note: Note,
    /// What should stand there, where that makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What stands there, where that makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// The judgement of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// Every violation, by rule in the order of the reference, then in the order of the plan.
    pub violations: Vec<Violation>,
    /// The objective, recomputed from instance and plan.
    pub objective: Objective,
    /// The figures beside the objective, recomputed.
    pub information: Information,
    /// The gap to the plan's own bound, recomputed; none when the plan claims no bound.
    pub gap: Option<f64>,
    /// Every rule in the order of the reference, with the number of checks made.
    pub counts: Vec<(Rule, u64)>,
}

impl Verdict {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// How many violations of a rule were found.
    pub fn violations_of(&self, rule: Rule) -> usize {
        self.violations.iter().filter(|violation| violation.rule == rule).count()
    }
}

/// What one check found wrong, before the rule's name is put to it.
pub(super) struct Fault {
    subject: Subject,
    note: Note,
    expected: Option<String>,
    found: Option<String>,
}

impl Fault {
    /// A fault; `key` is a message of `verify.ftl`.
    pub(super) fn new(subject: Subject, key: &'static str) -> Self {
        let note = Note::new(key).with("subject", &subject);
        Self { subject, note, expected: None, found: None }
    }

    /// The same fault with one more fact for its message.
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.note = self.note.with(name, value);
        self
    }

    /// The same fault with what should stand there and what does.
    pub(super) fn but(mut self, expected: impl ToString, found: impl ToString) -> Self {
        self.note =
            self.note.with("expected", expected.to_string()).with("found", found.to_string());
        (self.expected, self.found) = (Some(expected.to_string()), Some(found.to_string()));
        self
    }
}

/// Collects violations and counts checks.
#[derive(Default)]
pub(super) struct Findings {
    violations: Vec<Violation>,
    counts: Vec<(Rule, u64)>,
}

impl Findings {
    /// Counts one check of a rule and records the fault when it does not hold.
    pub(super) fn check(&mut self, rule: Rule, holds: bool, fault: impl FnOnce() -> Fault) {
        match self.counts.iter_mut().find(|(counted, _)| *counted == rule) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((rule, 1)),
        }
        if !holds {
            let Fault { subject, note, expected, found } = fault();
            self.violations.push(Violation { rule, subject, note, expected, found });
        }
    }

    /// Violations, and the checks made of every rule.
    pub(super) fn done(self) -> (Vec<Violation>, Vec<(Rule, u64)>) {
        let made = |rule: Rule| {
            self.counts.iter().find(|(counted, _)| *counted == rule).map_or(0, |(_, n)| *n)
        };
        let counts = Rule::ALL.iter().map(|&rule| (rule, made(rule))).collect();
        (self.violations, counts)
    }
}
