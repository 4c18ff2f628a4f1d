# One word for each value of the domain's lists, as staff read them. `group-value`.

## Kinds
kind-complaint = Complaint
kind-enquiry = Enquiry
kind-objection = Credit-report objection
kind-suggestion = Suggestion
kind-praise = Praise
kind-tip_off = Tip-off
kind-petition = Petition

## Where it stands
status-received = To accept
status-accepted = To do
status-investigating = Investigating
status-help_asked = Help asked
status-transferred = Transferred
status-material_asked = Waiting for material
status-in_mediation = In mediation (clock stopped)
status-in_appraisal = Appraisal (clock stopped)
status-awaiting_approval = Awaiting approval
status-decided = To answer
status-answered = Answered
status-unreachable = Unreachable (proof kept)
status-marked = Marked
status-verifying = Verifying
status-under_review = Under review
status-reopened = Reopened
status-feedback_owed = Feedback owed
status-closed = Closed
status-called_back = Called back
status-declined = Declined
status-withdrawn = Withdrawn
status-merged = Merged
status-referred_on = Referred on

## How it came
channel-counter = Branch
channel-hotline = Hotline
channel-online = Online or mobile banking
channel-portal = Portal
channel-letter = Letter or e-mail
channel-visit = Visit to head office or branch
channel-nfra = NFRA 12378
channel-pbc = PBC 12363
channel-petition = Petition system
channel-media = Media
channel-credit_centre = Credit centre
channel-other = Other

## Who somebody is in a case
party_role-complainant = The person
party_role-agent = Agent
party_role-heir = Heir
party_role-representative = Representative
party_role-other = Other

## Answers and contacts
answer_form-handed_over = Handed over
answer_form-posted = By post
answer_form-sms = Text message
answer_form-email = E-mail
answer_form-telephone = Telephone
answer_form-portal = Portal

contact_form-telephone = Telephone
contact_form-sms = Text message
contact_form-email = E-mail
contact_form-in_person = In person
contact_form-letter = Letter
contact_form-portal = Portal message

## Outcomes
outcome-upheld = Upheld
outcome-partly_upheld = Partly upheld
outcome-not_upheld = Not upheld
outcome-settled = Settled
outcome-explained = Explained
outcome-adopted = Adopted
outcome-partly_adopted = Partly adopted
outcome-not_adopted = Not adopted
outcome-passed_on = Passed on
outcome-corrected = Corrected
outcome-found_correct = Correct
outcome-noted = Noted

liability-liable = Liable
liability-partly_liable = Partly liable
liability-not_liable = Not liable

## Tasks
task_kind-fetch_recording = Fetch a recording
task_kind-hold_collection = Hold collection
task_kind-instalments = Negotiate instalments
task_kind-waiver = Waive a fee or interest
task_kind-compensation = Small compensation
task_kind-collector_explanation = Explanation by the collector
task_kind-credit_correction = Correct the credit record
task_kind-help = Other help

task_outcome-done = Done
task_outcome-partly_done = Partly done
task_outcome-not_possible = Not possible

task_status-open = To do
task_status-awaiting_approval = Awaiting approval
task_status-approved = Approved
task_status-refused = Not approved
task_status-done = Done
task_status-cancelled = Cancelled

## Clocks and urgency
pause_cause-appraisal = appraisal
pause_cause-mediation = mediation

major_ground-disaster = Disaster, accident or public-health event
major_ground-joint_in_person = Twenty or more complaining jointly in person
major_ground-designated = Designated by the regulator

coding_form-full = Full
coding_form-short = Short form

relation-related = Related
relation-repeat = Repeat
relation-split = Split off
relation-review = Review
relation-redress = Redress claim
relation-merged = Merged

report_to-superior = Superior institution
report_to-regulator = Regulator

verification_result-wrong = Wrong
verification_result-correct = Correct
verification_result-omitted = Omitted
verification_result-deleted = Deleted
verification_result-deleted_fraud = Deleted (fraud)

correction-received_at = Time of receipt
correction-external_number = Number of the source
correction-particulars = Particulars

## Steps, as buttons
step-accept = Accept
step-assign = Assign
step-code = Classify
step-mark = Mark
step-verify = Record verification
step-centre_answer = Record the centre’s answer
step-correct_information = Record correction
step-remove_mark = Remove mark
step-record_statement = Record statement
step-decide = Decide
step-answer = Answer
step-prove_delivery = Record the delivery
step-close = Close
step-call_back = Call back
step-conclude_review = Take over the review
step-contact = Contact
step-note = Take a note
step-attach = Attach a file
step-ask_material = Ask for material
step-receive_material = Record material
step-send_feedback = Send feedback
step-feedback_returned = Feedback sent back
step-report = Report
step-open_task = Ask for help
step-finish_task = Finish task
step-take_back = Undo the last record
step-cancel_task = Cancel task
step-transfer = Transfer
step-add_source = Add source
step-merge_repeat = Merge a repeat
step-link = Link
step-add_party = Add person
step-issue_code = Issue another query code
step-recuse = Recuse
step-readmit = End a recusal
step-claim_right = Becomes a complaint
step-rekind = Change kind
step-raise = Raise urgency
step-propose_major = Propose as major
step-approve = Approve
step-refuse = Refuse request
step-extend = Ask for extension
step-tell_extended = Tell of the extension
step-agree_period = Agree a period
step-pause_clock = Stop the clock
step-resume_clock = Resume the clock
step-set_centre_date = Set the centre’s date
step-refer_on = Refer on
step-decline = Decline
step-withdraw = Record a withdrawal
step-reopen = Reopen
step-open_review = Open a review
step-correct_fact = Correct a fact
step-carry_over = Carry over

