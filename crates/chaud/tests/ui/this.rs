struct Shape(f64);

impl Shape {
    #[chaud::hot(self)]
    fn unit() -> Shape {
        Shape(1.0)
    }

    #[chaud::hot(self)]
    fn area(shape: &Shape) -> f64 {
        shape.0
    }

    #[chaud::hot(self)]
    fn into_side(this: Shape) -> f64 {
        this.0
    }
}

fn main() {}
