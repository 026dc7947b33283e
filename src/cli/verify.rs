//! `onedoor verify`: an independent judge of every rule and every figure.

use std::path::PathBuf;

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};

use super::{Answer, Common, Exit, Failure, checks, input, print};
use crate::messages::{Lang, form, rule_label, text, told, word};
use crate::model::{Fen, Instance, Note, Objective, Plan};
use crate::verify::{Subject, Verdict, Violation, certify, judge};

/// Violations in words that a terminal shows unless more are asked for.
const MOST: usize = 50;

/// Arguments of `onedoor verify`.
#[derive(clap::Args)]
pub struct Args {
    instance: PathBuf,
    plan: PathBuf,
    #[arg(long)]
    certificate: bool,
}

/// Runs the command: well if nothing was found, no if something was.
pub fn run(args: &Args, common: &Common) -> Answer {
    let instance = input::instance(&args.instance, common)?;
    let plan = input::plan(&args.plan, common)?;
    let verdict = judge(&instance, &plan);
    let bound = args.certificate.then(|| certified(&instance, &plan, args, common)).transpose()?;
    if common.json {
        let mut document = document(&instance, &plan, &verdict);
        if let Some(bound) = &bound {
            document["certificate"] = bound.document();
        }
        let document = serde_json::to_string_pretty(&document);
        let document = document.map_err(|error| Failure::Fault(error.to_string()))?;
        print(&format!("{document}\n"))?;
    } else if !common.quiet {
        print(&summary(&instance, &plan, &verdict, common))?;
        if let Some(bound) = &bound {
            print(&format!("{}\n", text(common.lang(), &bound.note())))?;
        }
    }
    let holds = bound.is_none_or(|bound| bound.holds());
    Ok(if verdict.is_clean() && holds { Exit::Well } else { Exit::No })
}

/// What the prices of a certificate prove, beside what it and the plan say.
struct Certified {
    proved: Result<Fen, Note>,
    claimed: Fen,
    /// The plan's own bound, and whether it is said to come from these prices alone.
    bound: Option<(Fen, bool)>,
}

fn certified(
    instance: &Instance,
    plan: &Plan,
    args: &Args,
    common: &Common,
) -> Result<Certified, Failure> {
    let certificate = input::certificate(&args.plan, common)?;
    let bound = plan.bound.as_ref();
    Ok(Certified {
        proved: certify(instance, plan, &certificate),
        claimed: certificate.bound,
        bound: bound.map(|bound| (bound.total, bound.method == "column generation")),
    })
}

impl Certified {
    /// Whether the prices prove what the certificate says, and the plan says no more on their account.
    fn holds(&self) -> bool {
        let more = self.bound.is_some_and(|(bound, priced)| priced && bound > self.claimed);
        !more && self.proved.as_ref().is_ok_and(|proved| *proved >= self.claimed)
    }

    fn note(&self) -> Note {
        let proved = match &self.proved {
            Ok(proved) => proved,
            Err(note) => return note.clone(),
        };
        let (key, stands) = match self.bound {
            _ if *proved < self.claimed => ("verify-certificate-less", self.claimed),
            Some((bound, true)) if bound > self.claimed => ("verify-certificate-less", bound),
            Some((bound, false)) if bound > self.claimed => ("verify-certificate-part", bound),
            _ => ("verify-certificate-holds", self.claimed),
        };
        Note::new(key).with("proved", form::amount(*proved)).with("stands", form::amount(stands))
    }

    fn document(&self) -> Value {
        let note = self.note();
        json!({
            "holds": self.holds(),
            "claimed": self.claimed,
            "proved": self.proved.as_ref().ok(),
            "key": note.key,
            "args": note.args,
            "zh": text(Lang::Zh, &note),
            "en": text(Lang::En, &note),
        })
    }
}

/// Everything as data; violations in both languages.
fn document(instance: &Instance, plan: &Plan, verdict: &Verdict) -> Value {
    let violations = verdict.violations.iter().map(|violation| {
        json!({
            "rule": violation.rule,
            "subject": violation.subject,
            "key": violation.note.key,
            "args": violation.note.args,
            "expected": violation.expected,
            "found": violation.found,
            "zh": sentence(Lang::Zh, instance, violation),
            "en": sentence(Lang::En, instance, violation),
        })
    });
    let rules = checks(verdict).into_iter().map(|(rule, checks, violations)| {
        json!({ "rule": rule, "checks": checks, "violations": violations })
    });
    json!({
        "clean": verdict.is_clean(),
        "rules": rules.collect::<Vec<_>>(),
        "violations": violations.collect::<Vec<_>>(),
        "objective": { "claimed": plan.objective, "recomputed": verdict.objective },
        "information": { "claimed": plan.information, "recomputed": verdict.information },
        "gap": { "claimed": plan.bound.as_ref().map(|b| b.gap), "recomputed": verdict.gap },
    })
}

