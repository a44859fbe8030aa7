/**
 * Rust modules around containers, for `rust_parts.ts`. Pure.
 *
 * @module
 */

import type { PartOptions } from "./part_options.ts";

/** A map with a journal, and how it is shown. */
export function ledger({ index, below }: PartOptions): string {
  return `use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    pub name: String,
    pub amount: i64,
    pub tags: Vec<String>,
}

/// Amounts by name, with a journal of what happened.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<String, Entry>,
    journal: Vec<String>,
}

impl Ledger {
    pub fn add(&mut self, name: &str, amount: i64) -> &Entry {
        self.journal.push(format!("{name}: {amount:+}"));
        let entry = self.entries.entry(name.to_owned()).or_default();
        entry.name = name.to_owned();
        entry.amount += amount;
        if amount > ${100 + index} {
            entry.tags.push("large".to_owned());
        }
        entry
    }

    pub fn largest(&self) -> Option<&Entry> {
        self.entries.values().max_by_key(|entry| entry.amount)
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in self.entries.values() {
            writeln!(f, "{:<12} {:>8} {}", entry.name, entry.amount, entry.tags.join(","))?;
        }
        write!(f, "{} changes", self.journal.len())
    }
}

pub fn score(seed: u64) -> u64 {
    let mut ledger = Ledger::default();
    for (i, name) in ["rent", "food", "books"].iter().enumerate() {
        ledger.add(name, (seed % ${50 + index}) as i64 + i as i64);
    }
    let text = ledger.to_string();
    ledger.largest().map_or(0, |entry| entry.amount as u64) + text.len() as u64 + ${below}
}
`;
}

/** A generic type with an iterator. */
export function ring({ index, below }: PartOptions): string {
  return `/// The last \`N\` values, oldest first.
#[derive(Clone, Debug)]
pub struct Ring<T, const N: usize> {
    values: Vec<T>,
    next: usize,
}

impl<T: Clone, const N: usize> Ring<T, N> {
    pub fn new() -> Self {
        Ring { values: Vec::with_capacity(N), next: 0 }
    }

    pub fn push(&mut self, value: T) -> Option<T> {
        if self.values.len() < N {
            self.values.push(value);
            return None;
        }
        let old = std::mem::replace(&mut self.values[self.next], value);
        self.next = (self.next + 1) % N;
        Some(old)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let (newer, older) = self.values.split_at(self.next);
        older.iter().chain(newer)
    }
}

impl<T: Clone, const N: usize> Default for Ring<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone, const N: usize> Extend<T> for Ring<T, N> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.push(value);
        }
    }
}

pub fn score(seed: u64) -> u64 {
    let mut ring: Ring<u64, 16> = Ring::new();
    ring.extend((0..${20 + (index % 50)}).map(|i| seed.rotate_left(i)));
    let smooth = ring.iter().zip(ring.iter().skip(1)).map(|(a, b)| a.abs_diff(*b) % 97);
    smooth.sum::<u64>() + ${below}
}
`;
}
