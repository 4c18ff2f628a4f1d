# The consumer portal. Sentence case, verbs, the doer first.

portal-name = Huiyin
portal-tools = Display settings
portal-links = More
portal-skip = Skip to content
portal-hotline = Service line: { $number } (24 hours)
portal-footer-zone = All times are Beijing time.
portal-back = Back
portal-step = Step { $step } of { $steps }
portal-next = Next
portal-clear = Clear what I typed
portal-clear-why = Using a shared computer? Clear before you leave. What you leave is deleted after 24 hours.
portal-cleared = What you typed has been cleared.
portal-optional = { " " }(optional)
portal-error-title = Error:{ " " }
portal-errors = { $count ->
    [one] One thing needs to be put right
   *[other] { $count } things need to be put right
  }
portal-trap = Please leave this field empty

# Home
home-title = What would you like to do?
home-complaint = Make a complaint
home-complaint-hint = Unhappy with a product or service
home-enquiry = Ask a question
home-enquiry-hint = Services, fees, branches, offers
home-credit = My credit record is wrong
home-credit-hint = Have it checked and corrected
home-track = Track progress
home-track-hint = With number and query code, no account needed
home-time = Takes about 2 minutes.
home-danger = If your money is in danger, call { $number } at once (24 hours).
home-danger-no-number = If your money is in danger, call the number on the back of your card at once.

# What happened
what-title-complaint = What happened?
what-title-enquiry = What would you like to know?
what-title-credit = Which record is wrong?
what-label = Tell us in your own words
what-hint-complaint = When, where or through which channel, which service, what went wrong. Please leave out passwords, codes and full card numbers.
what-hint-enquiry = Which service, fee, branch or offer. Please leave out passwords, codes and full card numbers.
what-hint-credit = Which institution reported it, roughly when, what it says and what is true. Please leave out passwords, codes and full card numbers.
what-limit = Up to 2,000 characters
what-business = Which service is it about?
what-business-choose = Please choose
what-business-optional = { " " }(optional)
what-institution = Which institution is it about?

# What is wanted
want-title-complaint = How should it be put right?
want-title-credit = How should it be corrected?
want-hint = Choose all that apply
wish-refund = Refund or compensation
wish-correct = Correct a record
wish-restore = Restore a benefit or service
wish-stop = Stop a practice
wish-explain = Explain what happened
wish-not-mine = It is not mine: delete it
wish-other = Something else
want-amount = Amount
want-amount-unit = CNY
want-other-label = What else you would like

# How to reach
you-title = How can we reach you?
you-name = Name
you-phone = Mobile number
you-phone-hint = Only used to confirm who you are and to answer you
you-reply = How would you like the answer?
you-reply-written = Credit objections are always answered in writing.
reply-telephone = Telephone
reply-sms = Text message
reply-written = In writing
you-whose = Whose matter is it?
whose-own = My own
whose-other = I act for somebody else
you-owner = Name of the person concerned
you-owner-hint = If you act for somebody else
you-authority = Where is the authorisation?
you-authority-hint = If you act for somebody else. For example: signed, I will bring it to a branch.
you-agent = The person and the authority

# Check
check-title = Check and send
check-what-complaint = What happened
check-what-enquiry = Your question
check-what-credit = Which record is wrong
check-want = How it should be put right
check-you = How to reach you
check-change = Change
check-change-what = Change “{ $what }”
check-material = Material
check-material-later = Screenshots, contracts and so on can be added under “Track progress” once this is sent.
check-after = After you send it:
check-after-accept = by { $day } we tell you whether it is accepted
check-after-answer = by { $day } we answer you
check-after-none = we will answer you as soon as we can
check-submit-complaint = Send complaint
check-submit-enquiry = Send question
check-submit-credit = Send objection
check-by-reply = Answer by: { $form }
check-for-other = On behalf of { $name }
check-money = { $wish }: { $amount } CNY
summary-wishes = { $wishes }.{ " " }
summary-reply = Answer wished by: { $form }.

# Waiting
wait-title = Please wait { $seconds } seconds
wait-why = Many people are sending right now. This page goes on by itself; everything you typed is kept.
wait-sending = Sending. The page goes on by itself, and what you typed is kept.
wait-track = There were many tries. You can try again in { $seconds } seconds; this page goes on by itself.
wait-call = If it is urgent, call { $number }.
wait-call-no-number = If it is urgent, call the number on the back of your bank card.
wait-go = Go on now

