struct Shape(f64);

impl Shape {
    #[chaud::hot]
    fn area(&self) -> f64 {
        0.0
    }

    #[chaud::hot(self)]
    fn grow(&mut self, _by: f64) {}

    #[chaud::hot]
    fn into_side(self: Box<Shape>) -> f64 {
        0.0
    }
}

fn main() {}
