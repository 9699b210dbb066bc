//! One batch of changes, from `BEGIN` to the answers.

use std::time::Duration;

use super::Waiting;
use crate::database::fault::Fault;
use crate::database::open::Connect;
use crate::database::work::Work;
use crate::error::StoreError;

type Batch = Vec<Box<dyn Waiting>>;
/// How each change of a batch came out, in its order.
type Ends = Vec<Result<(), StoreError>>;

/// How often a batch is made again when the database gave it up for another one, or the connection was lost before the commit was asked for.
const ATTEMPTS: u32 = 6;

/// Makes the changes, and answers each. What was lost on the way leaves no connection behind.
pub(super) async fn carry_out(connect: &Connect, work: &mut Option<Work>, mut batch: Batch, patience: Duration) {
    let ends = settle(connect, work, &mut batch, patience).await;
    let mut ends = ends.into_iter();
    for change in batch {
        let missing = Err(StoreError::Fault { what: "a change of the batch came to no end".into() });
        change.answer(ends.next().unwrap_or(missing));
    }
}

async fn settle(connect: &Connect, work: &mut Option<Work>, batch: &mut Batch, patience: Duration) -> Ends {
    let mut one_by_one = false;
    let mut last = StoreError::unavailable("no attempt was made");
    for attempt in 0..ATTEMPTS {
        if attempt > 1 {
            tokio::time::sleep(Duration::from_millis(5 << attempt)).await;
        }
        let tried = tokio::time::timeout(patience * 3, attempt_batch(connect, work, batch, one_by_one)).await;
        let stop = match tried {
            Ok(Ok(ends)) => return ends,
            Ok(Err(stop)) => stop,
            Err(_) => Stop::Unknown(StoreError::unavailable(format!("no answer within {:?}", patience * 3))),
        };
        match stop {
            Stop::OneRefused => {
                one_by_one = true;
                continue;
            }
            Stop::Again(error) => last = error,
            Stop::Lost(error) => {
                *work = None;
                // A full disk or a bad file stays so; a connection can be had anew.
                if attempt > 0 || !error.is_unavailable() {
                    return all(batch, &error);
                }
                last = error;
            }
            Stop::Unknown(error) => {
                *work = None;
                return all(batch, &error);
            }
        }
    }
    all(batch, &last)
}

fn all(batch: &Batch, error: &StoreError) -> Ends {
    batch.iter().map(|_| Err(error.clone())).collect()
}

/// Why a batch was not committed.
enum Stop {
    /// A change was refused; rolled back.
    OneRefused,
    /// The database wants it again; rolled back.
    Again(StoreError),
    /// The connection is of no use, and nothing was committed.
    Lost(StoreError),
    /// Lost while committing: nobody knows whether it was. It is not made again.
    Unknown(StoreError),
}

async fn attempt_batch(connect: &Connect, work: &mut Option<Work>, batch: &mut Batch, one_by_one: bool) -> Result<Ends, Stop> {
    // Taken out, so that a connection is dropped with its transaction if this future is.
    let mut doing = match work.take() {
        Some(work) => work,
        None => Work::new(connect.connect().await.map_err(|fault| Stop::Lost(fault.into_error()))?),
    };
    let made = async {
        doing.begin().await?;
        let ends = if one_by_one { apart(&mut doing, batch).await? } else { together(&mut doing, batch).await? };
        doing.settle().await?;
        Ok::<Ends, Fault>(ends)
    }
    .await;
    let ends = match made {
        Ok(ends) => ends,
        Err(fault) => {
            let rolled_back = doing.roll_back().await;
            return Err(match (fault, rolled_back) {
                (Fault::Lost(error), _) => Stop::Lost(error),
                (_, Err(lost)) => Stop::Lost(lost.into_error()),
                (Fault::Again(error), Ok(())) => keep(work, doing, Stop::Again(error)),
                (Fault::Refused(_), Ok(())) if !one_by_one => keep(work, doing, Stop::OneRefused),
                // Not a change of the batch but the end of a chain could not be written.
                (Fault::Refused(error), Ok(())) => Stop::Unknown(error),
            });
        }
    };
    match doing.commit().await {
        Ok(()) => {
            *work = Some(doing);
            Ok(ends)
        }
        Err(Fault::Again(error)) => match doing.roll_back().await {
            Ok(()) => Err(keep(work, doing, Stop::Again(error))),
            Err(_) => Err(Stop::Again(error)),
        },
        Err(fault) => {
            // SQLite may leave the transaction open after a commit that failed; the connection goes, and the transaction with it.
            drop(doing.roll_back().await);
            Err(Stop::Unknown(fault.into_error()))
        }
    }
}

fn keep(work: &mut Option<Work>, doing: Work, stop: Stop) -> Stop {
    *work = Some(doing);
    stop
}

/// All changes, of which none may be refused.
async fn together(work: &mut Work, batch: &mut Batch) -> Result<Ends, Fault> {
    let mut ends = Vec::with_capacity(batch.len());
    for change in batch {
        change.make(work).await?;
        ends.push(Ok(()));
    }
    Ok(ends)
}

/// Each change for itself: what is refused leaves no trace, the others stay.
async fn apart(work: &mut Work, batch: &mut Batch) -> Result<Ends, Fault> {
    let mut ends = Vec::with_capacity(batch.len());
    for change in batch {
        let mark = work.mark().await?;
        match change.make(work).await {
            Ok(()) => {
                work.step_on().await?;
                ends.push(Ok(()));
            }
            Err(Fault::Refused(error)) => {
                work.step_back(mark).await?;
                ends.push(Err(error));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(ends)
}
