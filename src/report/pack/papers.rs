//! What a team has to carry and to keep in mind on a day (晋市监发〔2023〕212号: an approval for every
//! task, two samplers, sampling apart from testing, avoidance).

use crate::messages::{text, word};
use crate::model::{Note, ProgramIx, Separation, TeamIx, Who, Whom};
use crate::report::view::{View, VisitView};

/// Papers and reminders, one a line.
pub fn papers(view: &View<'_>, team: TeamIx, visits: &[&VisitView<'_>]) -> Vec<String> {
    let mut lines = vec![word(view.lang, "sheet-paper-identity")];
    lines.extend(approvals(view, visits));
    lines.push(word(view.lang, "sheet-paper-forms"));
    lines.push(word(
        view.lang,
        match view.instance.settings().policy.separation {
            Separation::Staff => "sheet-paper-separation-staff",
            Separation::Agency => "sheet-paper-separation-agency",
        },
    ));
    lines.push(word(view.lang, "sheet-paper-avoidance"));
    lines.extend(avoidances(view, team, visits));
    lines
}

/// The approval of each program that is drawn for.
fn approvals(view: &View<'_>, visits: &[&VisitView<'_>]) -> Vec<String> {
    let mut programs: Vec<ProgramIx> = Vec::new();
    for (task, _) in visits.iter().flat_map(|visit| &visit.tasks) {
        let program = view.instance.tasks[task.ix()].program;
        if !programs.contains(&program) {
            programs.push(program);
        }
    }
    programs.sort_unstable();
    let line = |program: &ProgramIx| {
        let row = &view.instance.programs[program.ix()];
        let date = row.approved_on.map(|date| date.to_string()).unwrap_or_default();
        let note = Note::new("sheet-paper-approval")
            .with("program", if row.name.is_empty() { &row.id } else { &row.name })
            .with("authority", view.authority(row.authority))
            .with("number", row.approval.as_deref().unwrap_or_default())
            .with("date", date);
        text(view.lang, &note)
    };
    programs.iter().map(line).collect()
}

/// Whom people of the team have to keep away from in the counties of the day.
fn avoidances(view: &View<'_>, team: TeamIx, visits: &[&VisitView<'_>]) -> Vec<String> {
    let instance = view.instance;
    let row = &instance.teams[team.ix()];
    let agencies = instance.agencies_of(team);
    let counties: Vec<_> =
        visits.iter().map(|visit| instance.enterprises[visit.site.ix()].region).collect();
    let mut lines = Vec::new();
    for avoidance in &instance.avoidances {
        let who = match avoidance.who {
            Who::Agency(agency) if agencies.contains(&agency) => view.agency(agency).to_owned(),
            Who::Sampler(sampler) if row.samplers.contains(&sampler) => {
                let person = &instance.samplers[sampler.ix()];
                if person.name.is_empty() { person.id.clone() } else { person.name.clone() }
            }
            Who::Agency(_) | Who::Sampler(_) => continue,
        };
        let whom = match &avoidance.whom {
            Whom::Enterprise(site) => {
                let site = &instance.enterprises[site.ix()];
                if !counties.contains(&site.region) {
                    continue;
                }
                site.name.clone()
            }
            Whom::Owner(owner) => owner.clone(),
            Whom::Region(region) => view.region(*region).to_owned(),
        };
        let note = Note::new("sheet-paper-avoids").with("who", who).with("whom", whom);
        let line = text(view.lang, &note);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}
