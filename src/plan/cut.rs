//! Where a plan is cut into parts that don't share a team-day: along a random direction through its teams, or
//! between weeks.

use crate::calendar::{Day, DaySet};
use crate::model::{Place, TeamIx};
use crate::route::Itinerary;

use super::block::Part;
use super::frame::Frame;

/// By how much of a span its ends differ from cut to cut.
const SHIFT: f64 = 0.5;

/// Cuts the plan into parts: by turns along a random direction, or into spans of weeks.
pub fn cut(frame: &Frame<'_>, plan: &Itinerary, size: usize, rng: &mut fastrand::Rng) -> Vec<Part> {
    let parts = frame.visits.len().div_ceil(size).max(1).min(frame.instance.teams.len().max(1));
    let by_time = rng.f64() < 0.4;
    let teams = sorted_teams(frame, plan, rng);
    let groups = if by_time { parts.div_ceil(6) } else { parts };
    let spans = if by_time { parts.div_ceil(groups) } else { 1 };
    let bounds = bounds(frame, plan, spans, rng);
    let mut found = Vec::new();
    let mut load = vec![0; teams.len()];
    plan.outings.iter().for_each(|(&(team, _), outing)| load[team.ix()] += outing.stops.len());
    for chunk in evenly(&teams, groups, |team| load[team.ix()]) {
        for span in bounds.windows(2) {
            let days = |team: TeamIx| {
                let free = frame.screen.road_days(team);
                (team, whole_tours(plan, team, free, span[0], span[1]))
            };
            found.push(Part { teams: chunk.iter().map(|&t| days(t)).collect(), visits: vec![] });
        }
    }
    found.retain(|part| part.teams.iter().any(|(_, days)| !days.is_empty()));
    share_visits(frame, plan, &mut found, rng);
    found.retain(|part| !part.visits.is_empty());
    found
}

/// Days of a span on which a team may be planned anew: tours across its ends stay as they are.
pub fn whole_tours(
    plan: &Itinerary,
    team: TeamIx,
    free: &DaySet,
    from: usize,
    to: usize,
) -> DaySet {
    let mut days = free.clone();
    for day in free.iter().filter(|day| !(from..to).contains(&usize::from(day.0))) {
        days.remove(day);
    }
    let mut tour: Vec<Day> = Vec::new();
    for (&(_, day), outing) in plan.outings.range((team, Day(0))..=(team, Day(u16::MAX))) {
        tour.push(day);
        if outing.to.is_none() {
            if !tour.iter().all(|&day| days.contains(day)) {
                tour.iter().for_each(|&day| days.remove(day));
            }
            tour.clear();
        }
    }
    days
}

/// Cuts a row into so many pieces of much the same load, each with something in it: searched side by side, none
/// is waited for.
fn evenly<T>(row: &[T], pieces: usize, load: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let all: usize = row.iter().map(&load).sum();
    let (mut found, mut first, mut before) = (Vec::new(), 0, 0);
    for (at, item) in row.iter().enumerate() {
        let half = load(item) / 2;
        let (left, wanted) = (row.len() - at, pieces.saturating_sub(found.len() + 1));
        let full = (before + half) * pieces >= all * (found.len() + 1) || left == wanted;
        if wanted > 0 && at > first && full {
            found.push(&row[first..at]);
            first = at;
        }
        before += load(item);
    }
    found.push(&row[first..]);
    found
}

/// First days of spans with much the same number of visits, and the horizon's end; spans start after days off.
fn bounds(
    frame: &Frame<'_>,
    plan: &Itinerary,
    spans: usize,
    rng: &mut fastrand::Rng,
) -> Vec<usize> {
    let calendar = frame.screen.calendar();
    let horizon = calendar.len();
    let works = |day: usize| calendar.works(Day(day as u16));
    let starts: Vec<usize> = (1..horizon).filter(|&day| works(day) && !works(day - 1)).collect();
    let mut bounds = vec![0, horizon];
    if spans > 1 && !starts.is_empty() {
        let shift = (rng.f64() - 0.5) * SHIFT;
        let mut days: Vec<usize> = plan.places().values().map(|(_, day)| day.ix()).collect();
        days.sort_unstable();
        let nearest = |span: usize| {
            let share = (span as f64 + shift) / spans as f64;
            let day = days.get((share * days.len() as f64) as usize).copied().unwrap_or(0);
            starts.iter().copied().min_by_key(|&start| start.abs_diff(day))
        };
        bounds.extend((1..spans).filter_map(nearest));
        bounds.sort_unstable();
        bounds.dedup();
    }
    bounds
}

