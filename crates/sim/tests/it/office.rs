//! An office in memory: the rules of `domain`, the rights over institutions, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{Actor, CaseId, Commitment, InstitutionId, Number, PersonId, TextId, TextRef, UserId};
use domain::matter::{
    Book, Case, Command, Context, Entry, Evidence, Kind, Origin, Party, PartyRole, Receive, Relation, Source,
    Step, TaskStatus, decide_all, merge, receive,
};
use domain::organisation::{Grant, Institution, Right, Staff, Tree};
use jiff::Timestamp;
use sim::{Action, Bank, CaseKey, Directory, Doer, PersonPlan, SubmissionPlan, What};

pub struct Office {
    pub book: Book,
    pub tree: Tree,
    pub directory: Directory,
    pub cases: BTreeMap<CaseKey, Case>,
    pub refused: Vec<String>,
    pub done: u64,
    staff: BTreeMap<String, Staff>,
    persons: BTreeMap<String, PersonId>,
    ids: BTreeMap<CaseKey, CaseId>,
}

impl Office {
    pub fn open(bank: &Bank) -> Self {
        let mut directory = Directory::default();
        let mut institutions = BTreeMap::new();
        for (index, plan) in bank.institutions.iter().enumerate() {
            let id = InstitutionId(index as u64 + 1);
            let known = |code: &String| *directory.institutions.get(code).expect("entered before");
            institutions.insert(
                id,
                Institution {
                    code: plan.code.clone(),
                    name_zh: plan.name_zh.clone(),
                    name_en: plan.name_en.clone(),
                    level: plan.level,
                    superior: plan.superior.as_ref().map(known),
                    region: plan.region.clone(),
                    supervised_by: plan.supervised_by.iter().map(known).collect(),
                    active: true,
                },
            );
            directory.institutions.insert(plan.code.clone(), id);
        }
        let mut staff = BTreeMap::new();
        for (index, plan) in bank.staff.iter().enumerate() {
            let user_id = UserId(index as u64 + 1);
            directory.users.insert(plan.login.clone(), user_id);
            let grants: BTreeSet<Grant> = plan
                .grants
                .iter()
                .map(|grant| Grant {
                    role: grant.role,
                    institution: directory.institutions[&grant.institution],
                })
                .collect();
            let institution = directory.institutions[&plan.institution];
            staff.insert(plan.login.clone(), Staff { user_id, institution, grants });
        }
        Self {
            book: Book::shipped().expect("the rules that ship"),
            tree: Tree::new(institutions).expect("a tree"),
            directory,
            cases: BTreeMap::new(),
            refused: Vec::new(),
            done: 0,
            staff,
            persons: BTreeMap::new(),
            ids: BTreeMap::new(),
        }
    }

    pub fn case(&self, key: CaseKey) -> &Case {
        self.cases.get(&key).unwrap_or_else(|| panic!("{key:?} was not submitted yet"))
    }

    pub fn carry_out(&mut self, action: &Action) {
        self.done += 1;
        if let Err(reason) = self.try_action(action) {
            self.refused.push(format!("{} {:?} {:?}: {reason}", action.at, action.actor, action.what));
        }
    }

    fn try_action(&mut self, action: &Action) -> Result<(), String> {
        let staff = match &action.actor {
            Doer::Staff(login) => Some(self.staff.get(login).cloned().ok_or("no such login")?),
            Doer::Consumer | Doer::System(_) => None,
        };
        let actor = match (&action.actor, &staff) {
            (_, Some(staff)) => Actor::User(staff.user_id),
            (Doer::System(name), None) => Actor::System(name.clone()),
            (_, None) => Actor::Consumer,
        };
        let at = (action.at, &actor, staff.as_ref());
        match &action.what {
            What::Submit(submission) => self.submit(submission, at),
            What::Act { case, commands } => self.act(*case, commands, at),
            What::Merge { one, other } => self.merge(*one, *other, at),
            What::Link { case, other, relation } => {
                let seen = at
                    .2
                    .is_some_and(|staff| staff.may(Right::See, self.case(*other).institution, &self.tree));
                if !seen {
                    return Err("the other case is not to be seen".to_owned());
                }
                let command = Command::Link { other: self.case(*other).case_id, relation: *relation };
                self.act(*case, &[command], at)
            }
            What::Review { case, review, requested_at, grounds } => {
                self.review(*case, *review, *requested_at, grounds, at)
            }
        }
    }

