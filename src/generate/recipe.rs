//! How much of everything an instance of a size holds.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

/// Sizes of generated instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One county of Jincheng, two weeks.
    County,
    /// Jincheng (晋城), nine weeks.
    City,
    /// Shanxi, a year.
    Province,
    /// Ten displaced copies of Shanxi, a year: a stress test, no map of a country.
    Nation,
}

impl Size {
    /// Every size, small to large.
    pub const ALL: [Size; 4] = [Size::County, Size::City, Size::Province, Size::Nation];

    /// The word for it on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Size::County => "county",
            Size::City => "city",
            Size::Province => "province",
            Size::Nation => "nation",
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Size {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Size::ALL.into_iter().find(|size| size.name() == text);
        found.ok_or_else(|| format!("{text:?}: county, city, province or nation"))
    }
}

/// What can be chosen beside size and seed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Food categories too. They follow another regime (Order 15), and some need a cold chain.
    pub with_food: bool,
}

/// The make-up of a size.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// Its size.
    pub size: Size,
    /// Rows of `tasks.csv`.
    pub tasks: usize,
    /// Rows of `enterprises.csv`.
    pub enterprises: usize,
    /// Producers in 1000 enterprises; the others sell.
    pub producers: usize,
    /// Rows of `agencies.csv`.
    pub agencies: usize,
    /// Rows of `teams.csv`.
    pub teams: usize,
    /// Rows of `categories.csv`.
    pub categories: usize,
    /// Working days of the horizon.
    pub working_days: usize,
    /// Rows of `history.csv`.
    pub history: usize,
    /// Tasks of 1000 by who organises them: province, city, county, and tracking or emergency.
    pub tiers: [u64; 4],
    /// Agency–enterprise avoidances in 1000 qualified pairs.
    pub avoidances: usize,
    /// The same where the enterprise makes what its county is known for.
    pub avoidances_in_clusters: usize,
    /// A fixed number of avoidances instead.
    pub fixed_avoidances: Option<usize>,
    /// Tasks of 1000 that history forbids on every day of their window.
    pub blocked: usize,
    /// Required tasks of 1000, beside tracking and emergency.
    pub required: usize,
    /// Candidate batches for 10 places of a quota.
    pub candidates: usize,
    /// Enterprises of 1000 that make or sell things of two groups.
    pub mixed: usize,
    /// Categories that only agencies far away may draw.
    pub special: usize,
    /// Copies of the ground.
    pub copies: usize,
}

impl Recipe {
    /// The make-up of a size.
    pub fn of(size: Size) -> Self {
        let city = Self {
            size,
            tasks: 1_500,
            enterprises: 700,
            producers: 570,
            agencies: 8,
            teams: 10,
            categories: 50,
            working_days: 45,
            history: 3_000,
            tiers: [120, 400, 430, 50],
            avoidances: 15,
            avoidances_in_clusters: 15,
            fixed_avoidances: None,
            blocked: 80,
            required: 70,
            candidates: 26,
            mixed: 150,
            special: 3,
            copies: 1,
        };
        let province = Self {
            tasks: 30_000,
            enterprises: 12_000,
            agencies: 40,
            teams: 90,
            categories: 96,
            working_days: 180,
            history: 60_000,
            tiers: [130, 370, 450, 50],
            avoidances_in_clusters: 50,
            candidates: 30,
            special: 4,
            ..city
        };
        match size {
            Size::County => Self {
                tasks: 60,
                enterprises: 35,
                producers: 600,
                agencies: 3,
                teams: 3,
                categories: 15,
                working_days: 10,
                history: 120,
                tiers: [100, 300, 550, 50],
                fixed_avoidances: Some(3),
                blocked: 50,
                required: 100,
                candidates: 20,
                mixed: 350,
                special: 1,
                ..city
            },
            Size::City => city,
            Size::Province => province,
            Size::Nation => Self {
                tasks: 300_000,
                enterprises: 120_000,
                agencies: 300,
                teams: 900,
                categories: 250,
                history: 600_000,
                copies: 10,
                ..province
            },
        }
    }

    /// Whether the horizon is a year rather than weeks.
    pub fn is_long(&self) -> bool {
        self.working_days > 60
    }

    /// First day of every horizon: a Monday after Spring Festival.
    pub fn start(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default()
    }
}
