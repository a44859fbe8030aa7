struct Shape(f64);

impl Shape {
    const UNIT: f64 = 1.0;

    #[chaud::hot]
    fn unit() -> Self {
        Self(Self::UNIT)
    }

    #[chaud::hot(self)]
    fn area(this: &Self) -> f64 {
        this.0
    }

    #[chaud::hot(self)]
    fn side(this: &Shape) -> f64 {
        self.0
    }
}

fn main() {}
