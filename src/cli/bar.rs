//! One line of progress, as wide as the terminal: what matters most stays when there is little room.

use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use crate::messages::{Lang, form, text, word};
use crate::model::{Fen, Note};

/// Widest and narrowest bar, columns; with less room there is none.
const WIDEST: usize = 24;
const NARROWEST: usize = 6;

/// What is known of the work.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Name of the stage.
    pub stage: String,
    /// Part of the stage's work that is done, 0 to 1; none where it is not known.
    pub share: Option<f64>,
    /// Cost of the best plan so far.
    pub value: Option<Fen>,
    /// Best bound so far.
    pub bound: Option<Fen>,
    /// Whether the stage may well end before its work is done.
    pub may_close: bool,
}

impl State {
    /// The gap between value and bound, as `plan.json` has it.
    pub fn gap(&self) -> Option<f64> {
        let (value, bound) = (self.value.filter(|value| value.0 > 0)?, self.bound?);
        Some((value.0 - bound.0) as f64 / value.0 as f64)
    }

    /// Time left in the stage if the rest goes on as before, after `spent`.
    fn left(&self, spent: Duration) -> Option<Duration> {
        let share = self.share.filter(|share| *share > 0.005)?;
        Some(spent.mul_f64((1.0 - share).max(0.0) / share))
    }

    /// The facts after the stage in the order they are shown, each with its rank: the highest goes
    /// first where room is scarce.
    fn facts(&self, lang: Lang, total: Duration, spent: Duration) -> Vec<(u8, String)> {
        let say = |key, name, value: String| text(lang, &Note::new(key).with(name, value));
        let money = |fen: Fen| fen.to_string();
        let left = if self.may_close { "cli-bar-at-most" } else { "cli-bar-left" };
        let facts = [
            (0, self.share.map(|share| format!("{:.0}%", share.clamp(0.0, 1.0) * 100.0))),
            (1, self.value.map(|fen| say("cli-bar-value", "value", money(fen)))),
            (4, self.bound.map(|fen| say("cli-bar-bound", "bound", money(fen)))),
            (2, self.gap().map(|gap| say("cli-gap", "gap", form::percent(gap)))),
            (5, Some(clock(total))),
            (3, self.left(spent).map(|time| say(left, "left", clock(time)))),
        ];
        facts.into_iter().filter_map(|(rank, fact)| Some((rank, fact?))).collect()
    }

    /// The line, at most `width` columns.
    pub fn line(&self, lang: Lang, width: usize, total: Duration, spent: Duration) -> String {
        let mut facts = self.facts(lang, total, spent);
        let length = |facts: &[(u8, String)]| -> usize {
            self.stage.width() + facts.iter().map(|(_, fact)| fact.width() + 2).sum::<usize>()
        };
        while length(&facts) > width {
            let Some((rank, _)) = facts.iter().max_by_key(|(rank, _)| *rank).cloned() else {
                break;
            };
            facts.retain(|(other, _)| *other != rank);
        }
        let mut line = cut(&self.stage, width);
        let room = width.saturating_sub(length(&facts) + 2).min(WIDEST);
        if let Some(share) = self.share.filter(|_| room >= NARROWEST) {
            line += &format!("  {}", bar(share, room));
        }
        facts.iter().for_each(|(_, fact)| line += &format!("  {fact}"));
        line
    }

    /// The facts without stage, share and clock, for a line in a file.
    pub fn plain(&self, lang: Lang, spent: Duration) -> String {
        let facts = self.facts(lang, Duration::ZERO, spent).into_iter();
        let facts = facts.filter(|(rank, _)| (1..5).contains(rank)).map(|(_, fact)| fact);
        facts.collect::<Vec<_>>().join(&word(lang, "cli-bar-comma"))
    }
}

fn bar(share: f64, width: usize) -> String {
    let full = (share.clamp(0.0, 1.0) * width as f64).round() as usize;
    "━".repeat(full) + &"─".repeat(width - full)
}

/// `1:05`, `2:03:04`.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// As much of a text as fits.
fn cut(text: &str, width: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + c.to_string().width() > width {
            break;
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proving() -> State {
        State {
            stage: word(Lang::Zh, "cli-stage-prove"),
            share: Some(0.25),
            value: Some(Fen(12_411_467)),
            bound: Some(Fen(6_886_258)),
            may_close: true,
        }
    }

    #[test]
    fn a_wide_line_says_everything() {
        let (total, spent) = (Duration::from_secs(75), Duration::from_secs(10));
        let line = proving().line(Lang::Zh, 120, total, spent);
        for part in
            ["证明下界", "25%", "124,114.67 元", "68,862.58 元", "44.5%", "1:15", "0:30", "━─"]
        {
            assert!(line.contains(part), "{part}: {line}");
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let (total, spent) = (Duration::from_secs(75), Duration::from_secs(10));
        for lang in [Lang::Zh, Lang::En] {
            for width in 0..130 {
                let line = proving().line(lang, width, total, spent);
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
        let narrow = proving().line(Lang::Zh, 60, total, spent);
        assert!(narrow.contains("124,114.67 元") && narrow.contains("44.5%"), "{narrow}");
        assert!(!narrow.contains("68,862.58"), "{narrow}");
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        let state = State { stage: "x".into(), ..State::default() };
        assert_eq!(state.line(Lang::En, 80, Duration::from_secs(3), Duration::ZERO), "x  0:03");
        assert_eq!(state.plain(Lang::En, Duration::ZERO), "");
        assert_eq!(clock(Duration::from_secs(7384)), "2:03:04");
    }
}
