//! What looks wrong in an instance though it is legal.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::diagnostic::{Diagnostic, Severity};
use super::findings::Findings;
use crate::calendar::Day;
use crate::geography::haversine;
use crate::model::{
    Activity, Authority, CategoryIx, CategorySet, Enterprise, EnterpriseIx, Instance, Level, Note,
    Producer, ProgramIx, Region, RegionIx, SamplerIx, Table, TaskIx, TeamIx,
};
use crate::rules::Screen;

/// Metres from its county's seat beyond which an enterprise is looked at.
const FAR: f64 = 80_000.0;
/// Seats of other counties that must be nearer before it is called far.
const NEARER: usize = 3;
/// Names listed in one message.
const LISTED: usize = 8;

/// Everything that looks wrong, in the order of the tables; at most 200 findings a table are shown.
pub fn unusual(instance: &Instance, screen: &Screen) -> Vec<Diagnostic> {
    let mut look = Look { instance, findings: Findings::default() };
    look.counties_without_tasks();
    look.categories();
    look.far_enterprises();
    look.never_open(screen);
    look.producers();
    look.programs();
    look.quotas();
    look.foreign_tasks();
    look.lab_capacity();
    look.busy_samplers();
    look.idle_teams(screen);
    look.history();
    look.roads();
    look.findings.into_list()
}

struct Look<'a> {
    instance: &'a Instance,
    findings: Findings,
}

