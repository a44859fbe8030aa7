pub struct Point {
    pub x: u32,
}

pub enum Choice {
    One(u32),
    Two,
}

pub union Bits {
    pub whole: u32,
    pub half: u16,
}

pub type Number = u32;

pub struct Held {
    pub point: Point,
    pub choice: Choice,
    pub bits: Bits,
    pub number: Number,
}

pub fn make() -> Held {
    Held { point: Point { x: 1 }, choice: Choice::One(2), bits: Bits { whole: 3 }, number: 4 }
}

pub fn show(held: &Held) -> String {
    let choice = match held.choice {
        Choice::One(n) => n.into(),
        _ => 0u64,
    };
    let bits = unsafe { held.bits.whole };
    format!("{} {choice} {bits} {} first", held.point.x, held.number)
}
