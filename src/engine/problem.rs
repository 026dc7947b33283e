//! The part of the data that one search works on: places renumbered to lie close together, a flat
//! matrix of distances, lists of neighbours. Immutable while it is searched.

use super::data::{Client, Cost, Data, Length};

/// No client, no route.
pub const NONE: u32 = u32::MAX;

/// Neighbours on each side beside which an insertion is tried. Few make a step fast, but where windows
/// are wide or clients stand in clusters the right place is often not beside the nearest twenty.
const BESIDE: usize = 40;
/// The same where there are windows: not every neighbour in space is one in time.
const BESIDE_TIMED: usize = 60;
/// Neighbours at hand for a ruin.
const NEAR: usize = 120;
/// How many minutes of waiting that a pair of neighbours can't avoid count as much as one of way
/// (Vidal et al. 2013, doi:10.1016/j.cor.2012.07.018).
const WAITING: u64 = 5;

/// A place beside which a client may be put.
#[derive(Clone, Copy, Debug)]
pub struct Neighbour {
    /// The client beside which.
    pub client: u32,
    /// How far they are apart, in the direction of travel.
    pub far: Length,
}

/// One kind of vehicle.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The place of its depot.
    pub home: u32,
    /// When a route may start.
    pub open: Length,
    /// When a route must have ended.
    pub close: Length,
    /// What a vehicle carries.
    pub capacity: i64,
    /// Longest route.
    pub max_duration: Length,
    /// Cost of a vehicle.
    pub fixed: Cost,
    /// Cost of a unit of distance.
    pub unit: Cost,
    /// How many there are.
    pub count: u32,
}

impl Kind {
    /// Whether a route to one client, so far there and back, can be kept.
    fn serves_alone(&self, client: &Client, (there, back): (Length, Length)) -> bool {
        let start = (self.open + there).max(client.open);
        start <= client.close.min(self.close - back - client.service)
            && there + client.service + back <= self.max_duration
            && client.demand <= self.capacity
    }
}

/// A flat list of lists.
#[derive(Clone, Debug)]
pub struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl<T> Lists<T> {
    fn push(&mut self, list: impl Iterator<Item = T>) {
        self.items.extend(list);
        self.starts.push(self.items.len() as u32);
    }

    /// The list of a client.
    pub fn of(&self, client: u32) -> &[T] {
        let client = client as usize;
        &self.items[self.starts[client] as usize..self.starts[client + 1] as usize]
    }
}

/// What the constraints are, so that the inner loop asks only for those that exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Somebody has a time window, or some route a longest duration.
    pub timed: bool,
    /// Some route has a longest duration.
    pub limited: bool,
    /// One depot has vehicles of several kinds, all for everyone.
    pub mixed: bool,
    /// Some vehicles may not serve everyone.
    pub choosy: bool,
    /// Some visits may be left out.
    pub selective: bool,
}

/// A part of a routing problem, ready to be searched.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Clients of the part; `prize` of those that must be visited is `far_too_much`.
    pub clients: Vec<Client>,
    /// Prizes, and what leaving out someone who must be visited costs.
    pub prizes: Vec<Cost>,
    /// Kinds of vehicles, as many as there are for the part.
    pub kinds: Vec<Kind>,
    /// For each client a bit a kind that may serve it.
    pub masks: Vec<u64>,
    /// What there is to look after.
    pub traits: Traits,
    /// Clients that may come right before a client.
    pub before: Lists<Neighbour>,
    /// Clients that may come right after a client.
    pub after: Lists<Neighbour>,
    /// Neighbours of a client, nearest first, itself included.
    pub near: Lists<u32>,
    /// For each client the kinds of vehicles that may serve it alone, with the cost, cheapest first.
    pub alone: Lists<(Cost, u32)>,
    /// The lowest price of a unit of distance.
    pub least_unit: Cost,
    /// Names of the clients in the whole problem.
    pub names: Vec<u32>,
    width: usize,
    table: Vec<Length>,
    /// There and back are always equally far.
    pub symmetric: bool,
}

impl Problem {
    /// The part of the data with these clients and so many vehicles of each type.
    ///
    /// At most 64 types of vehicles are told apart.
    pub fn new(data: &Data, names: Vec<u32>, counts: &[usize]) -> Self {
        let all = data.clients.len();
        let places: Vec<usize> =
            names.iter().map(|&name| name as usize).chain(all..all + data.depots.len()).collect();
        let width = places.len();
        let mut table = Vec::with_capacity(width * width);
        for &from in &places {
            table.extend(places.iter().map(|&to| data.metric.between(from, to)));
        }
        let clients: Vec<Client> = names.iter().map(|&name| data.clients[name as usize]).collect();
        let kinds: Vec<Kind> = data
            .types
            .iter()
            .zip(counts)
            .map(|(kind, &count)| Kind {
                home: (clients.len() + kind.depot) as u32,
                open: data.depots[kind.depot].open,
                close: data.depots[kind.depot].close,
                capacity: kind.capacity,
                max_duration: kind.max_duration,
                fixed: kind.fixed,
                unit: kind.unit,
                count: count as u32,
            })
            .collect();
        let mask = |&name: &u32| {
            let serves = |kind: &super::data::VehicleType| {
                kind.serves.as_ref().is_none_or(|serves| serves[name as usize])
            };
            data.types
                .iter()
                .enumerate()
                .filter(|(_, kind)| serves(kind))
                .fold(0, |m, (k, _)| m | 1 << k)
        };
        let mut problem = Self {
            prizes: Vec::new(),
            masks: names.iter().map(mask).collect(),
            traits: Traits::default(),
            before: Lists::default(),
            after: Lists::default(),
            near: Lists::default(),
            alone: Lists::default(),
            least_unit: kinds.iter().map(|kind| kind.unit).min().unwrap_or(0),
            symmetric: data.metric.is_symmetric(),
            clients,
            kinds,
            names,
            width,
            table,
        };
        problem.traits = problem.find_traits(data);
        let dear = problem.far_too_much();
        problem.prizes = problem.clients.iter().map(|c| c.prize.unwrap_or(dear)).collect();
        problem.find_neighbours();
        problem.find_vehicles();
        problem
    }

