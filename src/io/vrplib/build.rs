//! Header and sections become a routing problem.

use crate::engine::{Client, Cost, Data, Depot, FOREVER, Length, Metric, Rounding, VehicleType};
use crate::io::diagnostic::Diagnostic;
use crate::model::Note;

use super::Vrp;
use super::text::{MOST, Raw, Row};

/// Nodes and vehicles that a file may have.
const MOST_NODES: usize = 1_000_000;
/// Nodes of a matrix.
const MOST_IN_MATRIX: usize = 16_000;
/// Kinds of vehicles that are told apart.
const MOST_TYPES: usize = 64;

/// Builds the problem; `found` grows by what is wrong.
pub fn build(
    raw: &Raw,
    file: &str,
    stem: String,
    rounding: Option<Rounding>,
    found: &mut Vec<Diagnostic>,
) -> Option<Vrp> {
    let kind = raw.header.get("TYPE").map_or("", |(kind, _)| kind).to_owned();
    let rounding = rounding.unwrap_or(match kind.as_str() {
        "CVRP" => Rounding::Nearest,
        "VRPTW" | "PCVRPTW" => Rounding::Tenths,
        _ => Rounding::Thousandths,
    });
    let mut reader = Reader { raw, file, rounding, found };
    let nodes = reader.count("DIMENSION")?;
    let depots = reader.depots(nodes)?;
    let is_depot = |node: usize| depots.contains(&node);
    let numbers: Vec<usize> = (0..nodes).filter(|&node| !is_depot(node)).collect();
    let order: Vec<usize> = numbers.iter().chain(&depots).copied().collect();
    let metric = reader.metric(nodes, &order)?;
    let (clients, depot_rows) = reader.nodes(nodes, &numbers, &depots);
    let (types, vehicles) = reader.vehicles(&numbers, &depots)?;
    if types.len() > MOST_TYPES {
        let note = Note::new("io-vrp-types").with("count", types.len()).with("most", MOST_TYPES);
        reader.found.push(Diagnostic::error(file, note));
    }
    let name = raw.header.get("NAME").map_or(stem, |(name, _)| name.clone());
    let numbers = numbers.into_iter().map(|node| node as u32).collect();
    let data = Data { clients, depots: depot_rows, types, metric };
    Some(Vrp { name, kind, data, numbers, vehicles, rounding })
}

