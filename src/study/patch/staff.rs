//! Teams and agencies: one more team, teams called away, an agency that is gone.

use std::collections::BTreeSet;

use super::{Done, also, column, find};
use crate::io::Sheets;
use crate::model::Table;

/// One more team like another, with samplers of its own.
pub fn copy_team(sheets: &mut Sheets, like: &str, agency: Option<&str>) -> Done {
    let teams = sheets.table(Table::Teams);
    let mut team = teams.rows[find(teams, "id", like)?].clone();
    let (id, base) = (column(teams, "id")?, column(teams, "agency")?);
    let members = column(teams, "samplers")?;
    let taken = |number: &u32| {
        let name = format!("{like}+{number}");
        teams.rows.iter().any(|row| row[id] == name)
    };
    let number = (1..).find(|number| !taken(number)).unwrap_or(1);
    let samplers = sheets.table_mut(Table::Samplers);
    let (sampler_id, works_for) = (column(samplers, "id")?, column(samplers, "agency")?);
    let mut names = Vec::new();
    for member in team[members].clone().split(';') {
        let mut row = samplers.rows[find(samplers, "id", member)?].clone();
        row[sampler_id] = format!("{member}+{like}+{number}");
        if let Some(agency) = agency {
            row[works_for] = agency.to_owned();
        }
        names.push(row[sampler_id].clone());
        samplers.rows.push(row);
    }
    team[id] = format!("{like}+{number}");
    team[members] = names.join(";");
    if let Some(agency) = agency {
        team[base] = agency.to_owned();
    }
    sheets.table_mut(Table::Teams).rows.push(team);
    Ok(())
}

/// The samplers of a team are on leave.
pub fn call_away(sheets: &mut Sheets, team: &str, days: &str) -> Done {
    let teams = sheets.table(Table::Teams);
    let members = teams.rows[find(teams, "id", team)?][column(teams, "samplers")?].clone();
    let samplers = sheets.table_mut(Table::Samplers);
    let leave = column(samplers, "leave")?;
    for member in members.split(';') {
        let at = find(samplers, "id", member)?;
        also(&mut samplers.rows[at][leave], days);
    }
    Ok(())
}

/// Takes away an agency and all that hangs on it. A joint team at another agency's base goes on
/// without its samplers, as long as there are two.
pub fn remove_agency(sheets: &mut Sheets, agency: &str) -> Done {
    find(sheets.table(Table::Agencies), "id", agency)?;
    let samplers = sheets.table(Table::Samplers);
    let (id, of) = (column(samplers, "id")?, column(samplers, "agency")?);
    let own = samplers.rows.iter().filter(|row| row[of] == agency);
    let own: BTreeSet<String> = own.map(|row| row[id].clone()).collect();
    let named = |cell: &str| match cell.split_once(':') {
        Some(("agency", id)) => id == agency,
        Some(("sampler", id)) => own.contains(id),
        _ => false,
    };
    let ids = [
        (Table::Agencies, "id"),
        (Table::Scopes, "agency"),
        (Table::LabCapacity, "agency"),
        (Table::Suspensions, "agency"),
        (Table::Samplers, "agency"),
        (Table::Teams, "agency"),
    ];
    for (table, name) in ids {
        strike(sheets, table, name, &|cell| cell == agency)?;
    }
    let places = [
        (Table::Avoidances, "who"),
        (Table::Conflicts, "a"),
        (Table::Conflicts, "b"),
        (Table::Matrix, "from"),
        (Table::Matrix, "to"),
    ];
    for (table, name) in places {
        strike(sheets, table, name, &named)?;
    }
    let history = sheets.table_mut(Table::History);
    let by = column(history, "agency")?;
    history.rows.iter_mut().filter(|row| row[by] == agency).for_each(|row| row[by].clear());
    let teams = sheets.table_mut(Table::Teams);
    let members = column(teams, "samplers")?;
    for row in &mut teams.rows {
        let stay: Vec<&str> = row[members].split(';').filter(|id| !own.contains(*id)).collect();
        row[members] = stay.join(";");
    }
    teams.rows.retain(|row| row[members].contains(';'));
    Ok(())
}

/// Takes away the rows of a table whose cell is meant.
fn strike(sheets: &mut Sheets, table: Table, name: &str, meant: &dyn Fn(&str) -> bool) -> Done {
    let rows = sheets.table_mut(table);
    let at = column(rows, name)?;
    rows.rows.retain(|row| !meant(&row[at]));
    Ok(())
}
