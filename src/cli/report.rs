//! `onedoor report`

use super::{Answer, Common, Exit};

/// Arguments of `onedoor report`.
#[derive(clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _common: &Common) -> Answer {
    Ok(Exit::Well)
}
