//! `vehicle`: what is carried fits into the vehicle.

use super::facts::TeamFacts;

use super::text::RuleText;

/// The rule in words.
pub(super) const TEXT: RuleText = RuleText {
    statement: "rules-vehicle-statement",
    clause: None,
    parameters: &[
        "teams.vehicle_kg",
        "teams.vehicle_l",
        "categories.sample_kg",
        "categories.sample_l",
    ],
    remedy: "rules-vehicle-remedy",
};

/// Whether a load of grams and millilitres fits into the team's vehicle.
pub(super) fn holds(team: &TeamFacts, load: (i64, i64)) -> bool {
    load.0 <= team.mass && load.1 <= team.volume
}
