//! The minutes of one day for people: when to set off, arrive, work, eat and be back.
//!
//! The search knows only the earliest minutes; here every way of having lunch is tried in turn and
//! the one that brings the team home first is written down, the departure as late as it may be.

use crate::calendar::{Interval, earliest_start, work_end};

use super::clockwork::{DayRules, NEVER};

/// One stop of a day, as the clock sees it.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Minutes of driving before it.
    pub drive: i32,
    /// Open minutes of the day.
    pub open: &'a [Interval],
    /// Minutes of work.
    pub work: i32,
}

/// Times of one stop, minutes of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// At the door.
    pub arrive: i32,
    /// Work starts.
    pub start: i32,
    /// Work is done.
    pub end: i32,
}

/// Times of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// The team sets off.
    pub depart: i32,
    /// Times of each stop.
    pub stops: Vec<Times>,
    /// Start of the lunch, if the day needs one.
    pub lunch: Option<i32>,
    /// The team arrives where it spends the night.
    pub arrive: i32,
}

/// How the lunch is had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lunch {
    /// None: back before the window closes.
    BackEarly,
    /// None: off after the window opened.
    LateStart,
    /// While the stop is closed at noon.
    InPause(usize),
    /// Between leaving one place and starting work at the next.
    InGap(usize),
}

/// The timetable of a day that starts at `day_start` at the earliest and ends by `day_end`; `home`
/// is the last drive. `None` if there is none.
pub fn timetable(
    rules: &DayRules,
    (day_start, day_end): (i32, i32),
    calls: &[Call<'_>],
    home: i32,
) -> Option<Timetable> {
    let pauses = (0..calls.len()).map(Lunch::InPause);
    let gaps = (0..=calls.len()).map(Lunch::InGap);
    [Lunch::BackEarly, Lunch::LateStart]
        .into_iter()
        .chain(pauses)
        .chain(gaps)
        .filter_map(|lunch| with_lunch(rules, day_start, calls, home, lunch))
        .filter(|times| times.arrive <= day_end)
        .min_by_key(|times| times.arrive)
}

fn with_lunch(
    rules: &DayRules,
    day_start: i32,
    calls: &[Call<'_>],
    home: i32,
    lunch: Lunch,
) -> Option<Timetable> {
    let depart = match lunch {
        Lunch::LateStart => day_start.max(rules.lunch_from + 1),
        _ => day_start,
    };
    let mut table =
        Timetable { depart, stops: Vec::with_capacity(calls.len()), lunch: None, arrive: depart };
    let mut free = depart;
    for (at, call) in calls.iter().enumerate() {
        let (arrive, ready) = gap(rules, free, call.drive, lunch == Lunch::InGap(at), &mut table);
        if ready >= NEVER {
            return None;
        }
        let start = earliest_start(call.open, ready)?;
        let end = work_end(call.open, start, call.work)?;
        if lunch == Lunch::InPause(at) {
            table.lunch = Some(rules.pause_for_lunch(call.open, start, end)?);
        }
        table.stops.push(Times { arrive, start, end });
        free = end;
    }
    let (_, back) = gap(rules, free, home, lunch == Lunch::InGap(calls.len()), &mut table);
    if back >= NEVER || (lunch == Lunch::BackEarly && back >= rules.lunch_to) {
        return None;
    }
    table.arrive = back;
    if lunch == Lunch::InGap(0) {
        eat_on_the_way(rules, &mut table, calls);
    } else {
        leave_late(&mut table, calls);
    }
    Some(table)
}

/// Arrival after a drive, and when the team is ready for what follows.
fn gap(rules: &DayRules, free: i32, drive: i32, lunch: bool, table: &mut Timetable) -> (i32, i32) {
    if !lunch {
        return (free + drive, free + drive);
    }
    let ready = rules.lunch_in_gap(free, drive);
    let eats = free.max(rules.lunch_from);
    table.lunch = Some(eats);
    let arrive = if eats <= free + drive { ready } else { free + drive };
    (arrive, ready)
}

/// Nobody has to wait at the first door.
fn leave_late(table: &mut Timetable, calls: &[Call<'_>]) {
    if let (Some(first), Some(call)) = (table.stops.first_mut(), calls.first()) {
        first.arrive = first.start;
        table.depart = first.start - call.drive;
    }
}

/// The same where the lunch is had before the first door: the team is still off when its window opens.
fn eat_on_the_way(rules: &DayRules, table: &mut Timetable, calls: &[Call<'_>]) {
    let (Some(start), Some(call)) = (table.stops.first().map(|first| first.start), calls.first())
    else {
        return;
    };
    let latest = (start - rules.lunch - call.drive).min(rules.lunch_from);
    if latest > table.depart {
        table.depart = latest;
        table.stops[0].arrive = gap(rules, latest, call.drive, true, table).0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: DayRules = DayRules { lunch_from: 690, lunch_to: 840, lunch: 45, drive: 480 };
    const OPEN: [Interval; 2] = [Interval { from: 510, to: 720 }, Interval { from: 840, to: 1080 }];

    #[test]
    fn the_team_leaves_so_that_the_door_is_open_when_it_comes() {
        // Door opens 08:30, 20 minutes away: off at 08:10, one hour of work, back at 09:50.
        let call = Call { drive: 20, open: &OPEN, work: 60 };
        let table = timetable(&RULES, (480, 1110), &[call], 20).unwrap();
        assert_eq!((table.depart, table.lunch, table.arrive), (490, None, 590));
        assert_eq!(table.stops, [Times { arrive: 510, start: 510, end: 570 }]);
    }

    #[test]
    fn the_noon_closure_is_the_lunch() {
        // Two stops of 180 and 120 minutes, 30 apart: 08:30-11:30, at the next door at 12:00 when
        // it closes, 14:00-16:00. Lunch fits while waiting: 11:30 to 12:15, arriving at 12:45.
        let calls = [180, 120].map(|work| Call { drive: 30, open: &OPEN, work });
        let table = timetable(&RULES, (480, 1110), &calls, 30).unwrap();
        assert_eq!(table.lunch, Some(690));
        assert_eq!(table.stops[1], Times { arrive: 765, start: 840, end: 960 });
        assert_eq!(table.arrive, 990);
    }

    #[test]
    fn nobody_waits_at_the_first_door_after_lunch_on_the_way() {
        // A door that opens at 14:00, 200 minutes away, lunch of 45: off at 14:00 - 245 = 09:55.
        let call = Call { drive: 200, open: &OPEN[1..], work: 60 };
        let table = timetable(&RULES, (480, 1200), &[call], 200).unwrap();
        assert_eq!((table.depart, table.lunch, table.arrive), (595, Some(690), 1100));
        assert_eq!(table.stops, [Times { arrive: 840, start: 840, end: 900 }]);
    }

    #[test]
    fn a_drive_of_a_whole_day_is_interrupted_by_lunch() {
        // Nothing to do but drive 400 minutes: 08:00 to 15:25 with a lunch at 11:30.
        let table = timetable(&RULES, (480, 1110), &[], 400).unwrap();
        assert_eq!((table.lunch, table.arrive), (Some(690), 925));
    }
}
