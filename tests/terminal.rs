//! The progress on a terminal of its own: one line, never wider than the window, gone at the end; plain
//! lines in a pipe; nothing when quiet. The terminal is Python's `pty`; without it the test says so.

use std::process::{Command, Stdio};

use unicode_width::UnicodeWidthStr;

const PTY: &str = r#"
import os, pty, sys, struct, fcntl, termios
columns, command = int(sys.argv[1]), sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
    os.environ['TERM'] = 'xterm-256color'
    os.execv(command[0], command)
try:
    while True:
        data = os.read(fd, 65536)
        if not data: break
        sys.stdout.buffer.write(data)
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

fn program() -> std::path::PathBuf {
    assert_cmd::cargo::cargo_bin("onedoor")
}

/// What a terminal of so many columns is sent; none without Python.
fn sent(columns: usize, args: &[&str]) -> Option<String> {
    let known = Command::new("python3").args(["-c", "import pty"]).stderr(Stdio::null()).status();
    if !known.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no python3 with pty");
        return None;
    }
    let mut command = Command::new("python3");
    command.args(["-c", PTY, &columns.to_string()]).arg(program()).args(args);
    let output = command.output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The frames of the bar: what stands between carriage returns and escapes, without colours.
fn frames(sent: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut chars = sent.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            let end = chars.by_ref().skip(1).find(char::is_ascii_alphabetic);
            plain.push(if end == Some('m') { '\u{0}' } else { '\r' });
        } else {
            plain.push(c);
        }
    }
    let plain = plain.replace('\u{0}', "");
    let spins = |line: &&str| line.starts_with(|c: char| ('\u{2800}'..='\u{28ff}').contains(&c));
    plain.split(['\r', '\n']).filter(spins).map(str::to_owned).collect()
}

fn plan_args(folder: &std::path::Path) -> Vec<String> {
    let plan = folder.join("plan");
    ["plan", "instances/county", "-o", plan.to_str().unwrap(), "--effort", "5", "--bound", "40"]
        .map(str::to_owned)
        .to_vec()
}

#[test]
fn a_terminal_shows_one_line_with_stage_value_bound_and_gap() {
    let folder = tempfile::tempdir().unwrap();
    let args = plan_args(folder.path());
    for (lang, words) in
        [("zh", ["证明下界", "最好", "下界", "差距"]), ("en", ["prove", "best", "bound", "gap"])]
    {
        for columns in [60, 120] {
            let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
            args.extend(["--lang", lang]);
            let Some(sent) = sent(columns, &args) else { return };
            let frames = frames(&sent);
            assert!(!frames.is_empty(), "{sent}");
            for frame in &frames {
                assert!(frame.trim_end().width() < columns, "{columns}: {frame}");
            }
            if columns == 120 {
                let full = |frame: &&String| words.iter().all(|word| frame.contains(word));
                assert!(frames.iter().any(|frame| full(&frame)), "{frames:#?}");
            }
        }
    }
}

#[test]
fn a_pipe_gets_plain_lines_and_quiet_means_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(program()).args(plan_args(folder.path())).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.lines().count() > 5 && !said.contains(['\r', '\u{1b}']), "{said}");
    for flag in ["-q", "--json"] {
        let mut args = plan_args(folder.path());
        args.push(flag.to_owned());
        let output = Command::new(program()).args(&args).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{flag}");
        let mut with_terminal: Vec<&str> = args.iter().map(String::as_str).collect();
        with_terminal.extend(["--lang", "en"]);
        let Some(sent) = sent(80, &with_terminal) else { return };
        assert_eq!(frames(&sent), Vec::<String>::new(), "{flag}");
    }
}