    fn submit(&mut self, plan: &SubmissionPlan, (now, actor, staff): At<'_>) -> Result<(), String> {
        let institution = *self.directory.institutions.get(&plan.institution).ok_or("no such institution")?;
        if let Some(staff) = staff
            && !staff.may(Right::Intake, institution, &self.tree)
        {
            return Err("no right to take in".to_owned());
        }
        assert!(plan.subject.chars().count() <= 200 && !plan.subject.is_empty());
        let person = self.person(&plan.person);
        let mut parties = vec![Party { person, role: PartyRole::Complainant, document: None }];
        if let Some(agent) = &plan.agent {
            let document = agent.document.as_deref().map(|words| Evidence::Words(sealed(words)));
            parties.push(Party { person: self.person(&agent.person), role: agent.role, document });
        }
        let case_id = CaseId(self.cases.len() as u64 + 1);
        let origin = match plan.origin {
            Some((parent, relation)) => {
                let parent_case = self.case(parent).case_id;
                self.act_unchecked(
                    parent,
                    &[Command::Link { other: case_id, relation }],
                    (now, actor, staff),
                )?;
                Some(Origin { case: parent_case, relation })
            }
            None => None,
        };
        let received_at = plan.received_at.unwrap_or(now);
        let received = Receive {
            number: Number::new(plan.kind.prefix(), 2026, case_id),
            kind: plan.kind,
            institution,
            source: Source {
                channel: plan.channel,
                external_number: plan.external_number.clone(),
                received_at,
                forwarded_at: plan.forwarded_at,
                required_on: plan.required_on,
                feedback_owed: plan.channel.is_transfer(),
            },
            parties,
            subject: sealed(&plan.subject),
            narrative: plan.narrative.as_deref().map(sealed),
            request: plan.request.as_deref().map(sealed),
            complainants: plan.complainants,
            in_person: plan.in_person,
            origin,
            particulars: plan.particulars.clone(),
            regimes: Vec::new(),
            respondents: Vec::new(),
            item_number: plan.item_number.clone(),
        };
        self.begin(plan.key, case_id, &received, (now, actor, staff))
    }

    fn begin(&mut self, key: CaseKey, case_id: CaseId, received: &Receive, at: At<'_>) -> Result<(), String> {
        let (now, actor, _) = at;
        let events = receive(received, &self.context(at)).map_err(|refusal| refusal.to_string())?;
        let entry = |event: &domain::matter::Event| Entry {
            recorded_at: now,
            actor: actor.to_string(),
            event: event.clone(),
        };
        let entries: Vec<Entry> = events.iter().map(entry).collect();
        let case = Case::from_events(case_id, &entries).map_err(|error| error.to_string())?;
        assert!(self.cases.insert(key, case).is_none(), "{key:?} was submitted twice");
        self.ids.insert(key, case_id);
        Ok(())
    }

    fn act(&mut self, key: CaseKey, commands: &[Command<String>], at: At<'_>) -> Result<(), String> {
        assert!((1..=20).contains(&commands.len()));
        for command in commands {
            self.check_right(key, command, at)?;
        }
        self.act_unchecked(key, commands, at)?;
        self.conclude(key, at)
    }

    fn act_unchecked(
        &mut self,
        key: CaseKey,
        commands: &[Command<String>],
        at: At<'_>,
    ) -> Result<(), String> {
        let sealed: Result<Vec<Command>, String> = commands
            .iter()
            .map(|command| {
                command.clone().try_map(&mut |field, words: String| {
                    if words.trim().is_empty() {
                        Err(format!("`{field}` is empty"))
                    } else {
                        Ok(sealed(&words))
                    }
                })
            })
            .collect();
        let (case, _) = decide_all(self.case(key), &sealed?, &self.context(at))
            .map_err(|(position, refusal)| format!("step {position}: {refusal}"))?;
        self.cases.insert(key, case);
        Ok(())
    }

    /// The same rule as the office's: who may move the case, or a task's own unit.
    fn check_right(
        &self,
        key: CaseKey,
        command: &Command<String>,
        (_, _, staff): At<'_>,
    ) -> Result<(), String> {
        let case = self.case(key);
        let Some(staff) = staff else { return Err("consumers take no steps here".to_owned()) };
        if let Command::Assign { handler } = command {
            let handler =
                self.staff.values().find(|staff| staff.user_id == *handler).ok_or("no such handler")?;
            if !handler.may(Right::Handle, case.institution, &self.tree) {
                return Err("the handler does not handle cases of the institution".to_owned());
            }
        }
        let right = match command.step() {
            Step::Approve | Step::Refuse => Right::Approve,
            _ => Right::Handle,
        };
        let helps = command.step() == Step::FinishTask
            && case.tasks.values().any(|task| {
                task.status == TaskStatus::Open && staff.may(Right::Handle, task.unit, &self.tree)
            });
        let may = helps || staff.may(right, case.institution, &self.tree);
        if may { Ok(()) } else { Err(format!("no right `{right}` over the case")) }
    }

