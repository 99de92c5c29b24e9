//! Locks that a panic elsewhere doesn't close.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A lock that a panicking thread left is as good as any: nothing is half done under it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