/// Teams along a random direction, by the middle of what they visit.
fn sorted_teams(frame: &Frame<'_>, plan: &Itinerary, rng: &mut fastrand::Rng) -> Vec<TeamIx> {
    let angle = rng.f64() * std::f64::consts::TAU;
    let instance = frame.instance;
    let middle = |team: TeamIx| {
        let base = instance.position(Place::Agency(instance.teams[team.ix()].agency));
        let (mut lon, mut lat, mut count) = (base.lon, base.lat, 1.0);
        for (_, outing) in plan.outings.range((team, Day(0))..=(team, Day(u16::MAX))) {
            for &visit in &outing.stops {
                let site = Place::Enterprise(frame.visits[visit as usize].site);
                let at = instance.position(site);
                (lon, lat, count) = (lon + at.lon, lat + at.lat, count + 1.0);
            }
        }
        (lon * angle.cos() + lat * angle.sin()) / count
    };
    let mut teams: Vec<(f64, TeamIx)> = (0..instance.teams.len())
        .map(TeamIx::new)
        .map(|team| (middle(team) + rng.f64() * 0.2, team))
        .collect();
    teams.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    teams.into_iter().map(|(_, team)| team).collect()
}

/// Gives each part the visits of its days; absent visits go to a part that could make them.
fn share_visits(frame: &Frame<'_>, plan: &Itinerary, parts: &mut [Part], rng: &mut fastrand::Rng) {
    for part in parts.iter_mut() {
        for (team, days) in &part.teams {
            for (&(_, day), outing) in plan.outings.range((*team, Day(0))..=(*team, Day(u16::MAX)))
            {
                if days.contains(day) {
                    part.visits.extend(&outing.stops);
                }
            }
        }
    }
    let placed = plan.places();
    let turn = rng.usize(..parts.len().max(1));
    for visit in (0..frame.visits.len() as u32).filter(|visit| !placed.contains_key(visit)) {
        let options = &frame.visits[visit as usize].options;
        let able = |part: &Part| {
            part.teams.iter().any(|(team, days)| {
                options
                    .binary_search_by_key(team, |(team, _)| *team)
                    .is_ok_and(|at| options[at].1.days.intersects(days))
            })
        };
        let order = (turn..parts.len()).chain(0..turn);
        if let Some(at) = order.into_iter().find(|&at| able(&parts[at])) {
            parts[at].visits.push(visit);
        }
    }
    for part in parts.iter_mut() {
        part.visits.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_hold_much_the_same_and_never_nothing() {
        let cut = |row: &[usize], pieces| {
            let pieces = evenly(row, pieces, |load| *load);
            pieces.into_iter().map(<[usize]>::to_vec).collect::<Vec<_>>()
        };
        assert_eq!(cut(&[10, 80, 60, 40, 90], 2), [vec![10, 80, 60], vec![40, 90]]);
        assert_eq!(cut(&[1, 1, 1, 300], 2), [vec![1, 1, 1], vec![300]]);
        assert_eq!(cut(&[300, 1, 1], 3), [vec![300], vec![1], vec![1]]);
        assert_eq!(cut(&[0, 0, 0], 2).concat(), [0, 0, 0]);
        assert_eq!(cut(&[7], 1), [vec![7]]);
        let mut rng = fastrand::Rng::with_seed(3);
        for _ in 0..300 {
            let row: Vec<usize> = (0..rng.usize(2..40)).map(|_| rng.usize(0..50)).collect();
            let wanted = rng.usize(1..=row.len());
            let found = cut(&row, wanted);
            assert!(found.len() == wanted && found.iter().all(|piece| !piece.is_empty()));
            assert_eq!(found.concat(), row);
        }
    }
}
