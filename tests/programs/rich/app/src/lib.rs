pub use engine::work;