struct Reader<'a> {
    raw: &'a Raw,
    file: &'a str,
    rounding: Rounding,
    found: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn fail(&mut self, line: Option<u32>, column: &str, found: &str, expected: Note) {
        if self.found.len() >= MOST {
            return;
        }
        let mut diagnostic = Diagnostic::error(self.file, Note::new("io-bad-value"))
            .column(column)
            .found(found)
            .expected(expected);
        if let Some(line) = line {
            diagnostic = diagnostic.row(line);
        }
        self.found.push(diagnostic);
    }

    fn missing(&mut self, what: &str) {
        let note = Note::new("io-vrp-missing").with("what", what);
        self.found.push(Diagnostic::error(self.file, note));
    }

    fn header(&mut self, key: &str) -> Option<f64> {
        let (text, line) = self.raw.header.get(key)?;
        let value = text.parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0);
        if value.is_none() {
            self.fail(Some(*line), key, text, Note::new("io-vrp-number"));
        }
        value
    }

    fn count(&mut self, key: &str) -> Option<usize> {
        let Some((text, line)) = self.raw.header.get(key) else {
            self.missing(key);
            return None;
        };
        let count = text.parse().ok().filter(|count| (1..=MOST_NODES).contains(count));
        if count.is_none() {
            self.fail(Some(*line), key, text, Note::new("io-vrp-count").with("most", MOST_NODES));
        }
        count
    }

    /// Rows of a section under numbers from 1 to `count`, each there once.
    fn rows(&mut self, section: &'static str, count: usize) -> Option<Vec<&'a Row>> {
        let raw = self.raw;
        let (rows, line) = raw.sections.get(section)?;
        let mut by_number: Vec<Option<&'a Row>> = vec![None; count];
        for row in rows {
            let number = row.values[0];
            let at = (number.fract() == 0.0 && number >= 1.0).then_some(number as usize);
            match at.and_then(|at| by_number.get_mut(at - 1)) {
                Some(place @ None) if row.values.len() > 1 => *place = Some(row),
                _ => {
                    let expected = Note::new("io-vrp-row").with("count", count);
                    self.fail(Some(row.line), section, &number.to_string(), expected);
                }
            }
        }
        let rows: Option<Vec<&'a Row>> = by_number.into_iter().collect();
        if rows.is_none() {
            let expected = Note::new("io-vrp-rows").with("count", count);
            self.fail(Some(*line), section, "", expected);
        }
        rows
    }

    /// The first values of a section, else the header's value for all, else `otherwise`; in whole units.
    fn values(
        &mut self,
        section: &'static str,
        key: Option<&str>,
        count: usize,
        otherwise: f64,
    ) -> Vec<f64> {
        let rounding = self.rounding;
        if self.raw.sections.contains_key(section) {
            let rows = self.rows(section, count).unwrap_or_default();
            return rows.iter().map(|row| rounding.whole(row.values[1])).collect();
        }
        let all = key.and_then(|key| self.header(key)).map(|value| rounding.whole(value));
        vec![all.unwrap_or(otherwise); count]
    }

    fn depots(&mut self, nodes: usize) -> Option<Vec<usize>> {
        let Some((rows, _)) = self.raw.sections.get("DEPOT_SECTION") else { return Some(vec![0]) };
        let mut depots = Vec::new();
        for row in rows {
            for &value in &row.values {
                if value < 0.0 {
                    continue;
                }
                let at = (value.fract() == 0.0 && value >= 1.0).then_some(value as usize);
                match at.filter(|at| *at <= nodes && !depots.contains(&(at - 1))) {
                    Some(at) => depots.push(at - 1),
                    None => {
                        let expected = Note::new("io-vrp-row").with("count", nodes);
                        self.fail(Some(row.line), "DEPOT_SECTION", &value.to_string(), expected);
                    }
                }
            }
        }
        if depots.is_empty() {
            self.missing("DEPOT_SECTION");
        }
        (!depots.is_empty()).then_some(depots)
    }

    fn metric(&mut self, nodes: usize, order: &[usize]) -> Option<Metric> {
        let kind = self.raw.header.get("EDGE_WEIGHT_TYPE");
        match kind.map(|(kind, _)| kind.as_str()) {
            Some("EUC_2D") => {
                if !self.raw.sections.contains_key("NODE_COORD_SECTION") {
                    self.missing("NODE_COORD_SECTION");
                }
                let rows = self.rows("NODE_COORD_SECTION", nodes)?;
                let mut at = Vec::with_capacity(nodes);
                for &node in order {
                    match rows[node].values[..] {
                        [_, x, y] if x.abs().max(y.abs()) < 1e5 => at.push([x, y]),
                        _ => {
                            let expected = Note::new("io-vrp-point");
                            let found = format!("{:?}", rows[node].values);
                            self.fail(
                                Some(rows[node].line),
                                "NODE_COORD_SECTION",
                                &found,
                                expected,
                            );
                            return None;
                        }
                    }
                }
                Some(Metric::Points { at, rounding: self.rounding })
            }
            Some("EXPLICIT") => self.matrix(nodes, order),
            other => {
                let found = other.unwrap_or("").to_owned();
                let line = kind.map(|(_, line)| *line);
                self.fail(line, "EDGE_WEIGHT_TYPE", &found, Note::new("io-vrp-weights"));
                None
            }
        }
    }

    fn matrix(&mut self, nodes: usize, order: &[usize]) -> Option<Metric> {
        let format = self.raw.header.get("EDGE_WEIGHT_FORMAT").map_or("", |(format, _)| format);
        let Some((rows, line)) = self.raw.sections.get("EDGE_WEIGHT_SECTION") else {
            self.missing("EDGE_WEIGHT_SECTION");
            return None;
        };
        let mut values = rows.iter().flat_map(|row| row.values.iter().copied());
        if nodes > MOST_IN_MATRIX {
            let expected = Note::new("io-vrp-count").with("most", MOST_IN_MATRIX);
            self.fail(None, "DIMENSION", &nodes.to_string(), expected);
            return None;
        }
        let mut cells = vec![0.0; nodes * nodes];
        let mut short = false;
        for row in 0..nodes {
            let columns = match format {
                "FULL_MATRIX" => 0..nodes,
                "LOWER_ROW" => 0..row,
                "LOWER_DIAG_ROW" => 0..row + 1,
                "UPPER_ROW" => row + 1..nodes,
                "UPPER_DIAG_ROW" => row..nodes,
                _ => {
                    self.fail(None, "EDGE_WEIGHT_FORMAT", format, Note::new("io-vrp-formats"));
                    return None;
                }
            };
            for column in columns {
                let value = values.next();
                short |= value.is_none();
                cells[row * nodes + column] = value.unwrap_or(0.0);
                if format != "FULL_MATRIX" {
                    cells[column * nodes + row] = value.unwrap_or(0.0);
                }
            }
        }
        let bad = cells.iter().find(|cell| !(0.0..1e6).contains(*cell));
        if short || values.next().is_some() || bad.is_some() {
            let found = bad.map(f64::to_string).unwrap_or_default();
            let expected = Note::new("io-vrp-matrix").with("format", format).with("count", nodes);
            self.fail(Some(*line), "EDGE_WEIGHT_SECTION", &found, expected);
            return None;
        }
        let whole =
            |(from, to): (usize, usize)| self.rounding.whole(cells[from * nodes + to]) as Length;
        let pairs = order.iter().flat_map(|&from| order.iter().map(move |&to| (from, to)));
        Some(Metric::Matrix { width: nodes, cells: pairs.map(whole).collect() })
    }

    fn nodes(
        &mut self,
        nodes: usize,
        numbers: &[usize],
        depots: &[usize],
    ) -> (Vec<Client>, Vec<Depot>) {
        let demands = self.values("DEMAND_SECTION", None, nodes, 0.0);
        let services = self.values("SERVICE_TIME_SECTION", Some("SERVICE_TIME"), nodes, 0.0);
        let prizes = self.values("PRIZE_SECTION", None, nodes, 0.0);
        let windows = self.windows(nodes);
        let at = |values: &[f64], node: usize| values.get(node).copied().unwrap_or(0.0);
        let time = |value: f64| value.clamp(0.0, f64::from(FOREVER)) as Length;
        let window = |node: usize| windows.get(node).copied().unwrap_or((0, FOREVER));
        let client = |&node: &usize| Client {
            demand: at(&demands, node) as i64,
            open: window(node).0,
            close: window(node).1,
            service: time(at(&services, node)),
            prize: Some(at(&prizes, node) as Cost).filter(|&prize| prize > 0),
        };
        let depot = |&node: &usize| Depot { open: window(node).0, close: window(node).1 };
        (numbers.iter().map(client).collect(), depots.iter().map(depot).collect())
    }

    fn windows(&mut self, nodes: usize) -> Vec<(Length, Length)> {
        let rounding = self.rounding;
        let rows = self.rows("TIME_WINDOW_SECTION", nodes).unwrap_or_default();
        let whole = |value: f64| rounding.whole(value).clamp(0.0, f64::from(FOREVER)) as Length;
        let mut windows = Vec::with_capacity(rows.len());
        for row in rows {
            match row.values[..] {
                [_, open, close] if open <= close => windows.push((whole(open), whole(close))),
                _ => {
                    let found = format!("{:?}", row.values);
                    self.fail(
                        Some(row.line),
                        "TIME_WINDOW_SECTION",
                        &found,
                        Note::new("io-vrp-window"),
                    );
                }
            }
        }
        windows
    }

    fn vehicles(
        &mut self,
        numbers: &[usize],
        depots: &[usize],
    ) -> Option<(Vec<VehicleType>, Vec<Vec<usize>>)> {
        let count = match self.raw.header.contains_key("VEHICLES") {
            true => self.count("VEHICLES")?,
            false => numbers.len().max(1),
        };
        let none = f64::from(FOREVER);
        let capacities = self.values("CAPACITY_SECTION", Some("CAPACITY"), count, 1e15);
        let fixed =
            self.values("VEHICLES_FIXED_COST_SECTION", Some("VEHICLES_FIXED_COST"), count, 0.0);
        let durations = self.values(
            "VEHICLES_MAX_DURATION_SECTION",
            Some("VEHICLES_MAX_DURATION"),
            count,
            none,
        );
        let units = self.units(count);
        let homes = self.homes(count, depots);
        let serves = self.serves(count, numbers);
        let mut types: Vec<VehicleType> = Vec::new();
        let mut vehicles: Vec<Vec<usize>> = Vec::new();
        let at = |values: &[f64], vehicle: usize| values.get(vehicle).copied().unwrap_or(0.0);
        for vehicle in 0..count {
            let kind = VehicleType {
                depot: homes.get(vehicle).copied().unwrap_or(0),
                count: 0,
                capacity: at(&capacities, vehicle) as i64,
                max_duration: at(&durations, vehicle).min(none) as Length,
                fixed: at(&fixed, vehicle) as Cost,
                unit: at(&units, vehicle) as Cost,
                serves: serves.get(vehicle).cloned().flatten(),
            };
            let at =
                types.iter().position(|known| VehicleType { count: 0, ..known.clone() } == kind);
            let at = at.unwrap_or_else(|| {
                types.push(kind);
                vehicles.push(Vec::new());
                types.len() - 1
            });
            types[at].count += 1;
            vehicles[at].push(vehicle);
        }
        Some((types, vehicles))
    }

    /// Prices of distance are whole already and not rounded.
    fn units(&mut self, count: usize) -> Vec<f64> {
        const SECTION: &str = "VEHICLES_UNIT_DISTANCE_COST_SECTION";
        if self.raw.sections.contains_key(SECTION) {
            let rows = self.rows(SECTION, count).unwrap_or_default();
            return rows.iter().map(|row| row.values[1].trunc()).collect();
        }
        vec![self.header("VEHICLES_UNIT_DISTANCE_COST").map_or(1.0, f64::trunc); count]
    }

    fn homes(&mut self, count: usize, depots: &[usize]) -> Vec<usize> {
        const SECTION: &str = "VEHICLES_DEPOT_SECTION";
        let place = |value: f64| depots.iter().position(|&depot| depot as f64 + 1.0 == value);
        if !self.raw.sections.contains_key(SECTION) {
            let all = self.header("VEHICLES_DEPOT").and_then(place);
            return vec![all.unwrap_or(0); count];
        }
        let rows = self.rows(SECTION, count).unwrap_or_default();
        let mut homes = Vec::with_capacity(rows.len());
        for row in rows {
            match place(row.values[1]) {
                Some(home) => homes.push(home),
                None => {
                    let found = row.values[1].to_string();
                    self.fail(Some(row.line), SECTION, &found, Note::new("io-vrp-depot"));
                }
            }
        }
        homes
    }

    /// For each vehicle whom it may serve; empty: everybody.
    fn serves(&mut self, count: usize, numbers: &[usize]) -> Vec<Option<Vec<bool>>> {
        const SECTION: &str = "VEHICLES_ALLOWED_CLIENTS_SECTION";
        if !self.raw.sections.contains_key(SECTION) {
            return vec![None; count];
        }
        let rows = self.rows(SECTION, count).unwrap_or_default();
        let list = |row: &&Row| {
            let mut serves = vec![false; numbers.len()];
            for &value in &row.values[1..] {
                let client = numbers.binary_search(&((value - 1.0).max(0.0) as usize));
                if let Ok(client) = client {
                    serves[client] = true;
                }
            }
            Some(serves)
        };
        rows.iter().map(list).collect()
    }
}
