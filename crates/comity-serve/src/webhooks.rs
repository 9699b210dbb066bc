//! Webhooks: messages on their way to whoever wants to be told, as Standard Webhooks says (version 1.0 of the specification).
//!
//! A message waits in the store until the other side takes it (any status of 200 to 299), or until it is given up. It is sent at least once: with the same
//! `webhook-id` at each try, by which the other side knows a repetition. Order is not promised. Only its status is read of an answer, and no redirect is followed.

mod address;
mod signature;
mod way;

use std::time::Duration;

use comity_store::{Attempt, Delivery};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
    time,
};

pub(crate) use self::address::{AddressError, Target};
use self::{
    signature::sign,
    way::{Message, Way, WayError},
};
use crate::state::State;

/// That a kept determination would come out otherwise by today's law and lists, or cannot be decided by them.
pub(crate) const CHANGED: &str = "determination.changed";

/// Every event that a webhook can want.
pub(crate) const EVENTS: &[&str] = &[CHANGED];

/// Messages under way at once: each one holds a thread.
const AT_ONCE: usize = 16;
/// How long the worker waits before it looks for messages again.
const PAUSE: Duration = Duration::from_millis(500);
/// How much longer than the receiver's patience a message is held: for what the store takes.
const MARGIN: SignedDuration = SignedDuration::from_secs(5);
/// The longest wait between two tries.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(12);

/// How messages are sent.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether messages may also go by plain `http`, and to addresses that are not public: an intranet's. By default they may not, since whoever may make a
    /// webhook could have this server ask machines that they cannot reach themselves.
    pub private: bool,
    /// How long one try may take.
    pub patience: Duration,
    /// How long to wait after the first failure. Each further wait is four times as long, up to twelve hours, and each is up to a fifth shorter or longer
    /// by chance, so that messages that failed together do not come back together.
    pub first_wait: SignedDuration,
    /// How long after it was made a message is given up.
    pub give_up: SignedDuration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { private: false, patience: Duration::from_secs(10), first_wait: SignedDuration::from_secs(5), give_up: SignedDuration::from_hours(72) }
    }
}

/// What sends a server's messages.
pub(crate) struct Deliveries {
    stop: watch::Sender<bool>,
    worker: JoinHandle<()>,
}

impl Deliveries {
    /// Begins to look for messages.
    pub fn begin(state: &State) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, worker: tokio::spawn(work(state.clone(), stopped)) }
    }

    /// Lets what is under way end; what waits is sent when a server runs again.
    pub async fn end(self) {
        let _ = self.stop.send(true); // a worker that ended needs not be told
        if let Err(error) = self.worker.await {
            tracing::error!("what sends messages to webhooks failed: {error}");
        }
    }
}

/// Takes messages that are due until the server stops.
async fn work(state: State, mut stopped: watch::Receiver<bool>) {
    let settings = &state.config.webhooks;
    let way = Way::new(settings);
    let lease = SignedDuration::try_from(settings.patience).unwrap_or(LONGEST_WAIT).saturating_add(MARGIN);
    let mut under_way = JoinSet::new();
    while !*stopped.borrow() {
        let room = AT_ONCE.saturating_sub(under_way.len());
        let taken = match u32::try_from(room) {
            Ok(room @ 1..) => state.store.take_deliveries(Timestamp::now(), lease, room).await,
            _ => Ok(Vec::new()),
        };
        let taken = taken.unwrap_or_else(|error| {
            tracing::error!("messages to webhooks cannot be looked for: {error}");
            Vec::new()
        });
        if taken.is_empty() {
            tokio::select! {
                () = time::sleep(PAUSE) => {}
                _ = stopped.changed() => {}
                Some(_) = under_way.join_next() => {}
            }
        }
        for delivery in taken {
            under_way.spawn(deliver(state.clone(), way.clone(), delivery));
        }
    }
    while under_way.join_next().await.is_some() {}
}

