//! The order of stops that somebody wishes for a day.
//!
//! Wished visits take their places, the others keep their order around them. A day that can't be
//! driven in that order is refused with the rule that breaks.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::model::{Note, Rule, TeamIx};
use crate::route::Itinerary;

use super::assemble;
use super::desk::{Refusal, Wish};
use super::reasons::reason;
use super::restore::Restored;

/// A place, the wish's position, and the visit that is to stand there.
type Wished = (u32, usize, u32);

/// Puts the stops of each day into the wished order; refused wishes by their position.
pub(super) fn arrange(
    restored: &Restored<'_>,
    visits: &BTreeMap<&str, u32>,
    wishes: &[Wish],
    plan: &mut Itinerary,
) -> BTreeMap<usize, Refusal> {
    let mut refused = BTreeMap::new();
    let places = plan.places();
    let mut days: BTreeMap<(TeamIx, Day), Vec<Wished>> = BTreeMap::new();
    for (at, wish) in wishes.iter().enumerate() {
        let Wish::Stop(id, place) = wish else { continue };
        let visit = visits.get(id.as_str()).copied();
        match visit.and_then(|visit| Some((visit, *places.get(&visit)?))) {
            Some((visit, day)) => days.entry(day).or_default().push((*place, at, visit)),
            None => {
                let note = Note::new("desk-unknown-visit").with("visit", id);
                refused.insert(at, refusal(Rule::Reference, note));
            }
        }
    }
    for ((team, day), mut wished) in days {
        let Some(outing) = plan.outings.get_mut(&(team, day)) else { continue };
        wished.sort_unstable();
        let before = outing.stops.clone();
        outing.stops.retain(|stop| !wished.iter().any(|(_, _, visit)| visit == stop));
        for &(place, _, visit) in &wished {
            let at = (place.saturating_sub(1) as usize).min(outing.stops.len());
            outing.stops.insert(at, visit);
        }
        if let Some((rule, note)) = assemble::obstacle(&restored.frame, team, day, outing) {
            outing.stops = before;
            refused.extend(wished.iter().map(|(_, at, _)| (*at, refusal(rule, note.clone()))));
        }
    }
    refused
}

fn refusal(rule: Rule, note: Note) -> Refusal {
    Refusal { reasons: vec![reason(rule, note, None)], ..Refusal::default() }
}
