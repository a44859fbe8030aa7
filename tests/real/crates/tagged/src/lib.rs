use serde::{Deserialize, Serialize};

#[typetag::serde(tag = "kind")]
pub trait Shape {
    fn area(&self) -> f64;
}

#[derive(Serialize, Deserialize)]
struct Square {
    side: f64,
}

#[typetag::serde]
impl Shape for Square {
    fn area(&self) -> f64 {
        self.side.powf(2.0)
    }
}
