//! Teams and agencies in words.

use comfy_table::CellAlignment;

use super::super::{AgencyExplanation, Barred, Cause, TeamExplanation, TeamLine};
use super::{Page, plain};
use crate::messages::form;
use crate::model::{Month, Note};

impl Page<'_> {
    pub(super) fn team(&mut self, team: &TeamExplanation) {
        let title = Note::new("explain-team-title")
            .with("team", &team.id)
            .with("agencies", team.agencies.join(", "))
            .with("used", team.used)
            .with("available", team.available);
        let title = self.say(&title);
        self.line(&title);
        let limit = |limit: Option<f64>, unit: &str| {
            limit.map_or_else(|| self.word("explain-unlimited"), |limit| format!("{limit} {unit}"))
        };
        let vehicle = format!("{}, {}", limit(team.vehicle_kg, "kg"), limit(team.vehicle_l, "L"));
        let cold = self.word(if team.cold { "explain-yes" } else { "explain-no" });
        self.facts(&[
            ("explain-samplers", team.samplers.join(", ")),
            ("explain-day", format!("{}–{}", team.day_start, team.day_end)),
            ("explain-max-nights", team.max_nights.to_string()),
            ("explain-vehicle", vehicle),
            ("explain-cold", cold),
            ("explain-tours", team.tours.to_string()),
            ("explain-nights-away", team.nights.to_string()),
            ("explain-visits-made", team.visits.to_string()),
            ("explain-batches", team.batches.to_string()),
            ("explain-km", format!("{:.1}", team.metres.kilometres())),
            ("explain-possible-tasks", team.possible_tasks.to_string()),
        ]);
        self.heading("explain-months");
        let row = |line: &super::super::team::MonthLine| {
            vec![line.month.to_string(), line.used.to_string(), line.available.to_string()]
        };
        let rows = team.months.iter().map(row).collect();
        let titles = ["explain-col-month", "explain-col-used", "explain-col-available"];
        self.rows(&titles, &[1, 2], rows);
        self.bounds("explain-absences", &team.absences);
        self.bounds("explain-avoids", &team.avoids);
        self.bounds("explain-scopes", &team.scopes);
        self.remedies(&team.remedies);
    }

    /// Rows that bind, if there are any.
    fn bounds(&mut self, key: &'static str, causes: &[Cause]) {
        if !causes.is_empty() {
            self.heading(key);
            self.causes(causes);
        }
    }

    pub(super) fn agency(&mut self, agency: &AgencyExplanation) {
        let title = Note::new("explain-agency-title")
            .with("agency", &agency.id)
            .with("region", &agency.region_name)
            .with("sampled", agency.sampled)
            .with("tested", agency.tested);
        let title = self.say(&title);
        self.line(&title);
        self.heading("explain-teams");
        let row = |line: &TeamLine| {
            vec![
                line.team.clone(),
                line.used.to_string(),
                line.available.to_string(),
                line.nights.to_string(),
                line.visits.to_string(),
                format!("{:.1}", line.metres.kilometres()),
            ]
        };
        let titles = [
            "explain-col-team",
            "explain-col-used",
            "explain-col-available",
            "explain-col-nights",
            "explain-col-entries",
            "explain-col-km",
        ];
        self.rows(&titles, &[1, 2, 3, 4, 5], agency.teams.iter().map(row).collect());
        self.lab(agency);
        self.bounds("explain-suspensions", &agency.suspensions);
        self.bounds("explain-avoids", &agency.avoids);
        self.bounds("explain-scopes", &agency.scopes);
        if !agency.barred.is_empty() {
            self.heading("explain-barred");
            let titles = [
                "explain-col-rule",
                "explain-col-tasks",
                "explain-kind-task",
                "explain-col-why",
                "explain-col-row",
            ];
            let row = |line: &Barred| {
                vec![
                    self.rule(line.rule),
                    line.tasks.to_string(),
                    line.example.clone(),
                    self.say(&line.cause.note),
                    line.cause.since.clone().unwrap_or_default(),
                ]
            };
            self.rows(&titles, &[1], agency.barred.iter().map(row).collect());
        }
        self.remedies(&agency.remedies);
    }

    /// The lab: a line for each group, a column for each month.
    fn lab(&mut self, agency: &AgencyExplanation) {
        if agency.lab.is_empty() {
            return;
        }
        self.heading("explain-lab-load");
        let mut months: Vec<Month> = agency.lab.iter().map(|line| line.month).collect();
        months.sort_unstable();
        months.dedup();
        let mut groups: Vec<&str> = agency.lab.iter().map(|line| line.lab_group.as_str()).collect();
        groups.dedup();
        let mut table = plain();
        let titles = months.iter().map(|month| form::month(self.reader.lang, *month));
        table.set_header(
            std::iter::once(self.word("explain-col-group")).chain(titles).collect::<Vec<_>>(),
        );
        for group in groups {
            let cell = |month: &Month| {
                let mut lines = agency.lab.iter();
                let line = lines.find(|line| line.lab_group == group && line.month == *month);
                line.map_or("–".to_owned(), |line| match line.capacity {
                    Some(capacity) => format!("{} / {capacity}", line.batches),
                    None => line.batches.to_string(),
                })
            };
            let cells = months.iter().map(cell);
            table.add_row(std::iter::once(group.to_owned()).chain(cells).collect::<Vec<_>>());
        }
        for at in 1..=months.len() {
            if let Some(column) = table.column_mut(at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self.table(table);
    }
}
