//! What is planned: typed units and ids, the [`Instance`], the [`Plan`], the closed [`Rule`] list.
//!
//! Decision: a plan names things by text id, as its file does, while an instance uses indices.
//! Rejected: one form for both, because the judge has to read plans that name what does not exist.

mod beside;
mod certificate;
mod days;
mod ground;
mod ids;
mod instance;
mod note;
mod people;
mod plan;
mod register;
mod rule;
mod settings;
mod table;
mod units;
mod work;

pub use beside::*;
pub use certificate::*;
pub use days::*;
pub use ground::*;
pub use ids::*;
pub use instance::*;
pub use note::Note;
pub use people::*;
pub use plan::*;
pub use register::*;
pub use rule::Rule;
pub use settings::*;
pub use table::Table;
pub use units::{Clock, ClockRange, Fen, Grams, Metres, Millilitres, Minutes};
pub use work::*;
