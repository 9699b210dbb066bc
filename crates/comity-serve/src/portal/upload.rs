//! A form with a file: its fields, and the file's bytes.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::StatusCode,
};

use super::{page::NoPage, sent::Sent};
use crate::problem::{Kind, Problem};

/// Fields of one form, at most, and bytes of one field.
const MOST_FIELDS: usize = 32;
const LONGEST_FIELD: usize = 64 << 10;

/// What a form with a file sends.
pub struct Uploaded {
    /// The fields that are no file.
    pub sent: Sent,
    /// The file.
    pub file: File,
}

/// A file that somebody chose, or what became of it.
pub enum File {
    /// It came whole: its name, and what it holds.
    Whole(String, Bytes),
    /// None was chosen.
    None,
    /// It is larger than is taken.
    TooLarge,
}

impl<S: Send + Sync> FromRequest<S> for Uploaded {
    type Rejection = NoPage;

    async fn from_request(request: Request, state: &S) -> Result<Self, NoPage> {
        let cut_off = |text: String| NoPage::Problem(Problem::new(Kind::CutOff, text));
        let mut form = Multipart::from_request(request, state).await.map_err(|error| cut_off(error.body_text()))?;
        let (mut fields, mut file) = (Vec::new(), File::None);
        loop {
            let part = match form.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => break,
                Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                    file = File::TooLarge;
                    break;
                }
                Err(error) => return Err(cut_off(error.body_text())),
            };
            let (name, file_name) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(str::to_owned));
            let bytes = match part.bytes().await {
                Ok(bytes) => bytes,
                // The fields before it came whole: the page can say what is wrong, to whom it knows.
                Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                    file = File::TooLarge;
                    break;
                }
                Err(error) => return Err(cut_off(error.body_text())),
            };
            match file_name {
                Some(file_name) if !bytes.is_empty() => file = File::Whole(file_name.chars().filter(|sign| !sign.is_control()).take(120).collect(), bytes),
                Some(_) => {}
                None if fields.len() < MOST_FIELDS && bytes.len() <= LONGEST_FIELD => {
                    fields.push((name, String::from_utf8_lossy(&bytes).replace("\r\n", "\n")));
                }
                None => return Err(NoPage::Problem(Problem::new(Kind::TooLarge, "a field of the form is longer than any of ours"))),
            }
        }
        Ok(Self { sent: Sent::of(fields), file })
    }
}
