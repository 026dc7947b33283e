//! Ways to spoil a good plan. Each is made so that no plan stays right by chance.

mod figures;
mod references;
mod times;

use chrono::{Days, NaiveDate};
use onedoor::model::*;

pub use figures::FIGURES;
pub use references::REFERENCES;
pub use times::TIMES;

/// A generator of random numbers (SplitMix64, doi:10.1145/2660193.2660195).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`, if there is one.
    pub fn below(&mut self, count: usize) -> Option<usize> {
        if count == 0 { None } else { Some((self.next() % count as u64) as usize) }
    }

    /// One of these.
    pub fn one<T>(&mut self, mut list: Vec<T>) -> Option<T> {
        let at = self.below(list.len())?;
        Some(list.swap_remove(at))
    }
}

/// A plan to be spoilt.
pub struct Victim<'a> {
    pub instance: &'a Instance,
    pub plan: Plan,
    pub dice: Dice,
}

/// Spoils a plan somewhere; none if there is no place for it in this plan.
pub type Corruption = fn(&mut Victim) -> Option<()>;

impl Victim<'_> {
    /// Some visit.
    fn visit(&mut self) -> Option<&mut Visit> {
        let at = self.dice.below(self.plan.visits.len())?;
        Some(&mut self.plan.visits[at])
    }

    /// A day of a tour that satisfies something: tour, place in it.
    fn day_where(&mut self, is_fit: impl Fn(&Tour, usize) -> bool) -> Option<(usize, usize)> {
        let mut fit = Vec::new();
        for (at, tour) in self.plan.tours.iter().enumerate() {
            fit.extend((0..tour.days.len()).filter(|nth| is_fit(tour, *nth)).map(|nth| (at, nth)));
        }
        self.dice.one(fit)
    }

    /// Some day of a tour that satisfies something.
    fn day(&mut self, is_fit: impl Fn(&Tour, usize) -> bool) -> Option<&mut TourDay> {
        let (tour, nth) = self.day_where(is_fit)?;
        Some(&mut self.plan.tours[tour].days[nth])
    }

    /// A day with stops, and which of them.
    fn stop(&mut self) -> Option<(usize, usize, usize)> {
        let (tour, nth) = self.day_where(|tour, nth| !tour.days[nth].stops.is_empty())?;
        let at = self.dice.below(self.plan.tours[tour].days[nth].stops.len())?;
        Some((tour, nth, at))
    }

    fn visit_with_id(&mut self, id: &str) -> &mut Visit {
        self.plan.visits.iter_mut().find(|visit| visit.id == id).unwrap()
    }

    fn team(&self, id: &str) -> &Team {
        &self.instance.teams[self.instance.team(id).unwrap().ix()]
    }

    /// An entry under `unplanned` that satisfies something.
    fn left_out(&mut self, is_fit: impl Fn(&Unplanned) -> bool) -> Option<&mut Unplanned> {
        let fit = self.plan.unplanned.iter().enumerate().filter(|(_, entry)| is_fit(entry));
        let fit: Vec<usize> = fit.map(|(at, _)| at).collect();
        let at = self.dice.one(fit)?;
        Some(&mut self.plan.unplanned[at])
    }

    fn reason(rule: Rule) -> Reason {
        Reason { rule, detail: String::new(), note: None, since: None }
    }

    /// Moves a tour and its visits by so many days.
    fn postpone(&mut self, tour: usize, days: u64) {
        let later = |date: &mut NaiveDate| *date = date.checked_add_days(Days::new(days)).unwrap();
        for day in &mut self.plan.tours[tour].days {
            later(&mut day.date);
            for visit in self.plan.visits.iter_mut().filter(|v| day.stops.contains(&v.id)) {
                later(&mut visit.date);
            }
        }
    }

    fn is_working_day(&self, date: NaiveDate) -> bool {
        use chrono::{Datelike, Weekday};
        match self.instance.calendar.iter().find(|row| row.date == date) {
            Some(row) => row.works,
            None => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// Whether an agency is entrusted with testing a task.
    fn may_test(&self, agency: usize, task: &str) -> bool {
        let task = self.instance.task(task).unwrap();
        let row = &self.instance.tasks[task.ix()];
        let region = self.instance.enterprises[row.site.ix()].region;
        self.instance.scopes.iter().any(|scope| {
            let category = match &scope.categories {
                CategorySet::Every => true,
                CategorySet::Group(group) => *group == self.instance.category_of(task).group,
                CategorySet::One(one) => *one == self.instance.products[row.product.ix()].category,
            };
            scope.agency.ix() == agency
                && scope.activity == Activity::Test
                && category
                && scope.region.is_none_or(|whole| self.instance.is_within(region, whole))
                && scope.program.is_none_or(|program| program == row.program)
        })
    }
}

/// A time of day so many minutes later.
fn minutes(clock: Clock, more: i32) -> Clock {
    Clock(clock.0 + more)
}
