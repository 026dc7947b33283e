//! An invented season in Jincheng: an instance and a plan in code, of any size.
//!
//! The plan need not be good nor keep every rule: reports have to show any plan.

#![allow(dead_code)]
#![allow(clippy::type_complexity, clippy::needless_range_loop)]

mod plan;
mod tables;

use onedoor::calendar::{Calendar, OpenHours};
use onedoor::draw::{self, DrawRecord};
use onedoor::geography::Travel;
use onedoor::model::*;
use onedoor::rules::Screen;

pub use plan::plan;

/// Ids that tests look for.
pub const HOSTILE: &str = "</script><img src=x onerror=alert(1)>\"'&<b>甲</b>";
/// A name that a spreadsheet would run.
pub const FORMULA: &str = "=HYPERLINK(\"http://example.invalid\",\"click\")";

/// How large, and whether names are hostile.
#[derive(Clone, Copy)]
pub struct Shape {
    pub enterprises: usize,
    pub teams: usize,
    pub days: i64,
    pub hostile: bool,
}

pub const SMALL: Shape = Shape { enterprises: 24, teams: 3, days: 21, hostile: false };
pub const CITY: Shape = Shape { enterprises: 700, teams: 10, days: 63, hostile: false };
pub const PROVINCE: Shape = Shape { enterprises: 12_000, teams: 90, days: 260, hostile: false };

/// Numbers that are the same everywhere (the generator of Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }
}

/// The instance of a shape.
pub fn instance(shape: Shape) -> Instance {
    Instance::new(tables::settings(shape), tables::tables(shape)).unwrap()
}

/// The instance's draw.
pub fn draw(instance: &Instance) -> DrawRecord {
    let calendar = Calendar::new(instance);
    let hours = OpenHours::new(instance, &calendar);
    let travel = Travel::new(instance).unwrap();
    draw::run(instance, &Screen::new(instance, &calendar, &hours, &travel))
}
