fn main() {
    let numbers = vec![1u8; 1000];
    println!("{}", allocator::room_for(&numbers[0]));
    println!("{}", allocator::room_for(&*Box::new([0u64; 5])));
}
