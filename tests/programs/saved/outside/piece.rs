pub(crate) const NAME: &str = "piece";
