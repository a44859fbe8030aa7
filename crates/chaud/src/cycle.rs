//! Reloads as events: has one happened, or wait until one does.
//!
//! [`Check`] answers for one moment, [`Track`] goes along with all of them. Several reloads between two questions count
//! as one. Without the feature `unsafe-hot-reload` no reload ever comes.
//!
//! ```
//! use chaud::cycle::Track;
//!
//! let mut reloads = Track::new();
//! for _frame in 0..3 {
//!     if reloads.did_reload() {
//!         println!("new code: rebuilding what was derived from the old one");
//!     }
//! }
//! ```

#[cfg(not(feature = "unsafe-hot-reload"))]
use crate::cold as epoch;
#[cfg(feature = "unsafe-hot-reload")]
use chaud_runtime::cycle as epoch;
use std::time::Duration;

/// A moment, which later is asked whether a reload happened since.
///
/// ```
/// use chaud::cycle::Check;
///
/// let before = Check::new();
/// // … a long computation …
/// if before.did_reload() {
///     println!("the result is of mixed versions: do it again");
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "it only answers when asked"]
pub struct Check {
    epoch: u32,
}

impl Check {
    /// This moment.
    ///
    /// ```
    /// let now = chaud::cycle::Check::new();
    /// assert!(!now.did_reload());
    /// ```
    pub fn new() -> Self {
        Check { epoch: epoch::current() }
    }

    /// Whether a reload happened since.
    ///
    /// ```
    /// let now = chaud::cycle::Check::new();
    /// assert!(!now.did_reload());
    /// ```
    #[must_use]
    pub fn did_reload(self) -> bool {
        epoch::current() > self.epoch
    }

    /// Blocks the thread until a reload happened since; not at all if one has.
    ///
    /// Without the feature `unsafe-hot-reload`, and where programs cannot be reloaded, it blocks for ever.
    ///
    /// ```no_run
    /// chaud::cycle::Check::new().wait();
    /// println!("reloaded");
    /// ```
    pub fn wait(self) {
        epoch::wait_past(self.epoch);
    }

    /// Blocks the thread until a reload happened since, at most for `timeout`. Says whether one has.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let now = chaud::cycle::Check::new();
    /// assert!(!now.wait_timeout(Duration::from_millis(1)));
    /// ```
    #[must_use]
    pub fn wait_timeout(self, timeout: Duration) -> bool {
        epoch::wait_past_timeout(self.epoch, timeout)
    }
}

impl Default for Check {
    fn default() -> Self {
        Self::new()
    }
}

/// Goes along with reloads: each is told of once.
///
/// ```no_run
/// use chaud::cycle::Track;
///
/// let mut reloads = Track::new();
/// loop {
///     reloads.wait();
///     println!("reloaded");
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "it only answers when asked"]
pub struct Track {
    seen: Check,
}

impl Track {
    /// Begins with the reloads after this moment.
    ///
    /// ```
    /// let mut reloads = chaud::cycle::Track::new();
    /// assert!(!reloads.did_reload());
    /// ```
    pub fn new() -> Self {
        Track { seen: Check::new() }
    }

    /// Whether a reload happened since the last that was told of.
    ///
    /// ```
    /// let mut reloads = chaud::cycle::Track::new();
    /// assert!(!reloads.did_reload());
    /// ```
    #[must_use]
    pub fn did_reload(&mut self) -> bool {
        let now = Check::new();
        let reloaded = now.epoch > self.seen.epoch;
        self.seen = now;
        reloaded
    }

    /// Blocks the thread until a reload happened since the last that was told of.
    ///
    /// Without the feature `unsafe-hot-reload`, and where programs cannot be reloaded, it blocks for ever.
    ///
    /// ```no_run
    /// let mut reloads = chaud::cycle::Track::new();
    /// reloads.wait();
    /// println!("reloaded");
    /// ```
    pub fn wait(&mut self) {
        self.seen.wait();
        self.seen = Check::new();
    }

    /// Blocks the thread until a reload happened since the last that was told of, at most for `timeout`. Says whether
    /// one has.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let mut reloads = chaud::cycle::Track::new();
    /// assert!(!reloads.wait_timeout(Duration::from_millis(1)));
    /// ```
    #[must_use]
    pub fn wait_timeout(&mut self, timeout: Duration) -> bool {
        // A reload just after the timeout is left for the next question.
        let reloaded = self.seen.wait_timeout(timeout);
        if reloaded {
            self.seen = Check::new();
        }
        reloaded
    }
}

impl Default for Track {
    fn default() -> Self {
        Self::new()
    }
}
