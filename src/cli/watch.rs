//! Progress on stderr: a bar on a terminal, plain lines in a pipe, nothing when quiet; Ctrl-C asks
//! for the best plan so far, a second one ends the program.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::messages::{Lang, text, word};
use crate::model::{Fen, Note};
use crate::plan::{Stage, Watch};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Listens to Ctrl-C from now on.
pub fn listen() {
    // Fails only if somebody listens already, who then sets the same flag.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
}

/// Whether Ctrl-C was pressed.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Somebody on the other side of stderr.
pub struct Progress {
    lang: Lang,
    start: Instant,
    bar: Option<ProgressBar>,
    plain: bool,
}

impl Progress {
    /// Starts to watch, and to listen to Ctrl-C.
    pub fn new(lang: Lang, quiet: bool) -> Self {
        listen();
        let terminal = std::io::stderr().is_terminal();
        let bar = (!quiet && terminal).then(|| {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template(
                "{spinner} {prefix:<12} [{bar:28}] {pos}/{len} {msg} {elapsed_precise}",
            );
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { lang, start: Instant::now(), bar, plain: !quiet && !terminal }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// A bound is proved, and could become `hope`.
    pub fn bound(&self, bound: Fen, hope: Fen) {
        let note = Note::new("cli-bound-so-far").with("bound", bound).with("hope", hope);
        let message = text(self.lang, &note);
        self.line(&message);
        if let Some(bar) = &self.bar {
            bar.set_message(message);
        }
    }

    fn line(&self, message: &str) {
        if self.plain {
            eprintln!("{:>7.1} s  {message}", self.start.elapsed().as_secs_f64());
        }
    }
}

impl Watch for Progress {
    fn stage(&self, stage: Stage) {
        let key = match stage {
            Stage::Screen => "cli-stage-screen",
            Stage::Assign => "cli-stage-assign",
            Stage::Route => "cli-stage-route",
            Stage::Improve => "cli-stage-improve",
            Stage::Prove => "cli-stage-prove",
            Stage::Verify => "cli-stage-verify",
        };
        let name = word(self.lang, key);
        self.line(&name);
        if let Some(bar) = &self.bar {
            bar.set_prefix(name);
        }
    }

    fn round(&self, done: u64, of: u64, cost: f64) {
        let note = Note::new("cli-incumbent").with("value", Fen(cost.round() as i64));
        let message = text(self.lang, &note);
        self.line(&format!("{done}/{of}  {message}"));
        if let Some(bar) = &self.bar {
            bar.set_length(of);
            bar.set_position(done);
            bar.set_message(message);
        }
    }

    fn stopped(&self) -> bool {
        is_interrupted()
    }
}
