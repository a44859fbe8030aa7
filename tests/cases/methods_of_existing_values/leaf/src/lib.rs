pub trait Speaks {
    fn word(&self) -> &'static str {
        "default"
    }
}

pub struct Dog(pub Part);

pub struct Part;

impl Speaks for Dog {}

pub fn dogs() -> Vec<Box<dyn Speaks>> {
    (0..9).map(|_| Box::new(Dog(Part)) as Box<dyn Speaks>).collect()
}
