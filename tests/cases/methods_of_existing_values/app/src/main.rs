fn main() {
    println!("= ready");
    let mut dogs = leaf::dogs();
    for _ in std::io::stdin().lines() {
        let dog = dogs.pop().unwrap();
        print!("= {} ", dog.word());
        drop(dog);
        println!();
    }
}