# Done
done-title-complaint = We have your complaint
done-title-enquiry = We have your question
done-title-credit = We have your objection
done-number = Number
done-code = Query code
done-keep = Take a photo or write it down. Once you leave this page, the query code is not shown again.
done-next = What happens next
done-accept = we tell you whether it is accepted
done-answer = we answer you
done-by = By { $day }
done-track = Track progress
done-print-go = Print
done-print = Print this page: press Ctrl and P, or use “Print” in the browser’s menu.
done-receipt = Download receipt
done-receipt-why = The receipt proves when your words were recorded and that nobody has altered them since.
done-leave = I have written it down, clear this page
done-gone-title = Nothing to show
done-gone = Number and query code are shown once, after sending. Do not have the query code?

# Track
track-title = Track progress
track-number = Number
track-number-hint = For example TS-2026-0048213
track-code = Query code
track-code-hint = 8 letters and figures, capitals do not matter
track-go = Show progress
track-wrong = Number and query code do not belong together. Please check them and try again.
track-lost = No query code?
track-again = Please enter number and query code again. For your safety this is asked once an hour.
lost-title = Get your query code back
lost-why = A query code cannot be recovered online: whoever knows the number may not be you.
lost-phone = Call { $number }. Once we know it is you, we give you a new query code; the old one then counts no more.
lost-phone-none = Call the number on the back of your card. Once we know it is you, we give you a new query code; the old one then counts no more.
lost-branch = Bring your identity card to any branch; staff give you a new query code on the spot. Tell them too if your mobile number has changed.
lost-neither = Lost the number too? Name and mobile number are enough.

# Progress
progress-number = Number { $number }
progress-due = We will answer by { $day }:{ " " }
progress-due-provisional = We will answer by about { $day } (provisional):{ " " }
progress-due-left = { $days ->
    [0] by 24:00 today.
    [1] due tomorrow.
   *[other] { $days } days left.
  }
progress-due-late = { $days ->
    [one] Our answer is 1 day late. We are working on it; you can also call us.
   *[other] Our answer is { $days } days late. We are working on it; you can also call us.
  }
progress-way = What has happened
progress-answer-at = Answered on { $moment }
progress-answer-to-come = Answer
progress-answer-by = by { $day }
progress-answer-heading = Our answer
progress-answer-told = You were told; there is no text here. If you would like it in writing, please call us.
progress-grounds = Basis and reasons
progress-basis = Facts found and basis
progress-reasons = Reasons
consumer-outcome-upheld = Your request is granted
consumer-outcome-partly_upheld = Your request is granted in part
consumer-outcome-not_upheld = Your request is not granted
consumer-outcome-settled = Settled with you
consumer-outcome-explained = Answered
consumer-outcome-adopted = Your suggestion is adopted
consumer-outcome-partly_adopted = Your suggestion is adopted in part
consumer-outcome-not_adopted = Your suggestion is not adopted
consumer-outcome-passed_on = Passed on
consumer-outcome-corrected = Corrected
consumer-outcome-found_correct = Found correct
consumer-outcome-noted = Not settled; your statement is recorded
progress-material-heading = Please send us
progress-remedies = If you do not agree, you can
progress-remedies-how = How to do each
progress-add = Add material
progress-withdraw = Withdraw
progress-disagree = I do not agree
progress-receipt = Download receipt
progress-answer-download = Download answer
progress-leave = Leave
did-added = We have what you added.
did-withdrawn = You withdrew it. Work ends today; the record stays.
progress-not_now = This cannot be done now: the matter has moved on or has ended.
progress-withdrawn = You withdrew this on { $day }.
progress-review = You asked the superior institution for a review on { $moment }. Its number is { $number }; with the query code you were given then you can track it.
progress-accept-to-come = We tell you whether it is accepted

consumer-remedy-review = ask the superior institution for a review
consumer-remedy-review-until = ask the superior institution for a review (by { $day })
consumer-remedy-mediation = apply for mediation
consumer-remedy-arbitration = apply for arbitration
consumer-remedy-litigation = go to court

# Where it stands, for the person it belongs to
consumer-received = Received
consumer-accepted = Accepted
consumer-investigating = Being looked into
consumer-help_asked = Being looked into
consumer-transferred = Passed to { $institution }
consumer-material_asked = We need something from you
consumer-in_mediation = In mediation
consumer-in_appraisal = Being examined
consumer-decided = Preparing your answer
consumer-answered = Answered
consumer-unreachable = We could not reach you; the answer is here
consumer-marked = Checking
consumer-verifying = Checking
consumer-under_review = Under review by the superior institution
consumer-reopened = Reopened
consumer-closed = Closed
consumer-called_back = Closed
consumer-declined = Not accepted, reason below
consumer-withdrawn = You withdrew it
consumer-merged = Handled with your other matter
consumer-referred_on = Passed to the competent authority

