//! A crate of the workspace that is never annotated. The program first calls
//! only [`whisper`]; a later version of another crate may call [`shout`].

/// In small letters.
#[must_use]
pub fn whisper(text: &str) -> String {
    text.to_lowercase()
}

/// In capitals: not called by anything in the base.
#[must_use]
pub fn shout(text: &str) -> String {
    format!("{}!", text.to_uppercase())
}
