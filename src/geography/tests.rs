use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::*;

fn settings(source: &str) -> Settings {
    let text = format!(
        "format = 1\nname = 'n'\nauthority = '000000'\nstart = '2026-03-02'\nend = '2026-03-31'\n\
         seed = 1\n[travel]\nsource = '{source}'\n"
    );
    toml::from_str(&text).unwrap()
}

fn region(lon: f64, lat: f64, level: Level) -> Region {
    Region {
        row: 2,
        code: format!("{lon}/{lat}/{level:?}"),
        name: String::new(),
        name_en: String::new(),
        level,
        parent: None,
        position: Position { lon, lat },
    }
}

fn instance(
    source: &str,
    places: &[(f64, f64)],
    nodes: &[(f64, f64)],
    edges: &[(u32, u32, f64)],
) -> Instance {
    let node = |(at, &(lon, lat)): (usize, &(f64, f64))| RoadNode {
        row: 2,
        id: at.to_string(),
        position: Position { lon, lat },
    };
    let tables = Tables {
        regions: places.iter().map(|&(lon, lat)| region(lon, lat, Level::County)).collect(),
        road_nodes: nodes.iter().enumerate().map(node).collect(),
        road_edges: edges
            .iter()
            .map(|&(from, to, metres)| RoadEdge { row: 2, from, to, metres })
            .collect(),
        ..Tables::default()
    };
    Instance::new(settings(source), tables).unwrap()
}

fn seat(at: u32) -> Place {
    Place::Region(RegionIx(at))
}

/// A given way between two seats.
fn way(from: u32, to: u32, metres: i64, minutes: i64) -> MatrixRow {
    let (from, to) = (seat(from), seat(to));
    MatrixRow { row: 2, from, to, metres: Metres(metres), minutes: Minutes(minutes) }
}

#[test]
fn minutes_are_summed_over_the_speed_bands() {
    let bands = Bands::new(&TravelSettings::default());
    // 10 km at 35 km/h = 17.14, the next 40 at 60 = 40, 10 more at 85 = 7.06
    assert_eq!(bands.minutes(0), 0);
    assert_eq!(bands.minutes(1), 1);
    assert_eq!(bands.minutes(10_000), 18);
    assert_eq!(bands.minutes(50_000), 58);
    assert_eq!(bands.minutes(60_000), 65);
    // 7 km at 35 km/h are exactly 12 minutes.
    assert_eq!(bands.minutes(7_000), 12);
}

#[test]
fn a_last_band_with_an_end_goes_on() {
    let band = |up_to_km, kmh| SpeedBand { up_to_km, kmh };
    let speed = vec![band(Some(1.0), 60.0), band(Some(2.0), 30.0)];
    let bands = Bands::new(&TravelSettings { speed, ..TravelSettings::default() });
    assert_eq!(bands.minutes(5_000), 1 + 8);
}

#[test]
fn one_degree_of_the_equator() {
    // 2 π 6,371,008.8 m / 360 = 111,195.08 m; × 1.35 = 150,113.36 m
    let instance = instance("geodesic", &[(110.0, 0.0), (111.0, 0.0)], &[], &[]);
    let travel = Travel::new(&instance).unwrap();
    assert!((travel.straight(seat(0), seat(1)) - 111_195.08).abs() < 0.01);
    assert_eq!(travel.leg(seat(0), seat(1)).unwrap().metres, 150_114);
    assert_eq!(travel.leg(seat(0), seat(0)), Some(Leg::default()));
}

#[test]
fn a_matrix_knows_only_its_pairs_and_each_way_apart() {
    let mut tables = instance("matrix", &[(110.0, 0.0), (111.0, 0.0)], &[], &[]).tables().clone();
    tables.matrix = vec![way(0, 1, 5, 1), way(0, 1, 7_000, 12)];
    let instance = Instance::new(settings("matrix"), tables).unwrap();
    let travel = Travel::new(&instance).unwrap();
    assert_eq!(travel.leg(seat(0), seat(1)), Some(Leg { metres: 7_000, minutes: 12 }));
    assert_eq!(travel.leg(seat(1), seat(0)), None);
    assert_eq!(travel.leg(seat(1), seat(1)), Some(Leg::default()));
    let table = LegMatrix::new(&travel, &[seat(0), seat(1)]);
    assert_eq!(table.leg(0, 1).minutes, 12);
    assert_eq!(table.leg(1, 0), Leg::UNREACHABLE);
    assert_eq!((table.column(0)[1], table.column(1)[0]), (table.leg(1, 0), table.leg(0, 1)));
}

#[test]
fn osrm_is_refused_in_words() {
    let instance = instance("osrm", &[(110.0, 0.0)], &[], &[]);
    assert_eq!(Travel::new(&instance).err().unwrap().key, "rules-osrm-unavailable");
}

