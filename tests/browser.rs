//! The page in a real browser: it opens, nothing complains, filters and keys do what they say.
//!
//! Looked for as `tests/support/browser.rs` says; without a browser the test says so and passes.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/report_fixture/mod.rs"]
mod report_fixture;

use std::collections::BTreeSet;
use std::path::Path;

use browser::Page;
use chrono::Datelike;
use onedoor::messages::Lang;
use onedoor::model::*;
use onedoor::plan::{self, Limits, Unwatched};
use onedoor::report;
use report_fixture as fx;

/// A page of a fixture in a browser; none where there is no browser.
fn page(shape: fx::Shape, lang: Lang) -> Option<(Instance, Plan, Page)> {
    let Some(browser) = browser::find() else {
        eprintln!("skipped: no browser in PATH; install chromium or set ONEDOOR_BROWSER");
        return None;
    };
    let instance = fx::instance(shape);
    let plan = fx::plan(&instance, shape);
    let files = report::files(&instance, &plan, &fx::draw(&instance), &[], lang).unwrap();
    let (_, bytes) = files.into_iter().find(|(name, _)| name == "report.html").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html");
    std::fs::write(&file, bytes).unwrap();
    let page = Page::open(&browser, &file, 1280, 900);
    Some((instance, plan, page))
}

