//! Typed integer units, so that minutes can't be added to metres.

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub i64);
        quantity!(@arithmetic $name);
    };
    (@arithmetic $name:ident) => {
        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0);
        }
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }
        impl SubAssign for $name {
            fn sub_assign(&mut self, other: Self) {
                self.0 -= other.0;
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                Self(items.map(|item| item.0).sum())
            }
        }
    };
}

quantity!(
    /// A distance in whole metres.
    Metres
);
quantity!(
    /// A duration in whole minutes.
    Minutes
);
quantity!(
    /// A mass in grams. Files say kilograms.
    Grams
);
quantity!(
    /// A volume in millilitres. Files say litres.
    Millilitres
);

/// Money in whole fen (1/100 yuan). Files and JSON say yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);
quantity!(@arithmetic Fen);

impl Metres {
    /// The distance in kilometres, for people and for prices per kilometre.
    pub fn kilometres(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl Fen {
    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// The nearest whole fen to an amount in yuan.
    pub fn from_yuan(yuan: f64) -> Self {
        Self((yuan * 100.0).round() as i64)
    }

    /// The amount in yuan.
    pub fn yuan(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// This amount, `count` times.
    pub fn times(self, count: i64) -> Self {
        Self(self.0 * count)
    }

    /// This amount per unit, for a fractional number of units, rounded to the nearest fen.
    pub fn scaled(self, units: f64) -> Self {
        Self((self.0 as f64 * units).round() as i64)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

impl Serialize for Fen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.yuan())
    }
}

impl<'de> Deserialize<'de> for Fen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let yuan = f64::deserialize(deserializer)?;
        if yuan.is_finite() && yuan.abs() < 1e13 {
            Ok(Self::from_yuan(yuan))
        } else {
            Err(D::Error::custom(format!("{yuan} is not an amount in yuan")))
        }
    }
}

impl JsonSchema for Fen {
    fn schema_name() -> Cow<'static, str> {
        "Yuan".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "number", "description": "yuan, two decimals"})
    }
}

/// A time of day, in whole minutes since midnight; `24:00` is allowed as an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock(pub i32);

impl Clock {
    /// The time of day `hour:minute`.
    pub const fn hm(hour: i32, minute: i32) -> Self {
        Self(hour * 60 + minute)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.div_euclid(60), self.0.rem_euclid(60))
    }
}

impl FromStr for Clock {
    type Err = String;
    /// Reads `8:30` or `08:30`, up to `24:00`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a time of day like 08:30");
        let (hour, minute) = text.trim().split_once(':').ok_or_else(wrong)?;
        let digits = |part: &str| {
            let fits = matches!(part.len(), 1..=2) && part.bytes().all(|b| b.is_ascii_digit());
            if fits { part.parse::<i32>().ok() } else { None }
        };
        match (digits(hour), digits(minute), minute.len()) {
            (Some(h), Some(m), 2) if m < 60 && h * 60 + m <= 24 * 60 => Ok(Self::hm(h, m)),
            _ => Err(wrong()),
        }
    }
}

/// A span of the day, both ends included as instants: `11:30-14:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClockRange {
    /// The first instant.
    pub from: Clock,
    /// The last instant.
    pub to: Clock,
}

impl fmt::Display for ClockRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl FromStr for ClockRange {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a span of the day like 11:30-14:00");
        let (from, to) = text.split_once('-').ok_or_else(wrong)?;
        let (from, to): (Clock, Clock) = (from.parse()?, to.parse()?);
        if from <= to { Ok(Self { from, to }) } else { Err(wrong()) }
    }
}

macro_rules! as_text {
    ($name:ident, $pattern:literal) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}

as_text!(Clock, "^[0-9]{1,2}:[0-9]{2}$");
as_text!(ClockRange, "^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_reads_what_it_writes_and_refuses_nonsense() {
        for text in ["00:00", "08:30", "23:59", "24:00"] {
            assert_eq!(text.parse::<Clock>().unwrap().to_string(), text);
        }
        for text in ["", "8", "08:5", "24:01", "-1:00", "+8:30", "08:60", "0800:00"] {
            assert!(text.parse::<Clock>().is_err(), "{text}");
        }
    }

    #[test]
    fn fen_shows_two_decimals_of_yuan() {
        assert_eq!(Fen(-5).to_string(), "-0.05");
        assert_eq!(Fen::from_yuan(1.2).times(3).to_string(), "3.60");
        // 120 fen per km for 1.234 km = 148.08 fen
        assert_eq!(Fen(120).scaled(Metres(1234).kilometres()), Fen(148));
    }
}
