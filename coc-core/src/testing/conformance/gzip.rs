//! Gzip without a compressor: two kinds of streams that any decompressor reads.

/// Returns the bytes in stored (uncompressed) blocks. The result is larger than the input.
pub(super) fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut deflate = Vec::with_capacity(bytes.len() + 64);
    let mut blocks = bytes.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        deflate.push(u8::from(blocks.peek().is_none()));
        deflate.extend(length.to_le_bytes());
        deflate.extend((!length).to_le_bytes());
        deflate.extend(block);
    }
    wrap(&deflate, bytes.iter().copied())
}

/// Returns a stream of at least `count` zeros with 258 zeros in 13 bits: a decompression bomb.
pub(super) fn zeros(count: usize) -> Vec<u8> {
    const LONGEST_MATCH: usize = 258;
    let matches = count.div_ceil(LONGEST_MATCH);
    let mut bits = Bits::default();
    bits.number(0b1, 1); // the last block
    bits.number(0b01, 2); // in the fixed code
    bits.code(0b0011_0000, 8); // one literal zero
    for _ in 0..matches {
        bits.code(0b1100_0101, 8); // as many as a match can have
        bits.code(0b00000, 5); // from one byte back
    }
    bits.code(0b000_0000, 7); // the end
    wrap(&bits.bytes, std::iter::repeat_n(0, 1 + matches * LONGEST_MATCH))
}

/// Writes bits in the order of deflate: numbers from the least significant bit, codes from their
/// first bit.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn bit(&mut self, bit: bool) {
        if self.used.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << (self.used % 8);
        }
        self.used += 1;
    }

    fn number(&mut self, number: u32, width: u32) {
        (0..width).for_each(|at| self.bit(number >> at & 1 == 1));
    }

    fn code(&mut self, code: u32, width: u32) {
        (0..width).rev().for_each(|at| self.bit(code >> at & 1 == 1));
    }
}

/// The checksum (CRC-32) of each byte, which makes that of many a look-up per byte.
const CRC_OF_BYTE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it is below 256")]
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

/// Header and trailer around a deflate stream of `content`.
fn wrap(deflate: &[u8], content: impl Iterator<Item = u8>) -> Vec<u8> {
    let (mut crc, mut length) = (u32::MAX, 0_u32);
    for byte in content {
        length = length.wrapping_add(1);
        let [lowest, ..] = crc.to_le_bytes();
        crc = crc >> 8 ^ CRC_OF_BYTE[usize::from(lowest ^ byte)];
    }
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    gzip.extend(deflate);
    gzip.extend((!crc).to_le_bytes());
    gzip.extend(length.to_le_bytes());
    gzip
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn gunzip(gzip: &[u8]) -> Vec<u8> {
        let mut content = Vec::new();
        flate2::read::GzDecoder::new(gzip).read_to_end(&mut content).unwrap();
        content
    }

    #[test]
    fn stored_bytes_are_decompressed_unchanged() {
        for length in [1, 65_535, 65_536, 200_000] {
            let content: Vec<u8> = (0..length).map(|at: u32| at.to_le_bytes()[0]).collect();
            assert!(gunzip(&stored(&content)) == content, "{length}");
        }
    }

    #[test]
    fn many_zeros_are_a_small_stream() {
        let gzip = zeros(1_000_000);
        assert!(gzip.len() < 8_000, "{}", gzip.len());
        let content = gunzip(&gzip);
        assert!(content.len() >= 1_000_000 && content.iter().all(|&byte| byte == 0));
    }
}
