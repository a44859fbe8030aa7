pub(crate) const NAME: &str = "part";
