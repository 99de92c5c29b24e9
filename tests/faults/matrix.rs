//! Each class of calls against each fault, and then nothing goes wrong any more.

use std::{fmt::Write as _, fs, path::Path, sync::Arc, time::Duration};

use bigcommerce::{CallOptions, operation::Family};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};

use crate::{
    class::{self, Class},
    fault::Fault,
    platform::{Mishap, Platform},
    rules::{self, End, Outcome},
    shop::{PAGE, ROWS},
};

/// A row of the table.
#[derive(Clone, Copy)]
struct Row {
    name: &'static str,
    fault: Fault,
    /// Whether the request is carried out although it meets the fault.
    carried_out: bool,
    /// How many times in a row it meets it.
    times: u32,
}

const fn row(name: &'static str, fault: Fault, carried_out: bool, times: u32) -> Row {
    Row {
        name,
        fault,
        carried_out,
        times,
    }
}

const ROWS_OF_TABLE: [Row; 35] = [
    row("connection refused", Fault::Refused, false, 1),
    row("connection refused, three times", Fault::Refused, false, 3),
    row(
        "reset before the answer, not carried out",
        Fault::Reset,
        false,
        1,
    ),
    row(
        "reset before the answer, carried out",
        Fault::Reset,
        true,
        1,
    ),
    row(
        "closed before the answer, not carried out",
        Fault::Close,
        false,
        1,
    ),
    row(
        "closed before the answer, carried out",
        Fault::Close,
        true,
        1,
    ),
    row("silence, carried out", Fault::Stall, true, 1),
    row("reset in the body", Fault::ResetInBody, true, 1),
    row("closed in the body", Fault::CloseInBody, true, 1),
    row("silence in the body", Fault::StallInBody, true, 1),
    row("`Content-Length` too long", Fault::LengthTooLong, true, 1),
    row("`Content-Length` too short", Fault::LengthTooShort, true, 1),
    row("chunks without the last one", Fault::ChunksCut, true, 1),
    row(
        "429 that tells its reset, seven times",
        Fault::Throttled,
        false,
        7,
    ),
    row(
        "429 without headers, three times",
        Fault::ThrottledSilently,
        false,
        3,
    ),
    row(
        "429 with `Retry-After`",
        Fault::ThrottledForASecond,
        false,
        1,
    ),
    row(
        "500, three times, not carried out",
        Fault::Failed(500),
        false,
        3,
    ),
    row("500, carried out", Fault::Failed(500), true, 1),
    row("502 in HTML, three times", Fault::FailedPage(502), false, 3),
    row("503, three times", Fault::Failed(503), false, 3),
    row(
        "504 in HTML, carried out twice",
        Fault::FailedPage(504),
        true,
        2,
    ),
    row("522 in HTML", Fault::FailedPage(522), false, 1),
    row("503, suspended", Fault::Suspended, false, 1),
    row("503, maintenance", Fault::Maintenance, false, 1),
    row("200 with HTML, not carried out", Fault::Page, false, 1),
    row("200 with HTML, carried out", Fault::Page, true, 1),
    row("gzip that is none", Fault::GzipGarbage, true, 1),
    row("gzip that breaks off", Fault::GzipCut, true, 1),
    row("the answer byte by byte, too slow", Fault::Drip, true, 1),
    row("the body in pieces, too slow", Fault::SlowBody, true, 1),
    row("a body without end", Fault::Endless, true, 1),
    row("a head without end", Fault::EndlessHead, true, 1),
    row("no HTTP", Fault::NotHttp, false, 1),
    row("interim answers and then silence", Fault::Interim, true, 1),
    row(
        "interim answers and then the answer",
        Fault::InterimThenAnswer,
        true,
        1,
    ),
];

const ATTEMPTS: u32 = 5;

fn options() -> CallOptions {
    CallOptions::new()
        .attempt_timeout(Duration::from_millis(600))
        .total_timeout(Duration::from_secs(30))
        .max_attempts(ATTEMPTS)
        .backoff(Duration::from_millis(1), Duration::from_millis(5))
}

