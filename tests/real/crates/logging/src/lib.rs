struct Printing;

impl log::Log for Printing {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &log::Record) {
        println!("{} {} {}", record.level(), record.target(), record.args());
    }

    fn flush(&self) {}
}

pub fn start() {
    log::set_logger(&Printing).unwrap();
    log::set_max_level(log::LevelFilter::Debug);
    tracing_subscriber::fmt().without_time().with_ansi(false).with_writer(std::io::stdout).init();
}

#[tracing::instrument]
pub fn work(amount: u32) {
    tracing::info!(left = amount + 1, "at work");
    log::debug!("worked");
}
