fn main() {
    let text = b"hello hello hello hello hello";
    let (length, again) = archives::with_zlib(text);
    println!("{length} {:?}", std::str::from_utf8(&again));
    println!("{}", archives::with_lz4(text));
    // SAFETY: a stream of zeros is one that was not begun.
    let code = unsafe {
        let mut stream: bzip2_sys::bz_stream = std::mem::zeroed();
        let begun = bzip2_sys::BZ2_bzCompressInit(&mut stream, 9, 0, 30);
        (begun, bzip2_sys::BZ2_bzCompressEnd(&mut stream))
    };
    // SAFETY: it reads five bytes.
    println!("{code:?} {:x}", unsafe { libz_sys::crc32(0, text.as_ptr(), 5) });
}
