//! The closed list of rules. Every part of the program matches it without `_`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A rule that a plan must keep; the names are the same in files, reports and documentation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Rule {
            /// Every rule, in the order of the reference.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant),*];

            /// The name used in files, reports and documentation.
            pub const fn name(self) -> &'static str {
                match self { $(Rule::$variant => $name,)* }
            }
        }

        impl FromStr for Rule {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text { $($name => Ok(Rule::$variant),)* _ => Err(format!("{text:?} is not a rule")) }
            }
        }
    };
}

rules! {
    /// No two visits of one site could have been one.
    OneDoor = "one_door",
    /// The same authority draws the same product at most once in the interval.
    SixMonth = "six_month",
    /// What a higher level draws, a lower one does not.
    UpperFirst = "upper_first",
    /// The program has an approval dated on or before the visit.
    Approved = "approved",
    /// The visit lies in the program's and the task's dates and in the horizon.
    Window = "window",
    /// One of the team's agencies is entrusted with drawing the task.
    ScopeSample = "scope_sample",
    /// The lab is entrusted with testing the batch.
    ScopeTest = "scope_test",
    /// No agency, sampler or lab has an interest in the enterprise.
    Avoidance = "avoidance",
    /// Agencies, samplers and enterprises that must (not) meet.
    Conflict = "conflict",
    /// A suspended agency neither draws nor tests.
    Suspended = "suspended",
    /// Two samplers or more go through a door together.
    TwoSamplers = "two_samplers",
    /// With `policy.separation = "agency"` no agency tests what it drew.
    Separation = "separation",
    /// Work happens while the enterprise is open.
    Hours = "hours",
    /// A team's day starts and ends within its hours.
    Day = "day",
    /// A day over noon holds a lunch.
    Lunch = "lunch",
    /// Driving a day is limited.
    Drive = "drive",
    /// Tours are consecutive days with few enough nights in county or city seats.
    Nights = "nights",
    /// What is carried fits into the vehicle.
    Vehicle = "vehicle",
    /// Cold-chain samples need a cold vehicle and go to the own lab.
    ColdChain = "cold_chain",
    /// Samples reach the base in time; what must be carried is not sent.
    Delivery = "delivery",
    /// A lab tests no more batches of a group and month than it can.
    LabCapacity = "lab_capacity",
    /// No quota is exceeded.
    QuotaMax = "quota_max",
    /// Only what was drawn by lot is planned.
    Draw = "draw",
    /// Teams work on working days.
    Workday = "workday",
    /// The team exists on that day, nobody is on leave, and it is not elsewhere.
    TeamAvailable = "team_available",
    /// No more visits in a county and day than local officers can accompany.
    Escort = "escort",
    /// No more entries of an enterprise in a calendar year than the ceiling.
    Ceiling = "ceiling",
    /// Times, distances and totals add up.
    Arithmetic = "arithmetic",
    /// Every id exists and every task is planned once or explained once.
    Reference = "reference",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
