//! Random UUIDs, for values that only have to differ each time: they aren't secret.

/// A UUID of version 4.
pub(crate) fn random(random: &mut fastrand::Rng) -> String {
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        random.u32(..),
        random.u16(..),
        random.u16(..0x1000),
        random.u16(..0x1000),
        random.u64(..1 << 48)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_uuid_of_version_4_and_another_each_time() {
        let mut rng = fastrand::Rng::new();
        let (one, other) = (random(&mut rng), random(&mut rng));
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert!(["8", "9", "a", "b"].contains(&&one[19..20]), "{one}");
        assert_ne!(one, other);
    }
}
