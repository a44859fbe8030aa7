/** The machines that object files are read for, by their number in ELF files. */

/** x86-64. */
export const EM_X86_64 = 62;

/** Arm, 64 bits. */
export const EM_AARCH64 = 183;
