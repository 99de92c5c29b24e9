//! What has to become of a call when something goes wrong once or several times in a row.

use std::fmt;

use bigcommerce::Error;

use crate::{class::Class, fault::Fault};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Ok,
    /// It succeeded, but what it gave isn't what the store has.
    Short,
    Transport,
    Timeout,
    TooLarge,
    Problem(u16),
    Decode,
    Other,
}

impl End {
    pub fn of(error: &Error) -> Self {
        match error {
            Error::Page(page) => Self::of(&page.error),
            Error::Transport { .. } => Self::Transport,
            Error::Timeout { .. } => Self::Timeout,
            Error::TooLarge { .. } => Self::TooLarge,
            Error::Problem(problem) => Self::Problem(problem.status().as_u16()),
            Error::Decode(_) => Self::Decode,
            _ => Self::Other,
        }
    }
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub end: End,
    /// How often the request was sent: of a list, the one that met the fault.
    pub sent: u32,
    /// How often a write was carried out.
    pub carried_out: u32,
    /// Whether the error says that it may have been.
    pub may_have_been: bool,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.end {
            End::Ok => write!(f, "ok")?,
            End::Short => write!(f, "short")?,
            End::Problem(status) => write!(f, "**{status}**")?,
            other => write!(f, "**{other:?}**")?,
        }
        write!(f, " {}", self.sent)
    }
}

/// What a fault means for a call it befalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// Surely not carried out: another attempt is safe.
    Refused(End),
    /// Nobody knows whether it was carried out.
    Unknown(End),
    /// Another attempt would end the same.
    Final(End),
    /// No failure at all.
    Harmless(End),
}

fn meaning(fault: Fault, class: Class) -> Meaning {
    use Meaning::{Final, Harmless, Refused, Unknown};
    let streams = class == Class::Download;
    match fault {
        Fault::Refused => Refused(End::Transport),
        Fault::Throttled
        | Fault::ThrottledVaguely
        | Fault::ThrottledSilently
        | Fault::ThrottledSlowly
        | Fault::ThrottledForASecond
        | Fault::ThrottledUntil => Refused(End::Problem(429)),
        Fault::OverBandwidth => Refused(End::Problem(509)),
        Fault::Failed(status) | Fault::FailedPage(status) | Fault::FailedSlowly(status) => {
            Unknown(End::Problem(status))
        }
        Fault::Suspended | Fault::Maintenance => Final(End::Problem(503)),
        Fault::Reset | Fault::Close | Fault::EndlessHead | Fault::NotHttp => {
            Unknown(End::Transport)
        }
        Fault::Stall | Fault::Drip | Fault::Interim => Unknown(End::Timeout),
        // What a stream has handed over can't be taken back: it breaks off with an error.
        Fault::ResetInBody
        | Fault::CloseInBody
        | Fault::ChunksCut
        | Fault::GzipGarbage
        | Fault::GzipCut
            if streams =>
        {
            Final(End::Transport)
        }
        Fault::StallInBody | Fault::LengthTooLong if streams => Final(End::Timeout),
        // A body may take its time as long as something comes.
        Fault::SlowBody => Harmless(End::Ok),
        Fault::Endless if streams => Harmless(End::Short),
        Fault::Endless => Final(End::TooLarge),
        Fault::ResetInBody
        | Fault::CloseInBody
        | Fault::ChunksCut
        | Fault::GzipGarbage
        | Fault::GzipCut => Unknown(End::Transport),
        Fault::StallInBody | Fault::LengthTooLong => Unknown(End::Timeout),
        Fault::Page => Final(End::Decode),
        // Bytes have no end but the one that is reported, and nobody reads the response of a DELETE.
        Fault::LengthTooShort if streams => Harmless(End::Short),
        Fault::LengthTooShort if class == Class::Delete => Harmless(End::Ok),
        Fault::LengthTooShort => Final(End::Decode),
        Fault::InterimThenResponse => Harmless(End::Ok),
    }
}

/// Whether a call may be sent again when nobody knows if it was carried out.
fn is_repeatable(class: Class) -> bool {
    !matches!(class, Class::Post | Class::Upload | Class::Reader)
}

/// What has to become of a call of `class` that meets `fault` so many `times` and then nothing more;
/// `carried_out` says whether it is carried out each time all the same. Of all attempts there are `most`.
pub fn outcome(class: Class, fault: Fault, carried_out: bool, times: u32, most: u32) -> Outcome {
    // What is read as it is sent can't be sent again.
    let replayable = class != Class::Reader;
    let (end, again, certain) = match meaning(fault, class) {
        Meaning::Refused(end) => (end, replayable, true),
        Meaning::Unknown(end) => (end, replayable && is_repeatable(class), false),
        Meaning::Final(end) => (end, false, false),
        Meaning::Harmless(end) => {
            return Outcome {
                end,
                sent: 1,
                carried_out: class.is_write().into(),
                may_have_been: false,
            };
        }
    };
    // What is deleted can't be deleted again.
    let writes = |times: u32| match class {
        Class::Delete => times.min(1),
        class if class.is_write() => times,
        _ => 0,
    };
    if again && times < most {
        return Outcome {
            end: End::Ok,
            sent: times + 1,
            carried_out: writes(times * u32::from(carried_out) + 1),
            may_have_been: false,
        };
    }
    let sent = if again { most } else { 1 };
    Outcome {
        end,
        sent,
        carried_out: writes(sent * u32::from(carried_out)),
        may_have_been: !certain,
    }
}
