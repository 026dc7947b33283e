//! What there is to be sampled: categories, enterprises, products.

use serde::Serialize;

use super::days::DateRange;
use super::ground::Position;
use super::ids::{CategoryIx, EnterpriseIx, RegionIx};
use super::units::{Fen, Grams, Millilitres, Minutes};

/// A row of `categories.csv`: a kind of product.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Category {
    #[serde(skip)]
    pub row: u32,
    pub code: String,
    pub name: String,
    pub group: String,
    /// Minutes on site a batch.
    pub sample_minutes: Minutes,
    /// Mass of a batch's samples.
    pub sample_mass: Grams,
    /// Volume of a batch's samples.
    pub sample_volume: Millilitres,
    /// Needs a team with `cold` and the own agency's lab.
    pub cold_chain: bool,
    /// Never by courier.
    pub carry: bool,
    /// Carried samples reach the base within this time of the visit's end.
    pub deliver_within: Option<Minutes>,
    /// Working days of the test.
    pub test_days: u32,
    /// Fee of a batch.
    pub price: Fen,
    /// Name under which `lab_capacity.csv` counts.
    pub lab_group: String,
}

/// Whether an enterprise makes or sells what is drawn there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Role {
    Producer,
    Seller,
}

/// A row of `enterprises.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Enterprise {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub name: String,
    pub region: RegionIx,
    pub position: Position,
    pub role: Role,
    /// Corporate group.
    pub owner: Option<String>,
    /// `A` to `D`.
    pub risk: Option<char>,
    /// OpenStreetMap `opening_hours` syntax.
    pub hours: String,
    /// Days on which nobody is there.
    pub closed: Vec<DateRange>,
}

/// Who made a product.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Producer {
    /// An enterprise of the register.
    Enterprise(EnterpriseIx),
    /// A name outside it.
    Name(String),
}

/// A row of `products.csv`.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Product {
    #[serde(skip)]
    pub row: u32,
    pub id: String,
    pub category: CategoryIx,
    pub producer: Producer,
    pub standard: String,
    pub brand: String,
    pub model: String,
}

impl Product {
    /// "The same product" of the six-month rule: producer, standard, brand and model are equal.
    pub fn is_same_as(&self, other: &Product) -> bool {
        self.producer == other.producer
            && self.standard == other.standard
            && self.brand == other.brand
            && self.model == other.model
    }
}