    fn merge(&mut self, one: CaseKey, other: CaseKey, at: At<'_>) -> Result<(), String> {
        let merging = merge(self.case(one), self.case(other), &self.context(at))
            .map_err(|refusal| refusal.to_string())?;
        for key in [one, other] {
            let mut case = self.case(key).clone();
            let events = if case.case_id == merging.keeps { &merging.kept } else { &merging.ended };
            for event in events {
                case.evolve(&Entry { recorded_at: at.0, actor: at.1.to_string(), event: event.clone() });
            }
            self.cases.insert(key, case);
        }
        assert_eq!(self.ids[&one], merging.keeps, "the plan goes on with the case that keeps running");
        Ok(())
    }

    fn review(
        &mut self,
        parent: CaseKey,
        review: CaseKey,
        requested_at: Timestamp,
        grounds: &str,
        at: At<'_>,
    ) -> Result<(), String> {
        let case = self.case(parent).clone();
        let decided_by = case.decision().map_or(case.institution, |decision| decision.institution);
        let superior = self.tree.superior(decided_by).ok_or("no superior")?;
        let case_id = CaseId(self.cases.len() as u64 + 1);
        let received = Receive {
            number: Number::new("TS", 2026, case_id),
            kind: Kind::Complaint,
            institution: superior,
            source: Source {
                channel: domain::matter::Channel::Letter,
                external_number: None,
                received_at: requested_at,
                forwarded_at: None,
                required_on: None,
                feedback_owed: false,
            },
            parties: vec![Party {
                person: case.complainant().expect("a person"),
                role: PartyRole::Complainant,
                document: None,
            }],
            subject: sealed(grounds),
            narrative: Some(sealed(grounds)),
            request: None,
            complainants: case.complainants,
            in_person: false,
            origin: Some(Origin { case: case.case_id, relation: Relation::Review }),
            particulars: domain::matter::Particulars::new(),
            regimes: Vec::new(),
            respondents: Vec::new(),
            item_number: None,
        };
        self.begin(review, case_id, &received, at)?;
        let command = Command::OpenReview { review: case_id, requested_at };
        self.act_unchecked(parent, &[command], at)
    }

    /// As the office does: a review that ends hands its outcome to the case it reviewed.
    fn conclude(&mut self, key: CaseKey, at: At<'_>) -> Result<(), String> {
        let review = self.case(key);
        let under_it = |case: &&Case| case.review == Some((review.case_id, None));
        let (true, Some(decision)) = (review.is_ended(), review.decision()) else { return Ok(()) };
        let command = Command::ConcludeReview { review: review.case_id, outcome: decision.outcome };
        let parent = self.cases.iter().find(|(_, case)| under_it(case)).map(|(key, _)| *key);
        parent.map_or(Ok(()), |parent| self.act_unchecked(parent, &[command], at))
    }

    /// As the office recognises people: by identity number, else by name and telephone.
    fn person(&mut self, plan: &PersonPlan) -> PersonId {
        let by_number = plan.id_number.clone();
        let by_name =
            plan.name.clone().zip(plan.phone.clone()).map(|(name, phone)| format!("{name} {phone}"));
        let tags: Vec<String> = by_number.into_iter().chain(by_name).collect();
        let next = PersonId(self.persons.len() as u64 + 1);
        let person = tags.iter().find_map(|tag| self.persons.get(tag)).copied().unwrap_or(next);
        for tag in tags {
            self.persons.insert(tag, person);
        }
        person
    }

    pub fn context<'a>(&'a self, (now, actor, staff): At<'a>) -> Context<'a> {
        Context { now, actor, staff, book: &self.book, tree: &self.tree }
    }
}

type At<'a> = (Timestamp, &'a Actor, Option<&'a Staff>);

fn sealed(words: &str) -> TextRef {
    TextRef { text_id: TextId(1), commitment: Commitment([0; 32]), chars: words.chars().count() as u32 }
}
