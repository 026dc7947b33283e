//! Explanations in words: headings, aligned lines, and for every rule in the way its remedy.

mod people;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::{
    Again, Cause, Explanation, NearMiss, OwnerCard, SiteExplanation, State, Step, TaskCard,
    TaskExplanation, VisitCard,
};
use crate::messages::{Lang, text as words, word};
use crate::model::{Note, Rule};
use crate::rules::describe;

/// An explanation for people.
pub fn text(lang: Lang, explanation: &Explanation) -> String {
    if let Explanation::Together(core) = explanation {
        return super::together_words::text(lang, core);
    }
    let mut page = Page { lang, out: String::new() };
    match explanation {
        Explanation::Task(task) => page.task(task),
        Explanation::Site(site) => page.site(site),
        Explanation::Team(team) => page.team(team),
        Explanation::Agency(agency) => page.agency(agency),
        Explanation::Together(_) => {}
    }
    page.out
}

struct Page {
    lang: Lang,
    out: String,
}

impl Page {
    fn word(&self, key: &'static str) -> String {
        word(self.lang, key)
    }

    fn say(&self, note: &Note) -> String {
        words(self.lang, note)
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn heading(&mut self, key: &'static str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let heading = self.word(key);
        self.line(&heading);
    }

    /// Facts as two aligned columns; empty ones are left out.
    fn facts(&mut self, facts: &[(&'static str, String)]) {
        let mut table = plain();
        for (key, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            table.add_row(vec![self.word(key), value.clone()]);
        }
        self.table(&table);
    }

    /// A table, indented.
    fn table(&mut self, table: &Table) {
        for line in table.to_string().lines() {
            let line = format!(" {line}");
            self.line(&line);
        }
    }

    /// Rows under titles; the columns numbered in `right` stand to the right.
    fn rows(&mut self, titles: &[&'static str], right: &[usize], rows: Vec<Vec<String>>) {
        let mut table = plain();
        table.set_header(titles.iter().map(|key| self.word(key)).collect::<Vec<_>>());
        rows.into_iter().for_each(|row| {
            table.add_row(row);
        });
        for &at in right {
            if let Some(column) = table.column_mut(at) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self.table(&table);
    }

    fn causes(&mut self, causes: &[Cause]) {
        let row = |cause: &Cause| {
            vec![
                cause.rule.name().to_owned(),
                self.say(&cause.note),
                cause.since.clone().unwrap_or_default(),
            ]
        };
        let rows: Vec<Vec<String>> = causes.iter().map(row).collect();
        self.rows(&["explain-col-rule", "explain-col-why", "explain-col-row"], &[], rows);
    }

    fn remedies(&mut self, rules: &[Rule]) {
        if rules.is_empty() {
            return;
        }
        self.heading("explain-remedies");
        let mut table = plain();
        for rule in rules {
            table.add_row(vec![rule.name().to_owned(), word(self.lang, describe(*rule).remedy)]);
        }
        self.table(&table);
    }

    fn task_facts(&mut self, card: &TaskCard) {
        let dates = card.dates.map_or_else(
            || self.word("explain-no-dates"),
            |span| format!("{} – {}", span.from, span.to),
        );
        let required = if card.required { self.word("explain-required") } else { String::new() };
        self.facts(&[
            (
                "explain-enterprise",
                format!("{} {} · {}", card.site, card.site_name, card.region_name),
            ),
            (
                "explain-program",
                format!("{} {} · {}", card.program, card.program_name, card.authority),
            ),
            ("explain-product", format!("{} × {}", card.product, card.batches)),
            ("explain-dates", dates),
            ("explain-value", format!("{} {required}", card.value)),
        ]);
    }

    fn task(&mut self, task: &TaskExplanation) {
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
            State::Impossible { causes } => {
                self.heading("explain-because");
                self.causes(causes);
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
            ("explain-when", format!("{} {} {}–{}", visit.id, visit.date, visit.start, visit.end)),
            ("explain-team", format!("{} · {}", visit.team, visit.agencies.join(", "))),
            ("explain-samplers", visit.samplers.join(", ")),
            ("explain-tour", visit.tour.clone().unwrap_or_default()),
        ]);
        self.weighed(visit);
    }

    /// What a visit costs beside money.
    fn weighed(&mut self, visit: &VisitCard) {
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
            ("explain-quota", format!("{quota} {region_name}")),
            ("explain-target", target.map(|target| target.to_string()).unwrap_or_default()),
            ("explain-place", place.to_string()),
            ("explain-number", number.clone()),
            ("explain-drawn-before", drawn_before.to_string()),
        ]);
        if !earlier.is_empty() {
            self.heading("explain-earlier");
            let row = |one: &super::Earlier| {
                vec![
                    one.task.clone(),
                    one.site_name.clone(),
                    one.value.to_string(),
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
                step.rule.name().to_owned(),
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
        self.table(&table);
    }

    fn nearest(&mut self, nearest: &[NearMiss]) {
        if nearest.is_empty() {
            return;
        }
        self.heading("explain-nearest");
        let row = |miss: &NearMiss| {
            let why = |cause: &Cause| format!("{}: {}", cause.rule, self.say(&cause.note));
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

    fn site(&mut self, site: &SiteExplanation) {
        let title = Note::new("explain-site")
            .with("site", &site.id)
            .with("name", &site.name)
            .with("region", &site.region_name)
            .with("tasks", site.tasks.len())
            .with("visits", site.visits.len());
        let title = self.say(&title);
        self.line(&title);
        let closed: Vec<String> = site.closed.iter().map(ToString::to_string).collect();
        self.facts(&[("explain-hours", site.hours.clone()), ("explain-closed", closed.join("; "))]);
        if !site.visits.is_empty() {
            self.heading("explain-visits");
            let row = |visit: &VisitCard| {
                vec![
                    visit.id.clone(),
                    visit.date.to_string(),
                    format!("{}–{}", visit.start, visit.end),
                    visit.team.clone(),
                    visit.tasks.join(", "),
                ]
            };
            let titles = [
                "explain-col-visit",
                "explain-col-date",
                "explain-col-time",
                "explain-col-team",
                "explain-col-tasks",
            ];
            self.rows(&titles, &[], site.visits.iter().map(row).collect());
            site.visits.iter().for_each(|visit| self.weighed(visit));
        }
        if !site.parted.is_empty() {
            self.heading("explain-why-two");
            let row = |parted: &super::Parted| {
                vec![
                    format!("{} / {}", parted.one, parted.other),
                    parted.cause.rule.name().to_owned(),
                    self.say(&parted.cause.note),
                ]
            };
            let rows = site.parted.iter().map(row).collect();
            self.rows(&["explain-col-visits", "explain-col-rule", "explain-col-why"], &[], rows);
        }
        self.site_tasks(site);
    }

    fn site_tasks(&mut self, site: &SiteExplanation) {
        self.heading("explain-tasks");
        let mut rules: Vec<Rule> = Vec::new();
        let mut rows = Vec::new();
        for task in &site.tasks {
            let state = match (&task.visit, task.impossible, task.queue) {
                (Some(visit), _, _) => visit.clone(),
                (None, true, _) => self.word("explain-state-impossible"),
                (None, false, Some(place)) => {
                    self.say(&Note::new("explain-state-reserve").with("place", place))
                }
                (None, false, None) => self.word("explain-state-left-out"),
            };
            let why = |cause: &Cause| {
                let since = cause.since.as_ref().map_or(String::new(), |row| format!(" [{row}]"));
                format!("{}: {}{since}", cause.rule, self.say(&cause.note))
            };
            let causes: Vec<String> = task.causes.iter().map(why).collect();
            rows.push(vec![
                task.task.id.clone(),
                task.task.program.clone(),
                format!("{} × {}", task.task.product, task.task.batches),
                state,
                causes.join("\n"),
            ]);
            for cause in &task.causes {
                if !rules.contains(&cause.rule) {
                    rules.push(cause.rule);
                }
            }
        }
        let titles = [
            "explain-col-task",
            "explain-col-program",
            "explain-col-product",
            "explain-col-state",
            "explain-col-why",
        ];
        self.rows(&titles, &[], rows);
        self.remedies(&rules);
    }
}

/// A table without lines, as wide as its words.
fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}
