//! What every rule has to say for itself.

use crate::model::Rule;

/// A rule in words: for the documentation, the reports and explanations.
#[derive(Clone, Copy, Debug)]
pub struct RuleText {
    /// Key of the message that states the rule.
    pub statement: &'static str,
    /// The clause it comes from; none for a rule of the planning model itself.
    pub clause: Option<&'static str>,
    /// Settings of `instance.toml`, and columns, that it depends on.
    pub parameters: &'static [&'static str],
    /// Key of the message that says what to do about it.
    pub remedy: &'static str,
}

/// The words of a rule.
pub fn describe(rule: Rule) -> RuleText {
    use super::*;
    match rule {
        Rule::OneDoor => one_door::TEXT,
        Rule::SixMonth => six_month::TEXT,
        Rule::UpperFirst => upper_first::TEXT,
        Rule::Approved => approved::TEXT,
        Rule::Window => window::TEXT,
        Rule::ScopeSample => scope_sample::TEXT,
        Rule::ScopeTest => scope_test::TEXT,
        Rule::Avoidance => avoidance::TEXT,
        Rule::Conflict => conflict::TEXT,
        Rule::Suspended => suspended::TEXT,
        Rule::TwoSamplers => two_samplers::TEXT,
        Rule::Separation => separation::TEXT,
        Rule::Hours => hours::TEXT,
        Rule::Day => day::TEXT,
        Rule::Lunch => lunch::TEXT,
        Rule::Drive => drive::TEXT,
        Rule::Nights => nights::TEXT,
        Rule::Vehicle => vehicle::TEXT,
        Rule::ColdChain => cold_chain::TEXT,
        Rule::Delivery => delivery::TEXT,
        Rule::LabCapacity => lab_capacity::TEXT,
        Rule::QuotaMax => quota_max::TEXT,
        Rule::Draw => draw::TEXT,
        Rule::Workday => workday::TEXT,
        Rule::TeamAvailable => team_available::TEXT,
        Rule::Escort => escort::TEXT,
        Rule::Ceiling => ceiling::TEXT,
        Rule::Arithmetic => arithmetic::TEXT,
        Rule::Reference => reference::TEXT,
    }
}
