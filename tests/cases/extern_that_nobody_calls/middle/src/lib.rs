pub fn word() -> String {
    format!("{}!", leaf::word())
}