/// Rows that a list says it holds: the last number of "1–20 of 473".
fn rows(page: &mut Page, list: &str) -> usize {
    let said = page.text(&format!("#{list}-count")).replace(',', "");
    let mut numbers = said.rsplit(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    numbers.next().map_or(0, |number| number.parse().unwrap())
}

fn authority_of(instance: &Instance, visit: &Visit) -> usize {
    instance.teams[instance.team(&visit.team).unwrap().ix()].agency.ix()
}

#[test]
fn filters_show_what_the_plan_holds() {
    let Some((instance, plan, mut page)) = page(fx::CITY, Lang::En) else { return };
    assert_eq!(rows(&mut page, "visits"), plan.visits.len());
    assert_eq!(rows(&mut page, "unplanned"), plan.unplanned.len());
    let count = |keep: &dyn Fn(&Visit) -> bool| plan.visits.iter().filter(|v| keep(v)).count();

    let agency = authority_of(&instance, &plan.visits[0]);
    page.choose("agency", &agency.to_string());
    let of_agency = count(&|visit| authority_of(&instance, visit) == agency);
    assert!(of_agency < plan.visits.len());
    assert_eq!(rows(&mut page, "visits"), of_agency);
    let others = "[...document.querySelectorAll('.tours g')].filter(g=>g.style.display!=='none').every(g=>g.dataset.a===";
    assert_eq!(page.eval(&format!("{others}'{agency}')")), true, "only its tours are drawn");

    let month = Month::of(plan.visits[0].date);
    page.choose("month", &month.to_string());
    let both = count(&|v| authority_of(&instance, v) == agency && Month::of(v.date) == month);
    assert_eq!(rows(&mut page, "visits"), both);
    page.eval("document.getElementById('reset').click()");
    assert_eq!(rows(&mut page, "visits"), plan.visits.len());

    let program = |visit: &Visit, at: usize| {
        let of =
            |drawn: &VisitTask| instance.tasks[instance.task(&drawn.task).unwrap().ix()].program;
        visit.tasks.iter().any(|drawn| of(drawn).ix() == at)
    };
    for at in 0..instance.programs.len() {
        page.choose("program", &at.to_string());
        assert_eq!(rows(&mut page, "visits"), count(&|v| program(v, at)), "program {at}");
        let left = plan.unplanned.iter().filter(|left| {
            instance.tasks[instance.task(&left.task).unwrap().ix()].program.ix() == at
        });
        assert_eq!(rows(&mut page, "unplanned"), left.count(), "program {at}");
    }
    page.choose("program", "");

    let team = instance.team(&plan.visits[0].team).unwrap();
    page.choose("team", &team.ix().to_string());
    page.choose("day", &plan.visits[0].date.to_string());
    let day = count(&|v| v.team == plan.visits[0].team && v.date == plan.visits[0].date);
    assert_eq!(rows(&mut page, "visits"), day);
    let numbered = page.eval("document.querySelectorAll('#chosen .order').length");
    assert_eq!(numbered, day, "the stops of one day are numbered on the map");
    assert_eq!(page.errors, Vec::<String>::new());
}

#[test]
fn a_search_a_rule_and_the_keyboard_do_what_they_say() {
    let Some((instance, plan, mut page)) = page(fx::CITY, Lang::Zh) else { return };
    let visit = &plan.visits[3];
    page.eval(&format!(
        "(()=>{{const e=document.getElementById('visits-search');e.value='{}';e.dispatchEvent(new Event('input'))}})()",
        visit.site
    ));
    let at_site = plan.visits.iter().filter(|other| other.site.contains(&visit.site)).count();
    page.until("document.querySelector('#visits tbody').rows.length<20");
    assert_eq!(rows(&mut page, "visits"), at_site);

    let named: BTreeSet<Rule> =
        plan.unplanned.iter().flat_map(|u| &u.reasons).map(|reason| reason.rule).collect();
    let rule = *named.first().unwrap();
    page.eval(&format!(
        "document.querySelector('.groups button[data-rule=\"{}\"]').click()",
        rule as usize
    ));
    let of_rule =
        plan.unplanned.iter().filter(|u| u.reasons.iter().any(|reason| reason.rule == rule));
    assert_eq!(rows(&mut page, "unplanned"), of_rule.count());

    // The calendar by keys: the first day out of the first line, then on the map.
    page.eval("document.querySelector('#gantt td.strip').focus()");
    page.press("ArrowRight");
    let tip = page.text("#tip");
    let first = &instance.teams[page
        .eval("+document.querySelector('#gantt tr[data-t]').dataset.t")
        .as_u64()
        .unwrap() as usize];
    let days = plan.tours.iter().filter(|tour| tour.team == first.id).flat_map(|tour| &tour.days);
    let date = days.map(|day| day.date).min().unwrap();
    let said = format!("{}月{}日", date.month(), date.day());
    assert!(tip.contains(&said) && tip.contains(&first.id), "{tip}");
    page.press("Enter");
    assert_eq!(page.eval("document.getElementById('day').value"), date.to_string());

    page.eval("document.getElementById('reset').click()");
    page.eval("document.getElementById('map').focus()");
    let width = page.eval("document.getElementById('map').viewBox.baseVal.width").as_f64().unwrap();
    page.press("+");
    let nearer = page.eval("document.getElementById('map').viewBox.baseVal.width");
    assert!(nearer.as_f64().unwrap() < width, "plus enlarges");
    page.press("0");
    assert_eq!(page.eval("document.getElementById('map').viewBox.baseVal.width"), width);
    assert_eq!(page.errors, Vec::<String>::new());
}

/// Texts that stand out from what is behind them by less than 4.5 to 1 (WCAG 2.2, 1.4.3), in the drawn page.
const FAINT: &str = r"(()=>{
const part=v=>{v/=255;return v<=.04045?v/12.92:((v+.055)/1.055)**2.4};
const light=c=>.2126*part(c[0])+.7152*part(c[1])+.0722*part(c[2]);
const colour=s=>{const n=s.match(/[\d.]+/g).map(Number),of=s.startsWith('color(')?255:1;return[n[0]*of,n[1]*of,n[2]*of,n[3]??1]};
const behind=e=>{for(;e;e=e.parentElement){const c=colour(getComputedStyle(e).backgroundColor);if(c[3]>.5)return c}return[255,255,255]};
const own=e=>[...e.childNodes].some(n=>n.nodeType===3&&n.textContent.trim());
return[...document.querySelectorAll('body *')].filter(e=>e.offsetParent&&!e.closest('svg,:disabled')&&own(e)).flatMap(e=>{
const pair=[light(colour(getComputedStyle(e).color)),light(behind(e))].sort((a,b)=>b-a),ratio=(pair[0]+.05)/(pair[1]+.05);
return ratio<4.5?[e.textContent.trim().slice(0,20)+' '+ratio.toFixed(1)]:[]})})()";

