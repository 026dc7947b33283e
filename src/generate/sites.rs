//! Enterprises: where, what, and when they are open.

use super::draft::Draft;
use super::ground::{Outline, km, offset};
use super::lots::{Lots, split};
use super::names::{self, Names};
use super::roads::REACH;
use crate::model::{CategoryIx, Enterprise, Position, RegionIx, Role};

/// Puts enterprises and corporate groups into the tables.
pub(super) fn fill(draft: &mut Draft, names: &mut Names) {
    let mut lots = draft.lots("enterprises");
    let total = draft.recipe.enterprises;
    let producers = (total * draft.recipe.producers + 500) / 1000;
    let made: Vec<u64> = draft.counties.iter().map(|&c| 40 + 6 * known_for(draft, c)).collect();
    let sold: Vec<u64> = draft.counties.iter().map(|&c| trade_weight(draft, c)).collect();
    let per_county = [
        (Role::Producer, split(producers, &made)),
        (Role::Seller, split(total - producers, &sold)),
    ];
    let mut rows = Vec::with_capacity(total);
    for (at, &county) in draft.counties.iter().enumerate() {
        let around = Around::of(draft, county);
        for (role, counts) in &per_county {
            for _ in 0..counts[at] {
                rows.push(one(draft, &mut lots, names, &around, *role));
            }
        }
    }
    // Ids tell nothing about county or role.
    lots.shuffle(&mut rows);
    rows.sort_by_key(|(row, _)| row.region);
    let digits = total.to_string().len().max(3);
    for (at, (mut row, kinds)) in rows.into_iter().enumerate() {
        row.id = format!("E{:0digits$}", at + 1);
        draft.tables.enterprises.push(row);
        draft.site_kinds.push(kinds);
    }
    group(draft, &mut lots, names);
}

/// How much a county is known for anything that is planned.
fn known_for(draft: &Draft, county: RegionIx) -> u64 {
    let of_county = draft.clusters.range((county, CategoryIx(0))..=(county, CategoryIx(u32::MAX)));
    of_county.map(|(_, weight)| weight).sum()
}

/// Shops follow the seats: most in a city's own district, more in districts and cities than in counties.
fn trade_weight(draft: &Draft, county: RegionIx) -> u64 {
    let row = &draft.tables.regions[county.ix()];
    let city = &draft.tables.regions[draft.parent(county).ix()];
    let number: u32 = row.code.get(4..).and_then(|n| n.parse().ok()).unwrap_or(0);
    match number {
        _ if row.position == city.position => 30,
        0..=19 => 18,
        81.. => 15,
        _ => 10,
    }
}

/// Where enterprises of a county may stand.
struct Around {
    county: RegionIx,
    seat: Position,
    /// Road nodes that belong to the county.
    nodes: Vec<Position>,
    /// Seats of counties near by: a place belongs to the nearest.
    rivals: Vec<Position>,
    outline: Option<Outline>,
    place: String,
}

impl Around {
    fn of(draft: &Draft, county: RegionIx) -> Self {
        let row = &draft.tables.regions[county.ix()];
        let city = &draft.tables.regions[draft.parent(county).ix()];
        let ground = &draft.ground;
        let rivals = ground.seats.iter().filter(|s| s.level == row.level && s.code != row.code);
        let mut around = Self {
            county,
            seat: row.position,
            nodes: Vec::new(),
            rivals: rivals
                .map(|s| s.position)
                .filter(|&p| km(p, row.position) < 2.0 * REACH)
                .collect(),
            outline: ground.outlines.iter().find(|o| o.code == city.code).cloned(),
            place: names::short_place(&row.name, &city.name),
        };
        let nodes = draft.tables.road_nodes.iter().map(|node| node.position);
        around.nodes = nodes.filter(|&p| around.holds(p)).collect();
        around
    }

    fn holds(&self, p: Position) -> bool {
        let own = km(p, self.seat);
        own <= REACH
            && self.rivals.iter().all(|&rival| own <= km(p, rival))
            && self.outline.as_ref().is_none_or(|outline| outline.contains(p))
    }

