use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{LazyLock, OnceLock};

static SETTING: OnceLock<String> = OnceLock::new();
static LAZY: LazyLock<u32> = LazyLock::new(|| COUNT.load(Relaxed) + 100);
static COUNT: AtomicU32 = AtomicU32::new(0);

fn show() -> String {
    let count = COUNT.load(Relaxed);
    format!("one {:?} {} {count} {}", SETTING.get(), *LAZY, settings::name())
}

fn main() {
    SETTING.set("set".to_owned()).unwrap();
    settings::init("name");
    println!("= ready");
    for _ in std::io::stdin().lines() {
        COUNT.fetch_add(1, Relaxed);
        println!("= {}", show());
    }
}
