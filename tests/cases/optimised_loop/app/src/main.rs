fn main() {
    leaf::serve();
}
