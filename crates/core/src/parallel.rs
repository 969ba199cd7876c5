//! Work on many things of one sort, on as many threads as the machine has. What comes out is in the order of what went in,
//! so nobody can tell how many there were.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// More threads than this cost more than they bring: the parts between them are done by one.
const MOST_THREADS: usize = 8;

/// Pieces for each thread, so that one with little work takes another.
const PIECES: usize = 4;

/// Gives pieces of `items` to `work`, each of `least` items or more, and what it makes of them in their order.
pub(crate) fn pieces<T: Sync, R: Send>(items: &[T], least: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    if items.len() <= least {
        return vec![work(items)];
    }
    let threads = threads();
    let size = items.len().div_ceil(threads * PIECES).max(least).max(1);
    let pieces: Vec<&[T]> = items.chunks(size).collect();
    if threads == 1 {
        return pieces.into_iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(at) else { return done };
            done.push((at, work(piece)));
        }
    };
    let mut done = thread::scope(|scope| {
        // A thread that the system does not give is work for the others.
        let start = |_| thread::Builder::new().spawn_scoped(scope, run).ok();
        let others: Vec<_> = (1..threads.min(pieces.len())).filter_map(start).collect();
        let mut done = run();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

/// [`pieces`], item by item.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], least: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let made = pieces(items, least, |piece| piece.iter().map(&work).collect::<Vec<R>>());
    made.into_iter().flatten().collect()
}

/// How many threads are worth it here.
fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    if cfg!(target_family = "wasm") {
        return 1;
    }
    *THREADS.get_or_init(|| thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_is_in_the_order_of_what_went_in() {
        for count in [0, 1, 7, 8, 9, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(map(&items, 8, |item| item * 2), doubled);
            let whole: Vec<usize> = pieces(&items, 8, <[usize]>::to_vec).concat();
            assert_eq!(whole, items);
        }
    }

    #[test]
    fn pieces_are_no_smaller_than_they_are_worth() {
        let items = [0; 100];
        let sizes = pieces(&items, 40, <[i32]>::len);
        assert_eq!(sizes, [40, 40, 20]);
    }

    #[test]
    #[should_panic(expected = "told")]
    fn a_panic_of_any_thread_is_one_of_all() {
        map(&(0..1_000).collect::<Vec<i32>>(), 1, |item| assert!(*item != 700, "told"));
    }
}
