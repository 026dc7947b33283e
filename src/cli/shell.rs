//! `onedoor completions` and `onedoor man`: what a shell and a reader of manuals need, made from
//! the same definitions that read the command line.

use std::path::PathBuf;

use clap_complete::Shell;

use super::{Answer, Common, Exit, Failure, help};
use crate::io;
use crate::messages::text;
use crate::model::Note;

/// Arguments of `onedoor completions`.
#[derive(clap::Args)]
pub struct Completions {
    #[arg(value_enum)]
    shell: Shell,
}

/// Arguments of `onedoor man`.
#[derive(clap::Args)]
pub struct Man {
    command: Option<String>,
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    output: Option<PathBuf>,
}

/// Prints a completion script.
pub fn completions(args: &Completions, common: &Common) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::program(common.lang()), "onedoor", &mut script);
    super::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Well)
}

/// Prints a manual page, or writes all of them.
pub fn man(args: &Man, common: &Common) -> Answer {
    let program = help::program(common.lang());
    if let Some(folder) = &args.output {
        let mut pages = vec![("onedoor.1".to_owned(), page(program.clone())?)];
        for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
            pages.push((format!("onedoor-{}.1", command.get_name()), page(command.clone())?));
        }
        let failed = |error: &dyn std::fmt::Display| {
            Failure::System(format!("{}: {error}", folder.display()))
        };
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        for (name, page) in &pages {
            io::write_file(&folder.join(name), page).map_err(|error| failed(&error))?;
        }
        if !common.quiet {
            let note = Note::new("cli-man-written").with("path", folder.display());
            super::print(&format!("{}\n", text(common.lang(), &note)))?;
        }
        return Ok(Exit::Well);
    }
    let command = match &args.command {
        None => program,
        Some(name) => program
            .get_subcommands()
            .find(|command| command.get_name() == name)
            .cloned()
            .ok_or_else(|| Failure::Input(vec![help::no_command(name)]))?,
    };
    super::print(&String::from_utf8_lossy(&page(command)?))?;
    Ok(Exit::Well)
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| Failure::Fault(error.to_string()))?;
    Ok(page)
}
