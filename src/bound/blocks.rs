//! Stops of a cell near each other, as blocks: what no way from a block to another stop falls below is asked once
//! for all its stops.

use std::ops::Range;

use super::Ground;
use super::cells::CellStop;
use super::wanted::Wanted;
use crate::geography::{Leg, LegMatrix};
use crate::model::Place;

/// Most stops of a block.
const SIZE: usize = 32;

/// The stops of a cell in blocks.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    /// Where each block lies among the stops.
    pub members: Vec<Range<usize>>,
    /// By block and stop: the fewest metres and the fewest minutes from any member to the stop.
    to_stop: Vec<(u32, u32)>,
    /// By block and block: the same to any member of the other.
    to_block: Vec<(u32, u32)>,
    stops: usize,
}

/// Puts stops near each other side by side: halved along the longer side of where they lie until each part is a
/// block, whose bounds are answered.
pub fn sorted(ground: Ground<'_>, wanted: &Wanted, stops: &mut [CellStop]) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    halve(stops, 0, &mut blocks, &|stop| {
        let site = Place::Enterprise(wanted.sites[stop.site as usize].site);
        let at = ground.instance.position(site);
        // A degree of longitude is shorter than one of latitude, here as anywhere but at the equator.
        (at.lon * at.lat.to_radians().cos(), at.lat)
    });
    blocks
}

fn halve(
    stops: &mut [CellStop],
    from: usize,
    blocks: &mut Vec<Range<usize>>,
    position: &dyn Fn(&CellStop) -> (f64, f64),
) {
    if stops.len() <= SIZE {
        blocks.extend((!stops.is_empty()).then(|| from..from + stops.len()));
        return;
    }
    let spread = |of: &dyn Fn(&CellStop) -> f64| {
        let ends = stops
            .iter()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(least, most), at| (least.min(at), most.max(at)));
        ends.1 - ends.0
    };
    let wide = spread(&|stop| position(stop).0) > spread(&|stop| position(stop).1);
    let key = |stop: &CellStop| if wide { position(stop).0 } else { position(stop).1 };
    stops.sort_by(|a, b| key(a).total_cmp(&key(b)).then(a.site.cmp(&b.site)));
    let half = stops.len() / 2;
    let (one, other) = stops.split_at_mut(half);
    halve(one, from, blocks, position);
    halve(other, from + half, blocks, position);
}

impl Blocks {
    /// Measures the ways between blocks of stops.
    pub fn new(members: Vec<Range<usize>>, legs: &LegMatrix, stops: &[CellStop]) -> Self {
        let least = |a: (u32, u32), b: (u32, u32)| (a.0.min(b.0), a.1.min(b.1));
        let both = |leg: Leg| (leg.metres, leg.minutes);
        let from_block = |members: &Range<usize>, to: &CellStop| {
            let column = legs.column(to.site as usize);
            let all = stops[members.clone()].iter().map(|from| both(column[from.site as usize]));
            all.reduce(least).unwrap_or_default()
        };
        let rows = members.iter().flat_map(|of| stops.iter().map(move |to| from_block(of, to)));
        let to_stop: Vec<(u32, u32)> = rows.collect();
        let to_block = to_stop.chunks(stops.len().max(1)).flat_map(|row| {
            let all = |of: &Range<usize>| row[of.clone()].iter().copied().reduce(least);
            members.iter().map(move |of| all(of).unwrap_or_default())
        });
        Self { to_block: to_block.collect(), to_stop, stops: stops.len(), members }
    }

    /// The block of a stop.
    pub fn of(&self, stop: usize) -> usize {
        self.members.partition_point(|members| members.end <= stop)
    }

    /// For each stop the fewest metres and the fewest minutes from a block to it.
    pub fn to_stops(&self, block: usize) -> &[(u32, u32)] {
        &self.to_stop[block * self.stops..][..self.stops]
    }

    /// For each block the fewest metres and the fewest minutes from a block to any of its stops.
    pub fn to_blocks(&self, block: usize) -> &[(u32, u32)] {
        &self.to_block[block * self.members.len()..][..self.members.len()]
    }
}
