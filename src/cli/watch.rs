//! Progress on stderr: a bar on a terminal, plain lines in a pipe, nothing when quiet; Ctrl-C asks
//! for the best plan so far, a second one ends the program.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use console::Term;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::bar::State;
use crate::messages::{Lang, word};
use crate::model::Fen;
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

/// What is known, and since when.
struct Known {
    state: State,
    stage: Instant,
    start: Instant,
}

/// Somebody on the other side of stderr.
pub struct Progress {
    lang: Lang,
    bar: Option<ProgressBar>,
    plain: bool,
    known: Arc<Mutex<Known>>,
}

impl Progress {
    /// Starts to watch, and to listen to Ctrl-C.
    pub fn new(lang: Lang, quiet: bool) -> Self {
        listen();
        let terminal = std::io::stderr().is_terminal();
        let now = Instant::now();
        let known = Known { state: State::default(), stage: now, start: now };
        let known = Arc::new(Mutex::new(known));
        let bar = (!quiet && terminal).then(|| bar(lang, &known));
        Self { lang, bar, plain: !quiet && !terminal, known }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// What the plan costs that a bound is held against, without required tasks left out.
    pub fn plan_costs(&self, cost: Fen) {
        self.learn(|state| state.value = Some(cost));
    }

    /// A bound is proved.
    pub fn bound(&self, bound: Fen) {
        self.learn(|state| state.bound = Some(bound));
        self.plain_line(String::new());
    }

    /// So much of the work on a bound is done; it may end earlier.
    pub fn share(&self, share: f64) {
        self.learn(|state| (state.share, state.may_close) = (Some(share), true));
    }

    fn learn(&self, change: impl FnOnce(&mut State)) {
        if let Ok(mut known) = self.known.lock() {
            change(&mut known.state);
        }
    }

    /// A line for a file: the time, `head`, and what is known.
    fn plain_line(&self, head: String) {
        let Some(known) = self.known.lock().ok().filter(|_| self.plain) else { return };
        let facts = known.state.plain(self.lang, known.stage.elapsed());
        let seconds = known.start.elapsed().as_secs_f64();
        eprintln!("{seconds:>7.1} s  {head}{facts}");
    }
}

/// A line that is drawn anew eight times a second, never wider than the terminal.
fn bar(lang: Lang, known: &Arc<Mutex<Known>>) -> ProgressBar {
    let known = Arc::clone(known);
    let line = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
        // The spinner and its blank, and a column that stays free: some terminals wrap there.
        let width = Term::stderr().size_checked().map_or(80, |(_, columns)| usize::from(columns));
        if let Ok(known) = known.lock() {
            let (total, spent) = (known.start.elapsed(), known.stage.elapsed());
            let _ = out.write_str(&known.state.line(lang, width.saturating_sub(3), total, spent));
        }
    };
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {line}");
    bar.set_style(
        style.unwrap_or_else(|_| ProgressStyle::default_spinner()).with_key("line", line),
    );
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
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
        if let Ok(mut known) = self.known.lock() {
            known.stage = Instant::now();
            // Comparisons look for other plans: what is known of this one does not hold for them.
            let known_of_plan = known.state.clone();
            let kept = if stage == Stage::Compare { State::default() } else { known_of_plan };
            let State { value, bound, .. } = kept;
            known.state = State { stage: name.clone(), value, bound, ..State::default() };
            if self.plain {
                eprintln!("{:>7.1} s  {name}", known.start.elapsed().as_secs_f64());
            }
        }
    }

    fn round(&self, done: u64, of: u64, cost: f64) {
        self.learn(|state| {
            state.value = Some(Fen(cost.round() as i64));
            state.share = Some(done as f64 / of.max(1) as f64);
        });
        self.plain_line(format!("{done}/{of}  "));
    }

    fn stopped(&self) -> bool {
        is_interrupted()
    }
}