    fn find_traits(&self, data: &Data) -> Traits {
        let latest = self.kinds.iter().map(|kind| kind.close).max().unwrap_or(0);
        let timed = |c: &Client| c.open > 0 || c.close < super::data::FOREVER;
        let limited = |kind: &Kind| kind.max_duration < latest.min(super::data::FOREVER);
        let limited = self.kinds.iter().any(limited);
        let choosy = data.types.iter().any(|kind| kind.serves.is_some());
        let differ = |a: &Kind, b: &Kind| {
            a.home == b.home && (a.capacity, a.fixed, a.unit) != (b.capacity, b.fixed, b.unit)
        };
        Traits {
            timed: limited || self.clients.iter().any(timed) || latest < super::data::FOREVER,
            limited,
            mixed: !choosy && self.kinds.iter().any(|a| self.kinds.iter().any(|b| differ(a, b))),
            choosy,
            selective: self.clients.iter().any(|client| client.prize.is_some()),
        }
    }

    /// More than any detour can cost, so that nobody who must be visited is left out for money.
    fn far_too_much(&self) -> Cost {
        let way = Cost::from(self.table.iter().copied().max().unwrap_or(0));
        let dearest = |kind: &Kind| kind.fixed + kind.unit * way * 2;
        10 * self.kinds.iter().map(dearest).max().unwrap_or(0)
            + self.clients.iter().filter_map(|client| client.prize).max().unwrap_or(0)
    }

    fn find_vehicles(&mut self) {
        let mut alone = Lists::default();
        for (client, data) in self.clients.iter().enumerate() {
            let mut list: Vec<(Cost, u32)> = Vec::new();
            for (at, kind) in self.kinds.iter().enumerate() {
                let far = (self.far(kind.home, client as u32), self.far(client as u32, kind.home));
                if self.is_served_by(client as u32, at as u32) && kind.serves_alone(data, far) {
                    let way = Cost::from(far.0) + Cost::from(far.1);
                    list.push((kind.fixed + kind.unit * way, at as u32));
                }
            }
            list.sort_unstable();
            alone.push(list.into_iter());
        }
        self.alone = alone;
    }

    fn find_neighbours(&mut self) {
        let beside = if self.traits.timed { BESIDE_TIMED } else { BESIDE };
        let count = self.clients.len() as u32;
        let mut ranked = Ranked::default();
        let (mut before, mut after, mut near) =
            (Lists::default(), Lists::default(), Lists::default());
        for client in 0..count {
            let all = || (0..count).filter(|&other| self.meets(client, other));
            let way = |other| self.far(other, client).min(self.far(client, other)) as u64;
            ranked.rank(NEAR, all().map(|other| (way(other), other)));
            let alone = ranked.keys.is_empty().then_some(client);
            near.push(ranked.names().chain(alone));
            let others = || all().filter(|&other| other != client);
            ranked.rank(beside, others().filter_map(|o| Some((self.awkward(o, client)?, o))));
            before.push(ranked.names().map(|o| Neighbour { client: o, far: self.far(o, client) }));
            ranked.rank(beside, others().filter_map(|o| Some((self.awkward(client, o)?, o))));
            after.push(ranked.names().map(|o| Neighbour { client: o, far: self.far(client, o) }));
        }
        (self.before, self.after, self.near) = (before, after, near);
    }

    /// Whether one vehicle may serve both.
    fn meets(&self, one: u32, other: u32) -> bool {
        self.masks[one as usize] & self.masks[other as usize] != 0
    }

    /// How badly two clients follow each other, in way and time; `None` if they never can.
    fn awkward(&self, first: u32, second: u32) -> Option<u64> {
        let (one, two) = (&self.clients[first as usize], &self.clients[second as usize]);
        let far = self.far(first, second);
        let reach = |start: Length| start.saturating_add(one.service).saturating_add(far);
        let waiting = (two.open - reach(one.close)).max(0);
        (reach(one.open) <= two.close).then_some(far as u64 * WAITING + waiting as u64)
    }

    /// Whether vehicles of a kind may serve a client.
    pub fn is_served_by(&self, client: u32, kind: u32) -> bool {
        self.masks[client as usize] >> kind & 1 == 1
    }

    /// Distance between two places.
    pub fn far(&self, from: u32, to: u32) -> Length {
        self.table[from as usize * self.width + to as usize]
    }

    /// Distance from a place to a client, read from the client's own row where that is the same:
    /// the row stays in the cache while a place for the client is looked for.
    pub fn far_to(&self, client: u32, from: u32) -> Length {
        if self.symmetric { self.far(client, from) } else { self.far(from, client) }
    }
}

/// The nearest of some clients, in order: distance above, client below, in one number that sorts fast.
#[derive(Default)]
struct Ranked {
    keys: Vec<u64>,
}

impl Ranked {
    fn rank(&mut self, most: usize, all: impl Iterator<Item = (u64, u32)>) {
        self.keys.clear();
        self.keys.extend(all.map(|(far, client)| far << 24 | u64::from(client)));
        if self.keys.len() > most {
            self.keys.select_nth_unstable(most);
            self.keys.truncate(most);
        }
        self.keys.sort_unstable();
    }

    fn names(&self) -> impl Iterator<Item = u32> {
        self.keys.iter().map(|key| (key & 0xff_ffff) as u32)
    }
}