# The way so far
way-received = Received
way-material_received = Your material arrived
way-accepted = Accepted
way-accepted-by = Handled by { $institution }
way-declined = Not accepted
way-transferred = Passed to { $institution }
way-material_asked = You were asked for material
way-extended = More time needed
way-in_mediation = Mediation began
way-in_appraisal = Examination began
way-marked = The credit record was marked as disputed
way-verified = Checked
way-unreachable = We could not reach you
way-answered = Answered
way-closed = Closed
way-withdrawn = You withdrew it
way-merged = Joined with your other matter
way-referred_on = Passed to the competent authority
way-reopened = Reopened
way-under_review = The superior institution began a review

# Add, withdraw, disagree
add-title = Add material
add-label = What would you like to add?
add-hint = New facts, dates, amounts, or what your papers say. Please leave out passwords, codes and full card numbers.
add-file = Attach files
add-file-hint = PDF, PNG, JPEG, WAV, MP3, ZIP or plain text, up to 20 MB each
add-go = Send material
withdraw-title = Withdraw this matter?
withdraw-ends = It ends today: we stop looking into it and will not answer.
withdraw-stays = The record stays and still counts as received. You can raise it again later.
withdraw-why = Why do you withdraw?
withdraw-go = Withdraw
withdraw-keep = Keep it
disagree-title = Ask the superior institution for a review
disagree-label = What do you not agree with, and why?
disagree-hint = The superior institution reviews process, time limits and result; it decides and tells you within 30 days of your request.
disagree-go = Send request
disagree-done-title = We have your request for a review
not-now-title = This cannot be done now
not-now = Your matter has moved on. Please look at its progress.

# Help, verify, privacy, accessibility
help-title = Channels and help
help-channels = How to reach us
help-channel-phone = Telephone: { $number } (24 hours)
help-channel-phone-none = Telephone: the number on the back of your card (24 hours)
help-channel-web = Online: this site, no account needed
help-channel-branch = In person: any branch; staff can fill in the form for you
help-channel-letter = By letter: to the institution, with your name, telephone and what happened
help-institutions = Institutions
help-times = How long it takes
help-times-complaint = Complaint: decided and answered within 15 days of receipt; complex ones within 30; especially complex ones, approved by the superior and with notice to you, within 60.
help-times-credit = Credit-record objection: checked and answered in writing within 20 days of receipt.
help-times-enquiry = Question: answered on the spot where possible.
help-remedies = If you do not agree with the result
help-remedies-review = Review: within 30 days of receiving a branch’s decision you can ask its superior in writing. Press “I do not agree” under “Track progress”.
help-remedies-mediation = Mediation: apply to a financial mediation body; it begins when both sides agree and is usually free.
help-remedies-arbitration = Arbitration: where your contract provides for it, apply to the arbitration commission it names.
help-remedies-litigation = Court: you can bring an action before a people’s court.
help-outside = Other channels
help-outside-text = You can also call the financial consumer hotline 12378 or the central bank’s hotline 12363 (working days). Asking the institution first is quickest.
help-safety = Beware of fraud
help-safety-text = Our text messages hold no links. We never ask for passwords or codes, and never ask you to move money to a “safe account”.

verify-title = Verify a receipt
verify-why = A receipt proves that your words were recorded at the stated time and have not been altered since.
verify-file = Choose the receipt file
verify-text = Or paste its content here
verify-go = Verify
verify-good = The receipt is genuine; nothing has been altered.
verify-bad = This receipt proves nothing: it was altered, or was not made by this system.
verify-malformed = This is not a complete receipt file. Please choose the file as you downloaded it.
verify-missing = Please choose a file or paste its content.
verify-log = Log
verify-size = Entries in the log when it was made
verify-size-count = { $count }
verify-entries = What the receipt holds
verify-entry-at = recorded { $moment }
verify-words = Your words at the time:
recorded = An entry of the handling
recorded-received = Received
recorded-carried_over = Carried over from a former system
recorded-source_added = Received by one more channel
recorded-repeat_merged = Raised by you again, and merged
recorded-absorbed = Took in another matter of yours
recorded-merged_into = Merged into another matter of yours
recorded-linked = Linked with another matter
recorded-accepted = Accepted
recorded-declined = Not accepted
recorded-assigned = Given to a handler
recorded-transferred = Passed to another institution
recorded-coded = Classified
recorded-contacted = You were contacted
recorded-note_taken = A note of the handling
recorded-attached = Material was attached
recorded-material_asked = You were asked for material
recorded-material_received = Your material was received
recorded-task_opened = Another department was asked for help
recorded-task_finished = Another department’s help has an outcome
recorded-taken_back = An internal record before this was taken back
recorded-task_cancelled = Another department’s help is no longer needed
recorded-requested = Approval was asked for
recorded-approved = Approved
recorded-refused = Not approved
recorded-extended = More time is needed
recorded-extension_told = You were told that more time is needed
recorded-delivery_proven = The answer reached you
recorded-period_agreed = A period was agreed with you
recorded-clock_paused = The clock was stopped
recorded-clock_resumed = The clock runs again
recorded-raised = The urgency was changed
recorded-major_confirmed = Confirmed as major
recorded-reported = Reported to a superior or regulator
recorded-decided = Decided
recorded-echoed = You were answered
recorded-closed = Closed
recorded-called_back = You were called back
recorded-withdrawn = You withdrew it
recorded-reopened = Reopened
recorded-review_opened = The superior institution began a review
recorded-review_concluded = The review has an outcome
recorded-feedback_sent = Feedback to the body that passed it on
recorded-feedback_returned = Feedback sent back by that body
recorded-became_complaint = Became a complaint
recorded-rekinded = The kind was changed
recorded-party_added = A person was added
recorded-code_issued = Another query code was issued
recorded-recused = A member of staff stood back
recorded-readmitted = A member of staff may act again
recorded-marked = The credit record was marked
recorded-verified = The credit record was checked
recorded-centre_answered = The credit centre gave its opinion
recorded-information_corrected = The credit record was corrected
recorded-mark_removed = The mark was removed
recorded-statement_recorded = Your statement was recorded
recorded-centre_date_set = The credit centre set a date
recorded-referred_on = Passed to the competent authority
recorded-fact_corrected = An entry was corrected
verify-offline = Verify without this site
verify-offline-text = You need no network and need not trust us. With the open program huiyin and the public key below, run on your own computer:
verify-key = Public key

