fn main() {
    println!("{}", shapes::greeting());
}
