//! Bytes to text: a byte order mark, else strict UTF-8, else GB18030; and which it was.

use std::borrow::Cow;

use super::diagnostic::{Diagnostic, Severity};
use crate::model::Note;

/// Reads bytes as text.
///
/// # Errors
/// UTF-16, and bytes that are neither UTF-8 nor GB18030 (with the line of the first wrong byte).
pub fn decode<'a>(
    file: &str,
    bytes: &'a [u8],
) -> Result<(Cow<'a, str>, Option<Diagnostic>), Box<Diagnostic>> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let wrong = Diagnostic::error(file, Note::new("io-utf16")).found("UTF-16");
        return Err(said(wrong));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        // A byte order mark promises UTF-8; anything else behind it is damage.
        return match std::str::from_utf8(rest) {
            Ok(text) => Ok((Cow::Borrowed(text), None)),
            Err(error) => Err(undecodable(file, rest, error.valid_up_to())),
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), None));
    }
    match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => {
            let note = Note::new("io-read-as").with("encoding", "GB18030");
            Ok((text, Some(Diagnostic::new(Severity::Info, file, note))))
        }
        None => {
            let valid = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
            Err(undecodable(file, bytes, valid))
        }
    }
}

fn undecodable(file: &str, bytes: &[u8], valid: usize) -> Box<Diagnostic> {
    let before = bytes.get(..valid).unwrap_or_default();
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
    let found: Vec<String> =
        bytes.iter().skip(valid).take(4).map(|byte| format!("{byte:02X}")).collect();
    let wrong = Diagnostic::error(file, Note::new("io-encoding")).row(line as u32);
    said(wrong.found(&found.join(" ")))
}

fn said(wrong: Diagnostic) -> Box<Diagnostic> {
    let advice = Note::new("io-advice-save-utf8");
    Box::new(wrong.expected(Note::new("io-expect-encoding")).advice(advice))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn three_encodings_are_read_and_damage_is_not() {
        let plain = "编号,名称\n".as_bytes();
        let marked = [&[0xef, 0xbb, 0xbf], plain].concat();
        let gb = encoding_rs::GB18030.encode("编号,名称\n").0.into_owned();
        for (bytes, said) in [(plain, false), (&marked, false), (&gb, true)] {
            let (text, info) = decode("a.csv", bytes).unwrap();
            assert_eq!(text, "编号,名称\n");
            assert_eq!(info.is_some(), said);
        }
        // 0xFF is no byte of either encoding.
        let error = decode("a.csv", b"id\nE1\nE\xff\n").unwrap_err();
        assert_eq!((error.row, error.found.as_deref()), (Some(3), Some("FF 0A")));
        assert!(decode("a.csv", b"\xff\xfei\0d\0").is_err());
    }
}
