//! A plan whose text ids have been looked up once, so that tables and page need no joins.

use std::collections::HashMap;

use crate::messages::{Lang, region_name};
use crate::model::{
    AgencyIx, Authority, BASE, EnterpriseIx, Fen, Instance, Level, Note, Plan, Producer, ProductIx,
    RegionIx, TaskIx, TeamIx, Tour, TourDay, Unplanned, Visit,
};

/// A visit and what its ids stand for.
pub struct VisitView<'a> {
    /// The visit as the plan has it.
    pub visit: &'a Visit,
    /// Where.
    pub site: EnterpriseIx,
    /// By whom.
    pub team: TeamIx,
    /// What is drawn, and the lab that tests it.
    pub tasks: Vec<(TaskIx, AgencyIx)>,
    /// Tour, day of the tour and place among the day's stops, all counted from 0.
    pub at: Option<(usize, usize, usize)>,
}

/// A day of a tour.
pub struct DayView<'a> {
    /// The day as the plan has it.
    pub day: &'a TourDay,
    /// Its visits, as positions in [`View::visits`].
    pub stops: Vec<usize>,
    /// The seat of last night; none = the base.
    pub from: Option<RegionIx>,
    /// The seat for the night; none = the base.
    pub to: Option<RegionIx>,
}

/// A tour and what its ids stand for.
pub struct TourView<'a> {
    /// The tour as the plan has it.
    pub tour: &'a Tour,
    /// By whom.
    pub team: TeamIx,
    /// Its days, in order.
    pub days: Vec<DayView<'a>>,
}

/// A task that is not planned.
pub struct UnplannedView<'a> {
    /// The entry as the plan has it.
    pub entry: &'a Unplanned,
    /// The task.
    pub task: TaskIx,
}

/// Why a task is not in the plan, by what the reader can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Kept for the day when a drawn site has no sample.
    Reserve,
    /// No plan could hold it, even alone.
    Impossible,
    /// Drawn and possible, but crowded out.
    LeftOut,
}

impl UnplannedView<'_> {
    /// Why it is not planned, in one word.
    pub fn fate(&self) -> Fate {
        if self.entry.impossible {
            Fate::Impossible
        } else if self.entry.reasons.iter().any(|r| r.rule == crate::model::Rule::Draw) {
            Fate::Reserve
        } else {
            Fate::LeftOut
        }
    }
}

/// A plan and its instance, every id resolved.
pub struct View<'a> {
    /// The instance.
    pub instance: &'a Instance,
    /// The plan.
    pub plan: &'a Plan,
    /// The language of names and words.
    pub lang: Lang,
    /// Visits in the plan's order.
    pub visits: Vec<VisitView<'a>>,
    /// Tours in the plan's order.
    pub tours: Vec<TourView<'a>>,
    /// Unplanned tasks in the plan's order.
    pub unplanned: Vec<UnplannedView<'a>>,
}

fn unknown(what: &'static str, id: &str, wherein: &str) -> Note {
    Note::new("report-unknown-id").with("what", what).with("id", id).with("where", wherein)
}

impl<'a> View<'a> {
    /// Looks up every id of the plan.
    ///
    /// # Errors
    /// The first id that the instance, or the plan itself, does not have.
    pub fn new(instance: &'a Instance, plan: &'a Plan, lang: Lang) -> Result<Self, Note> {
        let mut visits = Vec::with_capacity(plan.visits.len());
        let mut position = HashMap::with_capacity(plan.visits.len());
        for (at, visit) in plan.visits.iter().enumerate() {
            position.insert(visit.id.as_str(), at);
            visits.push(visit_view(instance, visit)?);
        }
        let mut tours = Vec::with_capacity(plan.tours.len());
        for (tour_at, tour) in plan.tours.iter().enumerate() {
            let view = tour_view(instance, tour, &position)?;
            for (day_at, day) in view.days.iter().enumerate() {
                for (stop_at, &stop) in day.stops.iter().enumerate() {
                    visits[stop].at = Some((tour_at, day_at, stop_at));
                }
            }
            tours.push(view);
        }
        let unplanned = plan.unplanned.iter().map(|entry| {
            let task = instance
                .task(&entry.task)
                .ok_or_else(|| unknown("task", &entry.task, "unplanned"))?;
            Ok(UnplannedView { entry, task })
        });
        let unplanned = unplanned.collect::<Result<_, Note>>()?;
        Ok(Self { instance, plan, lang, visits, tours, unplanned })
    }

