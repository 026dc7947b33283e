//! Progress on stderr: a bar on a terminal, plain lines in a pipe, nothing when quiet; Ctrl-C asks
//! for the best plan so far, a second one ends the program.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
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
    /// When the present stage began, and the cost of the plan that a bound is held against, fen.
    stage: Mutex<Instant>,
    cost: AtomicI64,
}

impl Progress {
    /// Starts to watch, and to listen to Ctrl-C.
    pub fn new(lang: Lang, quiet: bool) -> Self {
        listen();
        let terminal = std::io::stderr().is_terminal();
        let bar = (!quiet && terminal).then(|| {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template(
                "{spinner} {prefix:<12} [{bar:28}] {pos}/{len} {msg}  {elapsed_precise} (+{eta})",
            );
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        let now = Instant::now();
        let plain = !quiet && !terminal;
        Self { lang, start: now, bar, plain, stage: Mutex::new(now), cost: AtomicI64::new(0) }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// What the plan costs that a bound is held against, without required tasks left out.
    pub fn plan_costs(&self, cost: Fen) {
        self.cost.store(cost.0, Ordering::Relaxed);
    }

    /// A bound is proved, and could become `hope`.
    pub fn bound(&self, bound: Fen, hope: Fen) {
        let cost = self.cost.load(Ordering::Relaxed);
        let gap = match cost {
            0 => "–".to_owned(),
            cost => format!("{:.1} %", (cost - bound.0) as f64 / cost as f64 * 100.0),
        };
        let note = Note::new("cli-bound-so-far").with("bound", bound).with("hope", hope);
        let note = note.with("gap", gap);
        let message = text(self.lang, &note);
        self.line(&message);
        if let Some(bar) = &self.bar {
            bar.set_message(message);
        }
    }

    /// Seconds that the rounds left will take if they take as long as those done.
    fn left(&self, done: u64, of: u64) -> u64 {
        let spent = self.stage.lock().map_or(0.0, |began| began.elapsed().as_secs_f64());
        (spent / done.max(1) as f64 * of.saturating_sub(done) as f64).ceil() as u64
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
            Stage::Compare => "cli-stage-compare",
        };
        let name = word(self.lang, key);
        self.line(&name);
        if let Ok(mut began) = self.stage.lock() {
            *began = Instant::now();
        }
        if let Some(bar) = &self.bar {
            bar.set_prefix(name);
            // A stage without rounds has a bar without length, and no time left to tell.
            bar.set_message("");
            bar.set_length(0);
            bar.set_position(0);
            bar.reset_eta();
        }
    }

    fn round(&self, done: u64, of: u64, cost: f64) {
        let note = Note::new("cli-incumbent").with("value", Fen(cost.round() as i64));
        let message = text(self.lang, &note);
        if self.plain {
            let note =
                Note::new("cli-left").with("text", &message).with("left", self.left(done, of));
            self.line(&format!("{done}/{of}  {}", text(self.lang, &note)));
        }
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
