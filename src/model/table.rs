//! The files of an instance.

/// The files of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Table {
    Regions,
    Categories,
    Enterprises,
    Products,
    Programs,
    Quotas,
    Tasks,
    Agencies,
    Scopes,
    LabCapacity,
    Avoidances,
    Conflicts,
    Suspensions,
    Samplers,
    Teams,
    History,
    Calendar,
    Escorts,
    Matrix,
    RoadNodes,
    RoadEdges,
}

impl Table {
    /// Every table, in the order of the reference.
    pub const ALL: &'static [Table] = &[
        Table::Regions,
        Table::Categories,
        Table::Enterprises,
        Table::Products,
        Table::Programs,
        Table::Quotas,
        Table::Tasks,
        Table::Agencies,
        Table::Scopes,
        Table::LabCapacity,
        Table::Avoidances,
        Table::Conflicts,
        Table::Suspensions,
        Table::Samplers,
        Table::Teams,
        Table::History,
        Table::Calendar,
        Table::Escorts,
        Table::Matrix,
        Table::RoadNodes,
        Table::RoadEdges,
    ];

    /// Name of the file without `.csv`, and of the sheet in a workbook.
    pub const fn name(self) -> &'static str {
        match self {
            Table::Regions => "regions",
            Table::Categories => "categories",
            Table::Enterprises => "enterprises",
            Table::Products => "products",
            Table::Programs => "programs",
            Table::Quotas => "quotas",
            Table::Tasks => "tasks",
            Table::Agencies => "agencies",
            Table::Scopes => "scopes",
            Table::LabCapacity => "lab_capacity",
            Table::Avoidances => "avoidances",
            Table::Conflicts => "conflicts",
            Table::Suspensions => "suspensions",
            Table::Samplers => "samplers",
            Table::Teams => "teams",
            Table::History => "history",
            Table::Calendar => "calendar",
            Table::Escorts => "escorts",
            Table::Matrix => "matrix",
            Table::RoadNodes => "road_nodes",
            Table::RoadEdges => "road_edges",
        }
    }

    /// A row of the table as people cite it: `history.csv:17` (the header is line 1).
    pub fn line(self, row: u32) -> String {
        format!("{}.csv:{row}", self.name())
    }
}