privacy-title = Privacy
privacy-collect = What we ask for
privacy-collect-text = Your name, mobile number and what you write; only to confirm who you are, to handle your matter and to answer you. We do not ask for account or card numbers, passwords or addresses.
privacy-draft = What you have not sent
privacy-draft-text = Half-filled forms are kept encrypted for 24 hours; only this browser can open them. Then they are deleted. You can press “Clear what I typed” at any time.
privacy-keep = Once you have sent it
privacy-keep-text = It is kept encrypted. Staff see it masked; seeing everything needs a reason, and every look is recorded. The law requires complaint files to be kept for at least 3 years.
privacy-cookies = Cookies
privacy-cookies-text = Only what is needed: your language and type size, the key to what you have not sent, and the pass to your progress page. No advertising, no third parties.
privacy-rights = Your rights
privacy-rights-text = You can ask to see and correct your information, and to have it deleted once the legal period is over. Call us or visit a branch.

access-title = Accessibility
access-text = This site works without a mouse and without scripts, with screen readers, magnification and high contrast. There are no time limits, puzzles or sliders.
access-large = Large type: press “Large type” at the top of the page.
access-help = Help with the form: visit a branch or call us; staff fill it in for you and read it back.
access-tell = If something does not work for you, please tell us and we will mend it.

# Sentences for what has to be put right
portal-error-what-missing = Please write what happened
portal-error-what-long = Up to 2,000 characters; there are { $count } now
portal-error-wish-missing = Please choose at least one
portal-error-other-missing = You chose “Something else”: please write what you would like
portal-error-other-long = Up to 200 characters
portal-error-amount = Please enter an amount, for example 386.40
portal-error-name = Please enter your name
portal-error-phone = Please enter a mobile number of 11 figures
portal-error-owner = If you act for somebody else, please enter their name
portal-error-authority = If you act for somebody else, please say where the authorisation is
portal-error-institution = Please choose an institution
portal-error-trap = Please leave this field empty
portal-error-number = Please enter the number, for example TS-2026-0048213
portal-error-code = Please enter the query code
portal-error-words = Please write something
portal-error-file = “{ $name }”: { $reason }
portal-error-turns = That was often. Please send again in { $seconds } seconds; what you typed is kept.
portal-error-changed = The institution has just updated this matter; please send it once more

code-title = Code by text message
code-why-read = The answer holds what is yours alone, so we first make sure that it is you.
code-why-answer = The answer holds what is yours alone, so we first make sure that it is you.
code-why-receipt = The receipt holds the answer, so we first make sure that it is you.
code-why-withdraw = Once withdrawn, nothing more is done about it, so we first make sure that it is you.
code-to = The code goes to the mobile number you gave, { $phone }.
code-sent = The code was sent to { $phone } and counts for 5 minutes.
code-label = Code
code-hint = The 6 digits in the text message
code-go = Continue
code-send = Send the code
code-resend = Send again
code-again = The last code still counts. You can ask for another in { $seconds } seconds
code-many = Many codes were sent today; please try again tomorrow
code-unsent = The text message could not be sent; please try again later
code-elsewhere = Your phone is not with you? Come to a branch, or call { $number }.
code-elsewhere-none = Your phone is not with you? Come to a branch.
progress-answer-open = Read the answer
progress-answer-code = Needs a code by text message
