//! Positions in an instance's tables. An index of one table can't be used in another.

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as an array index.
            pub const fn ix(self) -> usize {
                self.0 as usize
            }
            /// The index of position `at`.
            pub const fn new(at: usize) -> Self {
                Self(at as u32)
            }
        }
    )* };
}

index! {
    /// A row of `regions.csv`.
    RegionIx
    /// A row of `categories.csv`.
    CategoryIx
    /// A row of `enterprises.csv`.
    EnterpriseIx
    /// A row of `products.csv`.
    ProductIx
    /// A row of `programs.csv`.
    ProgramIx
    /// A row of `quotas.csv`.
    QuotaIx
    /// A row of `tasks.csv`.
    TaskIx
    /// A row of `agencies.csv`.
    AgencyIx
    /// A row of `samplers.csv`.
    SamplerIx
    /// A row of `teams.csv`.
    TeamIx
}
