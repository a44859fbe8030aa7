fn main() {
    logging::start();
    log::info!("begins");
    logging::work(3);
    tracing::warn!("ends");
}