impl Look<'_> {
    fn say(&mut self, table: Table, row: u32, column: &str, note: Note) {
        let warning = Diagnostic::warning(&format!("{}.csv", table.name()), note);
        self.findings.push(warning.row(row).column(column));
    }

    fn counties_without_tasks(&mut self) {
        let i = self.instance;
        let mut used = vec![false; i.regions.len()];
        for task in &i.tasks {
            used[i.enterprises[task.site.ix()].region.ix()] = true;
        }
        let counties = (i.regions.iter().zip(&used)).filter(|(r, _)| r.level == Level::County);
        let idle: Vec<&str> =
            counties.filter(|(_, used)| !**used).map(|(r, _)| r.name.as_str()).collect();
        if !idle.is_empty() && !i.tasks.is_empty() {
            let note = Note::new("io-odd-idle-counties")
                .with("count", idle.len())
                .with("names", listed(&idle));
            let info = Diagnostic::new(Severity::Info, "regions.csv", note);
            self.findings.push(info);
        }
    }

    /// Categories that tasks need and nobody tests, or nobody draws; codes that are also groups.
    fn categories(&mut self) {
        let i = self.instance;
        let mut tasks = vec![0u32; i.categories.len()];
        for task in &i.tasks {
            tasks[i.products[task.product.ix()].category.ix()] += 1;
        }
        let groups: BTreeSet<&str> = i.categories.iter().map(|c| c.group.as_str()).collect();
        for (at, category) in i.categories.iter().enumerate() {
            for (activity, key) in
                [(Activity::Test, "io-odd-no-lab"), (Activity::Sample, "io-odd-no-sampling")]
            {
                if tasks[at] > 0 && !self.is_covered(CategoryIx::new(at), activity) {
                    let note = Note::new(key).with("code", &category.code).with("count", tasks[at]);
                    self.say(Table::Categories, category.row, "code", note);
                }
            }
            if groups.contains(category.code.as_str()) && category.group != category.code {
                let note = Note::new("io-odd-code-is-group").with("code", &category.code);
                self.say(Table::Categories, category.row, "code", note);
            }
        }
    }

    fn is_covered(&self, category: CategoryIx, activity: Activity) -> bool {
        let group = &self.instance.categories[category.ix()].group;
        self.instance.scopes.iter().any(|scope| {
            scope.activity == activity
                && match &scope.categories {
                    CategorySet::Every => true,
                    CategorySet::Group(name) => name == group,
                    CategorySet::One(one) => *one == category,
                }
        })
    }

    /// Far from the own county's seat, with several other seats nearer.
    fn far_enterprises(&mut self) {
        let i = self.instance;
        let counties: Vec<&Region> =
            i.regions.iter().filter(|region| region.level == Level::County).collect();
        for enterprise in &i.enterprises {
            let own = &i.regions[enterprise.region.ix()];
            let metres = haversine(enterprise.position, own.position);
            if metres <= FAR {
                continue;
            }
            let ways = counties.iter().map(|seat| haversine(enterprise.position, seat.position));
            let mut nearer: Vec<(f64, &str)> = ways
                .zip(counties.iter().map(|seat| seat.name.as_str()))
                .filter(|(way, _)| *way < metres)
                .collect();
            nearer.sort_by(|a, b| a.0.total_cmp(&b.0));
            let others = counties.len().saturating_sub(1);
            if nearer.len() < NEARER.min(others.max(1)) && metres <= 5.0 * FAR {
                continue;
            }
            let note = Note::new("io-odd-far")
                .with("id", &enterprise.id)
                .with("region", &own.name)
                .with("km", (metres / 1000.0).round())
                .with("nearest", nearer.first().map_or("—", |(_, name)| name));
            self.say(Table::Enterprises, enterprise.row, "lon", note);
        }
    }

    /// Sites of tasks that are closed on every working day of the horizon.
    fn never_open(&mut self, screen: &Screen) {
        let i = self.instance;
        let calendar = screen.calendar();
        let days: Vec<Day> = calendar.days().filter(|day| calendar.works(*day)).collect();
        let sites: BTreeSet<EnterpriseIx> = i.tasks.iter().map(|task| task.site).collect();
        for site in sites {
            if !days.iter().any(|day| !screen.hours().open(site, *day).is_empty()) {
                let Enterprise { id, row, .. } = &i.enterprises[site.ix()];
                let note = Note::new("io-odd-never-open").with("id", id);
                self.say(Table::Enterprises, *row, "hours", note);
            }
        }
    }

    /// Producers named as an enterprise is: the same product would count as another one.
    fn producers(&mut self) {
        let i = self.instance;
        let names: HashMap<&str, &str> =
            i.enterprises.iter().map(|e| (e.name.as_str(), e.id.as_str())).collect();
        for product in &i.products {
            let Producer::Name(name) = &product.producer else { continue };
            if let Some(id) = names.get(name.as_str()) {
                let note = Note::new("io-odd-producer-name").with("name", name).with("id", id);
                self.say(Table::Products, product.row, "producer", note);
            }
        }
    }

    fn programs(&mut self) {
        let (start, end) = (self.instance.settings().start, self.instance.settings().end);
        for program in &self.instance.programs {
            if program.end < start || program.start > end {
                let note = Note::new("io-odd-program-outside").with("id", &program.id);
                self.say(Table::Programs, program.row, "start", note);
            }
        }
    }

    /// Quotas that ask for more than there is, and quotas given twice.
    fn quotas(&mut self) {
        let i = self.instance;
        let mut there: HashMap<(ProgramIx, CategoryIx, RegionIx), u64> = HashMap::new();
        for task in &i.tasks {
            let category = i.products[task.product.ix()].category;
            let mut at = Some(i.enterprises[task.site.ix()].region);
            while let Some(region) = at {
                *there.entry((task.program, category, region)).or_default() +=
                    u64::from(task.batches);
                at = i.regions[region.ix()].parent;
            }
        }
        let mut first = HashMap::new();
        for quota in &i.quotas {
            let key = (quota.program, quota.category, quota.region);
            let found = there.get(&key).copied().unwrap_or(0);
            for (column, asked) in [("min", quota.min), ("target", quota.target)] {
                if asked.is_some_and(|asked| u64::from(asked) > found) {
                    let note = Note::new("io-odd-quota")
                        .with("column", column)
                        .with("asked", asked.unwrap_or(0))
                        .with("found", found);
                    self.say(Table::Quotas, quota.row, column, note);
                }
            }
            if let Some(row) = first.insert(key, quota.row) {
                let note = Note::new("io-odd-quota-twice").with("first", row);
                self.say(Table::Quotas, quota.row, "program", note);
            }
        }
    }

    /// Tasks outside the region of the authority that ordered them.
    fn foreign_tasks(&mut self) {
        let i = self.instance;
        for task in &i.tasks {
            let program = &i.programs[task.program.ix()];
            let site = &i.enterprises[task.site.ix()];
            if let Authority::Region(region) = program.authority
                && !i.is_within(site.region, region)
            {
                let note = Note::new("io-odd-foreign-task")
                    .with("task", &task.id)
                    .with("site", &site.id)
                    .with("region", &i.regions[region.ix()].name);
                self.say(Table::Tasks, task.row, "site", note);
            }
        }
    }

    fn lab_capacity(&mut self) {
        let mut first = HashMap::new();
        for row in &self.instance.lab_capacity {
            let key = (row.agency, row.lab_group.as_str(), row.month);
            if let Some(earlier) = first.insert(key, row.row) {
                let note = Note::new("io-odd-capacity-twice").with("first", earlier);
                self.say(Table::LabCapacity, row.row, "batches", note);
            }
        }
    }

    /// People who are in several teams: the teams can't work on the same day.
    fn busy_samplers(&mut self) {
        let i = self.instance;
        let mut teams: BTreeMap<SamplerIx, Vec<&str>> = BTreeMap::new();
        for team in &i.teams {
            let people: BTreeSet<SamplerIx> = team.samplers.iter().copied().collect();
            for sampler in people {
                teams.entry(sampler).or_default().push(&team.id);
            }
        }
        for (sampler, teams) in teams.iter().filter(|(_, teams)| teams.len() > 1) {
            let sampler = &i.samplers[sampler.ix()];
            let note = Note::new("io-odd-several-teams")
                .with("id", &sampler.id)
                .with("teams", listed(teams));
            self.say(Table::Samplers, sampler.row, "id", note);
        }
    }

    /// Teams that can't work on any day, and teams whose people are of other agencies.
    fn idle_teams(&mut self, screen: &Screen) {
        let i = self.instance;
        let settings = i.settings();
        for (at, team) in i.teams.iter().enumerate() {
            let at = TeamIx::new(at);
            let outside = team.from.is_some_and(|from| from > settings.end)
                || team.to.is_some_and(|to| to < settings.start);
            let people: BTreeSet<SamplerIx> = team.samplers.iter().copied().collect();
            let reason = match screen.team_days(at).is_empty() {
                false => None,
                // Told by the reader already.
                true if people.len() < 2 => None,
                true if outside => Some(("from", "io-odd-team-outside")),
                true => Some(("samplers", "io-odd-team-never")),
            };
            if let Some((column, key)) = reason {
                self.say(Table::Teams, team.row, column, Note::new(key).with("id", &team.id));
            }
            if !people.is_empty() && !i.agencies_of(at).contains(&team.agency) {
                let note = Note::new("io-odd-team-agency")
                    .with("id", &team.id)
                    .with("agency", &i.agencies[team.agency.ix()].id);
                self.say(Table::Teams, team.row, "agency", note);
            }
        }
    }

    /// Draws that have not happened yet when planning starts.
    fn history(&mut self) {
        let start = self.instance.settings().start;
        let mut late = self.instance.history.iter().filter(|row| row.date >= start);
        if let Some(first) = late.next() {
            let note = Note::new("io-odd-late-history").with("count", 1 + late.count());
            self.say(Table::History, first.row, "date", note);
        }
    }

    /// A road graph in several pieces: between them the way is straight, times detour.
    fn roads(&mut self) {
        let i = self.instance;
        let mut parent: Vec<usize> = (0..i.road_nodes.len()).collect();
        fn root(parent: &mut [usize], mut at: usize) -> usize {
            while parent[at] != at {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            at
        }
        for edge in &i.road_edges {
            let (a, b) = (edge.from as usize, edge.to as usize);
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            parent[a.max(b)] = a.min(b);
        }
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for at in 0..parent.len() {
            *sizes.entry(root(&mut parent, at)).or_default() += 1;
        }
        let largest = sizes.iter().max_by_key(|(root, size)| (**size, usize::MAX - **root));
        let Some((&largest, &size)) = largest.filter(|_| sizes.len() > 1) else { return };
        let lost = (0..parent.len()).find(|&at| root(&mut parent, at) != largest);
        if let Some(node) = lost.and_then(|at| i.road_nodes.get(at)) {
            let note = Note::new("io-odd-roads")
                .with("pieces", sizes.len())
                .with("count", parent.len() - size)
                .with("id", &node.id);
            self.say(Table::RoadNodes, node.row, "id", note);
        }
    }
}

/// The first names of a list, and how many more there are.
fn listed(names: &[&str]) -> String {
    let mut shown = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > LISTED {
        shown.push_str(&format!(", … +{}", names.len() - LISTED));
    }
    shown
}

/// Tasks that no plan can hold, in the order of their table.
pub fn impossible(instance: &Instance, screen: &Screen) -> Vec<TaskIx> {
    let tasks = (0..instance.tasks.len()).map(TaskIx::new);
    tasks.filter(|task| screen.impossible(*task).is_some()).collect()
}