/// The way by road as the contract words it, slow and obvious.
fn naive(instance: &Instance, from: Position, to: Position) -> f64 {
    let travel = &instance.settings().travel;
    let straight = haversine(from, to);
    let nearest = |place: Position| {
        let mut best: Option<(usize, f64)> = None;
        for (at, node) in instance.road_nodes.iter().enumerate() {
            let metres = haversine(place, node.position);
            if best.is_none_or(|(_, least)| metres < least) {
                best = Some((at, metres));
            }
        }
        best
    };
    if straight < travel.local_km * 1000.0 {
        return straight * travel.detour;
    }
    let (Some((a, to_a)), Some((b, to_b))) = (nearest(from), nearest(to)) else {
        return straight * travel.detour;
    };
    let mut least = BTreeMap::from([(a, 0.0)]);
    for _ in 0..instance.road_nodes.len() {
        for edge in &instance.road_edges {
            for (s, e) in [(edge.from, edge.to), (edge.to, edge.from)] {
                let Some(&here) = least.get(&(s as usize)) else { continue };
                let there: f64 = here + edge.metres;
                if least.get(&(e as usize)).is_none_or(|known| there < *known) {
                    least.insert(e as usize, there);
                }
            }
        }
    }
    match least.get(&b) {
        Some(road) => (to_a + to_b) * travel.detour + road * travel.road_factor,
        None => straight * travel.detour,
    }
}

/// Metres of a leg that passes these nodes.
fn along(instance: &Instance, (from, to): (Place, Place), path: &[u32]) -> f64 {
    let travel = &instance.settings().travel;
    let (from, to) = (instance.position(from), instance.position(to));
    let (Some(first), Some(last)) = (path.first(), path.last()) else {
        return haversine(from, to) * travel.detour;
    };
    let node = |at: &u32| instance.road_nodes[*at as usize].position;
    let step = |pair: &[u32]| {
        let joins = |e: &&RoadEdge| {
            [e.from, e.to] == [pair[0], pair[1]] || [e.to, e.from] == [pair[0], pair[1]]
        };
        instance
            .road_edges
            .iter()
            .filter(joins)
            .map(|edge| edge.metres)
            .fold(f64::INFINITY, f64::min)
    };
    let ends = haversine(from, node(first)) + haversine(to, node(last));
    ends * travel.detour + path.windows(2).map(step).sum::<f64>() * travel.road_factor
}

/// Least metres and minutes from each place to each other over any of them, as their legs say (Floyd 1962,
/// doi:10.1145/367766.368168).
fn least_ways(travel: &Travel, all: &[Place]) -> Vec<Vec<(u32, u32)>> {
    let leg = |from: &Place, to: &Place| {
        let leg = travel.leg(*from, *to).unwrap_or(Leg::UNREACHABLE);
        (leg.metres, leg.minutes)
    };
    let row = |from: &Place| all.iter().map(|to| leg(from, to)).collect();
    let mut least: Vec<Vec<(u32, u32)>> = all.iter().map(row).collect();
    for over in 0..all.len() {
        for from in 0..all.len() {
            for to in 0..all.len() {
                let (there, on) = (least[from][over], least[over][to]);
                let known = &mut least[from][to];
                *known = (known.0.min(there.0 + on.0), known.1.min(there.1 + on.1));
            }
        }
    }
    least
}

/// No way out and back takes less than its round trip.
fn shorter_than_no_way(travel: &Travel, all: &[Place]) {
    let least = least_ways(travel, all);
    for (base, trips) in travel.round_trips(all, all).iter().enumerate() {
        for (place, trip) in trips.iter().enumerate() {
            let (out, back) = (least[base][place], least[place][base]);
            assert!(trip.metres <= out.0 + back.0, "{trip:?} {out:?} {back:?}");
            assert!(trip.minutes <= out.1 + back.1, "{trip:?} {out:?} {back:?}");
        }
    }
}

/// No leg between a place and one that is not among those around it falls below what is said of the rest.
fn nothing_else_is_nearer(travel: &Travel, all: &[Place]) {
    let nearby = travel.nearby(all);
    for at in 0..all.len() {
        for count in 0..all.len() {
            let (around, beyond) = nearby.around(at, count);
            assert!(!around.contains(&at));
            for other in (0..all.len()).filter(|other| *other != at && !around.contains(other)) {
                for (from, to) in [(at, other), (other, at)] {
                    let leg = travel.leg(all[from], all[to]).unwrap();
                    assert!(leg.metres >= beyond.metres && leg.minutes >= beyond.minutes);
                }
            }
        }
    }
}

