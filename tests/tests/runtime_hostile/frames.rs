//! Frames of HTTP/2 as a client writes and reads them by hand (RFC 9113, section 4.1).

use std::io::{ErrorKind, Read};
use std::net::TcpStream;

/// What a client sends first.
pub(crate) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const PRIORITY: u8 = 2;
pub(crate) const RST_STREAM: u8 = 3;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PUSH_PROMISE: u8 = 5;
pub(crate) const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
pub(crate) const WINDOW_UPDATE: u8 = 8;
pub(crate) const CONTINUATION: u8 = 9;

pub(crate) const END_STREAM: u8 = 1;
pub(crate) const ACK: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;
pub(crate) const PADDED: u8 = 8;

/// A frame.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) flags: u8,
    pub(crate) stream: u32,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// Its bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let length = u32::try_from(self.payload.len()).expect("a length").to_be_bytes();
        let head = [&length[1..], &[self.kind, self.flags], &self.stream.to_be_bytes()].concat();
        [head, self.payload.clone()].concat()
    }

    /// The next frame that the gateway sends; nothing at the end of the connection.
    ///
    /// # Panics
    /// If nothing comes in time.
    pub(crate) fn read(mut stream: &TcpStream) -> Option<Frame> {
        let mut head = [0; 9];
        if let Err(error) = stream.read_exact(&mut head) {
            assert_ne!(error.kind(), ErrorKind::WouldBlock, "neither answered nor closed");
            return None;
        }
        let [a, b, c, kind, flags, rest @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        stream.read_exact(&mut payload).ok()?;
        Some(Frame { kind, flags, stream: u32::from_be_bytes(rest) & 0x7fff_ffff, payload })
    }

    /// The status of an answer, which is the first of its header fields.
    ///
    /// # Panics
    /// If it is written in another way than servers do.
    pub(crate) fn status(&self) -> u16 {
        // In front of it, a change of the size of the table may be stated.
        let fields = self.payload.iter().position(|byte| byte & 0xe0 != 0x20).expect("a field");
        match self.payload[fields..] {
            [indexed @ 0x88..=0x8e, ..] => [200, 204, 206, 304, 400, 404, 500][usize::from(indexed - 0x88)],
            [0x08 | 0x18 | 0x48, 3, a, b, c, ..] => digits([a, b, c]),
            [0x08 | 0x18 | 0x48, length @ 0x82..=0x83, ..] => {
                let coded = &self.payload[fields + 2..fields + 2 + usize::from(length & 0x7f)];
                digits(huffman(coded))
            }
            _ => panic!("no status in {:?}", self.payload),
        }
    }
}

/// A number of three digits.
fn digits(text: [u8; 3]) -> u16 {
    text.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
}

/// Three digits in the Huffman code of HPACK (RFC 7541, appendix B).
fn huffman(coded: &[u8]) -> [u8; 3] {
    let bits: String = coded.iter().map(|byte| format!("{byte:08b}")).collect();
    let mut rest = bits.as_str();
    [(); 3].map(|()| {
        // 0 to 2 have five bits, the others six.
        let (short, long) = (&rest[..5], u8::from_str_radix(&rest[..6], 2).expect("bits"));
        let (digit, length) = match u8::from_str_radix(short, 2).expect("bits") {
            digit @ 0..=2 => (digit, 5),
            _ => (long - 0b01_1001 + 3, 6),
        };
        rest = &rest[length..];
        b'0' + digit
    })
}

/// A header field, literal and without an index.
pub(crate) fn field(name: &[u8], value: &[u8]) -> Vec<u8> {
    let mut out = vec![0];
    for text in [name, value] {
        integer(text.len(), &mut out);
        out.extend(text);
    }
    out
}

/// An integer with a prefix of seven bits (RFC 7541, section 5.1).
fn integer(mut number: usize, out: &mut Vec<u8>) {
    if number < 127 {
        out.push(number as u8);
        return;
    }
    out.push(127);
    number -= 127;
    while number >= 128 {
        out.push((number % 128) as u8 | 128);
        number /= 128;
    }
    out.push(number as u8);
}
