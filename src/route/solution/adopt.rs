//! A plan for people taken over.

use crate::model::AgencyIx;

use super::super::Itinerary;
use super::super::problem::LabChoice;
use super::{Problem, Slot, Solution};

impl Solution {
    /// Takes over a walked day with its visits and the labs that a plan names for them.
    pub(in crate::route) fn adopt(
        &mut self,
        problem: &Problem,
        at: usize,
        slot: Slot,
        plan: &Itinerary,
    ) {
        let team = problem.team_day(at).0;
        let stops = slot.stops.clone();
        self.set(problem, at, slot);
        let mut unknown = Vec::new();
        for stop in stops {
            match Self::known_labs(problem, stop, team, plan) {
                Some(labs) => {
                    self.keep_stop(stop);
                    self.place[stop as usize] = at as u32;
                    self.labs[stop as usize] = labs;
                    self.absent.retain(|&absent| absent != stop);
                    self.book(problem, stop, 1);
                }
                None => unknown.push(stop),
            }
        }
        if !unknown.is_empty() {
            self.slots[at].stops.retain(|stop| !unknown.contains(stop));
            let slot = &self.slots[at];
            let (from, to, stops) = (slot.from, slot.to, slot.stops.clone());
            if let Some(walked) = Self::walk(problem, at, from, to, stops) {
                self.set(problem, at, walked);
            }
        }
    }

    /// Takes visits with carried samples out of a tour, the heaviest first, until the vehicle takes the others
    /// and they reach the base in time.
    pub(in crate::route) fn lighten(&mut self, problem: &Problem, tour: (usize, usize)) {
        loop {
            let (mass, volume) = self.spare(problem, tour);
            if mass >= 0 && volume >= 0 && self.delivers(problem, tour) {
                return;
            }
            let team = problem.team_day(tour.0).0;
            let stops = (tour.0..=tour.1)
                .flat_map(|at| self.slots[at].stops.iter().map(move |&stop| (at, stop)));
            let carried =
                stops.filter(|&(_, stop)| self.carried(problem, stop, team).next().is_some());
            let heaviest = carried.max_by_key(|&(_, stop)| self.load(problem, stop, team));
            let Some((at, stop)) = heaviest else { return };
            self.take_out(problem, at, &[stop]);
        }
    }

    pub(super) fn known_labs(
        problem: &Problem,
        stop: u32,
        team: usize,
        plan: &Itinerary,
    ) -> Option<Vec<u8>> {
        let data = &problem.stops[stop as usize];
        let option = data.options[team].as_ref()?;
        let labs = plan.labs.get(&data.group)?;
        let position = |(choices, lab): (&Vec<LabChoice>, &AgencyIx)| {
            choices.iter().position(|choice| choice.lab == *lab).map(|at| at as u8)
        };
        option.labs.iter().zip(labs).map(position).collect()
    }
}
