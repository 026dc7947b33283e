//! parse -> run -> exit code

fn main() -> std::process::ExitCode {
    onedoor::cli::main(std::env::args_os())
}