    /// Name of a region in the language of the view.
    pub fn region(&self, region: RegionIx) -> &'a str {
        region_name(self.lang, self.instance, region)
    }

    /// Name of the city (or province) that a region belongs to; empty when there is none.
    pub fn city(&self, region: RegionIx) -> &'a str {
        let mut at = Some(region);
        while let Some(here) = at {
            let row = &self.instance.regions[here.ix()];
            if row.level == Level::City {
                return self.region(here);
            }
            at = row.parent;
        }
        ""
    }

    /// Name of the region whose authority this is.
    pub fn authority(&self, authority: Authority) -> String {
        match authority {
            Authority::National => crate::messages::word(self.lang, "report-national"),
            Authority::Region(region) => self.region(region).to_owned(),
        }
    }

    /// Name of an agency.
    pub fn agency(&self, agency: AgencyIx) -> &'a str {
        &self.instance.agencies[agency.ix()].name
    }

    /// Names of a team's agencies; several make it a joint team.
    pub fn agencies(&self, team: TeamIx) -> Vec<&'a str> {
        self.instance.agencies_of(team).into_iter().map(|agency| self.agency(agency)).collect()
    }

    /// Names of a team's samplers; the id where there is no name.
    pub fn samplers(&self, team: TeamIx) -> Vec<&'a str> {
        let of = |sampler: &crate::model::SamplerIx| {
            let row = &self.instance.samplers[sampler.ix()];
            if row.name.is_empty() { row.id.as_str() } else { row.name.as_str() }
        };
        self.instance.teams[team.ix()].samplers.iter().map(of).collect()
    }

    /// A product in words: category, brand and model.
    pub fn product(&self, product: ProductIx) -> String {
        self.instance.product_name(product)
    }

    /// Name of the maker of a product.
    pub fn producer(&self, product: ProductIx) -> &'a str {
        match &self.instance.products[product.ix()].producer {
            Producer::Enterprise(enterprise) => &self.instance.enterprises[enterprise.ix()].name,
            Producer::Name(name) => name,
        }
    }

    /// Name of a program; the id where there is no name.
    pub fn program(&self, task: TaskIx) -> &'a str {
        let row = &self.instance.programs[self.instance.tasks[task.ix()].program.ix()];
        if row.name.is_empty() { &row.id } else { &row.name }
    }

    /// Where a tour's day starts or ends, in words.
    pub fn stay(&self, seat: Option<RegionIx>) -> String {
        match seat {
            Some(region) => self.region(region).to_owned(),
            None => crate::messages::word(self.lang, "report-base"),
        }
    }

    /// Whether the samples of a batch travel with the team: its lab is the team's own agency.
    pub fn carried(&self, team: TeamIx, lab: AgencyIx) -> bool {
        self.instance.teams[team.ix()].agency == lab
    }

    /// Labs that get a parcel from a visit, each once, in the order of its tasks.
    pub fn parcels(&self, visit: &VisitView) -> Vec<AgencyIx> {
        let mut labs = Vec::new();
        for &(_, lab) in &visit.tasks {
            if !self.carried(visit.team, lab) && !labs.contains(&lab) {
                labs.push(lab);
            }
        }
        labs
    }

    /// Batches of a visit.
    pub fn batches(&self, visit: &VisitView) -> u32 {
        visit.tasks.iter().map(|(task, _)| self.instance.tasks[task.ix()].batches).sum()
    }

    /// Test fee of a task, all its batches.
    pub fn fee(&self, task: TaskIx) -> Fen {
        let batches = i64::from(self.instance.tasks[task.ix()].batches);
        self.instance.category_of(task).price.times(batches)
    }
}

fn visit_view<'a>(instance: &Instance, visit: &'a Visit) -> Result<VisitView<'a>, Note> {
    let site = instance
        .enterprise(&visit.site)
        .ok_or_else(|| unknown("enterprise", &visit.site, &visit.id))?;
    let team = instance.team(&visit.team).ok_or_else(|| unknown("team", &visit.team, &visit.id))?;
    let tasks = visit.tasks.iter().map(|drawn| {
        let task =
            instance.task(&drawn.task).ok_or_else(|| unknown("task", &drawn.task, &visit.id))?;
        let lab =
            instance.agency(&drawn.lab).ok_or_else(|| unknown("agency", &drawn.lab, &visit.id))?;
        Ok((task, lab))
    });
    Ok(VisitView { visit, site, team, tasks: tasks.collect::<Result<_, Note>>()?, at: None })
}

fn tour_view<'a>(
    instance: &Instance,
    tour: &'a Tour,
    position: &HashMap<&str, usize>,
) -> Result<TourView<'a>, Note> {
    let team = instance.team(&tour.team).ok_or_else(|| unknown("team", &tour.team, &tour.id))?;
    let seat = |name: &str| match instance.seat(name) {
        None if name != BASE => Err(unknown("region", name, &tour.id)),
        seat => Ok(seat),
    };
    let days = tour.days.iter().map(|day| {
        let stops = day.stops.iter().map(|stop| {
            position.get(stop.as_str()).copied().ok_or_else(|| unknown("visit", stop, &tour.id))
        });
        let stops = stops.collect::<Result<_, Note>>()?;
        Ok(DayView { day, stops, from: seat(&day.from)?, to: seat(&day.to)? })
    });
    Ok(TourView { tour, team, days: days.collect::<Result<_, Note>>()? })
}