## Second persons
rank-handling_head = another approver of the institution
rank-superior = the superior institution, or senior management of the head office

request_status-open = Open
request_status-approved = Approved
request_status-refused = Refused
request_status-void = Void

## Institutions and staff
level-head_office = Head office
level-centre = Centre
level-branch = Branch
level-sub_branch = Sub-branch
level-outlet = Outlet
level-department = Department
level-association = Association
level-regulator_desk = Regulator’s desk

role-intake = Intake
role-handler = Handler
role-approver = Approver
role-senior_manager = Senior manager
role-officer = Consumer-protection officer
role-supervisor = Supervisor
role-auditor = Auditor
role-administrator = Administrator

## Axes of classification
axis-channel = Channel of the business
axis-business = Business
axis-reason = Reason
axis-product = Product
axis-issue = Issue
axis-source = Source
axis-grade = Grade
axis-urgency = Urgency
axis-sensitivity = Sensitivity
axis-demand = Demand
axis-major-ground = Ground for major
axis-consumer-right = Consumer right
axis-verification = Verification
axis-correction = Correction
axis-annotation = Annotation
axis-location = Location
axis-response = Response
axis-public-response = Public response
axis-submitted-via = Submitted via
axis-tag = Tag

## What is known of a person
person-name = Name
person-phone = Telephone
person-email = E-mail
person-id_number = Identity number
person-account = Account or card
person-address = Address
person-sex = Sex
person-birth_year = Year of birth
person-country = Country
person-province = Province
person-city = City
person-district = District
person-contact = Contact
person-reserved_phone = Telephone on file
person-reply_phone = Telephone to answer

## Texts carried over from another system
carried-investigation = Investigation
carried-handling = Handling
carried-revisit_note = Call-back
carried-accountability = Accountability
carried-overdue_reason = Reason for the delay
carried-improvement = Improvement
carried-remark = Remark
carried-descriptors = Personal descriptors

## A bank's own descriptors
particular-assisted = Filed with assistance
particular-branch_name = Branch
particular-branch_code = Branch code
particular-work_order_number = Work order
particular-source_system_number = Number in the other system
particular-pbc_order_number = PBC order
particular-work_order_status = Status there
particular-intake_channel = Intake channel
particular-accepted_date = Accepted, as written
particular-closed_date = Closed, as written
particular-order_source = Origin of the order
particular-respondent_name = Respondent
particular-respondent_level = Level of the respondent
particular-respondent_parent = Parent of the respondent
particular-respondent_province = Province of the respondent
particular-respondent_city = City of the respondent
particular-respondent_district = District of the respondent
particular-grade = Grade
particular-business_channel = Channel of the business
particular-business_category = Business
particular-complaint_reason = Reason
particular-complaint_channel = Channel of the complaint
particular-business_line = Business line
particular-product_class = Product class
particular-product_subclass = Product subclass
particular-amount = Amount (10,000 yuan)
particular-complainant_count = Complainants
particular-result_word = Result
particular-handling_name = Handling institution
particular-handling_level = Level of the handling institution
particular-handling_parent = Parent of the handling institution
particular-handling_type = Type of the handling institution
particular-handling_province = Province of the handling institution
particular-handling_city = City of the handling institution
particular-handling_district = District of the handling institution
particular-handling_days = Handling time
particular-reply_wanted = Reply wanted
particular-replied = Replied
particular-reply_date = Replied, as written
particular-revisited = Called back
particular-revisit_date = Called back, as written
particular-revisit_name = Called back by
particular-revisit_result = Result of the call-back
particular-liable_word = Liable
particular-compensation_flag = Small compensation
particular-compensation_amount = Amount of the compensation
particular-pbc_report_status = Reported to the PBC
particular-escalated = Escalated
particular-deadline = Deadline, as written
particular-consumer_region = Region of the consumer
particular-company = Company
particular-company_response = Company’s response
particular-timely_response = Timely response
particular-disputed = Disputed
particular-tags = Tags
particular-submitted_via = Submitted via
particular-date_sent = Sent to the company
particular-language = Language

## Remedies a decision names
remedy-review = Review
remedy-mediation = Mediation
remedy-arbitration = Arbitration
remedy-litigation = Litigation