/// The rules, what was found in words, and the figures side by side.
fn summary(instance: &Instance, plan: &Plan, verdict: &Verdict, common: &Common) -> String {
    let lang = common.lang();
    let mut blocks = vec![rules(verdict, lang)];
    if !verdict.is_clean() {
        blocks.push(sentences(instance, verdict, common));
    }
    blocks.push(figures(plan, verdict, lang));
    blocks.push(text(lang, &conclusion(plan, verdict)));
    format!("{}\n", blocks.join("\n\n"))
}

fn rules(verdict: &Verdict, lang: Lang) -> String {
    let mut table =
        table(lang, &["verify-head-rule", "verify-head-checks", "verify-head-violations"]);
    for (rule, checks, violations) in checks(verdict) {
        let mark = if violations == 0 { '✓' } else { '✗' };
        let violations = if violations == 0 { String::new() } else { violations.to_string() };
        table.add_row(vec![
            format!("{mark} {}", rule_label(lang, rule)),
            form::count(checks),
            violations,
        ]);
    }
    shown(table)
}

/// One line for each violation, behind the name of its rule.
fn sentences(instance: &Instance, verdict: &Verdict, common: &Common) -> String {
    let most = if common.verbose { usize::MAX } else { MOST };
    let lang = common.lang();
    let lines = verdict.violations.iter().take(most);
    let mut lines: Vec<String> = lines
        .map(|v| format!("{}  {}", rule_label(lang, v.rule), sentence(lang, instance, v)))
        .collect();
    if let Some(more) = verdict.violations.len().checked_sub(most).filter(|more| *more > 0) {
        lines.push(text(lang, &Note::new("verify-more").with("more", more)));
    }
    lines.join("\n")
}

/// A violation in words, what it is about first.
fn sentence(lang: Lang, instance: &Instance, violation: &Violation) -> String {
    let (key, id) = match &violation.subject {
        Subject::Plan => ("verify-subject-plan", ""),
        Subject::Visit(id) => ("verify-subject-visit", id.as_str()),
        Subject::Tour(id) => ("verify-subject-tour", id.as_str()),
        Subject::Task(id) => ("verify-subject-task", id.as_str()),
        Subject::Team(id) => ("verify-subject-team", id.as_str()),
        Subject::Site(id) => ("verify-subject-site", id.as_str()),
        Subject::Lab(id) => ("verify-subject-lab", id.as_str()),
        Subject::Row(line) => ("verify-subject-row", line.as_str()),
    };
    let subject = text(lang, &Note::new(key).with("id", id));
    let colon = match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    };
    format!("{subject}{colon}{}", told(lang, instance, &violation.note))
}

fn figures(plan: &Plan, verdict: &Verdict, lang: Lang) -> String {
    let heads = ["verify-head-part", "verify-head-claimed", "verify-head-recomputed"];
    let mut table = table(lang, &heads);
    let name = |part| text(lang, &Note::new("verify-part").with("part", part));
    for (part, of) in PARTS {
        let (claimed, own) = (of(&plan.objective), of(&verdict.objective));
        table.add_row(vec![name(part), form::amount(claimed), form::amount(own)]);
    }
    let (claimed, own) = (plan.information.tests, verdict.information.tests);
    table.add_row(vec![name("tests"), form::amount(claimed), form::amount(own)]);
    if let (Some(bound), Some(gap)) = (&plan.bound, verdict.gap) {
        table.add_row(vec![name("gap"), form::percent(bound.gap), form::percent(gap)]);
    }
    shown(table)
}

/// A part of the objective by its name in plan.json.
type Part = (&'static str, fn(&Objective) -> Fen);

const PARTS: [Part; 10] = [
    ("travel", |o| o.travel),
    ("team_days", |o| o.team_days),
    ("nights", |o| o.nights),
    ("courier", |o| o.courier),
    ("value_lost", |o| o.value_lost),
    ("shortfall", |o| o.shortfall),
    ("balance", |o| o.balance),
    ("rotation", |o| o.rotation),
    ("owner_days", |o| o.owner_days),
    ("total", |o| o.total),
];

fn conclusion(plan: &Plan, verdict: &Verdict) -> Note {
    let all: u64 = verdict.counts.iter().map(|(_, checks)| checks).sum();
    if verdict.is_clean() {
        return Note::new("verify-clean")
            .with("checks", all)
            .with("visits", plan.visits.len())
            .with("tours", plan.tours.len());
    }
    let rules = checks(verdict).into_iter().filter(|(_, _, violations)| *violations > 0).count();
    Note::new("verify-found")
        .with("checks", all)
        .with("rules", rules)
        .with("violations", verdict.violations.len())
}

/// A table without lines; all columns but the first are numbers.
fn table(lang: Lang, heads: &[&'static str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(heads.iter().map(|key| word(lang, key)).collect::<Vec<_>>());
    table
}

fn shown(mut table: Table) -> String {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}
