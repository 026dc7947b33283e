//! What is to be routed: clients, depots, vehicle types, distances. Plain, immutable, checked once.

/// A cost: distance times the price of a unit of distance, plus fixed costs and prizes.
pub type Cost = i64;
/// A distance and the time it takes, in the instance's units: whole, after rounding.
pub type Length = i32;

/// No limit on a time or a duration; far from overflow when added to.
pub const FOREVER: Length = i32::MAX / 4;

/// Someone to be visited once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Client {
    /// What the visit takes of the vehicle's capacity.
    pub demand: i64,
    /// Earliest start of service.
    pub open: Length,
    /// Latest start of service.
    pub close: Length,
    /// How long service takes.
    pub service: Length,
    /// What is lost without the visit; `None` if it must be made.
    pub prize: Option<Cost>,
}

/// Where vehicles start and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depot {
    /// Earliest start of a route.
    pub open: Length,
    /// Latest end of a route.
    pub close: Length,
}

/// Equal vehicles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VehicleType {
    /// The depot of all of them, an index into [`Data::depots`].
    pub depot: usize,
    /// How many there are.
    pub count: usize,
    /// What each carries.
    pub capacity: i64,
    /// Longest time from leaving the depot until the return.
    pub max_duration: Length,
    /// Cost of using one at all.
    pub fixed: Cost,
    /// Cost of a unit of distance.
    pub unit: Cost,
    /// For each client whether these vehicles may serve it; `None`: all.
    pub serves: Option<Vec<bool>>,
}

/// How a distance between points becomes a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest whole.
    Nearest,
    /// Ten times, cut off (the 12th DIMACS challenge).
    Tenths,
    /// A thousand times, to the nearest whole.
    Thousandths,
}

impl Rounding {
    /// A value of the file in whole units.
    pub fn whole(self, value: f64) -> f64 {
        match self {
            Self::Nearest => value.round_ties_even(),
            Self::Tenths => (value * 10.0).trunc(),
            Self::Thousandths => (value * 1000.0).round_ties_even(),
        }
    }
}

/// Distances between places: clients first, then depots.
#[derive(Clone, Debug)]
pub enum Metric {
    /// Points in the plane.
    Points {
        /// Coordinates of each place.
        at: Vec<[f64; 2]>,
        /// What becomes of fractions.
        rounding: Rounding,
    },
    /// A matrix, row by row, from the row's place to the column's; it need not be symmetric.
    Matrix {
        /// Number of places.
        width: usize,
        /// `width × width` distances.
        cells: Vec<Length>,
    },
}

impl Metric {
    /// Distance from one place to another.
    pub fn between(&self, from: usize, to: usize) -> Length {
        match self {
            Self::Matrix { width, cells } => cells[from * width + to],
            Self::Points { .. } if from == to => 0,
            Self::Points { at, rounding } => {
                // The same expression as the reference reader's, so that last digits agree.
                let ([a, b], [c, d]) = (at[from], at[to]);
                let square = (a * a + b * b) + (c * c + d * d) - 2.0 * (a * c + b * d);
                rounding.whole(square.max(0.0).sqrt()) as Length
            }
        }
    }

    /// Whether there and back are always equally far.
    pub fn is_symmetric(&self) -> bool {
        match self {
            Self::Points { .. } => true,
            Self::Matrix { width, cells } => {
                (0..*width).all(|a| (0..a).all(|b| cells[a * width + b] == cells[b * width + a]))
            }
        }
    }

    /// A place in the plane for each place: where it is, or how far from two places far apart.
    pub fn plane(&self) -> Vec<[f64; 2]> {
        match self {
            Self::Points { at, .. } => at.clone(),
            Self::Matrix { width, .. } => {
                let far = |from: usize| {
                    (0..*width).max_by_key(|&to| self.between(from, to)).unwrap_or(from)
                };
                let one = far(0);
                let two = far(one);
                let from = |pivot: usize, to: usize| f64::from(self.between(pivot, to));
                (0..*width).map(|to| [from(one, to), from(two, to)]).collect()
            }
        }
    }
}