/// Tries once to send a message, and keeps what came of it.
async fn deliver(state: State, way: Way, delivery: Delivery) {
    let now = Timestamp::now();
    let answered = match message(&delivery, now) {
        Some(message) => way.send(message).await,
        None => Err(WayError::Secret),
    };
    let attempt = judge(&answered, &delivery, &state.config.webhooks, Timestamp::now(), chance());
    let result = state.store.of(delivery.organisation).tried(delivery.id, &attempt, Timestamp::now()).await;
    if let Err(error) = result {
        // It was given up meanwhile with its webhook, or the store is away: then it is sent again when its lease ends.
        tracing::warn!(delivery = %delivery.id, "what came of a message to a webhook could not be kept: {error}");
    }
}

/// A message as it is sent now; none where its secret is not one that can sign.
fn message(delivery: &Delivery, now: Timestamp) -> Option<Message> {
    let (id, body) = (delivery.id.to_string(), delivery.body.as_str().to_owned());
    let signature = sign(&delivery.secret, &id, now.as_second(), body.as_bytes())?;
    Some(Message { url: delivery.url.clone(), id, seconds: now.as_second(), signature, body })
}

/// What becomes of a message after a try.
fn judge(answered: &Result<u16, WayError>, delivery: &Delivery, settings: &Settings, now: Timestamp, chance: f64) -> Attempt {
    let (status, problem, is_hopeless) = match answered {
        Ok(status @ 200..=299) => return Attempt::Delivered { status: *status },
        // The receiver wants nothing more of it (RFC 9110, section 15.5.11).
        Ok(410) => (Some(410), "the answer was 410: gone".to_owned(), true),
        Ok(status) => (Some(*status), format!("the answer was {status}"), false),
        Err(error @ WayError::Secret) => (None, error.to_string(), true),
        Err(error) => (None, error.to_string().chars().take(300).collect(), false),
    };
    let again = now.checked_add(wait(delivery.attempts, settings.first_wait, chance)).ok();
    let last = delivery.created.checked_add(settings.give_up).ok();
    let again = again.filter(|again| !is_hopeless && last.is_some_and(|last| *again <= last));
    Attempt::Failed { status, problem, again }
}

/// How long to wait after so many tries; `chance` from 0 to 1.
fn wait(attempts: u64, first: SignedDuration, chance: f64) -> SignedDuration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(u32::MAX).min(15);
    let plain = first.checked_mul(4_i32.saturating_pow(doublings)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    SignedDuration::try_from_secs_f64(plain.as_secs_f64() * (0.8 + 0.4 * chance.clamp(0.0, 1.0))).unwrap_or(plain)
}

/// A number from 0 to 1. Without randomness messages come back together, and come back all the same.
fn chance() -> f64 {
    let mut byte = [128];
    let _ = getrandom::fill(&mut byte);
    let [byte] = byte;
    f64::from(byte) / 255.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn waits_grow_to_half_a_day_and_stay_near_their_length(attempts in 1..10_000_u64, chance in 0.0..1.0_f64) {
            let wait = wait(attempts, SignedDuration::from_secs(5), chance).as_secs_f64();
            let plain = if attempts > 8 { 43_200.0 } else { (5.0 * 4_f64.powi(i32::try_from(attempts).unwrap() - 1)).min(43_200.0) };
            prop_assert!((0.79 * plain..=1.21 * plain).contains(&wait), "{wait} for {plain}");
        }
    }

    #[test]
    fn the_usual_waits_give_up_after_three_days() {
        let settings = Settings::default();
        let (mut spent, mut tries) = (SignedDuration::ZERO, 1);
        while spent + wait(tries, settings.first_wait, 0.5) <= settings.give_up {
            spent += wait(tries, settings.first_wait, 0.5);
            tries += 1;
        }
        assert_eq!(tries, 13);
        assert!(spent > SignedDuration::from_hours(60), "{spent:?}");
    }
}
