use std::ffi::c_char;

/// Compresses, and expands again.
pub fn with_zlib(text: &[u8]) -> (usize, Vec<u8>) {
    let (mut small, mut large) = (vec![0u8; 200], vec![0u8; text.len()]);
    let (mut small_length, mut large_length) = (200, text.len() as _);
    // SAFETY: the lengths are those of the buffers.
    unsafe {
        libz_sys::compress(small.as_mut_ptr(), &mut small_length, text.as_ptr(), text.len() as _);
        libz_sys::uncompress(large.as_mut_ptr(), &mut large_length, small.as_ptr(), small_length);
    }
    (small_length as usize, large)
}

pub fn with_lz4(text: &[u8]) -> i32 {
    let mut small = vec![0u8; 200];
    // SAFETY: the lengths are those of the buffers.
    unsafe {
        let (from, to) = (text.as_ptr().cast::<c_char>(), small.as_mut_ptr().cast::<c_char>());
        lz4_sys::LZ4_compress_default(from, to, text.len() as i32, 200)
    }
}
