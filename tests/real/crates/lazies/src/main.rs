use rand::{RngExt, SeedableRng};

fn main() {
    lazies::count();
    std::thread::spawn(lazies::count).join().unwrap();
    println!("{} {}", lazies::count(), lazies::COUNTS.iter().count());
    let mut random = rand::rngs::StdRng::seed_from_u64(4);
    println!("{}", random.random::<u32>());
}
