//! A set of rules, as bits.

use crate::model::Rule;

/// Some of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RuleSet(u64);

impl RuleSet {
    pub const NONE: RuleSet = RuleSet(0);

    /// What forbids a task on a day with a team, whatever else is planned.
    pub const SCREEN: RuleSet = RuleSet::DOOR.and_also(&[
        Rule::LabCapacity,
        Rule::QuotaMax,
        Rule::Escort,
        Rule::Ceiling,
        Rule::Day,
        Rule::Lunch,
        Rule::Drive,
        Rule::Nights,
    ]);

    /// What the rule `one_door` looks at.
    pub const DOOR: RuleSet = RuleSet::NONE.and_also(&[
        Rule::Window,
        Rule::Workday,
        Rule::Approved,
        Rule::SixMonth,
        Rule::UpperFirst,
        Rule::Hours,
        Rule::ScopeSample,
        Rule::ScopeTest,
        Rule::Avoidance,
        Rule::Conflict,
        Rule::Suspended,
        Rule::TwoSamplers,
        Rule::Separation,
        Rule::Vehicle,
        Rule::ColdChain,
        Rule::Delivery,
        Rule::TeamAvailable,
    ]);

    /// What only a tour can break.
    pub const TOUR: RuleSet = RuleSet::NONE.and_also(&[
        Rule::Day,
        Rule::Lunch,
        Rule::Drive,
        Rule::Nights,
        Rule::Hours,
        Rule::Delivery,
    ]);

    pub const fn and_also(self, rules: &[Rule]) -> Self {
        let (mut bits, mut at) = (self.0, 0);
        while at < rules.len() {
            bits |= 1 << rules[at] as u32;
            at += 1;
        }
        Self(bits)
    }

    pub const fn has(self, rule: Rule) -> bool {
        self.0 >> rule as u32 & 1 == 1
    }

    pub const fn without(self, rule: Rule) -> Self {
        Self(self.0 & !(1 << rule as u32))
    }

    pub const fn with(self, rule: Rule) -> Self {
        Self(self.0 | 1 << rule as u32)
    }

    pub const fn meets(self, other: RuleSet) -> bool {
        self.0 & other.0 != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |rule| self.has(*rule))
    }
}