    /// A place along a road or near the seat, inside the county.
    fn place(&self, lots: &mut Lots, role: Role) -> Position {
        let (at_road, radius) = match role {
            Role::Producer => (600, 14.0),
            Role::Seller => (250, 4.0),
        };
        for _ in 0..40 {
            let road = if lots.chance(at_road) { lots.pick(&self.nodes).copied() } else { None };
            let p = match road {
                Some(node) => offset(node, 1.2 * lots.unit(), 1.2 * lots.unit()),
                // A product of two even numbers gathers towards the middle.
                None => {
                    let towards = lots.unit().abs();
                    offset(
                        self.seat,
                        radius * towards * lots.unit(),
                        radius * towards * lots.unit(),
                    )
                }
            };
            if self.holds(p) {
                return p;
            }
        }
        offset(self.seat, 0.4 * lots.unit(), 0.4 * lots.unit())
    }
}

fn one(
    draft: &Draft,
    lots: &mut Lots,
    names: &mut Names,
    around: &Around,
    role: Role,
) -> (Enterprise, Vec<CategoryIx>) {
    let kinds = match role {
        Role::Producer => made_by(draft, lots, around.county),
        Role::Seller => sold_by(draft, lots),
    };
    let main = kinds.first().map(|kind| &draft.tables.categories[kind.ix()]);
    let base = kinds.first().map_or("", |kind| draft.kinds[kind.ix()].base.as_str());
    let forms = names::forms(role, base, main.map_or("", |row| row.lab_group.as_str()));
    let row = Enterprise {
        row: 0,
        id: String::new(),
        name: names.firm(lots, &around.place, forms),
        region: around.county,
        position: around.place(lots, role),
        role,
        owner: None,
        risk: lots.weighted(&[30, 40, 22, 8]).and_then(|at| "ABCD".chars().nth(at)),
        hours: hours(lots, role, base).to_owned(),
        closed: Vec::new(),
    };
    (row, kinds)
}

/// One category, mostly what the county is known for; often a second, of the same trade or of another.
fn made_by(draft: &Draft, lots: &mut Lots, county: RegionIx) -> Vec<CategoryIx> {
    let all: Vec<CategoryIx> = (0..draft.kinds.len()).map(CategoryIx::new).collect();
    // The fewer categories, the less it takes to stand out among them.
    let cluster = (all.len().min(96) as u64 * 14 / 96).max(3);
    let weights: Vec<u64> = all
        .iter()
        .map(|&kind| match draft.clusters.get(&(county, kind)) {
            Some(weight) => cluster * weight,
            None if !draft.kinds[kind.ix()].made => 0,
            None if draft.kinds[kind.ix()].special || draft.kinds[kind.ix()].gathers => 1,
            None => 4,
        })
        .collect();
    let Some(first) = lots.weighted(&weights).map(|at| all[at]) else { return vec![] };
    let mut kinds = vec![first];
    let made = |draft: &Draft, kind: CategoryIx| draft.kinds[kind.ix()].made;
    if lots.chance(draft.recipe.mixed) {
        add_other(draft, lots, &mut kinds, made);
    } else if lots.chance(450) {
        add_akin(draft, lots, &mut kinds, made);
    }
    kinds
}

/// Two to four categories of a trade, or one each of two.
fn sold_by(draft: &Draft, lots: &mut Lots) -> Vec<CategoryIx> {
    let sold = |draft: &Draft, kind: CategoryIx| draft.kinds[kind.ix()].sold;
    let weights: Vec<u64> = (0..draft.kinds.len())
        .map(|at| match draft.kinds[at].base.as_str() {
            _ if !draft.kinds[at].sold => 0,
            _ if draft.kinds[at].special => 1,
            "EN01" | "EN02" | "CS02" => 4,
            _ => 2,
        })
        .collect();
    let Some(first) = lots.weighted(&weights).map(CategoryIx::new) else { return vec![] };
    let mut kinds = vec![first];
    if lots.chance(draft.recipe.mixed) {
        add_other(draft, lots, &mut kinds, sold);
        return kinds;
    }
    for _ in 0..lots.between(1, 3) {
        add_akin(draft, lots, &mut kinds, sold);
    }
    kinds
}

