pub(crate) const NAME: &str = {
    const _: &str = env!("BUILT");
    include!(concat!(env!("OUT_DIR"), "/name.rs"))
};
