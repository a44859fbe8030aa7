use nom::Parser;
use nom::character::complete::{char, i32};
use nom::multi::separated_list1;
use once_cell::sync::Lazy;
use regex::Regex;

pub static ADDRESS: Lazy<Regex> = Lazy::new(|| Regex::new(r"(?i)(\w+)@(\w+)\.org").unwrap());

pub fn numbers(input: &str) -> nom::IResult<&str, Vec<i32>> {
    separated_list1(char(','), i32).parse(input)
}