/// Adds a category of the first one's laboratory group, or else of its group.
fn add_akin(
    draft: &Draft,
    lots: &mut Lots,
    kinds: &mut Vec<CategoryIx>,
    fits: impl Fn(&Draft, CategoryIx) -> bool,
) {
    let rows = &draft.tables.categories;
    let Some(first) = kinds.first().map(|kind| &rows[kind.ix()]) else { return };
    let akin = |wide: bool| -> Vec<CategoryIx> {
        let all = (0..rows.len()).map(CategoryIx::new).filter(|kind| !kinds.contains(kind));
        all.filter(|&kind| fits(draft, kind))
            .filter(|kind| {
                let row = &rows[kind.ix()];
                row.group == first.group && (wide || row.lab_group == first.lab_group)
            })
            .collect()
    };
    let narrow = akin(false);
    let from = if narrow.is_empty() || lots.chance(300) { akin(true) } else { narrow };
    kinds.extend(lots.pick(&from).copied());
}

/// Adds a category of another group.
fn add_other(
    draft: &Draft,
    lots: &mut Lots,
    kinds: &mut Vec<CategoryIx>,
    fits: impl Fn(&Draft, CategoryIx) -> bool,
) {
    let rows = &draft.tables.categories;
    let Some(first) = kinds.first().map(|kind| &rows[kind.ix()]) else { return };
    let others: Vec<CategoryIx> = (0..rows.len())
        .map(CategoryIx::new)
        .filter(|&kind| rows[kind.ix()].group != first.group && fits(draft, kind))
        .collect();
    kinds.extend(lots.pick(&others).copied());
}

/// The usual hours of offices; the default of `enterprises.csv`.
const DEFAULT_HOURS: &str = "Mo-Fr 08:30-12:00,14:00-18:00";

fn hours(lots: &mut Lots, role: Role, base: &str) -> &'static str {
    let (texts, weights): (&[&str], &[u64]) = match role {
        Role::Producer => (
            &[
                DEFAULT_HOURS,
                "Mo-Sa 08:00-18:00",
                "Mo-Fr 08:00-12:00,14:30-18:30",
                "Mo-Su 08:00-18:00",
                "Mo-Fr 08:00-17:30; PH off",
            ],
            &[60, 15, 12, 8, 5],
        ),
        Role::Seller if matches!(base, "EN01" | "EN02") => (&["24/7"], &[1]),
        Role::Seller => (
            &[
                "Mo-Su 09:00-19:00; PH off",
                "Mo-Su 08:30-20:30",
                "Mo-Sa 09:00-18:00; PH off",
                DEFAULT_HOURS,
                "Tu-Su 09:30-18:30",
            ],
            &[40, 25, 10, 22, 3],
        ),
    };
    lots.weighted(weights).map_or(DEFAULT_HOURS, |at| texts[at])
}

/// Some enterprises of a city belong together.
fn group(draft: &mut Draft, lots: &mut Lots, names: &mut Names) {
    let total = draft.tables.enterprises.len();
    for _ in 0..(total / 60).max(1) {
        let Some(&county) = lots.pick(&draft.counties) else { return };
        let city = draft.tables.regions[draft.parent(county).ix()].name.clone();
        let owner = names.group(lots, &names::short_place(&city, &city));
        let own: Vec<usize> = (0..total)
            .filter(|&at| draft.tables.enterprises[at].owner.is_none())
            .filter(|&at| draft.parent(draft.tables.enterprises[at].region) == draft.parent(county))
            .collect();
        for _ in 0..lots.between(3, 8) {
            if let Some(&at) = lots.pick(&own) {
                draft.tables.enterprises[at].owner = Some(owner.clone());
            }
        }
    }
}
