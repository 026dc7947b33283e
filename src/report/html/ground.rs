//! The drawing plane of the map: a frame around the plan's places, and what lies in it.

use crate::model::Position;

/// Width of the map in its own units; fine enough to be enlarged twenty times.
pub const WIDTH: f64 = 4000.0;

/// Outlines of the cities of Shanxi, for display only.
const OUTLINES: &str = include_str!("../../../data/shanxi_boundaries.geojson");

/// An equirectangular projection of a frame, true to scale at its middle latitude.
pub struct Ground {
    west: f64,
    north: f64,
    shrink: f64,
    scale: f64,
    /// Height of the map in its own units.
    pub height: f64,
}

impl Ground {
    /// A frame around places, with a margin; of a degree's size if there are hardly any.
    pub fn around(places: impl Iterator<Item = Position>) -> Self {
        let (mut west, mut south, mut east, mut north) =
            (180.0_f64, 90.0_f64, -180.0_f64, -90.0_f64);
        for place in places {
            (west, east) = (west.min(place.lon), east.max(place.lon));
            (south, north) = (south.min(place.lat), north.max(place.lat));
        }
        if west > east {
            (west, south, east, north) = (110.2, 34.5, 114.6, 40.8);
        }
        let shrink = ((south + north) / 2.0).to_radians().cos().max(0.05);
        let margin = ((east - west) * shrink).max(north - south).max(0.1) * 0.07;
        (west, east) = (west - margin / shrink, east + margin / shrink);
        (south, north) = (south - margin, north + margin);
        // A page is wide rather than high: no frame narrower than 4:5 nor wider than 2:1.
        let (wide, high) = ((east - west) * shrink, north - south);
        let more_width = (high * 0.8 - wide).max(0.0) / shrink;
        let more_height = (wide * 0.5 - high).max(0.0);
        (west, east) = (west - more_width / 2.0, east + more_width / 2.0);
        (south, north) = (south - more_height / 2.0, north + more_height / 2.0);
        let scale = WIDTH / ((east - west) * shrink);
        Self { west, north, shrink, scale, height: ((north - south) * scale).round() }
    }

    /// Where a position lies on the map.
    pub fn at(&self, position: Position) -> (i64, i64) {
        let (x, y) = self.exact(position);
        (x.round() as i64, y.round() as i64)
    }

    /// A line on the map without what lies closer than `tolerance` to it.
    pub fn simple(&self, line: &[Position], tolerance: f64) -> Vec<(i64, i64)> {
        let points: Vec<(f64, f64)> = line.iter().map(|p| self.exact(*p)).collect();
        rounded(simplified(&points, tolerance))
    }

    fn exact(&self, position: Position) -> (f64, f64) {
        let x = (position.lon - self.west) * self.shrink * self.scale;
        (x, (self.north - position.lat) * self.scale)
    }

    /// Units of the map a kilometre.
    pub fn per_kilometre(&self) -> f64 {
        // A degree of latitude on the sphere of the contract's radius.
        self.scale / (6_371.008_8_f64.to_radians())
    }

    /// Outlines in and around the frame: code and path, simplified to what can be seen.
    pub fn outlines(&self) -> Vec<(String, String)> {
        let Ok(file) = serde_json::from_str::<serde_json::Value>(OUTLINES) else {
            return Vec::new();
        };
        let features = file["features"].as_array().map(Vec::as_slice).unwrap_or_default();
        let outline = |feature: &serde_json::Value| {
            let code = feature["properties"]["code"].as_str().unwrap_or_default();
            let path: String = rings(&feature["geometry"])
                .into_iter()
                .filter_map(|ring| self.ring(&ring))
                .collect();
            (!path.is_empty()).then(|| (code.to_owned(), path))
        };
        features.iter().filter_map(outline).collect()
    }

    /// A ring as a closed path; none if it is far from the frame.
    fn ring(&self, ring: &[Position]) -> Option<String> {
        self.line(ring, 2.0).map(|path| path + "z")
    }

