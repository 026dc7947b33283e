//! How the files write ids, dates, amounts.

use chrono::NaiveDate;

use crate::model::{
    AgencyIx, Authority, CategoryIx, DateRange, EnterpriseIx, Fen, Instance, Position, ProductIx,
    ProgramIx, ProgramKind, RegionIx, SamplerIx, Who,
};

/// Ids as the files write them.
#[derive(Clone, Copy)]
pub(super) struct Names<'a>(pub &'a Instance);

impl Names<'_> {
    pub fn region(self, at: RegionIx) -> String {
        self.0.regions[at.ix()].code.clone()
    }
    pub fn category(self, at: CategoryIx) -> String {
        self.0.categories[at.ix()].code.clone()
    }
    pub fn enterprise(self, at: EnterpriseIx) -> String {
        self.0.enterprises[at.ix()].id.clone()
    }
    pub fn product(self, at: ProductIx) -> String {
        self.0.products[at.ix()].id.clone()
    }
    pub fn program(self, at: ProgramIx) -> String {
        self.0.programs[at.ix()].id.clone()
    }
    pub fn agency(self, at: AgencyIx) -> String {
        self.0.agencies[at.ix()].id.clone()
    }
    pub fn sampler(self, at: SamplerIx) -> String {
        self.0.samplers[at.ix()].id.clone()
    }
    pub fn authority(self, authority: Authority) -> String {
        self.0.authority_code(authority).to_owned()
    }
    pub fn who(self, who: Who) -> String {
        match who {
            Who::Agency(at) => format!("agency:{}", self.agency(at)),
            Who::Sampler(at) => format!("sampler:{}", self.sampler(at)),
        }
    }
}

pub(super) fn maybe<T>(value: Option<T>, show: impl FnOnce(T) -> String) -> String {
    value.map(show).unwrap_or_default()
}

pub(super) fn date(date: Option<NaiveDate>) -> String {
    maybe(date, |date| date.to_string())
}

pub(super) fn ranges(ranges: &[DateRange]) -> String {
    ranges.iter().map(DateRange::to_string).collect::<Vec<_>>().join(";")
}

pub(super) fn degrees(position: Position) -> [String; 2] {
    [position.lon.to_string(), position.lat.to_string()]
}

/// Grams as kilograms, millilitres as litres: exact, without trailing zeros.
pub(super) fn thousandths(value: i64) -> String {
    let text = format!("{}.{:03}", value / 1000, value % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn yuan(amount: Fen) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
}

pub(super) fn kind_name(kind: ProgramKind) -> &'static str {
    match kind {
        ProgramKind::Annual => "annual",
        ProgramKind::Special => "special",
        ProgramKind::Tracking => "tracking",
        ProgramKind::Linked => "linked",
        ProgramKind::Emergency => "emergency",
    }
}
