//! Hooks that are there as they should be.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Error, Secret, Store,
    v3::types::{NewWebhook, Webhook, WebhookUpdate},
};

/// A hook that [`Store::ensure_webhooks`] saw to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ensured {
    /// The hook's id.
    pub id: i64,
    /// The scope it delivers events of.
    pub scope: String,
    /// What was done.
    pub change: Change,
}

/// What was done to a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// There was none, and one was created.
    Created,
    /// It had other headers or was inactive, as after deliveries that failed for two days, and was updated.
    Updated,
    /// It was as it should be.
    None,
}

impl Store {
    /// Sees to it that events of each of `scopes` are delivered to `destination` with these headers: hooks that are
    /// missing are created, those with other headers or that were deactivated are updated. Others are left alone. Run
    /// it as often as you like.
    ///
    /// `destination` is an https URL on port 443. Headers are sent with each delivery; one with a secret of your own
    /// is a second defence beside the signature. Hooks are visible only to the token that made them; a store has ten a
    /// scope at most.
    ///
    /// ```no_run
    /// use bigcommerce::{Error, Store, webhooks::Scope};
    ///
    /// # async fn run(store: &Store) -> Result<(), Error> {
    /// let scopes = [Scope::OrderCreated, Scope::ProductAny];
    /// let scopes = scopes.iter().map(Scope::as_str);
    /// for hook in store.ensure_webhooks("https://example.com/hooks", scopes, [("X-Key", "…")]).await? {
    ///     println!("{}: {:?}", hook.scope, hook.change);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The first call that fails; what was done before it stays.
    pub async fn ensure_webhooks<'h>(
        &self,
        destination: &str,
        scopes: impl IntoIterator<Item = impl AsRef<str>>,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    ) -> Result<Vec<Ensured>, Error> {
        let scopes: BTreeSet<String> = scopes
            .into_iter()
            .map(|it| it.as_ref().to_owned())
            .collect();
        let headers = headers.into_iter();
        let headers: BTreeMap<String, Secret> = headers
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        let hooks = self.v3().webhooks().get_webhooks().items().all().await?;
        let mut ensured = Vec::new();
        for scope in scopes {
            let is_it = |hook: &&Webhook| {
                hook.destination.as_deref() == Some(destination)
                    && hook.scope.as_deref().map(|own| own.trim_end_matches('/'))
                        == Some(scope.trim_end_matches('/'))
            };
            let (id, change) = match hooks.iter().find(is_it) {
                None => (
                    self.create_webhook(destination, &scope, &headers).await?,
                    Change::Created,
                ),
                Some(hook) if is_as_wanted(hook, &headers) => (hook.id, Change::None),
                Some(hook) => {
                    let update = WebhookUpdate::builder()
                        .destination(destination)
                        .scope(&scope)
                        .is_active(true)
                        .headers(headers.clone());
                    self.v3().webhooks().update_webhook(hook.id, update).await?;
                    (hook.id, Change::Updated)
                }
            };
            ensured.push(Ensured { id, scope, change });
        }
        Ok(ensured)
    }

    async fn create_webhook(
        &self,
        destination: &str,
        scope: &str,
        headers: &BTreeMap<String, Secret>,
    ) -> Result<i64, Error> {
        let hook = NewWebhook::builder()
            .destination(destination)
            .scope(scope)
            .is_active(true)
            .headers(headers.clone());
        Ok(self.v3().webhooks().create_webhook(hook).await?.id)
    }
}

/// Whether `hook` is active and sends these headers.
fn is_as_wanted(hook: &Webhook, headers: &BTreeMap<String, Secret>) -> bool {
    let none = BTreeMap::new();
    let own = hook.headers().unwrap_or(&none);
    let same = |(one, other): ((&String, &Secret), (&String, &Secret))| {
        one.0.eq_ignore_ascii_case(other.0) && one.1.expose() == other.1.expose()
    };
    hook.is_active == Some(true) && own.len() == headers.len() && own.iter().zip(headers).all(same)
}
