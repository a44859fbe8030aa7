fn main() {
    for found in text::ADDRESS.captures_iter("Ada@Example.ORG, me@home.org") {
        println!("{} {}", &found[1], &found[2]);
    }
    println!("{:?} {:?}", text::numbers("1,-2,3 x"), text::numbers("z"));
    println!("{:?}", memchr::memmem::find(b"hello world", b"wor"));
}
