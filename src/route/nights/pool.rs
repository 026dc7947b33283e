//! Beginnings of a stretch: how far a team is when a day is over, at what cost, and the one it came
//! from. Of two that are as far in the same place only those stay that are no worse in every
//! respect.

use super::super::problem::NONE;

/// How a team may stand at the end of a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beginning {
    /// Fen so far.
    pub cost: f64,
    /// Where it sleeps.
    pub place: u32,
    /// Visits made.
    pub made: u32,
    /// Visits made before the present tour; all of them where the vehicle's load doesn't matter.
    pub before: u32,
    /// Nights away since the base.
    pub nights: u32,
    /// Minute, from the first midnight on, until which the base has to be reached.
    pub until: i32,
    /// The beginning a day earlier; `NONE` for the first.
    pub parent: u32,
    /// Whether the team was on the road on that day.
    pub used: bool,
    /// One found later is no worse.
    pub beaten: bool,
    /// The next one as far in the same place.
    pub next: u32,
}

impl Beginning {
    /// At the base before the first day.
    pub fn start(base: u32) -> Self {
        Self {
            cost: 0.0,
            place: base,
            made: 0,
            before: 0,
            nights: 0,
            until: i32::MAX,
            parent: NONE,
            used: false,
            beaten: false,
            next: NONE,
        }
    }

    fn beats(&self, other: &Self) -> bool {
        self.cost <= other.cost
            && self.nights <= other.nights
            && self.before >= other.before
            && self.until >= other.until
    }
}

/// All beginnings of one stretch.
#[derive(Debug, Default)]
pub(super) struct Pool {
    all: Vec<Beginning>,
    /// The first of those that end a day as far in a place, by visits made and place.
    heads: Vec<u32>,
    /// Which heads are in use.
    used: Vec<u32>,
    places: usize,
}

impl Pool {
    /// Forgets everything and starts at the base.
    pub fn start(&mut self, base: u32, visits: usize, places: usize) {
        self.all.clear();
        self.all.push(Beginning::start(base));
        self.new_day();
        self.places = places;
        let size = (visits + 1) * places;
        if self.heads.len() < size {
            self.heads.resize(size, NONE);
        }
    }

    /// From here on beginnings end another day.
    pub fn new_day(&mut self) {
        for head in self.used.drain(..) {
            self.heads[head as usize] = NONE;
        }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn get(&self, at: usize) -> Beginning {
        self.all[at]
    }

    /// Adds a beginning unless one of its day is as good; `column` numbers its place.
    pub fn offer(&mut self, mut new: Beginning, column: usize) {
        let head = new.made as usize * self.places + column;
        let mut at = self.heads[head];
        if at == NONE {
            self.used.push(head as u32);
        }
        while at != NONE {
            let known = &mut self.all[at as usize];
            if known.beats(&new) {
                return;
            }
            known.beaten |= new.beats(known);
            at = known.next;
        }
        (new.next, new.beaten) = (self.heads[head], false);
        self.heads[head] = self.all.len() as u32;
        self.all.push(new);
    }

    /// Whether another one of its day, found later, beats this one.
    pub fn is_beaten(&self, at: usize) -> bool {
        self.all[at].beaten
    }
}
