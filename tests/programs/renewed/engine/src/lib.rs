use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static COUNT: AtomicU32 = AtomicU32::new(10);

std::thread_local! {
    static OWN: std::cell::Cell<u32> = const { std::cell::Cell::new(3) };
}

/// The program holds one from its beginning.
pub struct Account {
    pub cents: u32,
}

impl Account {
    pub fn open() -> Self {
        Account { cents: 1 }
    }

    pub fn tell(&self) -> String {
        format!("{} cents", self.cents)
    }
}

/// Takes part in a table of functions of the program.
pub fn count(more: u32) -> u32 {
    OWN.set(OWN.get() + 1);
    COUNT.fetch_add(more, Relaxed) + more + OWN.get()
}
