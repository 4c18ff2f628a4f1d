//! The simulated bank's institutions, channels and staff, entered as an administrator would.

use std::sync::Arc;

use jiff::civil::time;
use office::{ChannelInput, InstitutionInput, Office, StaffInput};
use sim::{Directory, Year};
use store::{Append, Change, Credential};

use super::PASSWORD;
use crate::console::{Console, Progress};
use crate::failure::{Failure, Outcome};
use crate::shell::operator;
use crate::surroundings::pretend;

/// Enters everybody on the morning of the year's first day, and returns who got which identifier.
pub async fn enter(office: &Arc<Office>, year: &Year, console: &mut dyn Console) -> Outcome<Directory> {
    let opening = year.start().to_datetime(time(0, 0, 1, 0));
    let opening = office.book().zone.to_timestamp(opening).map_err(Failure::broken)?;
    let mut directory = Directory::default();
    for plan in &year.bank().institutions {
        let region = plan.region.clone();
        let input = InstitutionInput {
            code: plan.code.clone(),
            name_zh: plan.name_zh.clone(),
            name_en: plan.name_en.clone(),
            level: plan.level.to_string(),
            superior: plan.superior.clone(),
            region: [region.province, region.city, region.district],
            supervised_by: plan.supervised_by.clone(),
            active: true,
        };
        let institution = pretend(opening, office.set_institution(&operator(), input)).await?;
        directory.institutions.insert(plan.code.clone(), institution);
    }
    for plan in &year.bank().channels {
        let input = ChannelInput {
            code: plan.code.clone(),
            institution: plan.institution.clone(),
            kind: plan.kind,
            name_zh: plan.name_zh.clone(),
            name_en: plan.name_en.clone(),
            place: plan.place.clone(),
            hours: vec![plan.hours],
            published: true,
        };
        pretend(opening, office.set_channel(&operator(), input)).await?;
    }
    let staff = &year.bank().staff;
    for (done, plan) in (1_u64..).zip(staff) {
        let input = StaffInput {
            login: plan.login.clone(),
            display_name: plan.display_name.clone(),
            institution: plan.institution.clone(),
            roles: plan.grants.iter().map(|grant| format!("{}@{}", grant.role, grant.institution)).collect(),
            // The first one's is hashed; the others share the hash.
            password: directory.users.is_empty().then(|| PASSWORD.to_owned()),
            active: true,
        };
        let user = pretend(opening, office.set_staff(&operator(), input)).await?;
        directory.users.insert(plan.login.clone(), user);
        console.progress(Progress { what: "staff".to_owned(), done, total: Some(staff.len() as u64) });
    }
    share_password(office, &directory).await?;
    Ok(directory)
}

/// Gives everybody the password of whoever has one. Hashing is slow on purpose, and the same sixty times over would be
/// most of the time that filling takes.
async fn share_password(office: &Arc<Office>, directory: &Directory) -> Outcome {
    let mut hashed = None;
    for user in directory.users.values() {
        hashed = office.store().credential(*user).await?.or(hashed);
    }
    let Some(hashed) = hashed else { return Ok(()) };
    let shared = directory
        .users
        .values()
        .map(|user| Change::Credential(Credential { user_id: *user, ..hashed.clone() }));
    office.store().append(Append { writes: Vec::new(), changes: shared.collect() }).await?;
    Ok(())
}
