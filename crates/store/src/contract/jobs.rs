//! Jobs: shared, leased, tried again, kept.

use super::Engine;
use super::sample::at;
use crate::{JobEnd, JobRow, JobStatus, JobTally, NewJob, Store};

fn job(key: &str, due: i64) -> NewJob {
    NewJob {
        key: key.to_owned(),
        kind: "sweep".to_owned(),
        argument: format!("for {key}"),
        due_at: at(due),
        created_at: at(0),
    }
}

async fn add(store: &dyn Store, key: &str, due: i64) -> bool {
    store.job_add(job(key, due)).await.expect("adds")
}

async fn take(store: &dyn Store, owner: &str, now: i64) -> Option<JobRow> {
    store.job_take(owner, at(now), at(now + 60)).await.expect("takes")
}

async fn end(store: &dyn Store, taken: &JobRow, end: JobEnd, now: i64) -> bool {
    store.job_end(taken.job_id, taken.attempt, end, at(now)).await.expect("ends")
}

async fn all(store: &dyn Store) -> Vec<JobRow> {
    store.jobs(None, None, 100).await.expect("lists")
}

/// Due first, taken first; a key stands once; nothing is taken before it is due.
pub async fn jobs_are_taken_when_due(engine: &impl Engine) {
    let store = engine.open().await;
    assert!(add(&*store, "b", 20).await && add(&*store, "a", 10).await);
    assert!(!add(&*store, "a", 5).await, "the key is there");
    assert_eq!(take(&*store, "one", 9).await, None);
    let first = take(&*store, "one", 20).await.expect("one is due");
    assert_eq!((first.job.clone(), first.attempt, first.status), (job("a", 10), 1, JobStatus::Running));
    assert_eq!((first.owner.as_deref(), first.lease_until), (Some("one"), Some(at(80))));
    assert_eq!(take(&*store, "two", 20).await.expect("another is due").job.key, "b");
    assert_eq!(take(&*store, "one", 20).await, None);
    assert!(end(&*store, &first, JobEnd::Done("3 rows".to_owned()), 21).await);
    assert!(!end(&*store, &first, JobEnd::Done("again".to_owned()), 22).await, "an attempt ends once");
    assert!(!add(&*store, "a", 30).await, "a finished job still holds its key");
    assert_eq!(store.job_of_key("a").await.expect("reads").map(|row| row.status), Some(JobStatus::Done));
    assert_eq!(store.job_of_key("c").await.expect("reads"), None);
    let done = store.jobs(Some(JobStatus::Done), None, 10).await.expect("lists");
    assert_eq!(done.len(), 1);
    assert_eq!((done[0].message.as_deref(), done[0].finished_at), (Some("3 rows"), Some(at(21))));
    let keys: Vec<String> = all(&*store).await.into_iter().map(|row| row.job.key).collect();
    assert_eq!(keys, ["a", "b"], "newest first, as they were added");
    let newest = store.jobs(None, None, 1).await.expect("lists");
    assert_eq!(newest.len(), 1);
    let older = store.jobs(None, Some(newest[0].job_id), 10).await.expect("lists");
    assert_eq!(older.iter().map(|row| row.job.key.as_str()).collect::<Vec<_>>(), ["b"]);
    let older = store.jobs(Some(JobStatus::Done), Some(newest[0].job_id), 10).await.expect("lists");
    assert!(older.is_empty(), "the one that is done is the newest");
}

/// Who was killed comes back to nothing: the next to look takes it again, and the dead attempt can end no more.
pub async fn a_lease_that_ran_out_passes_on(engine: &impl Engine) {
    let store = engine.open().await;
    add(&*store, "a", 0).await;
    let dead = take(&*store, "dead", 0).await.expect("due");
    assert_eq!(take(&*store, "next", 59).await, None);
    assert!(store.job_keep(dead.job_id, dead.attempt, at(100)).await.expect("keeps"));
    assert_eq!(take(&*store, "next", 99).await, None, "a lease that was prolonged holds");
    drop(store);
    let store = engine.open().await;
    let next = take(&*store, "next", 100).await.expect("the lease is over");
    assert_eq!((next.attempt, next.owner.as_deref(), &next.job), (2, Some("next"), &dead.job));
    assert!(!store.job_keep(dead.job_id, dead.attempt, at(500)).await.expect("answers"));
    assert!(!end(&*store, &dead, JobEnd::Done(String::new()), 101).await);
    assert!(end(&*store, &next, JobEnd::Done(String::new()), 102).await);
}

