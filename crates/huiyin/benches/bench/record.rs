//! A large record as an office has it: carried over from two systems, in many institutions, some of it being worked on.
//! Filling, proving, rebuilding, reading and writing it.

use jiff::civil::Date;

use crate::asking::Asker;
use crate::lives::Lives;
use crate::memory::resident;
use crate::program::Installation;
use crate::report::{Bar, Report, detail, heading};
use crate::{complaints, import, ledger, lists, orders, organisation, pages, search, unlimited, work};

/// The password of the member of staff who looks at pages.
const PASSWORD: &str = "a-password-of-the-benchmark";

/// One open case in so many of the record's is somebody's.
const CASES_WORKED: u64 = 50;

/// How large the record is and how it is asked.
pub struct Record {
    /// Rows of the public complaint database's layout.
    pub complaint_rows: u64,
    /// Rows of the 68 columns, each with a person.
    pub person_rows: u64,
    /// How often each list, page and question is asked for.
    pub times: usize,
    /// What is written to it.
    pub lives: Lives,
    /// The day on which the record ends.
    pub today: Date,
}

impl Record {
    /// Everything that is measured on it.
    pub fn measure(&self, report: &mut Report) {
        let (installation, token) = unlimited();
        organisation::set_up(&installation, PASSWORD);
        let cases = self.complaint_rows + self.person_rows;
        self.fill(&installation, report);

        heading("proof and rebuilding");
        ledger::verify(&installation, ("SHA-256", 1e6), report);
        ledger::rebuild(&installation, events(&installation), report);
        search::build(&installation, cases);

        heading(format!("serving {cases} cases"));
        let serving = installation.serve();
        let worked = usize::try_from(cases / CASES_WORKED).unwrap();
        work::on_open_cases(&serving, &token, &organisation::handlers(&installation), worked);
        let asker = Asker::program(&serving, &token, self.times);
        lists::measure(&asker, self.today, report);
        pages::measure(&serving, PASSWORD, self.times, self.today, report);
        search::measure(&asker, report);
        if !self.lives.duration.is_zero() {
            let what = format!("{cases} cases");
            self.lives.measure(&installation, &serving, &token, (&what, 600.0), report);
        }
        let held = resident(serving.process()).unwrap();
        detail(
            "megabytes now, and of these of mapped files",
            format!("{:.0} / {:.0}", held.now, held.mapped),
        );
        let what = "serving and following: megabytes of memory at most, mapped files included";
        report.bar(what, held.most, Bar::Below(200.0));
        assert_eq!(serving.stop(), 0);
        let verdict = installation.huiyin(&["ledger", "verify", "--format", "json"]).json();
        assert_eq!(verdict["ok"], true, "{verdict}");
    }

    fn fill(&self, installation: &Installation, report: &mut Report) {
        heading("imports into one record");
        let file = installation.path("complaints.csv");
        complaints::csv(&file, self.complaint_rows, self.today);
        let rate = import::measure(installation, &file, "cfpb", self.complaint_rows, report);
        let what = format!("cfpb rows imported a second, {} rows", self.complaint_rows);
        report.bar(what, rate, Bar::AtLeast(10_000.0));
        let file = installation.path("orders.csv");
        orders::csv(&file, self.person_rows, self.today);
        let rate = import::measure(installation, &file, "bank68", self.person_rows, report);
        let what = format!("bank68 rows with persons imported a second, {} rows", self.person_rows);
        report.bar(what, rate, Bar::AtLeast(5_000.0));
    }
}

/// How many events are sealed.
pub fn events(installation: &Installation) -> u64 {
    let verdict = installation.huiyin(&["ledger", "verify", "--format", "json"]).json();
    verdict["events"].as_u64().unwrap()
}
