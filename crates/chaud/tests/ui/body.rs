trait Area {
    #[chaud::hot]
    fn area(side: f64) -> f64;
}

fn main() {}
