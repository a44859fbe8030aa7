#[ctor::ctor]
fn start() {
    starts::STARTED.lock().unwrap().push("program");
}

#[ctor::dtor]
fn end() {
    println!("the end");
}

fn main() {
    println!("{:?}", starts::STARTED.lock().unwrap());
}
