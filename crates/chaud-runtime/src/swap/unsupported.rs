//! Where code cannot be swapped: hot functions stay what they are.

use std::path::PathBuf;

use crate::messages;

/// Nothing here would make use of a program's rights.
pub(crate) fn is_privileged() -> bool {
    false
}

/// Says that nothing will be reloaded.
#[expect(clippy::needless_pass_by_value, reason = "the other one hands it to a thread")]
pub(crate) fn wait(_socket: PathBuf, _manifest: String) {
    messages::unsupported();
}

/// Says that nothing will be reloaded.
#[expect(clippy::needless_pass_by_value, reason = "the other one hands it to a thread")]
pub(crate) fn attach(_socket: PathBuf, _manifest: String) {
    messages::unsupported();
}

/// Says that nothing will be reloaded.
#[expect(clippy::needless_pass_by_value, reason = "the other one hands it to a thread")]
pub(crate) fn start_driver(_manifest: String) {
    messages::unsupported();
}
