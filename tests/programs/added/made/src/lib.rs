pub const MADE: &str = env!("MADE");
