//! What differs between architectures: one row each, filled from the ELF supplement of its ABI.

/// The numbers of one architecture.
pub(crate) struct Platform {
    /// `e_machine` of its ELF files.
    pub(crate) machine: u16,
    /// Relocation types whose slot is an entry of the global offset table.
    pub(crate) got: [u32; 2],
    /// Relocation type of an address inside data: a vtable, a static that holds a function pointer.
    pub(crate) data: u32,
    /// Relocation type of two words by which code asks for a thread-local.
    #[cfg(target_arch = "aarch64")]
    pub(crate) thread: u32,
}

/// The architecture that this runtime is compiled for.
#[cfg(target_arch = "x86_64")]
pub(crate) const PLATFORM: Platform = Platform {
    machine: 62,
    got: [6 /* GLOB_DAT */, 7 /* JUMP_SLOT */],
    data: 1, /* R_X86_64_64 */
};

/// The architecture that this runtime is compiled for.
#[cfg(target_arch = "aarch64")]
pub(crate) const PLATFORM: Platform = Platform {
    machine: 183,
    got: [1025 /* GLOB_DAT */, 1026 /* JUMP_SLOT */],
    data: 257,    /* R_AARCH64_ABS64 */
    thread: 1031, /* R_AARCH64_TLSDESC */
};
