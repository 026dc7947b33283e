//! Completions and manual pages come from the commands as they are.

use assert_cmd::Command;

fn said(args: &[&str]) -> String {
    let output = Command::cargo_bin("onedoor").unwrap().args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Names of all commands, as the help has them.
fn commands() -> Vec<String> {
    let help = said(&["--help"]);
    let list = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
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
    said(&["man", "-o", pages.to_str().unwrap(), "-q"]);
    for command in commands() {
        let page = std::fs::read_to_string(pages.join(format!("onedoor-{command}.1"))).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH OPTIONS"), "{command}");
        assert!(page.contains("lang"), "{command} has the options that all commands have");
    }
    assert!(said(&["man"]).contains(".TH onedoor 1"));
    assert!(said(&["man", "plan"]).contains("seed"));
    let wrong = Command::cargo_bin("onedoor").unwrap().args(["man", "plam"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}
