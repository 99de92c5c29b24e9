//! How much a body may hold, so that what it is decoded to stays within a multiple of the limit of its
//! bytes: three bytes, `{},`, can become a thousand.

/// Bytes of the response limit for each list or object of a body.
const BYTES_A_CONTAINER: u64 = 128;

/// Bytes of the response limit for each comma of a body.
const BYTES_A_COMMA: u64 = 8;

/// Whether a response of at most `limit` bytes may hold as much as `body` does. Brackets and commas in
/// text count too, which costs nothing that a real body needs.
pub(super) fn check(body: &[u8], limit: u64) -> bool {
    // What hasn't the bytes hasn't the brackets.
    let length = body.len() as u64;
    if length <= (limit / BYTES_A_CONTAINER).min(limit / BYTES_A_COMMA) {
        return true;
    }
    let (mut containers, mut commas) = (0_u64, 0_u64);
    // In pieces whose counts fit a byte, the compiler counts many bytes at once.
    for piece in body.chunks(255) {
        let (mut opened, mut separated) = (0_u8, 0_u8);
        for byte in piece {
            opened += u8::from(*byte | 0x20 == b'{');
            separated += u8::from(*byte == b',');
        }
        containers += u64::from(opened);
        commas += u64::from(separated);
    }
    containers <= limit / BYTES_A_CONTAINER && commas <= limit / BYTES_A_COMMA
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_may_hold_what_its_limit_allows() {
        let limit = 128 * 1000;
        assert!(check(&b"{},".repeat(1000), limit));
        assert!(!check(&b"{},".repeat(1001), limit));
        assert!(!check(&b"[".repeat(1001), limit));
        assert!(check(&b",".repeat(16_000), limit));
        assert!(!check(&b",".repeat(16_001), limit));
        assert!(check(&b"]};x ".repeat(25_000), limit));
    }
}
