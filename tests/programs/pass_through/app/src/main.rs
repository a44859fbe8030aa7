use std::io::{Read, stdin};

fn main() {
    chaud::init!();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut input = String::new();
    stdin().read_to_string(&mut input).unwrap();
    println!("{arguments:?} {input:?} {:?}", std::env::current_dir());
    let mut variables: Vec<_> =
        std::env::vars().filter(|(name, _)| name != "CHAUD_SOCKET").collect();
    variables.sort();
    println!("{variables:#?}");
    eprint!("no line feed at the end, not UTF-8: ");
    std::io::Write::write_all(&mut std::io::stderr(), &[0xff, 0, 7]).unwrap();
    match arguments.last().map(String::as_str) {
        Some("abort") => std::process::abort(),
        Some(code) => std::process::exit(code.parse().unwrap()),
        None => {}
    }
}
