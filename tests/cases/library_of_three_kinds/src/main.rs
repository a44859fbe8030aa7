fn main() {
    mobile_lib::run()
}
