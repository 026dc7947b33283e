//! A task in words.

use comfy_table::CellAlignment;

use super::super::{
    Again, Cause, Earlier, NearMiss, OwnerCard, State, Step, TaskCard, TaskExplanation, VisitCard,
};
use super::{Page, plain};
use crate::messages::form;
use crate::model::Note;

impl Page<'_> {
    fn task_facts(&mut self, card: &TaskCard) {
        let dates = card.dates.map_or_else(
            || self.word("explain-no-dates"),
            |span| format!("{} – {}", span.from, span.to),
        );
        let required = if card.required { self.word("explain-required") } else { String::new() };
        self.facts(&[
            (
                "explain-enterprise",
                format!("{} {} · {}", card.site, card.site_name, self.region(&card.region)),
            ),
            (
                "explain-program",
                format!("{} {} · {}", card.program, card.program_name, card.authority),
            ),
            ("explain-product", format!("{} × {}", card.product, card.batches)),
            ("explain-dates", dates),
            ("explain-value", format!("{} {required}", form::amount(card.value))),
        ]);
    }

    pub(super) fn task(&mut self, task: &TaskExplanation) {
        let key = match &task.state {
            State::Planned { .. } => "explain-is-planned",
            State::Impossible { .. } => "explain-is-impossible",
            State::Reserve { .. } => "explain-is-reserve",
            State::LeftOut { .. } => "explain-is-left-out",
            State::Missing => "explain-is-missing",
        };
        let title = self.say(&Note::new(key).with("task", &task.task.id));
        self.line(&title);
        self.task_facts(&task.task);
        match &task.state {
            State::Planned { visit, lab, lab_name, carried, together, authorities } => {
                self.heading("explain-visit");
                self.visit(visit);
                let way = if *carried { "explain-carried" } else { "explain-sent" };
                let lab = format!("{lab} {lab_name} ({})", self.word(way));
                let merged = if together.is_empty() {
                    self.word("explain-alone")
                } else {
                    self.say(
                        &Note::new("explain-merged")
                            .with("count", together.len())
                            .with("tasks", together.join(", "))
                            .with("authorities", authorities.join(", ")),
                    )
                };
                self.facts(&[("explain-lab", lab), ("explain-together", merged)]);
            }
            State::Impossible { causes, enough } => {
                self.heading("explain-because");
                self.causes(causes);
                if enough.len() > 1 {
                    let each = self.word("explain-each-enough");
                    self.line(&format!("  {each}"));
                }
            }
            State::Reserve { .. } => self.reserve(&task.state),
            State::LeftOut { causes, beside_plan, nearest } => {
                self.heading("explain-plan-says");
                self.causes(causes);
                self.funnel(task);
                self.beside(task, beside_plan);
                self.nearest(nearest);
            }
            State::Missing => {}
        }
        if !matches!(task.state, State::LeftOut { .. }) {
            self.funnel(task);
        }
        self.remedies(&task.remedies);
    }

    fn visit(&mut self, visit: &VisitCard) {
        self.facts(&[
            (
                "explain-when",
                format!(
                    "{} {} {}–{}",
                    visit.id,
                    form::date(self.reader.lang, visit.date),
                    visit.start,
                    visit.end
                ),
            ),
            ("explain-team", format!("{} · {}", visit.team, visit.agencies.join(", "))),
            ("explain-samplers", visit.samplers.join(", ")),
            ("explain-tour", visit.tour.clone().unwrap_or_default()),
        ]);
        self.weighed(visit);
    }

    /// What a visit costs beside money.
    pub(super) fn weighed(&mut self, visit: &VisitCard) {
        let again = visit.again.as_ref().map(|again| self.again(again));
        let owner = visit.owner.as_ref().map(|owner| self.owner(owner));
        self.facts(&[
            ("explain-again", again.unwrap_or_default()),
            ("explain-owner", owner.unwrap_or_default()),
        ]);
    }

    fn again(&self, again: &Again) -> String {
        let note = Note::new("explain-came-last")
            .with("agency", &again.agency)
            .with("date", again.date)
            .with("cost", again.cost)
            .with("row", &again.since);
        self.say(&note)
    }

    fn owner(&self, owner: &OwnerCard) -> String {
        let dates: Vec<String> = owner.dates.iter().map(ToString::to_string).collect();
        let note = Note::new("explain-owner-days")
            .with("owner", &owner.owner)
            .with("days", dates.len())
            .with("dates", dates.join(", "))
            .with("cost", owner.cost);
        self.say(&note)
    }

    fn reserve(&mut self, state: &State) {
        let State::Reserve { quota, region_name, target, place, number, drawn_before, earlier } =
            state
        else {
            return;
        };
        self.heading("explain-because");
        self.facts(&[
            ("explain-quota", format!("{quota} {}", self.region(region_name))),
            ("explain-target", target.map(|target| target.to_string()).unwrap_or_default()),
            ("explain-place", place.to_string()),
            ("explain-number", number.clone()),
            ("explain-drawn-before", drawn_before.to_string()),
        ]);
        if !earlier.is_empty() {
            self.heading("explain-earlier");
            let row = |one: &Earlier| {
                vec![
                    one.task.clone(),
                    one.site_name.clone(),
                    form::amount(one.value),
                    one.number.clone(),
                    one.batches.to_string(),
                ]
            };
            let titles = [
                "explain-col-task",
                "explain-col-enterprise",
                "explain-col-value",
                "explain-col-number",
                "explain-col-batches",
            ];
            self.rows(&titles, &[2, 4], earlier.iter().map(row).collect());
        }
    }

    fn funnel(&mut self, task: &TaskExplanation) {
        self.heading("explain-funnel");
        self.steps(task.team_days, &task.funnel, "explain-all-team-days");
    }

    fn beside(&mut self, task: &TaskExplanation, steps: &[Step]) {
        let all = task.funnel.last().map_or(task.team_days, |step| step.left);
        self.heading("explain-beside-plan");
        self.steps(all, steps, "explain-possible-alone");
    }

    /// A funnel: what each rule leaves, and a bar for it.
    fn steps(&mut self, all: usize, steps: &[Step], first: &'static str) {
        const BAR: usize = 24;
        let bar = |left: usize| "█".repeat((left * BAR).div_ceil(all.max(1)).min(BAR));
        let mut table = plain();
        table.add_row(vec![self.word(first), all.to_string(), bar(all), String::new()]);
        let mut before = all;
        for step in steps {
            let taken = before.saturating_sub(step.left);
            table.add_row(vec![
                self.rule(step.rule),
                step.left.to_string(),
                bar(step.left),
                format!("−{taken}"),
            ]);
            before = step.left;
        }
        for at in [1, 3] {
            if let Some(column) = table.column_mut(at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self.table(table);
    }

    fn nearest(&mut self, nearest: &[NearMiss]) {
        if nearest.is_empty() {
            return;
        }
        self.heading("explain-nearest");
        let row = |miss: &NearMiss| {
            let why =
                |cause: &Cause| format!("{}: {}", self.rule(cause.rule), self.say(&cause.note));
            let mut causes: Vec<String> = miss.causes.iter().map(why).collect();
            if causes.is_empty() {
                causes.push(self.word("explain-nothing-in-the-way"));
            }
            if let Some(visit) = &miss.joins {
                causes.push(self.say(&Note::new("explain-joins").with("visit", visit)));
            }
            let first = miss.dates.first().map(ToString::to_string).unwrap_or_default();
            let dates = match miss.dates.len() {
                0 | 1 => first,
                days => {
                    self.say(&Note::new("explain-days").with("first", first).with("days", days))
                }
            };
            vec![dates, miss.team.clone(), causes.join("\n")]
        };
        let rows = nearest.iter().map(row).collect();
        self.rows(&["explain-col-date", "explain-col-team", "explain-col-why"], &[], rows);
    }
}