/// Makes one call and says what became of it.
async fn run(class: Class, row: Row) -> Outcome {
    let Row {
        fault,
        carried_out,
        times,
        ..
    } = row;
    let refused = if fault == Fault::Refused { times } else { 0 };
    let list = class.is_list();
    let plan = move |request: &crate::server::Recorded, n| {
        // Of a list the second page fails, when there is something that could be lost.
        let first = list
            && ["page=2", "after=5", "offset=5"]
                .iter()
                .all(|second| !request.query().contains(second));
        (refused == 0 && n < times && !first).then_some(Mishap { fault, carried_out })
    };
    let platform = Platform::start(options(), Box::new(plan), Box::new(move |n| n < refused)).await;
    let called = class.call(&platform.store, "it", 2);
    let called = timeout(Duration::from_secs(90), called)
        .await
        .expect("no end");
    let asked = platform.asked("it") + platform.refused();
    let (end, told, may_have_been) = match &called {
        Ok(done) if done.whole => (End::Ok, done.attempts, false),
        Ok(done) => (End::Short, done.attempts, false),
        Err(error) => (
            End::of(error),
            Some(error.attempts()),
            error.may_have_been_carried_out(),
        ),
    };
    // The pages of a list that nothing befell.
    let others = match (class, &called) {
        (Class::Bare, Ok(_)) => ROWS / PAGE,
        (_, Ok(_)) if list => ROWS / PAGE - 1,
        (_, Err(_)) if list && refused == 0 => 1,
        _ => 0,
    };
    let sent = asked - others as u32;
    if let Some(told) = told {
        assert_eq!(told, sent, "{class:?}, {}: told and sent", row.name);
    }
    let state = platform.store.rate_state(Family::V3);
    assert_eq!(
        (state.in_flight, state.waiting),
        (0, 0),
        "{class:?}, {}",
        row.name
    );
    Outcome {
        end,
        sent,
        carried_out: platform.shop.carried_out("it"),
        may_have_been,
    }
}

/// All cells of the table, row by row.
async fn cells() -> Vec<Vec<Outcome>> {
    // So many at once that the waits overlap, and so few that nobody waits for the processor.
    let turns = Arc::new(Semaphore::new(12));
    let mut running = JoinSet::new();
    for (at, row) in ROWS_OF_TABLE.into_iter().enumerate() {
        for (column, class) in class::ALL.into_iter().enumerate() {
            let turns = Arc::clone(&turns);
            running.spawn(async move {
                let _turn = turns.acquire_owned().await;
                (at, column, run(class, row).await)
            });
        }
    }
    let mut cells = running.join_all().await;
    cells.sort_by_key(|(at, column, _)| (*at, *column));
    let outcomes: Vec<Outcome> = cells.into_iter().map(|(.., outcome)| outcome).collect();
    outcomes
        .chunks(class::ALL.len())
        .map(<[_]>::to_vec)
        .collect()
}

fn heading(class: Class) -> &'static str {
    match class {
        Class::Get => "GET",
        Class::Pages => "list, pages",
        Class::Cursors => "list, cursors",
        Class::Bare => "list, v2",
        Class::Offsets => "list, B2B",
        Class::Put => "PUT",
        Class::Delete => "DELETE",
        Class::Post => "POST",
        Class::PostAgain => "POST, opted in",
        Class::Upload => "upload",
        Class::Reader => "upload, read once",
        Class::Download => "download",
    }
}

fn table(cells: &[Vec<Outcome>]) -> String {
    let mut table = "| |".to_owned();
    for class in class::ALL {
        write!(table, " {} |", heading(class)).unwrap();
    }
    table += "\n|---|";
    table += &"---|".repeat(class::ALL.len());
    for (row, cells) in ROWS_OF_TABLE.iter().zip(cells) {
        write!(table, "\n| {} |", row.name).unwrap();
        for (class, cell) in class::ALL.iter().zip(cells) {
            write!(table, " {cell}").unwrap();
            if class.is_write() {
                write!(table, "/{}", cell.carried_out).unwrap();
            }
            table += " |";
        }
    }
    table + "\n"
}

const BEGIN: &str = "<!-- the table, written by the test -->\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_class_of_calls_meets_every_fault() {
    let cells = cells().await;
    let table = table(&cells);
    println!("{table}");
    let mut wrong = String::new();
    for (row, cells) in ROWS_OF_TABLE.iter().zip(&cells) {
        for (class, seen) in class::ALL.into_iter().zip(cells) {
            let wanted = rules::outcome(
                class,
                row.fault,
                row.carried_out,
                row.times,
                most(row.fault),
            );
            if *seen != wanted {
                writeln!(
                    wrong,
                    "{class:?}, {}:\n  {seen:?}, not\n  {wanted:?}",
                    row.name
                )
                .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    let committed = fs::read_to_string(&path).unwrap();
    let (introduction, old) = committed.split_once(BEGIN).unwrap();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, format!("{introduction}{BEGIN}{table}")).unwrap();
    } else {
        assert_eq!(
            old, table,
            "docs/faults.md is out of date; `BLESS=1 cargo test --test faults` rewrites its table"
        );
    }
}

/// How often a call is sent at most. A 429 that tells its reset doesn't count.
fn most(fault: Fault) -> u32 {
    if fault == Fault::Throttled {
        u32::MAX
    } else {
        ATTEMPTS
    }
}
