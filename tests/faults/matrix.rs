//! Each class of calls against each fault, and then nothing goes wrong any more.

use std::{fmt::Write as _, fs, path::Path, sync::Arc, time::Duration};

use bigcommerce::CallOptions;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    class::{self, Class},
    fault::Fault,
    platform::Mishap,
    rules::{self, Outcome},
    trial::Trial,
};

/// A row of the table: what it is called, what goes wrong, whether the request is carried out all the
/// same, and how many times in a row that happens.
type Row = (&'static str, Fault, bool, u32);

#[rustfmt::skip]
const TABLE: [Row; 41] = [
    ("connection refused", Fault::Refused, false, 1),
    ("connection refused, three times", Fault::Refused, false, 3),
    ("reset before the response, not carried out", Fault::Reset, false, 1),
    ("reset before the response, carried out", Fault::Reset, true, 1),
    ("closed before the response, not carried out", Fault::Close, false, 1),
    ("closed before the response, carried out", Fault::Close, true, 1),
    ("silence, carried out", Fault::Stall, true, 1),
    ("reset in the body", Fault::ResetInBody, true, 1),
    ("closed in the body", Fault::CloseInBody, true, 1),
    ("silence in the body", Fault::StallInBody, true, 1),
    ("`Content-Length` too long", Fault::LengthTooLong, true, 1),
    ("`Content-Length` too short", Fault::LengthTooShort, true, 1),
    ("chunks without the last one", Fault::ChunksCut, true, 1),
    ("429 that tells its reset, three times", Fault::Throttled, false, 3),
    ("429 that tells its reset, again and again", Fault::Throttled, false, 1000),
    ("429 that tells its reset and nothing else, again and again", Fault::ThrottledVaguely, false, 1000),
    ("429 without headers, three times", Fault::ThrottledSilently, false, 3),
    ("429 with `Retry-After`", Fault::ThrottledForASecond, false, 1),
    ("429 with a date in `Retry-After`", Fault::ThrottledUntil, false, 1),
    ("509 in HTML, three times", Fault::OverBandwidth, false, 3),
    ("429 whose body stalls", Fault::ThrottledSlowly, false, 1),
    ("500, three times, not carried out", Fault::Failed(500), false, 3),
    ("500, carried out", Fault::Failed(500), true, 1),
    ("502 in HTML, three times", Fault::FailedPage(502), false, 3),
    ("503, three times", Fault::Failed(503), false, 3),
    ("504 in HTML, carried out twice", Fault::FailedPage(504), true, 2),
    ("522 in HTML", Fault::FailedPage(522), false, 1),
    ("502 whose body stalls", Fault::FailedSlowly(502), false, 1),
    ("503, suspended", Fault::Suspended, false, 1),
    ("503, maintenance", Fault::Maintenance, false, 1),
    ("200 with HTML, not carried out", Fault::Page, false, 1),
    ("200 with HTML, carried out", Fault::Page, true, 1),
    ("invalid gzip", Fault::GzipGarbage, true, 1),
    ("gzip that breaks off", Fault::GzipCut, true, 1),
    ("the response byte by byte, too slow", Fault::Drip, true, 1),
    ("the body in pieces, slowly", Fault::SlowBody, true, 1),
    ("a body without end", Fault::Endless, true, 1),
    ("a head without end", Fault::EndlessHead, true, 1),
    ("no HTTP", Fault::NotHttp, false, 1),
    ("interim responses and then silence", Fault::Interim, true, 1),
    ("interim responses and then the response", Fault::InterimThenResponse, true, 1),
];

const ATTEMPTS: u32 = 5;

fn options() -> CallOptions {
    CallOptions::new()
        .attempt_timeout(Duration::from_secs(1))
        .total_timeout(Duration::from_secs(30))
        .max_attempts(ATTEMPTS)
        .response_limit(100_000)
        .backoff(Duration::from_millis(1), Duration::from_millis(5))
}

/// All cells of the table, row by row.
async fn cells() -> Vec<Vec<Outcome>> {
    // So many at once that the waits overlap, and so few that nobody waits for the processor.
    let turns = Arc::new(Semaphore::new(16));
    let mut running = JoinSet::new();
    for (at, row) in TABLE.into_iter().enumerate() {
        for (column, class) in class::ALL.into_iter().enumerate() {
            let turns = Arc::clone(&turns);
            running.spawn(async move {
                let _turn = turns.acquire_owned().await;
                let (name, fault, carried_out, times) = row;
                let trial = Trial {
                    class,
                    mishap: Mishap { fault, carried_out },
                    times,
                };
                (
                    at,
                    column,
                    trial
                        .run(options())
                        .await
                        .unwrap_or_else(|why| panic!("{class:?}, {name}: {why}")),
                )
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
    for ((name, ..), cells) in TABLE.into_iter().zip(cells) {
        write!(table, "\n| {name} |").unwrap();
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
    let _alone = crate::ALONE.lock().await;
    let cells = cells().await;
    let table = table(&cells);
    println!("{table}");
    let mut wrong = String::new();
    for ((name, fault, carried_out, times), cells) in TABLE.into_iter().zip(&cells) {
        for (class, seen) in class::ALL.into_iter().zip(cells) {
            let wanted = rules::outcome(class, fault, carried_out, times, most(fault));
            if *seen != wanted {
                writeln!(wrong, "{class:?}, {name}:\n  {seen:?}, not\n  {wanted:?}").unwrap();
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
        assert!(
            old == table,
            "docs/faults.md is out of date; `BLESS=1 cargo test --features v3-redirects --test faults` rewrites its table"
        );
    }
}

/// How often a call is sent at most. The first 429 that tells its reset doesn't count.
fn most(fault: Fault) -> u32 {
    if matches!(fault, Fault::Throttled | Fault::ThrottledVaguely) {
        ATTEMPTS + 1
    } else {
        ATTEMPTS
    }
}
