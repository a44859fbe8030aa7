use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub struct Document<T> {
    pub title: String,
    pub values: IndexMap<String, T>,
}

#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("cannot read `{0}`")]
    Unreadable(String, #[source] serde_json::Error),
}

pub fn read(text: &str) -> Result<Document<i32>, Trouble> {
    serde_json::from_str(text).map_err(|e| Trouble::Unreadable(text.to_owned(), e))
}
