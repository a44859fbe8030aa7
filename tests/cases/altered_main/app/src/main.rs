const COMPUTED: u32 = leaf::computed(1);

fn main() {
    let word = leaf::Word::new();
    println!("= ready");
    for _ in std::io::stdin().lines() {
        let table = leaf::TABLE.map(|function| function());
        let chosen = leaf::chosen();
        let all = leaf::all();
        println!("= {table:?} {} {COMPUTED} {chosen} {all} {}", leaf::small(), word.len());
    }
}
