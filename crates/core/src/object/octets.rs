//! Texts judged eight bytes at a time. Every key and text of every object goes through such judgements, and most are short.

/// A byte in all eight places.
#[inline]
pub(crate) const fn repeated(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The highest bit of each byte, where a judgement puts its answer.
pub(crate) const MARKS: u64 = repeated(0x80);

/// The bytes from `first` to `last`, both below 0x80, marked in their highest bits. What is said of bytes of 0x80 and more, and
/// of those beside them, is worth nothing.
#[inline]
pub(crate) const fn within(octet: u64, first: u8, last: u8) -> u64 {
    octet.wrapping_add(repeated(0x80 - first)) ^ octet.wrapping_add(repeated(0x7f - last))
}

/// Whether `odd` marks any of the bytes. It may see a byte several times, and each at any place.
#[inline]
pub(crate) fn any(bytes: &[u8], odd: impl Fn(u64) -> u64) -> bool {
    let Some((_, before)) = bytes.split_last() else { return false };
    let Some(last) = bytes.last_chunk::<8>() else { return odd(short(bytes)) & MARKS != 0 };
    // What is left behind the last whole octet is in the last eight bytes.
    let (octets, _) = before.as_chunks::<8>();
    let found = octets.iter().fold(odd(u64::from_ne_bytes(*last)), |found, octet| {
        // Without a way out of the loop: few texts are odd.
        found | odd(u64::from_ne_bytes(*octet))
    });
    found & MARKS != 0
}

/// Fewer than eight bytes, some of them several times.
#[inline]
fn short(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_ne_bytes(*first)) | u64::from(u32::from_ne_bytes(*last)) << 32;
    }
    let [first, middle, last] = match bytes {
        [first, middle, last] => [*first, *middle, *last],
        [first, last] => [*first, *first, *last],
        [first] => [*first; 3],
        _ => [0; 3],
    };
    u64::from_ne_bytes([first, middle, last, last, first, middle, last, last])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_text_of_any_length_is_seen() {
        for length in 0..40 {
            let plain = vec![b'm'; length];
            let out_of_range = |octet: u64| !within(octet, b'b', b'y') | octet;
            assert!(!any(&plain, out_of_range), "{length}");
            for (place, odd) in
                (0..length).flat_map(|place| [b'a', b'z', 0, 0x7f, 0x80, 0xff].map(|odd| (place, odd)))
            {
                let mut text = plain.clone();
                text[place] = odd;
                assert!(any(&text, out_of_range), "{odd} at {place} of {length}");
            }
        }
    }

    #[test]
    fn a_range_has_its_ends() {
        for byte in 0..0x80 {
            let marked = within(repeated(byte), b'a', b'z') & MARKS;
            assert_eq!(marked, if byte.is_ascii_lowercase() { MARKS } else { 0 }, "{byte}");
        }
    }
}
