//! Packs sealed for one agency (age-encryption.org/v1): whoever has the key reads them, nobody else.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;

use age::x25519::Recipient;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::model::Note;

/// The public keys of each agency, by its id.
#[derive(Debug, Default)]
pub struct Recipients(BTreeMap<String, Vec<Recipient>>);

/// Reads recipients: an agency's id and its public key (`age1…`) a line, several lines for several
/// keys; what follows `#` is a remark.
///
/// # Errors
/// The line that is not that, or the file that can't be read.
pub fn read_recipients(path: &Path) -> Result<Recipients, Note> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Note::new("seal-unread").with("path", &shown).with("message", error))?;
    let mut found = Recipients::default();
    for (line, words) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let words: Vec<&str> =
            words.split('#').next().unwrap_or_default().split_whitespace().collect();
        let wrong = || Note::new("seal-line").with("path", &shown).with("line", line + 1);
        match words.as_slice() {
            [] => {}
            [agency, key] => {
                let key: Recipient = key.parse().map_err(|error| wrong().with("found", error))?;
                found.0.entry((*agency).to_owned()).or_default().push(key);
            }
            _ => return Err(wrong().with("found", words.join(" "))),
        }
    }
    Ok(found)
}

impl Recipients {
    /// Files put together (zip) and encrypted for an agency. Every seal is made with a fresh key, so
    /// that no two are alike; what is inside is.
    ///
    /// # Errors
    /// If the agency has no key, or the writers refuse.
    pub fn seal(&self, agency: &str, files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Note> {
        let keys = self.0.get(agency);
        let keys = keys.ok_or_else(|| Note::new("seal-no-key").with("agency", agency))?;
        let fault = |error: String| Note::new("io-unwritable").with("message", error);
        let plain = zipped(files).map_err(|error| fault(error.to_string()))?;
        let to = keys.iter().map(|key| key as &dyn age::Recipient);
        let lock = age::Encryptor::with_recipients(to).map_err(|error| fault(error.to_string()))?;
        let mut sealed = Vec::new();
        let mut writer = lock.wrap_output(&mut sealed).map_err(|error| fault(error.to_string()))?;
        let written = writer.write_all(&plain).and_then(|()| writer.finish().map(|_| ()));
        written.map_err(|error| fault(error.to_string()))?;
        Ok(sealed)
    }
}

/// The files as one archive, the same bytes whenever it is made.
fn zipped(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}
