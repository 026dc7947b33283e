//! Completions and manual pages come from the commands as they are.

use assert_cmd::Command;

fn said(args: &[&str]) -> String {
    let output = Command::cargo_bin("onedoor").unwrap().args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Names of all commands, as the help has them.
fn commands() -> Vec<String> {
    let help = said(&["--help", "--lang", "en"]);
    let list = help.split("Commands:").nth(1).unwrap().split("Options").next().unwrap();
    list.lines().filter_map(name).filter(|name| name != "help").collect()
}

/// The name that a line of the help begins with, two spaces in.
fn name(line: &str) -> Option<String> {
    let indented = line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?;
    indented.split_whitespace().next().map(str::to_owned)
}

#[test]
fn every_shell_completes_every_command() {
    let commands = commands();
    assert!(commands.len() > 9, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = said(&["completions", shell]);
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell}: {command}");
        }
        assert!(script.contains("no-bound") && script.contains("lang"), "{shell}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man1");
    said(&["man", "-o", pages.to_str().unwrap(), "-q", "--lang", "zh"]);
    for command in commands() {
        let page = std::fs::read_to_string(pages.join(format!("onedoor-{command}.1"))).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH 通用选项"), "{command}");
        assert!(page.contains("lang"), "{command} has the options that all commands have");
    }
    assert!(said(&["man"]).contains(".TH onedoor 1"));
    assert!(said(&["man", "plan"]).contains("seed"));
    let wrong = Command::cargo_bin("onedoor").unwrap().args(["man", "plam"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn help_and_refusals_speak_the_readers_language() {
    let help = said(&["plan", "--help", "--lang", "zh"]);
    for word in ["用法：", "参数:", "选项:", "通用选项:", "实例的文件夹或工作簿", "默认：1000"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
    let words = ["Usage", "Options", "Print", "default", "possible"];
    assert!(words.iter().all(|word| !help.contains(word)), "{help}");
    assert!(said(&["--lang", "zh", "help", "plan"]).contains("不证明下界"));
    let refused = |line: &str, code: &str, words: &str| {
        let args = line.split(' ');
        let output = Command::cargo_bin("onedoor").unwrap().args(args).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}: {text}");
        assert!(text.contains(&format!("[{code}]")) && text.contains(words), "{line}: {text}");
    };
    refused("plan i -o o --efort 1 --lang zh", "cli-usage-near", "是否应为 --effort？");
    refused("plan i -o o --efort 1 --lang en", "cli-usage-near", "did you mean --effort?");
    refused("check i --zzz --lang zh", "cli-usage-unknown", "没有选项 --zzz");
    refused("plan i --lang zh", "cli-usage-missing", "缺少：--output <DIR>");
    refused("plan i -o o --effort x --lang zh", "cli-usage-value", "不能是“x”");
    refused("vrp f --round x --lang zh", "cli-usage-not-among", "nearest, tenths");
    refused("vrp f --time 1 --effort 1 --lang zh", "cli-usage-conflict", "同时使用");
    refused("plan i --lang zh -o", "cli-usage-no-value", "缺少取值");
    refused("--lang zh plam", "cli-unknown-command", "没有命令 plam");
}