#[test]
fn round_trips_are_as_long_as_the_shortest_ways() {
    // Straight ways are shortest ways.
    let straight = instance("geodesic", &[(112.0, 35.0), (112.3, 35.1), (112.9, 35.0)], &[], &[]);
    let travel = Travel::new(&straight).unwrap();
    let all = [0, 1, 2].map(seat);
    shorter_than_no_way(&travel, &all);
    nothing_else_is_nearer(&travel, &all);
    let (around, beyond) = travel.nearby(&all).around(0, 1);
    let leg = travel.leg(all[0], all[2]).unwrap();
    assert_eq!(around, [1]);
    assert!(leg.metres - beyond.metres <= 2 && leg.minutes - beyond.minutes <= 1);
    let trip = travel.round_trips(&all[..1], &all)[0][2];
    let leg = travel.leg(seat(0), seat(2)).unwrap();
    assert!(2 * leg.metres - trip.metres <= 4 && 2 * leg.minutes - trip.minutes <= 2, "{trip:?}");
    // Given ways need not be: out over the second place, back as it is given.
    let mut tables = straight.tables().clone();
    tables.matrix = vec![way(0, 1, 10, 2), way(1, 2, 20, 3), way(0, 2, 90, 4), way(2, 0, 70, 7)];
    let given = Instance::new(settings("matrix"), tables).unwrap();
    let travel = Travel::new(&given).unwrap();
    shorter_than_no_way(&travel, &all);
    let trips = &travel.round_trips(&all[..1], &all)[0];
    assert_eq!(trips[2], Leg { metres: 30 + 70, minutes: 4 + 7 });
    assert_eq!(trips[1], Leg { metres: 10 + 20 + 70, minutes: 2 + 3 + 7 });
}

/// Two places on a road, and two others far away on another one.
#[test]
fn roads_far_apart_are_no_shortcut_for_each_other() {
    let places = [(112.0, 35.0), (112.5, 35.0), (118.0, 35.0), (118.5, 35.0)];
    let (road, bend) = ([(0, 1, 90_000.0), (2, 3, 90_000.0)], [(0, 1, 90_000.0)]);
    let all = [0, 1, 2, 3].map(seat);
    for (places, edges) in [(&places[..], &road[..]), (&places[..3], &bend[..])] {
        let instance = instance("roads", places, places, edges);
        let travel = Travel::new(&instance).unwrap();
        let all = &all[..places.len()];
        shorter_than_no_way(&travel, all);
        let trip = travel.round_trips(&all[..1], all)[0][1];
        let leg = travel.leg(all[0], all[1]).unwrap();
        assert!(2 * leg.metres - trip.metres <= 4, "{trip:?} {leg:?}");
    }
}

/// Coordinates on a coarse grid, so that equal distances and equal nodes happen.
fn points(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(f64, f64)>> {
    proptest::collection::vec((0..40i32, 0..40i32), count).prop_map(|grid| {
        let degrees = |(lon, lat)| (112.0 + f64::from(lon) * 0.02, 35.0 + f64::from(lat) * 0.02);
        grid.into_iter().map(degrees).collect()
    })
}

proptest! {
    #[test]
    fn unit_vectors_agree_with_haversine(
        a in (-180.0..180.0f64, -89.0..89.0f64), b in (-180.0..180.0f64, -89.0..89.0f64),
        near in (-0.1..0.1f64, -0.1..0.1f64),
    ) {
        let at = |(lon, lat)| Position { lon, lat };
        let close = (a.0 + near.0, (a.1 + near.1).clamp(-89.9, 89.9));
        for other in [b, close] {
            let exact = haversine(at(a), at(other));
            // Near the antipode both formulas lose digits; no leg is 19,000 km long.
            if exact < 1.9e7 {
                let fast = Unit::new(at(a)).metres_to(&Unit::new(at(other)));
                prop_assert!((exact - fast).abs() < 1e-3, "{exact} {fast}");
            }
        }
    }

    #[test]
    fn roads_agree_with_the_slow_and_obvious_way(
        places in points(2..8),
        nodes in points(0..15),
        pairs in proptest::collection::vec((any::<u32>(), any::<u32>(), 100.0..9e4f64), 0..25),
    ) {
        let count = nodes.len().max(1) as u32;
        let edges: Vec<(u32, u32, f64)> = pairs
            .into_iter()
            .filter(|_| !nodes.is_empty())
            .map(|(from, to, metres)| (from % count, to % count, metres))
            .collect();
        let instance = instance("roads", &places, &nodes, &edges);
        let travel = Travel::new(&instance).unwrap();
        let all: Vec<Place> = (0..places.len() as u32).map(seat).collect();
        let table = LegMatrix::new(&travel, &all);
        for (i, from) in all.iter().enumerate() {
            for (j, to) in all.iter().enumerate() {
                let leg = travel.leg(*from, *to).unwrap();
                let metres = naive(&instance, instance.position(*from), instance.position(*to));
                let metres = if i == j { 0 } else { (metres - 1e-6).ceil() as u32 };
                prop_assert!(leg.metres.abs_diff(metres) <= 1, "{leg:?} {metres}");
                prop_assert_eq!((table.leg(i, j), table.column(j)[i]), (leg, leg));
            }
        }
        shorter_than_no_way(&travel, &all);
        nothing_else_is_nearer(&travel, &all);
        // What maps draw is as long as what is paid.
        let legs: Vec<(Place, Place)> = all.windows(2).map(|pair| (pair[0], pair[1])).collect();
        for (leg, path) in legs.iter().zip(road_paths(&instance, &legs)) {
            let metres = along(&instance, *leg, &path).ceil() as u32;
            let paid = travel.leg(leg.0, leg.1).unwrap().metres;
            prop_assert!(paid.abs_diff(metres) <= 1, "{path:?}: {paid} {metres}");
        }
    }
}