/// A failure waits for its next time, or for somebody to say so.
pub async fn failed_jobs_run_again(engine: &impl Engine) {
    let store = engine.open().await;
    add(&*store, "a", 0).await;
    let first = take(&*store, "one", 0).await.expect("due");
    assert!(end(&*store, &first, JobEnd::Again(at(50), "no disk".to_owned()), 1).await);
    let waiting = &all(&*store).await[0];
    assert_eq!((waiting.status, waiting.message.as_deref()), (JobStatus::Waiting, Some("no disk")));
    assert_eq!((waiting.job.due_at, waiting.finished_at, waiting.lease_until), (at(50), None, None));
    assert_eq!(take(&*store, "one", 49).await, None);
    let second = take(&*store, "one", 50).await.expect("due again");
    assert!(!store.job_again(second.job_id, at(60)).await.expect("answers"), "it runs");
    assert!(end(&*store, &second, JobEnd::Failed("bad file".to_owned()), 51).await);
    assert_eq!(take(&*store, "one", 10_000).await, None, "given up");
    assert!(store.job_again(second.job_id, at(60)).await.expect("makes due"));
    assert!(!store.job_again(99, at(60)).await.expect("answers"));
    let third = take(&*store, "one", 60).await.expect("due by hand");
    assert_eq!((third.attempt, third.tries, third.finished_at), (3, 1, None), "its tries are counted anew");
    assert!(!end(&*store, &first, JobEnd::Done(String::new()), 61).await, "no attempt comes twice");
}

/// Finished jobs go after their time, each sort after its own; what waits or runs stays.
pub async fn finished_jobs_are_kept_for_a_time(engine: &impl Engine) {
    let store = engine.open().await;
    for key in ["done", "failed", "running", "waiting"] {
        add(&*store, key, if key == "waiting" { 1_000 } else { 0 }).await;
    }
    for (key, how) in [("done", JobEnd::Done(String::new())), ("failed", JobEnd::Failed("no".to_owned()))] {
        let taken = take(&*store, "one", 1).await.expect("due");
        assert_eq!(taken.job.key, key);
        end(&*store, &taken, how, 10).await;
    }
    take(&*store, "one", 1).await.expect("due");
    let delete = async |done, failed| store.jobs_delete(at(done), at(failed)).await.expect("deletes");
    assert_eq!(delete(10, 10).await, 0);
    assert_eq!(delete(11, 10).await, 1);
    assert_eq!(delete(5_000, 5_000).await, 1);
    let left: Vec<String> = all(&*store).await.into_iter().map(|row| row.job.key).collect();
    assert_eq!(left, ["waiting", "running"]);
    assert!(add(&*store, "done", 0).await, "its key is free again");
}

/// Many who take at once share the work: each attempt belongs to one.
pub async fn jobs_taken_at_once_are_taken_once(engine: &impl Engine) {
    let store = engine.open().await;
    for number in 0..20 {
        add(&*store, &number.to_string(), 0).await;
    }
    let tasks: Vec<_> = (0..8)
        .map(|owner| {
            let store = std::sync::Arc::clone(&store);
            tokio::spawn(async move {
                let mut taken = Vec::new();
                while let Some(row) = take(&*store, &owner.to_string(), 0).await {
                    taken.push(row.job_id);
                }
                taken
            })
        })
        .collect();
    let mut taken = Vec::new();
    for task in tasks {
        taken.extend(task.await.expect("takes"));
    }
    taken.sort_unstable();
    let mut expected: Vec<u64> = all(&*store).await.into_iter().map(|row| row.job_id).collect();
    expected.sort_unstable();
    assert_eq!(taken, expected);
}

/// What is done is not counted; what fails is, until it is run again.
pub async fn jobs_are_counted(engine: &impl Engine) {
    let store = engine.open().await;
    let tally = async || store.job_tally().await.expect("counts");
    assert_eq!(tally().await, JobTally::default());
    for (key, due) in [("a", 10), ("b", 20), ("c", 30), ("d", 40)] {
        add(&*store, key, due).await;
    }
    let counted = |waiting, running, failed, due: Option<i64>| JobTally {
        waiting,
        running,
        failed,
        due_first_at: due.map(at),
    };
    assert_eq!(tally().await, counted(4, 0, 0, Some(10)));
    let first = take(&*store, "one", 35).await.expect("due");
    assert_eq!(tally().await, counted(3, 1, 0, Some(20)));
    end(&*store, &first, JobEnd::Done(String::new()), 36).await;
    let second = take(&*store, "one", 36).await.expect("due");
    end(&*store, &second, JobEnd::Failed("no".to_owned()), 37).await;
    assert_eq!(tally().await, counted(2, 0, 1, Some(30)));
    assert!(store.job_again(second.job_id, at(50)).await.expect("again"));
    assert_eq!(tally().await, counted(3, 0, 0, Some(30)));
}
