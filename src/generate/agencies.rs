//! Agencies, what they are entrusted with, their people and teams.

use super::draft::Draft;
use super::ground::{FOOD, Ground, km, offset};
use super::lots::Lots;
use super::names::{self, Names};
use super::recipe::Size;
use crate::model::{
    Activity, Agency, AgencyIx, CategoryIx, CategorySet, Clock, Fleet, Grams, Level, Millilitres,
    RegionIx, Sampler, SamplerIx, Scope, Team,
};

/// Groups of categories, by the first letters of their codes.
const GROUPS: [(char, &str); 7] = [
    ('E', "energy_fuel"),
    ('C', "construction"),
    ('M', "machinery_metal"),
    ('A', "agri_inputs"),
    ('S', "consumer"),
    ('F', "food_contact"),
    ('D', FOOD),
];

/// An agency to be founded.
#[derive(Clone, Debug)]
pub(super) struct Firm {
    /// Seat of the county where it has its base.
    pub home: usize,
    /// Letters of the groups it may draw, and the seats within which.
    draws: &'static str,
    within: Vec<usize>,
    /// Letters of the groups it may test, wherever they were drawn.
    tests: &'static str,
    /// Whether it may draw and test what few can.
    special: bool,
    /// Far from where it draws.
    far: bool,
    teams: usize,
    /// Its second team (its only one if it has no second) takes people of this agency along.
    joins: Option<usize>,
}

/// The agencies of a size, without names.
pub(super) fn firms(draft: &Draft) -> Result<Vec<Firm>, String> {
    match draft.recipe.size {
        Size::County => county(draft),
        Size::City => city(draft),
        Size::Province | Size::Nation => {
            let mut all = Vec::new();
            for &province in &draft.tops {
                all.extend(province_firms(draft, province, all.len())?);
            }
            Ok(all)
        }
    }
}

fn firm(home: usize, draws: &'static str, within: Vec<usize>, tests: &'static str) -> Firm {
    Firm { home, draws, within, tests, special: false, far: false, teams: 1, joins: None }
}

fn county(draft: &Draft) -> Result<Vec<Firm>, String> {
    let ground = &draft.ground;
    let top = draft.tops.clone();
    let here = top.first().copied().unwrap_or_default();
    Ok(vec![
        firm(here, "CMAD", top.clone(), "CMADF"),
        Firm { joins: Some(0), ..firm(ground.seat("140502")?, "SFEA", top.clone(), "SFEAC") },
        Firm { special: true, far: true, ..firm(ground.seat("140902")?, "S", top, "SMFC") },
    ])
}

fn city(draft: &Draft) -> Result<Vec<Firm>, String> {
    let seat = |code: &str| draft.ground.seat(code);
    let all = draft.tops.clone();
    Ok(vec![
        Firm { teams: 2, joins: Some(1), ..firm(seat("140502")?, "CMF", all.clone(), "CMF") },
        firm(seat("140502")?, "EASD", all.clone(), "EASD"),
        Firm {
            teams: 2,
            joins: Some(3),
            ..firm(
                seat("140525")?,
                "MC",
                vec![seat("140525")?, seat("140502")?, seat("140522")?],
                "MC",
            )
        },
        firm(seat("140581")?, "SFAD", vec![seat("140581")?, seat("140524")?], "SFAD"),
        firm(seat("140522")?, "CE", vec![seat("140522")?, seat("140521")?], "CE"),
        firm(
            seat("140403")?,
            "MEC",
            vec![seat("140581")?, seat("140524")?, seat("140525")?, seat("140521")?],
            "MECA",
        ),
        Firm { special: true, far: true, ..firm(seat("140902")?, "SF", all.clone(), "ECMASF") },
        Firm { special: true, far: true, ..firm(seat("140213")?, "", all, "M") },
    ])
}

