//! VRPLIB files: routing problems in, solutions out.
//!
//! The dialect is that of PyVRP's instances: CVRP, VRPTW, MDVRPTW, SDVRPTW, PCVRPTW, HFVRP. What a file
//! says in a section that is not understood here is an error, never passed over.

mod build;
mod text;

use std::path::Path;

use crate::engine::{Data, Rounding, Solution};
use crate::model::Note;

use super::diagnostic::Diagnostic;

/// A routing problem as a file has it.
#[derive(Clone, Debug)]
pub struct Vrp {
    /// NAME, or the file's.
    pub name: String,
    /// TYPE.
    pub kind: String,
    /// The problem; clients without the depots.
    pub data: Data,
    /// For each client its number in solutions: its node's, counted from 0.
    pub numbers: Vec<u32>,
    /// For each type of vehicle the numbers of its vehicles, counted from 0.
    pub vehicles: Vec<Vec<usize>>,
    /// How distances were rounded.
    pub rounding: Rounding,
}

impl Vrp {
    /// Routes under the numbers of their vehicles, counted from 0, with the numbers of their clients.
    pub fn numbered(&self, solution: &Solution) -> Vec<(usize, Vec<u32>)> {
        let mut free: Vec<_> = self.vehicles.iter().map(|vehicles| vehicles.iter()).collect();
        let mut routes: Vec<(usize, Vec<u32>)> = Vec::with_capacity(solution.routes.len());
        for route in &solution.routes {
            let Some(&vehicle) = free.get_mut(route.kind).and_then(Iterator::next) else {
                continue;
            };
            let number = |&client: &u32| self.numbers[client as usize];
            routes.push((vehicle, route.clients.iter().map(number).collect()));
        }
        routes
    }
}

/// Reads a VRPLIB file. Without `rounding` distances are rounded as the type's records are: CVRP to
/// the nearest whole, VRPTW and PCVRPTW to tenths cut off, all others to thousandths.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn read_vrp(path: &Path, rounding: Option<Rounding>) -> Result<Vrp, Vec<Diagnostic>> {
    let file = path.display().to_string();
    let fail = |note: Note| vec![Diagnostic::error(&file, note)];
    let bytes =
        std::fs::read(path).map_err(|error| fail(Note::new("io-system").with("message", error)))?;
    let content = std::str::from_utf8(&bytes).map_err(|_| fail(Note::new("io-encoding")))?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let (raw, mut found) = text::read(&file, content);
    let vrp = build::build(&raw, &file, name.unwrap_or_default(), rounding, &mut found);
    match vrp {
        Some(vrp) if found.is_empty() => Ok(vrp),
        _ => Err(found),
    }
}

/// A solution in VRPLIB's format: a line a route under its vehicle's number, then the cost.
pub fn solution_text(vrp: &Vrp, solution: &Solution, cost: i64) -> String {
    use std::fmt::Write as _;
    let mut routes = vrp.numbered(solution);
    routes.sort_unstable();
    let mut text = String::new();
    for (vehicle, clients) in routes {
        let clients: Vec<String> = clients.iter().map(u32::to_string).collect();
        let _ = writeln!(text, "Route #{}: {}", vehicle + 1, clients.join(" "));
    }
    let _ = writeln!(text, "Cost: {cost}");
    text
}
