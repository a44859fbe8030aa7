use rayon::prelude::*;

fn main() {
    println!("{} {}", parallel::sum(100_000), parallel::swapped());
    let (sender, receiver) = crossbeam_channel::bounded(2);
    let thread = std::thread::spawn(move || (0..5).for_each(|i| sender.send(i).unwrap()));
    println!("{:?}", receiver.iter().collect::<Vec<i32>>());
    thread.join().unwrap();
    let mut words = ["d", "a", "c", "b"];
    words.par_sort();
    println!("{words:?}");
}
