mod linked;

pub fn values() -> String {
    format!("other {}", linked::value())
}
