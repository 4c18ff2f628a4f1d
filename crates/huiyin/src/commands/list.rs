//! `huiyin list` and `huiyin figures`: the record as lists and figures, now or as it was known.

use clap::{Args, Subcommand};
use domain::matter::{Kind, Status};
use jiff::civil::Date;
use office::{AsKnown, CaseFilter, CaseOrder, CaseQuery, FirstTime, Office, Scope};

use super::export::{as_of, day};
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::shell::{Shell, operator};
use crate::table::{ListFormat, Table};

/// Rows read at once.
const PAGE_ROWS: u32 = 500;

/// What can be listed.
#[derive(Debug, Subcommand)]
pub enum List {
    /// List cases, masked
    Cases(Cases),
}

/// Options of `huiyin list cases`.
#[derive(Debug, Args)]
pub struct Cases {
    /// Kinds, any of
    #[arg(long, value_delimiter = ',')]
    kind: Vec<Kind>,
    /// Statuses, any of
    #[arg(long, value_delimiter = ',')]
    status: Vec<Status>,
    /// Whether ended
    #[arg(long)]
    ended: Option<bool>,
    /// A code on any axis, or one it stands under
    #[arg(long)]
    code: Option<String>,
    #[command(flatten)]
    period: Period,
    /// As known then: the end of a day, a moment, or a size of the log; what was recorded later does not count
    #[arg(long, value_name = "DATE|TIME|SIZE")]
    as_of: Option<String>,
    /// How many cases
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// How the list is printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
}

/// Days of receipt.
#[derive(Debug, Args)]
pub struct Period {
    /// The first day of receipt
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Date>,
    /// The last day of receipt
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<Date>,
}

/// Options of `huiyin figures`.
#[derive(Debug, Args)]
pub struct Figures {
    #[command(flatten)]
    period: Period,
    /// As known then: the end of a day, a moment, or a size of the log; what was recorded later does not count
    #[arg(long, value_name = "DATE|TIME|SIZE")]
    as_of: Option<String>,
    /// How the figures are printed
    #[arg(long, default_value = "table")]
    format: ListFormat,
}

async fn known(office: &Office, written: Option<&str>) -> Outcome<Option<AsKnown>> {
    match written {
        Some(written) => Ok(Some(office.as_known(as_of(office, written)?).await?)),
        None => Ok(None),
    }
}

fn pinned(known: Option<&AsKnown>, console: &mut dyn Console) {
    if let Some(known) = known {
        console.note(&format!("as known at a log of {} events, {}", known.log_size, known.at));
    }
}

impl Period {
    fn check(&self) -> Outcome {
        match (self.from, self.to) {
            (Some(from), Some(to)) if to < from => {
                Err(Failure::mistake(format!("`--to {to}` is before `--from {from}`: expected a later day")))
            }
            _ => Ok(()),
        }
    }
}

impl List {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        let Self::Cases(cases) = self;
        cases.run(shell, console).await
    }
}

impl Cases {
    async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        self.period.check()?;
        let office = shell.reading().await?;
        let known = known(&office, self.as_of.as_deref()).await?;
        let mut query = CaseQuery {
            scope: Scope::All,
            filter: self.filter(&office)?,
            order: CaseOrder::Newest,
            cursor: None,
            backward: false,
            limit: PAGE_ROWS.min(u32::try_from(self.limit).unwrap_or(PAGE_ROWS)),
        };
        let mut table =
            Table::new(&["number", "kind", "status", "institution", "received", "due", "subject"]);
        let (organisation, mut left) = (office.organisation(), self.limit);
        while left > 0 {
            let page = match &known {
                Some(known) => office.cases_as_known(&operator(), &query, known).await?,
                None => office.cases(&operator(), query.clone()).await?,
            };
            for row in page.rows.into_iter().take(left) {
                left -= 1;
                let institution = organisation.tree.get(row.institution_id);
                let zone = &office.book().zone;
                table.push([
                    row.number,
                    row.kind.to_string(),
                    row.status.to_string(),
                    institution.map(|institution| institution.code.clone()).unwrap_or_default(),
                    zone.to_datetime(row.received_at).date().to_string(),
                    row.due_on.map(|due| due.to_string()).unwrap_or_default(),
                    row.subject,
                ]);
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
        }
        table.print(self.format, console)?;
        pinned(known.as_ref(), console);
        Ok(())
    }

    fn filter(&self, office: &Office) -> Outcome<CaseFilter> {
        let start = |day: Option<Date>| day.map(|day| office.start_of(day)).transpose();
        let after = self.period.to.and_then(|day| day.tomorrow().ok());
        Ok(CaseFilter {
            kinds: self.kind.clone(),
            statuses: self.status.clone(),
            ended: self.ended,
            code: self.code.clone(),
            received_from: start(self.period.from)?,
            received_before: start(after)?,
            ..CaseFilter::default()
        })
    }
}

impl Figures {
    pub async fn run(&self, shell: &Shell, console: &mut dyn Console) -> Outcome {
        self.period.check()?;
        let office = shell.reading().await?;
        let known = known(&office, self.as_of.as_deref()).await?;
        let today = match &known {
            Some(known) => office.book().zone.to_datetime(known.at).date(),
            None => office.today(),
        };
        let until = self.period.to.unwrap_or(today);
        let from = self.period.from.unwrap_or_else(|| until.first_of_month());
        if until < from {
            return Err(Failure::mistake(format!("the period ends on {until}, before it begins on {from}")));
        }
        let overview = office.overview(&operator(), None, from, until, known.as_ref()).await?;
        let figures = overview.figures;
        let mut table = Table::new(&["figure", "value", "missing"]);
        let mut line =
            |name: &str, value: String, missing: String| table.push([name.to_owned(), value, missing]);
        for (name, count) in [
            ("received", figures.received),
            ("ended", figures.ended),
            ("due", figures.due),
            ("landed", figures.landed),
            ("echoed", figures.echoed),
            ("on_time", figures.on_time),
        ] {
            line(name, count.to_string(), String::new());
        }
        let names = ["acceptance_seconds", "handling_seconds", "reporting_seconds", "feedback_seconds"];
        for (name, FirstTime { median_seconds, missing, .. }) in names.into_iter().zip(figures.first_times) {
            let median = median_seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
            line(name, median, missing.to_string());
        }
        table.print(self.format, console)?;
        console.note(&format!("cases received from {from} to {until}, merged ones left out"));
        pinned(known.as_ref(), console);
        Ok(())
    }
}
