pub(crate) mod inner;
