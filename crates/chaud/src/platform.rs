//! Where programs can be reloaded. The one file of this crate in which the platform matters.

/// Warns of a feature that does nothing on this platform, when the program is compiled.
#[cfg_attr(
    not(all(
        target_os = "linux",
        target_pointer_width = "64",
        target_endian = "little",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )),
    deprecated(
        note = "hot reload works on Linux (x86_64, aarch64) only: here the program runs as it was compiled. \
                Leave out the feature `chaud/unsafe-hot-reload` to be rid of this warning"
    )
)]
pub const fn check_platform() {}
