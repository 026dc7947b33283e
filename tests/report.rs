#[path = "support/report_fixture.rs"]
mod report_fixture;
use report_fixture as fx;

#[test]
#[ignore]
fn write_samples() {
    for (name, shape) in [
        ("small", fx::SMALL),
        ("city", fx::CITY),
        ("hostile", fx::Shape { hostile: true, ..fx::SMALL }),
        ("province", fx::PROVINCE),
    ] {
        let i = fx::instance(shape);
        let p = fx::plan(&i, shape);
        let checks: Vec<_> = onedoor::model::Rule::ALL
            .iter()
            .map(|r| onedoor::report::Check { rule: *r, made: 123, violations: 0 })
            .collect();
        for (lang, l) in [(onedoor::messages::Lang::Zh, "zh"), (onedoor::messages::Lang::En, "en")]
        {
            let dir = format!("/tmp/report/{name}-{l}");
            std::fs::create_dir_all(&dir).unwrap();
            let t = std::time::Instant::now();
            for (f, b) in onedoor::report::files(&i, &p, &fx::draw(&i), &checks, lang).unwrap() {
                std::fs::write(format!("{dir}/{f}"), b).unwrap();
            }
            println!("{name} {l} {:?}", t.elapsed());
        }
    }
}
