/**
 * Many functions of one kind, none of which calls another: what rustc has to do
 * for all of them shows. Pure.
 *
 * @module
 */

/** A file with a function for each number. */
export function functionsFile(numbers: readonly number[]): string {
  const all = numbers.map(aFunction).join("");
  return `//! Functions.\n\nuse std::collections::HashMap;\n${all}`;
}

function aFunction(index: number): string {
  return `
pub fn f_${index}(n: u64) -> String {
    let all: Vec<String> = (0..n).map(|x| (x * ${index}).to_string()).collect();
    let mut by_length: HashMap<usize, String> = HashMap::new();
    for text in &all {
        by_length.entry(text.len()).or_default().push_str(text);
    }
    format!("{} {by_length:?}", all.join(","))
}
`;
}
