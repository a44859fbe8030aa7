pub(crate) const NAME: &str = "single";