/// A routing problem.
#[derive(Clone, Debug)]
pub struct Data {
    /// Places `0..clients.len()`.
    pub clients: Vec<Client>,
    /// The places after the clients.
    pub depots: Vec<Depot>,
    /// Vehicles by kind.
    pub types: Vec<VehicleType>,
    /// Distances, which are travel times too.
    pub metric: Metric,
}

/// One vehicle's way: clients in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// An index into [`Data::types`].
    pub kind: usize,
    /// Clients in the order of their visits.
    pub clients: Vec<u32>,
}

/// Routes, and who is left out; the solution for people, with everything recomputed from the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// Routes that visit somebody.
    pub routes: Vec<Route>,
    /// Clients without a visit, in ascending order.
    pub absent: Vec<u32>,
}

/// What a solution comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Everything that is paid, prizes lost included.
    pub cost: Cost,
    /// Clients that must be visited and are not.
    pub missing: usize,
    /// Routes that break capacity, windows, duration or compatibility.
    pub broken: usize,
    /// Clients visited twice, and vehicles beyond the fleet.
    pub excess: usize,
}

impl Account {
    /// Nothing is missing or broken.
    pub fn is_feasible(&self) -> bool {
        self.missing == 0 && self.broken == 0 && self.excess == 0
    }
}

impl Data {
    /// Walks every route anew and adds everything up.
    pub fn account(&self, solution: &Solution) -> Account {
        let mut account = Account::default();
        let mut seen = vec![false; self.clients.len()];
        let mut used = vec![0; self.types.len()];
        for route in &solution.routes {
            let (cost, holds) = self.walk(route);
            account.cost += cost;
            account.broken += usize::from(!holds);
            used[route.kind] += 1;
            for &client in &route.clients {
                account.excess += usize::from(std::mem::replace(&mut seen[client as usize], true));
            }
        }
        for (client, _) in self.clients.iter().zip(&seen).filter(|(_, seen)| !**seen) {
            match client.prize {
                Some(prize) => account.cost += prize,
                None => account.missing += 1,
            }
        }
        let beyond = |(used, kind): (&usize, &VehicleType)| used.saturating_sub(kind.count);
        account.excess += used.iter().zip(&self.types).map(beyond).sum::<usize>();
        account
    }

    /// Cost of a route, and whether it keeps capacity, windows, duration and compatibility.
    ///
    /// The duration is that of the best start: as late as the end stays as early as it can be.
    pub fn walk(&self, route: &Route) -> (Cost, bool) {
        let kind = &self.types[route.kind];
        let home = self.clients.len() + kind.depot;
        let depot = self.depots[kind.depot];
        let (mut here, mut length) = (home, 0);
        let (mut now, mut waited, mut slack, mut holds) = (depot.open, 0, FOREVER, true);
        let mut load = 0;
        for &client in &route.clients {
            let data = &self.clients[client as usize];
            let far = self.metric.between(here, client as usize);
            length += Cost::from(far);
            let arrival = now + far;
            waited += (data.open - arrival).max(0);
            let start = arrival.max(data.open);
            holds &= start <= data.close;
            slack = slack.min(waited + data.close - start);
            now = start + data.service;
            load += data.demand;
            holds &= kind.serves.as_ref().is_none_or(|serves| serves[client as usize]);
            here = client as usize;
        }
        let far = self.metric.between(here, home);
        length += Cost::from(far);
        now += far;
        holds &= now <= depot.close && load <= kind.capacity;
        slack = slack.min(waited + depot.close - now);
        let later = waited.min(slack.max(0)).min(depot.close - depot.open);
        holds &= now - depot.open - later <= kind.max_duration;
        (kind.fixed + kind.unit * length, holds)
    }
}
