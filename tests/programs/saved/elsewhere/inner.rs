pub(crate) const NAME: &str = "inner";
