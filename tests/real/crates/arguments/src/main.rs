use clap::{CommandFactory, Parser};

/// A program with arguments.
#[derive(Debug, Parser)]
#[command(name = "arguments")]
struct Arguments {
    #[command(flatten)]
    common: arguments::Common,
    names: Vec<String>,
}

fn main() {
    println!("{:?}", Arguments::parse_from(["x", "--times=5", "a", "b"]));
    println!("{}", Arguments::command().render_long_help());
    println!("{}", Arguments::try_parse_from(["x", "--time"]).unwrap_err());
}
