//! Work on many things of one sort, on as many threads as the machine has. What comes out is in the order of what went in,
//! so nobody can tell how many there were.

#[cfg(not(target_family = "wasm"))]
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
#[cfg(not(target_family = "wasm"))]
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More threads than this cost more than they bring: the parts between them are done by one.
const MOST_THREADS: usize = 8;

/// How many of the last and smallest pieces would make a thread's share: the last one keeps nobody waiting.
const PIECES: usize = 32;

/// The same where each piece begins with work of its own.
const FEW_PIECES: usize = 8;

/// Gives pieces of `items` to `work`, each of `least` items or more, and what it makes of them in their order.
pub(crate) fn pieces<T: Sync, R: Send>(items: &[T], least: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    split(items, least, PIECES, |_, piece| work(piece))
}

/// The most pieces that [`numbered`] makes.
pub(crate) const MOST_PIECES: usize = MOST_THREADS * 6;

/// [`pieces`], but fewer, each with its number, from 0.
pub(crate) fn numbered<T: Sync, R: Send>(
    items: &[T],
    least: usize,
    work: impl Fn(usize, &[T]) -> R + Sync,
) -> Vec<R> {
    split(items, least, FEW_PIECES, work)
}

fn split<T: Sync, R: Send>(
    items: &[T],
    least: usize,
    of_thread: usize,
    work: impl Fn(usize, &[T]) -> R + Sync,
) -> Vec<R> {
    if items.len() <= least {
        return vec![work(0, items)];
    }
    let threads = threads();
    let pieces = cut(items, threads, items.len().div_ceil(threads * of_thread).max(least));
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(at) else { return done };
            done.push((at, work(at, piece)));
        }
    };
    let mut done = on_all(threads.min(pieces.len()), &run);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

/// Pieces that become smaller towards the end: each is half of what is a thread's share of the rest, or `least`.
fn cut<T>(items: &[T], threads: usize, least: usize) -> Vec<&[T]> {
    let (mut pieces, mut rest) = (Vec::new(), items);
    while !rest.is_empty() {
        let size = (rest.len() / (2 * threads)).max(least).max(1);
        let (piece, behind) = rest.split_at_checked(size).unwrap_or((rest, &[]));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// What this thread and the others of the pool make.
#[cfg(not(target_family = "wasm"))]
fn on_all<R: Send>(threads: usize, run: &(impl Fn() -> Vec<R> + Sync)) -> Vec<R> {
    let Some(pool) = pool().filter(|_| threads > 1) else { return run() };
    let made = Mutex::new(Vec::new());
    let keep = |more: Vec<R>| made.lock().unwrap_or_else(PoisonError::into_inner).extend(more);
    pool.in_place_scope(|scope| {
        (1..threads).for_each(|_| scope.spawn(|_| keep(run())));
        keep(run());
    });
    made.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(target_family = "wasm")]
fn on_all<R>(_: usize, run: &impl Fn() -> Vec<R>) -> Vec<R> {
    run()
}

/// The threads beside the one that asks. They stay: a thread costs more to start than most of its work here takes, and what it
/// has allocated is then nobody's for a while. What the system does not give is work for the others.
#[cfg(not(target_family = "wasm"))]
static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();

#[cfg(not(target_family = "wasm"))]
fn pool() -> Option<&'static ThreadPool> {
    // Without a number, the library would look for one in the environment.
    let others = NonZero::new(threads() - 1)?;
    POOL.get_or_init(|| ThreadPoolBuilder::new().num_threads(others.get()).build().ok()).as_ref()
}

/// Does both, `beside` on another thread if there is one, which then helps with the pieces of `main`. To start the threads costs
/// more than a small build.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn both<R>(beside: impl FnOnce() + Send, main: impl FnOnce() -> R) -> R {
    let Some(pool) = pool() else {
        beside();
        return main();
    };
    pool.in_place_scope(|scope| {
        scope.spawn(|_| beside());
        main()
    })
}

#[cfg(target_family = "wasm")]
pub(crate) fn both<R>(beside: impl FnOnce(), main: impl FnOnce() -> R) -> R {
    beside();
    main()
}

/// Frees what nobody needs any more, meanwhile, if there are threads for it by now.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn free(spent: impl Send + 'static) {
    match POOL.get() {
        Some(Some(pool)) => pool.spawn(move || drop(spent)),
        _ => drop(spent),
    }
}

#[cfg(target_family = "wasm")]
pub(crate) fn free<T>(spent: T) {
    drop(spent);
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
    fn both_are_done_whatever_pieces_they_have() {
        let items: Vec<usize> = (0..1_000).collect();
        let sum = |by: usize| map(&items, 8, |item| item * by).into_iter().sum::<usize>();
        let mut beside = 0;
        let main = both(|| beside = sum(2), || sum(3));
        assert_eq!((beside, main), (999_000, 1_498_500));
    }

    #[test]
    fn pieces_are_no_smaller_than_they_are_worth() {
        let sizes = |threads| cut(&[0; 100], threads, 40).into_iter().map(<[i32]>::len).collect::<Vec<_>>();
        assert_eq!(sizes(1), [50, 40, 10]);
        assert_eq!(sizes(4), [40, 40, 20]);
    }

    #[test]
    fn there_are_not_too_many_numbered_ones() {
        let items = vec![0; 100_000];
        for count in [1, 100, 257, 1_000, 4_099, items.len()] {
            let least = count.div_ceil(MOST_THREADS * FEW_PIECES);
            assert!(cut(&items[..count], MOST_THREADS, least).len() <= MOST_PIECES, "{count}");
        }
    }

    #[test]
    #[should_panic(expected = "told")]
    fn a_panic_of_any_thread_is_one_of_all() {
        map(&(0..1_000).collect::<Vec<i32>>(), 1, |item| assert!(*item != 700, "told"));
    }
}