    /// A line as a path, simplified to what can be seen; none if it lies further from the frame
    /// than `around` times its size.
    pub fn line(&self, line: &[Position], around: f64) -> Option<String> {
        let points: Vec<(f64, f64)> = line.iter().map(|p| self.exact(*p)).collect();
        let range = |of: fn(&(f64, f64)) -> f64| {
            let values = points.iter().map(of);
            values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let ((left, right), (top, bottom)) = (range(|p| p.0), range(|p| p.1));
        // A map can be reduced: what lies within some widths of the frame may come into sight.
        let (wide, high) = (around * WIDTH, around * self.height);
        if right < -wide || left > WIDTH + wide || bottom < -high || top > self.height + high {
            return None;
        }
        let mut path = String::new();
        let mut last = (0, 0);
        for (at, here) in rounded(simplified(&points, 2.5)).into_iter().enumerate() {
            match at {
                0 => path.push_str(&format!("M{} {}l", here.0, here.1)),
                _ => path.push_str(&format!("{} {} ", here.0 - last.0, here.1 - last.1)),
            }
            last = here;
        }
        Some(path)
    }
}

fn rounded(points: Vec<(f64, f64)>) -> Vec<(i64, i64)> {
    points.into_iter().map(|(x, y)| (x.round() as i64, y.round() as i64)).collect()
}

/// The rings of a polygon or of several.
fn rings(geometry: &serde_json::Value) -> Vec<Vec<Position>> {
    let ring = |points: &serde_json::Value| -> Vec<Position> {
        let points = points.as_array().map(Vec::as_slice).unwrap_or_default();
        let place = |point: &serde_json::Value| {
            Some(Position { lon: point.get(0)?.as_f64()?, lat: point.get(1)?.as_f64()? })
        };
        points.iter().filter_map(place).collect()
    };
    let polygon = |rings: &serde_json::Value| -> Vec<Vec<Position>> {
        rings.as_array().map(|rings| rings.iter().map(ring).collect()).unwrap_or_default()
    };
    match geometry["type"].as_str() {
        Some("Polygon") => polygon(&geometry["coordinates"]),
        Some("MultiPolygon") => {
            let several = geometry["coordinates"].as_array().map(Vec::as_slice).unwrap_or_default();
            several.iter().flat_map(polygon).collect()
        }
        _ => Vec::new(),
    }
}

/// Points without those closer than `tolerance` to the line through their neighbours
/// (Douglas & Peucker 1973, doi:10.3138/FM57-6770-U75U-7727).
fn simplified(points: &[(f64, f64)], tolerance: f64) -> Vec<(f64, f64)> {
    let mut keep = vec![false; points.len()];
    let mut open = Vec::new();
    if let Some(last) = points.len().checked_sub(1) {
        (keep[0], keep[last]) = (true, true);
        // A ring ends where it starts: split it at its middle, else it has no chord.
        keep[last / 2] = true;
        open.extend([(0, last / 2), (last / 2, last)]);
    }
    while let Some((from, to)) = open.pop() {
        let far = (from + 1..to)
            .map(|at| (off_line(points[at], points[from], points[to]), at))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, at)) = far.filter(|(off, _)| *off > tolerance) {
            keep[at] = true;
            open.extend([(from, at), (at, to)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

/// Distance of a point from the line through two others.
fn off_line(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy);
    if length == 0.0 {
        return (p.0 - a.0).hypot(p.1 - a.1);
    }
    ((p.0 - a.0) * dy - (p.1 - a.1) * dx).abs() / length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_true_to_scale() {
        let corner = |lon, lat| Position { lon, lat };
        let ground = Ground::around([corner(112.0, 35.0), corner(113.0, 36.0)].into_iter());
        // One degree of latitude is 6371.0088 km x pi / 180 = 111.195 km.
        let (_, top) = ground.exact(corner(112.5, 36.0));
        let (_, bottom) = ground.exact(corner(112.5, 35.0));
        let km = (bottom - top) / ground.per_kilometre();
        assert!((km - 111.195).abs() < 0.01, "{km}");
        assert!(!ground.outlines().is_empty());
    }

    #[test]
    fn nothing_and_one_place_have_a_frame_too() {
        for ground in [
            Ground::around(std::iter::empty()),
            Ground::around([Position { lon: 112.0, lat: 35.0 }].into_iter()),
        ] {
            assert!(ground.height.is_finite() && ground.height > 0.0);
        }
    }

    #[test]
    fn simplification_keeps_corners() {
        let square = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)];
        let kept = simplified(&square, 1.0);
        assert!(kept.contains(&(10.0, 10.0)) && kept.contains(&(10.0, 0.0)));
        assert!(!kept.contains(&(5.0, 0.1)));
    }
}
