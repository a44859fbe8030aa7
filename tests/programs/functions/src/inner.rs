use std::fmt::Display;
pub const SIZE: u64 = crate::constant();
pub struct Guard<'a>(pub u64, pub &'a str);
impl<'a> Guard<'a> {
    pub fn show(&self) -> String {
        format!("{} {}", self.0, shown(&self.1))
    }
}
impl<'a> Drop for Guard<'a> {
    fn drop(&mut self) {
        crate::needed(self.0);
    }
}
impl<'a> PartialEq<Guard<'a>> for u64 {
    fn eq(&self, other: &Guard<'a>) -> bool {
        crate::needed(other.0) == *self
    }
}
#[derive(Debug, Clone)]
pub struct Later(pub u64);
fn shown<T: Display>(t: &T) -> String {
    format!("<{}>", t)
}
