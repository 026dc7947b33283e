//! Two tasks: of one enterprise as one visit, of one product at two times.

use proptest::prelude::*;

use super::*;

/// Two tasks of one enterprise, bent.
fn pair(bend: impl FnOnce(&mut Settings, &mut Tables)) -> (bool, Rule) {
    let (mut settings, mut tables) = (settings(), tables());
    tables.products.push(product(3, "G2"));
    tables.tasks.push(task(3, "T2", 0, 0, 1));
    bend(&mut settings, &mut tables);
    let (_, screen) = screen(settings, tables);
    let (a, b) = (T1, TaskIx(1));
    assert!(screen.impossible(a).is_none() && screen.impossible(b).is_none());
    let finding = screen.why_not_together(&[a], &[b]);
    for lang in [Lang::Zh, Lang::En] {
        assert!(!text(lang, &finding.note).contains("rules-"));
    }
    let admissible = screen.group_admissible(&[a, b]);
    let days = screen.group_days(&[a, b], K1);
    assert!(admissible || days.is_empty());
    assert!(screen.visit_days(&[a, b], K1).is_subset(&days));
    (admissible, finding.rule)
}

#[test]
fn what_keeps_two_tasks_apart() {
    assert_eq!(pair(|_, _| ()), (true, Rule::OneDoor));
    let windows = |_: &mut Settings, tables: &mut Tables| {
        tables.tasks[0].latest = Some(date("2026-03-10"));
        tables.tasks[1].earliest = Some(date("2026-03-11"));
    };
    assert_eq!(pair(windows), (false, Rule::Window));
    let same = |_: &mut Settings, tables: &mut Tables| tables.tasks[1].product = ProductIx(0);
    assert_eq!(pair(same), (false, Rule::SixMonth));
    let upper = |settings: &mut Settings, tables: &mut Tables| {
        same(settings, tables);
        tables.programs.push(program(3, "P2", PROVINCE));
        tables.tasks[1].program = ProgramIx(1);
    };
    assert_eq!(pair(upper), (false, Rule::UpperFirst));
    let exempt = |settings: &mut Settings, tables: &mut Tables| {
        upper(settings, tables);
        tables.programs[1].kind = ProgramKind::Tracking;
    };
    assert_eq!(pair(exempt), (true, Rule::OneDoor));
    // Open 450 minutes: 20 + 7 × 30 + 8 × 30 = 470.
    let long = |_: &mut Settings, tables: &mut Tables| {
        tables.tasks[0].batches = 7;
        tables.tasks[1].batches = 8;
    };
    assert_eq!(pair(long), (false, Rule::Hours));
    let heavy = |_: &mut Settings, tables: &mut Tables| {
        tables.teams[0].vehicle_volume = Some(Millilitres(1999));
    };
    assert_eq!(pair(heavy), (false, Rule::Vehicle));
    let sent = |settings: &mut Settings, tables: &mut Tables| {
        heavy(settings, tables);
        tables.scopes.push(scope(4, 1, Activity::Test));
    };
    assert_eq!(pair(sent), (true, Rule::OneDoor));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn tasks_apart_agree_with_every_pair(
        rows in proptest::collection::vec((0..3u32, 0..6u32), 1..40), six in 0..3u32, upper in 0..3u32,
    ) {
        let (mut settings, mut tables) = (settings(), tables());
        (settings.policy.interval_months, settings.policy.upper_first_months) = (six, upper);
        let county = Authority::Region(RegionIx(2));
        let authorities = [CITY, PROVINCE, county, Authority::National, CITY, PROVINCE];
        tables.programs = authorities.iter().map(|authority| program(2, "P", *authority)).collect();
        tables.programs[5].kind = ProgramKind::Tracking;
        tables.products = (0..3).map(|at| product(2, &at.to_string())).collect();
        tables.tasks = rows
            .iter()
            .enumerate()
            .map(|(at, (product, program))| task(2, &at.to_string(), *program, 0, *product))
            .collect();
        let (instance, screen) = screen(settings, tables);
        let authority = |task: &Task| instance.programs[task.program.ix()].authority;
        let exempt = |task: &Task| instance.programs[task.program.ix()].kind.is_exempt();
        for (at, a) in instance.tasks.iter().enumerate() {
            let mut listed = screen.apart(TaskIx::new(at)).to_vec();
            listed.sort();
            let mut expected = Vec::new();
            for (other, b) in instance.tasks.iter().enumerate() {
                if at == other || a.product != b.product || exempt(a) || exempt(b) {
                    continue;
                }
                let (x, y) = (authority(a), authority(b));
                let months = if x == y {
                    six
                } else if instance.outranks(x, y) || instance.outranks(y, x) {
                    upper
                } else {
                    0
                };
                if months > 0 {
                    expected.push((TaskIx::new(other), months));
                }
            }
            prop_assert_eq!(listed, expected);
        }
    }
}
