//! What the program is made of.

use shapes::{Account, Shape};

pub fn total(shapes: &[Box<dyn Shape>]) -> u32 {
    shapes.iter().map(|shape| shape.area()).sum()
}

pub fn salary(account: &mut Account) -> i64 {
    account.deposit(300);
    account.cents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares() {
        assert_eq!(total(&[Box::new(shapes::Square(3))]), 9);
    }

    #[test]
    fn lines() {
        assert_eq!(total(&[Box::new(shapes::Line)]), 0);
    }

    #[test]
    fn paid() {
        assert_eq!(salary(&mut Account::new()), 300);
    }

    #[test]
    #[ignore]
    fn never() {
        panic!("it was to be left out");
    }
}