/// Two agencies in each city, several for the whole province in its capital, and some that serve
/// two or three cities.
///
/// The two of a city leave its remote counties out, so that only teams from far away may draw there.
fn province_firms(draft: &Draft, province: usize, before: usize) -> Result<Vec<Firm>, String> {
    let ground = &draft.ground;
    let children = |of: usize| -> Vec<usize> {
        (0..ground.seats.len()).filter(|&at| ground.seats[at].parent == Some(of)).collect()
    };
    // The city, or its counties without the remote ones.
    let near = |city: usize| -> Vec<usize> {
        let counties = children(city);
        let near: Vec<usize> =
            counties.iter().copied().filter(|&c| !is_remote(ground, c)).collect();
        if near.len() == counties.len() { vec![city] } else { near }
    };
    let cities = children(province);
    let nation = draft.recipe.copies > 1;
    let mut firms: Vec<Firm> = Vec::new();
    for &city in &cities {
        let counties = children(city);
        let position = ground.seats[city].position;
        let home = counties.iter().copied().find(|&c| ground.seats[c].position == position);
        let home = home.unwrap_or(city);
        let within = near(city);
        let second = before + firms.len() + 1;
        let pair = Firm { teams: 2, ..firm(home, "CMF", within.clone(), "CMF") };
        firms.push(Firm { joins: Some(second), ..pair });
        firms.push(Firm { teams: 2, ..firm(home, "EASD", within, "EASD") });
    }
    let capital = cities.first().copied().unwrap_or(province);
    let homes = children(capital);
    let homes =
        [homes.first(), homes.get(1), homes.get(4)].map(|home| home.copied().unwrap_or(capital));
    const PROVINCIAL: [&str; 6] = ["CM", "SF", "EAD", "M", "SCE", "FACD"];
    let (provincial, teams) = if nation { (5, 8) } else { (6, 5) };
    for at in 0..provincial {
        let groups = PROVINCIAL[at];
        firms.push(Firm {
            teams,
            far: true,
            special: at == 3 || at == 4,
            ..firm(homes[at % 3], groups, vec![province], groups)
        });
    }
    const REGIONAL: [&str; 4] = ["CMF", "EAS", "MC", "SFA"];
    let regional = draft.recipe.agencies / draft.recipe.copies - firms.len();
    let spare = draft.recipe.teams / draft.recipe.copies
        - firms.iter().map(|firm| firm.teams).sum::<usize>();
    for at in 0..regional {
        let first = cities[(at * cities.len() / regional) % cities.len()];
        let mut served = cities.clone();
        let away = |city: &usize| km(ground.seats[*city].position, ground.seats[first].position);
        served.sort_by(|a, b| away(a).total_cmp(&away(b)));
        served.truncate(2 + at % 2);
        // One of the county-level cities or counties, where rents are low.
        let home = children(first).last().copied().unwrap_or(first);
        let served = served.into_iter().flat_map(near).collect();
        let groups = REGIONAL[at % REGIONAL.len()];
        firms.push(Firm {
            teams: spare / regional + usize::from(at < spare % regional),
            ..firm(home, groups, served, groups)
        });
    }
    Ok(firms)
}

/// Counties that a team from the capital reaches and draws in only with a night away: more than 300 km
/// of road (at 85 km/h more than four hours) each way.
pub(super) const REMOTE: [&str; 7] = ["0222", "0221", "0223", "0524", "0827", "0829", "0830"];

/// Whether a county is one of the remote ones (of Shanxi or one of its copies).
pub(super) fn is_remote(ground: &Ground, seat: usize) -> bool {
    let code = ground.seats[seat].code.get(2..).unwrap_or_default();
    REMOTE.contains(&code)
}

/// Puts agencies, scopes, samplers and teams into the tables; teams have no dates yet.
pub(super) fn fill(draft: &mut Draft, names: &mut Names, firms: &[Firm]) {
    let mut lots = draft.lots("agencies");
    let digits = firms.len().to_string().len().max(2);
    for (at, firm) in firms.iter().enumerate() {
        let seat = &draft.ground.seats[firm.home];
        let parent = &draft.ground.seats[seat.parent.unwrap_or(firm.home)];
        // Firms in a city's districts bear the city's name.
        let wide = seat.level == Level::County && seat.name.contains('区');
        let place = names::short_place(if wide { &parent.name } else { &seat.name }, &parent.name);
        let row = Agency {
            row: 0,
            id: format!("A{:0digits$}", at + 1),
            name: names.agency(&mut lots, &place),
            region: draft.region_of[firm.home].unwrap_or(RegionIx(0)),
            position: offset(seat.position, 2.0 * lots.unit(), 2.0 * lots.unit()),
            fleet: Fleet::default(),
        };
        draft.tables.agencies.push(row);
        draft.is_far.push(firm.far);
        scopes(draft, AgencyIx::new(at), firm);
    }
    teams(draft, &mut lots, firms);
}

