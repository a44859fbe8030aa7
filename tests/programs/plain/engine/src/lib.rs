#[derive(Default)]
pub struct Engine {
    turns: u32,
}

impl Engine {
    pub fn turn(&mut self) -> String {
        self.turns += 1;
        format!("{} {}", self.scaled(), leaf::word())
    }

    fn scaled(&self) -> u32 {
        self.turns
    }
}
