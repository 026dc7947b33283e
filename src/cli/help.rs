//! What `--help`, manual pages and completions say, and what is wrong with a command line, in the
//! language of the reader. The texts stand in the catalogue (`messages/*/help.ftl`), none in the code.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command, CommandFactory};

use super::{Cli, lang_of_locale};
use crate::messages::{Lang, has, text, word};
use crate::model::Note;

/// The language that a command line asks for, before anything else of it is understood.
pub fn lang(args: &[OsString]) -> Lang {
    let args: Vec<&str> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
    let asked = args.iter().enumerate().find_map(|(at, arg)| match arg.strip_prefix("--lang") {
        Some("") => args.get(at + 1).copied(),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    asked.and_then(|name| name.parse().ok()).unwrap_or_else(lang_of_locale)
}

/// The whole command line with its texts.
pub fn program(lang: Lang) -> Command {
    let mut program = Cli::command();
    // Built, every command has the options that all commands have, `--help` among them.
    program.build();
    told(program.about(word(lang, "help-program")), "", lang)
}

/// A command with the texts of the catalogue; `path` is its name under the program: `study-diff`.
fn told(command: Command, path: &str, lang: Lang) -> Command {
    let usage = command.get_styles().get_usage();
    let template = format!(
        "{{about-with-newline}}\n{usage}{}{usage:#} {{usage}}\n\n{{all-args}}",
        word(lang, "help-usage")
    );
    let mut place = 0;
    command
        .help_template(template)
        .subcommand_help_heading(word(lang, "help-commands"))
        .mut_args(|arg| {
            place += 1;
            argument(arg, path, lang).display_order(place)
        })
        .mut_subcommands(|command| {
            let path = below(path, &command);
            // Below `help` stands every command again, by name alone.
            let key = if path.ends_with("help") { "help" } else { path.as_str() };
            let about = text(lang, &Note::new(format!("help-command-{key}")));
            match key {
                "help" => command.about(about),
                _ => told(command.about(about), &path, lang),
            }
        })
}

/// The path of a command under another.
fn below(path: &str, command: &Command) -> String {
    let name = command.get_name();
    if path.is_empty() { name.to_owned() } else { format!("{path}-{name}") }
}

/// The message of an argument: the command's own, else that of every command.
fn key(arg: &Arg, path: &str) -> String {
    let name = arg.get_id().as_str().replace('_', "-");
    let own = format!("help-{path}-{name}");
    if has(&own) { own } else { format!("help-any-{name}") }
}

fn argument(arg: Arg, path: &str, lang: Lang) -> Arg {
    let mut help = text(lang, &Note::new(key(&arg, path)));
    if arg.get_action().takes_values() {
        let values: Vec<String> =
            arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if !values.is_empty() {
            let note = Note::new("help-one-of").with("text", help);
            help = text(lang, &note.with("values", values.join(", ")));
        }
        if let Some(value) = arg.get_default_values().first() {
            let note = Note::new("help-default").with("text", help);
            help = text(lang, &note.with("value", value.to_string_lossy()));
        }
    }
    let heading = match arg.is_positional() {
        true => "help-arguments",
        // What clap adds by itself belongs to every command, too.
        false if arg.is_global_set() => "help-common",
        false if matches!(arg.get_id().as_str(), "help" | "version") => "help-common",
        false => "help-options",
    };
    let arg = arg.help(help).help_heading(word(lang, heading));
    arg.hide_default_value(true).hide_possible_values(true)
}

/// What is wrong with a command line; none where the reader asked for help or the version.
pub fn refusal(error: &Error) -> Option<Note> {
    let named = |kind: ContextKind| match error.get(kind)? {
        ContextValue::String(name) => Some(name.clone()),
        ContextValue::Strings(names) => Some(names.join(", ")),
        _ => None,
    };
    let named = |kind| named(kind).unwrap_or_default();
    let option = named(ContextKind::InvalidArg);
    Some(match error.kind() {
        _ if !error.use_stderr() => return None,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::UnknownArgument => match named(ContextKind::SuggestedArg) {
            near if near.is_empty() => Note::new("cli-usage-unknown").with("option", option),
            near => Note::new("cli-usage-near").with("option", option).with("near", near),
        },
        ErrorKind::InvalidSubcommand => no_command(&named(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => {
            Note::new("cli-usage-missing").with("options", option)
        }
        ErrorKind::ArgumentConflict => Note::new("cli-usage-conflict")
            .with("option", option)
            .with("other", named(ContextKind::PriorArg)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let found = named(ContextKind::InvalidValue);
            let known = named(ContextKind::ValidValue);
            let note = match (found.is_empty(), known.is_empty()) {
                (true, _) => Note::new("cli-usage-no-value"),
                (_, true) => Note::new("cli-usage-value"),
                (_, false) => Note::new("cli-usage-not-among"),
            };
            note.with("option", option).with("found", found).with("known", known)
        }
        kind => Note::new("cli-usage").with("why", kind),
    })
}

/// How the command is used, as the error has it: without its heading.
pub fn usage(error: &Error) -> Option<String> {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else { return None };
    let usage = usage.to_string();
    Some(usage.strip_prefix("Usage: ").unwrap_or(&usage).trim_end().to_owned())
}

/// There is no command of this name.
pub fn no_command(name: &str) -> Note {
    let program = Cli::command();
    let names: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
    Note::new("cli-unknown-command").with("found", name).with("known", names.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::messages::keys;

    fn walk(command: &Command, path: &str, used: &mut BTreeSet<String>) {
        for arg in command.get_arguments() {
            used.insert(key(arg, path));
        }
        for command in command.get_subcommands() {
            let path = below(path, command);
            if path.ends_with("help") {
                used.insert("help-command-help".to_owned());
                continue;
            }
            used.insert(format!("help-command-{path}"));
            walk(command, &path, used);
        }
    }

    #[test]
    fn every_command_and_argument_has_a_text_and_no_text_is_idle() {
        let mut program = Cli::command();
        program.build();
        let mut used = BTreeSet::new();
        walk(&program, "", &mut used);
        let frame = "program usage more commands arguments options common default one-of";
        used.extend(frame.split(' ').map(|name| format!("help-{name}")));
        let known: BTreeSet<String> =
            keys().filter(|key| key.starts_with("help-")).map(str::to_owned).collect();
        assert_eq!(used, known);
    }

    #[test]
    fn the_language_is_known_before_the_rest() {
        let args = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(lang(&args("onedoor plan --lang en --help")), Lang::En);
        assert_eq!(lang(&args("onedoor --lang=zh nonsense")), Lang::Zh);
    }
}
