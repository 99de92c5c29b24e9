//! How many calls of a store are sent again, so that a failing platform isn't sent several times as many.

use std::sync::{Mutex, PoisonError};

/// How many retries the calls of a store have together.
///
/// Each retry takes one from the budget, each success gives half a one back. While the budget is used up,
/// a call that fails isn't sent again: when the platform is down, it gets hardly more requests than there
/// are calls, instead of five times as many. The first wait for a rate limit's reset doesn't count.
///
/// ```
/// use bigcommerce::{RetryBudget, Store};
///
/// let store = Store::builder("abc123")
///     .access_token("token")
///     .retry_budget(RetryBudget::new(20))
///     .build()?;
/// # Ok::<(), bigcommerce::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    /// In half retries; `None` if they are unlimited.
    halves: Option<u64>,
}

impl RetryBudget {
    /// So many retries before there was any success, and never more than that at once. 100 unless set.
    pub fn new(retries: u32) -> Self {
        Self {
            halves: Some(u64::from(retries) * RETRY),
        }
    }

    /// Every call has all the attempts that its options allow.
    pub fn unlimited() -> Self {
        Self { halves: None }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(100)
    }
}

/// What a retry takes and what a success gives back.
const RETRY: u64 = 2;
const SUCCESS: u64 = 1;

/// What is left of a store's budget.
#[derive(Debug)]
pub(crate) struct Retries {
    budget: RetryBudget,
    left: Mutex<u64>,
}

impl Retries {
    pub fn new(budget: RetryBudget) -> Self {
        Self {
            budget,
            left: Mutex::new(budget.halves.unwrap_or_default()),
        }
    }

    /// Takes one retry, if there is one.
    pub fn take(&self) -> bool {
        if self.budget.halves.is_none() {
            return true;
        }
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        match left.checked_sub(RETRY) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// A call succeeded.
    pub fn give_back(&self) {
        if let Some(most) = self.budget.halves {
            let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
            *left = (*left + SUCCESS).min(most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_are_used_up_and_come_back_with_success() {
        let retries = Retries::new(RetryBudget::new(2));
        retries.give_back();
        assert_eq!([(); 3].map(|()| retries.take()), [true, true, false]);
        retries.give_back();
        assert!(!retries.take());
        retries.give_back();
        assert_eq!([(); 2].map(|()| retries.take()), [true, false]);
        let unlimited = Retries::new(RetryBudget::unlimited());
        assert!((0..1000).all(|_| unlimited.take()));
        assert!(!Retries::new(RetryBudget::new(0)).take());
    }
}