fn scopes(draft: &mut Draft, agency: AgencyIx, firm: &Firm) {
    let within: Vec<Option<RegionIx>> =
        firm.within.iter().map(|&seat| draft.region_of[seat]).collect();
    for set in entrusted(draft, firm.draws, firm.special) {
        for &region in &within {
            push(draft, agency, Activity::Sample, set.clone(), region);
        }
    }
    // In a nation a laboratory serves its own province.
    let province = draft.ground.chain(firm.home).last().and_then(|&seat| draft.region_of[seat]);
    let served = province.filter(|_| draft.recipe.copies > 1);
    for set in entrusted(draft, firm.tests, firm.special) {
        push(draft, agency, Activity::Test, set, served);
    }
}

fn push(
    draft: &mut Draft,
    agency: AgencyIx,
    activity: Activity,
    categories: CategorySet,
    region: Option<RegionIx>,
) {
    let program = None;
    draft.tables.scopes.push(Scope { row: 0, agency, activity, categories, region, program });
}

/// A row for each group, or for each category of a group that holds something special the agency
/// may not touch.
fn entrusted(draft: &Draft, letters: &str, special: bool) -> Vec<CategorySet> {
    let mut sets = Vec::new();
    let all: Vec<CategoryIx> = (0..draft.kinds.len()).map(CategoryIx::new).collect();
    for (letter, group) in GROUPS {
        let of_group: Vec<CategoryIx> = all
            .iter()
            .copied()
            .filter(|k| draft.tables.categories[k.ix()].group == group)
            .collect();
        let is_special = |kind: &CategoryIx| draft.kinds[kind.ix()].special;
        let entrusted: Vec<CategoryIx> = of_group
            .iter()
            .copied()
            .filter(|kind| if is_special(kind) { special } else { letters.contains(letter) })
            .collect();
        if !entrusted.is_empty() && entrusted.len() == of_group.len() {
            sets.push(CategorySet::Group(group.to_owned()));
        } else {
            sets.extend(entrusted.into_iter().map(CategorySet::One));
        }
    }
    sets
}

fn teams(draft: &mut Draft, lots: &mut Lots, firms: &[Firm]) {
    for (at, firm) in firms.iter().enumerate() {
        for number in 0..firm.teams {
            let joined = firm.joins.filter(|_| number == 1 || firm.teams == 1);
            let own = if joined.is_some() { 2 } else { lots.between(2, 3) };
            let mut samplers: Vec<SamplerIx> =
                (0..own).map(|_| hire(draft, lots, AgencyIx::new(at))).collect();
            if let Some(other) = joined {
                samplers.push(hire(draft, lots, AgencyIx::new(other)));
            }
            let team = team(draft, lots, firm, AgencyIx::new(at), number, samplers);
            draft.tables.teams.push(team);
        }
    }
    let digits = draft.tables.samplers.len().to_string().len().max(3);
    for (at, sampler) in draft.tables.samplers.iter_mut().enumerate() {
        sampler.id = format!("S{:0digits$}", at + 1);
    }
}

fn hire(draft: &mut Draft, lots: &mut Lots, agency: AgencyIx) -> SamplerIx {
    let name = names::person(lots);
    let row = Sampler { row: 0, id: String::new(), agency, name, leave: Vec::new() };
    draft.tables.samplers.push(row);
    SamplerIx::new(draft.tables.samplers.len() - 1)
}

fn team(
    draft: &Draft,
    lots: &mut Lots,
    firm: &Firm,
    agency: AgencyIx,
    number: usize,
    samplers: Vec<SamplerIx>,
) -> Team {
    let van = lots.weighted(&[3, 4, 2]).unwrap_or(1);
    let early = firm.far || lots.chance(200);
    Team {
        row: 0,
        id: format!("{}-{}", draft.tables.agencies[agency.ix()].id, number + 1),
        agency,
        samplers,
        vehicle_mass: Some(Grams([450_000, 800_000, 1_200_000][van])),
        vehicle_volume: Some(Millilitres([3_000_000, 5_000_000, 8_000_000][van])),
        cold: draft.options.with_food && (firm.draws.contains('D') || lots.chance(150)),
        day_start: if early { Clock::hm(7, 30) } else { Clock::hm(8, 0) },
        day_end: if lots.chance(150) { Clock::hm(19, 0) } else { Clock::hm(18, 30) },
        max_nights: if firm.far { 4 } else { lots.between(1, 3) as u32 },
        from: None,
        to: None,
    }
}
