//! Which wake-ups the task of an HTTP/1 connection to an upstream gets.
//!
//! hyper wakes that task whenever a piece of a response is taken off it, because it may then read the next one. After
//! the last piece nothing is left to read, and the task would look once more at all that it waits for: 5 % of what a
//! request costs. So the wake-ups of that moment are held back.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Wake, Waker};

/// The wake-ups of one task. Clones are of the same task.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wakes(Arc<Gate>);

/// What hyper has as the waker of the task. A waker can be sent to another thread, so this has atomics.
#[derive(Debug, Default)]
struct Gate {
    task: OnceLock<Waker>,
    holds: AtomicBool,
    /// Whether a wake-up was held back.
    held: AtomicBool,
}

impl Wake for Gate {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.holds.load(Ordering::Relaxed) {
            self.held.store(true, Ordering::Relaxed);
        } else if let Some(task) = self.task.get() {
            task.wake_by_ref();
        }
    }
}

impl Wakes {
    /// Runs a future to its end in the task that has these wake-ups.
    pub(crate) async fn drive<F: Future>(self, future: F) -> F::Output {
        let mut future = pin!(future);
        let waker = Waker::from(Arc::clone(&self.0));
        poll_fn(|cx| {
            self.0.task.get_or_init(|| cx.waker().clone());
            future.as_mut().poll(&mut Context::from_waker(&waker))
        })
        .await
    }

    /// Does something that may wake the task. Where the answer is that it was the last of a response, the task is not
    /// woken.
    pub(crate) fn unless_last<T>(&self, take: impl FnOnce() -> (T, bool)) -> T {
        self.0.holds.store(true, Ordering::Relaxed);
        let (taken, is_last) = take();
        self.0.holds.store(false, Ordering::Relaxed);
        if self.0.held.swap(false, Ordering::Relaxed) && !is_last {
            self.0.wake_by_ref();
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::ready;
    use std::sync::atomic::AtomicUsize;
    use std::task::Poll;

    use super::*;

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Wake-ups that reach the task, and the waker that its future had.
    fn driven() -> (Wakes, Waker, Arc<Count>) {
        let (wakes, count, seen) = (Wakes::default(), Arc::<Count>::default(), Cell::new(None));
        let task = Waker::from(Arc::clone(&count));
        let future = poll_fn(|cx| {
            seen.set(Some(cx.waker().clone()));
            Poll::Ready(())
        });
        let polled = pin!(wakes.clone().drive(future)).poll(&mut Context::from_waker(&task));
        assert!(polled.is_ready());
        (wakes, seen.take().unwrap(), count)
    }

    #[test]
    fn a_task_is_woken_but_for_the_last_of_a_response() {
        let (wakes, waker, count) = driven();
        let woken = || count.0.load(Ordering::Relaxed);
        waker.wake_by_ref();
        assert_eq!(woken(), 1);
        wakes.unless_last(|| (waker.wake_by_ref(), false));
        assert_eq!(woken(), 2, "there may be more to read");
        wakes.unless_last(|| (waker.wake_by_ref(), true));
        assert_eq!(woken(), 2);
        wakes.unless_last(|| ((), false));
        assert_eq!(woken(), 2, "nothing was held back");
        waker.wake();
        assert_eq!(woken(), 3, "only of that moment");
    }

    #[test]
    fn what_the_future_comes_to_is_the_answer() {
        let mut driven = pin!(Wakes::default().drive(ready(7)));
        assert_eq!(driven.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(7));
    }
}
