//! What the fuzz targets share: what a target is, and how its inputs are changed.

pub use libfuzzer_sys;

/// The target of the oracle of this name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(|input: &[u8]| {
            let oracle = fluo_oracles::oracle($name).expect("the name of an oracle");
            (oracle.holds)(input);
        });

        $crate::libfuzzer_sys::fuzz_mutator!(|input: &mut [u8], size: usize, most: usize, seed: u32| {
            $crate::mutate(input, size, most, seed)
        });
    };
}

/// Changes an input in place: two times of three in its own parts, else in its bytes. Gives its new length, `most` at most.
pub fn mutate(input: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let text = input.get(..size).filter(|_| seed % 3 > 0).and_then(|text| std::str::from_utf8(text).ok());
    match text.and_then(|text| fluo_oracles::mutated(text, seed.into())) {
        Some(text) if text.len() <= most && text.len() <= input.len() => {
            input[..text.len()].copy_from_slice(text.as_bytes());
            text.len()
        }
        _ => libfuzzer_sys::fuzzer_mutate(input, size, most),
    }
}
