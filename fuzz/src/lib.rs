//! What the fuzz targets share: what a target is, and changes of inputs that keep them close to what can be read.

mod mutate;

pub use libfuzzer_sys;
pub use mutate::mutate;

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