/// Phone and desk, light and dark: nothing is wider than the window, every text can be read, names stay
/// harmless text.
#[test]
fn any_window_holds_the_page() {
    let hostile = fx::Shape { hostile: true, ..fx::SMALL };
    let Some((_, _, mut page)) = page(hostile, Lang::Zh) else { return };
    for scheme in ["light", "dark"] {
        page.scheme(scheme);
        assert_eq!(page.eval(FAINT), serde_json::json!([]), "{scheme}");
        for width in [360, 800, 1440] {
            page.size(width, 900);
            let over = page.eval("document.documentElement.scrollWidth-innerWidth");
            assert!(over.as_i64().unwrap() <= 0, "{width}: {over} pixels too wide");
        }
    }
    assert_eq!(page.eval("document.querySelectorAll('img').length"), 0);
    assert_eq!(page.errors, Vec::<String>::new());
}

/// A province: the page is ready in seconds and a filter answers at once.
#[test]
fn a_province_is_handled_smoothly() {
    let Some((_, plan, mut page)) = page(fx::PROVINCE, Lang::Zh) else { return };
    assert_eq!(rows(&mut page, "visits"), plan.visits.len());
    let took = page.eval(
        "(()=>{const t=performance.now();const e=document.getElementById('program');e.value='0';e.dispatchEvent(new Event('change'));document.getElementById('map').getBoundingClientRect();return performance.now()-t})()",
    );
    assert!(took.as_f64().unwrap() < 2_000.0, "{took} ms");
    // Down the whole page, sixty pixels a frame: half of the frames come at least twenty times a second.
    let median = page.eval(
        "new Promise(done=>{document.documentElement.style.scrollBehavior='auto';const took=[];let last=performance.now(),y=0;\
         const step=()=>{const now=performance.now();took.push(now-last);last=now;scrollTo(0,y+=60);\
         if(y<document.documentElement.scrollHeight)requestAnimationFrame(step);\
         else{took.sort((a,b)=>a-b);done(took[took.length>>1])}};requestAnimationFrame(step)})",
    );
    assert!(median.as_f64().unwrap() < 50.0, "{median} ms a frame");
    assert_eq!(page.errors, Vec::<String>::new());
}

/// Where distances come from roads, the way of a day bends with them; nights are marked.
#[test]
fn ways_follow_the_roads() {
    let Some(browser) = browser::find() else {
        eprintln!("skipped: no browser in PATH; install chromium or set ONEDOOR_BROWSER");
        return;
    };
    let instance = onedoor::io::read_instance(Path::new("instances/county")).unwrap().0;
    let limits = Limits::new(5, 1);
    let planned = plan::plan(&instance, &limits, &Unwatched).unwrap();
    let plan = &planned.plan;
    let files = report::files(&instance, plan, &planned.draw, &[], Lang::En).unwrap();
    let (_, bytes) = files.into_iter().find(|(name, _)| name == "report.html").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html");
    std::fs::write(&file, bytes).unwrap();
    let mut page = Page::open(&browser, &file, 1280, 900);
    let mut bends = 0;
    for tour in &plan.tours {
        let team = instance.team(&tour.team).unwrap();
        for day in &tour.days {
            page.choose("team", &team.ix().to_string());
            page.choose("day", &day.date.to_string());
            let way = page.text("#chosen .order");
            assert_eq!(way, "1", "the first stop is numbered");
            let points = page.eval(
                "[...document.querySelectorAll('#chosen .way')].reduce((n,p)=>n+p.getAttribute('d').split('L').length,0)",
            );
            let points = points.as_u64().unwrap() as usize;
            assert!(points >= day.stops.len() + 2, "{}: {points}", tour.id);
            bends += points - day.stops.len() - 2;
            let marks = page.eval(
                "[...document.querySelectorAll('.rest')].filter(r=>r.style.display!=='none').length",
            );
            assert_eq!(marks, u64::from(day.to != BASE), "{}: {}", tour.id, day.to);
        }
    }
    assert!(bends > plan.tours.len(), "{bends} bends");
    page.eval("document.getElementById('reset').click()");
    let seen = page.eval("document.querySelectorAll('.rest .badge:not(.hide)').length");
    let away = plan.tours.iter().flat_map(|tour| &tour.days).any(|day| day.to != BASE);
    assert!(away && seen.as_u64() > Some(0), "nights stand on the whole map, too");
    assert_eq!(page.errors, Vec::<String>::new());
}
