/**
 * Rust modules around decisions, for `rust_parts.ts`. Pure.
 *
 * @module
 */

import type { PartOptions } from "./part_options.ts";

/** A scanner with its errors. */
export function scanner({ index, below }: PartOptions): string {
  return `#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Number(u64),
    Word(String),
    Sign(char),
}

#[derive(Debug, PartialEq, Eq)]
pub enum ScanError {
    Unexpected { at: usize, found: char },
    TooLarge { at: usize },
}

/// Splits a line into numbers, words and signs.
pub fn scan(line: &str) -> Result<Vec<Token>, ScanError> {
    let mut tokens = Vec::new();
    let mut chars = line.char_indices().peekable();
    while let Some(&(at, c)) = chars.peek() {
        match c {
            ' ' | '\\t' => {
                chars.next();
            }
            '0'..='9' => {
                let mut number = 0u64;
                while let Some(digit) = chars.peek().and_then(|(_, c)| c.to_digit(10)) {
                    let shifted = number.checked_mul(10).ok_or(ScanError::TooLarge { at })?;
                    number = shifted + u64::from(digit);
                    chars.next();
                }
                tokens.push(Token::Number(number % ${1000 + index}));
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let mut word = String::new();
                while let Some((_, c)) = chars.next_if(|(_, c)| c.is_alphanumeric()) {
                    word.extend(c.to_lowercase());
                }
                tokens.push(Token::Word(word));
                chars.next_if(|&(_, c)| c == '_');
            }
            '+' | '-' | '*' | '/' | '(' | ')' => {
                tokens.push(Token::Sign(c));
                chars.next();
            }
            found => return Err(ScanError::Unexpected { at, found }),
        }
    }
    Ok(tokens)
}

pub fn score(seed: u64) -> u64 {
    let line = format!("total + {seed} * (width - ${index})");
    let tokens = match scan(&line) {
        Ok(tokens) => tokens.len() as u64,
        Err(ScanError::Unexpected { at, .. } | ScanError::TooLarge { at }) => at as u64,
    };
    tokens + ${below}
}
`;
}

/** A trait with several impls, behind `dyn` and behind a generic. */
export function pricing({ index, below }: PartOptions): string {
  return `/// Changes a price in its own way.
pub trait Rule {
    fn name(&self) -> String;
    fn apply(&self, cents: u64) -> u64;

    fn describe(&self, cents: u64) -> String {
        format!("{}: {} -> {}", self.name(), cents, self.apply(cents))
    }
}

pub struct Discount {
    pub percent: u64,
}

pub struct Rounded {
    pub to: u64,
}

pub struct Capped<R> {
    pub inner: R,
    pub most: u64,
}

impl Rule for Discount {
    fn name(&self) -> String {
        format!("{} % off", self.percent)
    }

    fn apply(&self, cents: u64) -> u64 {
        cents - cents * self.percent / 100
    }
}

impl Rule for Rounded {
    fn name(&self) -> String {
        format!("rounded to {}", self.to)
    }

    fn apply(&self, cents: u64) -> u64 {
        cents.next_multiple_of(self.to.max(1))
    }
}

impl<R: Rule> Rule for Capped<R> {
    fn name(&self) -> String {
        format!("{}, at most {}", self.inner.name(), self.most)
    }

    fn apply(&self, cents: u64) -> u64 {
        self.inner.apply(cents).min(self.most)
    }
}

pub fn score(seed: u64) -> u64 {
    let rules: [Box<dyn Rule>; 3] = [
        Box::new(Discount { percent: ${index % 40} }),
        Box::new(Rounded { to: 5 }),
        Box::new(Capped { inner: Rounded { to: 50 }, most: 10_000 }),
    ];
    let cents = rules.iter().fold(seed % 20_000, |cents, rule| rule.apply(cents));
    let said: usize = rules.iter().map(|rule| rule.describe(cents).len()).sum();
    cents + said as u64 + ${below}
}
`;
}

/** A state machine. */
export function orders({ index, below }: PartOptions): string {
  return `use std::collections::HashMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    New,
    Paid { cents: u64 },
    Sent { days: u8 },
    Done,
    Cancelled,
}

#[derive(Clone, Copy, Debug)]
pub enum Event {
    Pay(u64),
    Send,
    Wait(u8),
    Cancel,
}

impl State {
    pub fn next(self, event: Event) -> Option<State> {
        match (self, event) {
            (State::New, Event::Pay(cents)) if cents > ${index} => Some(State::Paid { cents }),
            (State::Paid { .. }, Event::Send) => Some(State::Sent { days: 0 }),
            (State::Sent { days }, Event::Wait(more)) if days + more >= 3 => Some(State::Done),
            (State::Sent { days }, Event::Wait(more)) => Some(State::Sent { days: days + more }),
            (State::New | State::Paid { .. }, Event::Cancel) => Some(State::Cancelled),
            _ => None,
        }
    }
}

pub fn histogram(events: &[Event], orders: usize) -> HashMap<State, usize> {
    let mut counts = HashMap::new();
    for order in 0..orders {
        let state = events.iter().skip(order % 2).fold(State::New, |state, event| {
            state.next(*event).unwrap_or(state)
        });
        *counts.entry(state).or_insert(0) += 1;
    }
    counts
}

pub fn score(seed: u64) -> u64 {
    let events = [Event::Pay(seed % 500), Event::Cancel, Event::Send, Event::Wait(1), Event::Wait(2)];
    let counts = histogram(&events, ${5 + (index % 20)});
    let done = counts.get(&State::Done).copied().unwrap_or_default();
    (done + counts.len()) as u64 + ${below}
}
`;
}
