//! A table as text, before it means anything: a header, and cells in one long string.

/// Cells of a file or sheet. Empty rows are left out; every row has as many cells as the header.
#[derive(Debug, Default)]
pub struct Grid {
    /// The file as people call it.
    pub file: String,
    /// Whether it comes from a workbook, whose numbers may stand for times and dates.
    pub workbook: bool,
    /// Whether rows are missing because they were wrong.
    pub partial: bool,
    /// Line of the header.
    pub header_line: u32,
    /// The header's cells, trimmed.
    pub header: Vec<String>,
    lines: Vec<u32>,
    text: String,
    ends: Vec<u32>,
}

impl Grid {
    /// A grid without rows.
    pub fn new(file: &str, workbook: bool) -> Self {
        Self { file: file.to_owned(), workbook, ..Self::default() }
    }

    /// Number of rows below the header.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Physical line (or sheet row) of a row.
    pub fn line(&self, row: usize) -> u32 {
        self.lines.get(row).copied().unwrap_or(0)
    }

    /// A cell; empty beyond the edges.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let width = self.header.len();
        if column >= width {
            return "";
        }
        let at = row * width + column;
        let from = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or(0) as usize };
        let to = self.ends.get(at).copied().unwrap_or(0) as usize;
        self.text.get(from..to).unwrap_or("")
    }

    /// Appends a row; missing cells are empty, surplus ones dropped.
    ///
    /// Returns false when the text has grown beyond what the grid can address (4 GiB).
    #[must_use]
    pub fn push<'a>(&mut self, line: u32, cells: impl Iterator<Item = &'a str>) -> bool {
        let width = self.header.len();
        let mut count = 0;
        for cell in cells.take(width) {
            self.text.push_str(cell);
            self.ends.push(self.text.len() as u32);
            count += 1;
        }
        for _ in count..width {
            self.ends.push(self.text.len() as u32);
        }
        self.lines.push(line);
        u32::try_from(self.text.len()).is_ok()
    }
}

impl Grid {
    /// The same cells with the header as a row among the others, two cells wide, for a sheet of
    /// keys and values; a first row that says `key` is passed over.
    pub fn without_header(self) -> Self {
        let mut plain =
            Self { header: vec![String::new(); 2], ..Self::new(&self.file, self.workbook) };
        let first = self.header.first().map_or("", String::as_str);
        if !matches!(first, "key" | "键" | "项目" | "参数") {
            let _ = plain.push(self.header_line, self.header.iter().map(String::as_str));
        }
        for row in 0..self.rows() {
            let _ = plain.push(self.line(row), [self.cell(row, 0), self.cell(row, 1)].into_iter());
        }
        plain
    }
}
