//! `docs/rules.md` says what the code says. After a change: `ONEDOOR_BLESS=1 cargo test --release
//! --test rules_page` writes the page anew.

use std::fmt::Write;
use std::path::Path;

use onedoor::messages::{Lang, word};
use onedoor::model::Rule;
use onedoor::rules::describe;

const HEAD: &str = "\
# 规则 · Rules

本页由程序中的规则表生成，测试保证两者一致。规则名在读取、求解、`verify`、`explain`、报告和本文档中相同。
“依据”一栏为空者是排程模型自身的约定，不出自法规条文；§ 为晋市监发〔2023〕212号的部分，其他文件只列名称，不引条文。

This page is written from the program's own table of rules, and a test keeps the two alike. A rule has
one name in the reader, the solver, `verify`, `explain`, the reports and here. Where no clause is
given, the rule belongs to the planning model and not to a regulation.

晋市监发〔2023〕212号: guiding opinions of the Shanxi provincial bureau of 2023-08-04 on product quality
spot checks; § is its section. Other texts are named without article or wording.
";

fn page() -> String {
    let mut page = String::from(HEAD);
    page += "\n| 规则 Rule | 依据 Clause | 参数 Parameters |\n| --- | --- | --- |\n";
    for rule in Rule::ALL {
        let text = describe(*rule);
        let parameters: Vec<String> = text.parameters.iter().map(|p| format!("`{p}`")).collect();
        let (clause, parameters) = (text.clause.unwrap_or("—"), parameters.join(", "));
        let parameters = if parameters.is_empty() { "—" } else { &parameters };
        writeln!(page, "| [`{rule}`](#{rule}) | {clause} | {parameters} |").unwrap();
    }
    for rule in Rule::ALL {
        let text = describe(*rule);
        writeln!(page, "\n## {rule}\n").unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let remedy = if lang == Lang::Zh { "补救：" } else { "Remedy: " };
            let end = if lang == Lang::Zh { "\n" } else { "" };
            writeln!(page, "{}", word(lang, text.statement)).unwrap();
            writeln!(page, "{remedy}{}{end}", word(lang, text.remedy)).unwrap();
        }
    }
    page
}

#[test]
fn the_page_says_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = page();
    if std::env::var_os("ONEDOOR_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written == page, "docs/rules.md is out of date: see the head of this test");
}

#[test]
fn every_rule_has_its_words_in_both_languages() {
    for rule in Rule::ALL {
        let text = describe(*rule);
        let own = format!("rules-{}-", rule.name().replace('_', "-"));
        for key in [text.statement, text.remedy] {
            assert!(key.starts_with(&own), "{rule}: {key}");
            for lang in [Lang::Zh, Lang::En] {
                // An unknown key is shown as itself.
                assert!(!word(lang, key).contains(key), "{rule}: {key} has no text");
            }
        }
    }
}
