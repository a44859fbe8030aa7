use serde::{Deserialize, Serialize};
use tagged::Shape;

#[derive(Serialize, Deserialize)]
struct Line;

#[typetag::serde]
impl Shape for Line {
    fn area(&self) -> f64 {
        0.0
    }
}

fn main() {
    let text = r#"[{"kind":"Square","side":3.0},{"kind":"Line"}]"#;
    let shapes: Vec<Box<dyn Shape>> = serde_json::from_str(text).unwrap();
    for shape in &shapes {
        println!("{}", shape.area());
    }
    println!("{}", serde_json::to_string(&shapes).unwrap());
}
