fn main() {
    println!("{}", stacks::depth(30_000));
    println!("{}", stacker::grow(1024 * 1024, || stacks::depth(10)));
}
