# What the text engine hears: suggested codes, hot words.

## Suggested codes
suggested-title = Suggested codes
suggested-sure = about { $percent }% sure
suggested-because = because of: { $words }
suggested-parent = Only this level is sure; choose a code below it
suggested-take = Take
suggested-take_all = Take all
suggested-note = Suggested from the words received. Check before you submit; where it is not sure, nothing is suggested.
suggested-go = Code as suggested

## Cases that tell the same
similar-title = Cases like this one
similar-nearly_same = Nearly the same
similar-words = Both say: { $words }

## Hot words
nav-hearing = Hot words
hearing-title = Hot words
hearing-from = From
hearing-to = To
hearing-baseline = How many days before
hearing-source = Source
hearing-source-all = Cases and calls
hearing-source-cases = Cases
hearing-source-calls = Calls
hearing-institution = Institution
hearing-institution-all = All you may see
hearing-compare = Compared with
hearing-compare-before = the days before
hearing-compare-period = other days
hearing-compare-unit = another institution on the same days
hearing-against_from = First of the other days
hearing-against_to = Last of the other days
hearing-against = The other institution
hearing-against-none = Choose one
hearing-look = Look
hearing-words = Words that stand out in these days
hearing-told = { $window } texts from { $from } to { $to }, against { $baseline } since { $since }; { $duplicates } equal or templated texts count once.
hearing-told-units = { $window } texts from { $from } to { $to }, against { $baseline } of { $unit } on the same days; { $duplicates } equal or templated texts count once.
hearing-told-periods = { $window } texts from { $from } to { $to }, against { $baseline } from { $since } to { $until }; { $duplicates } equal or templated texts count once.
hearing-under_way = There are many texts. They are being read; this page shows the words in some seconds by itself.
hearing-cut = There are too many texts; only the newer ones were read. Choose fewer days or an institution.
hearing-nothing = No word stands out.
hearing-nothing-window = There is no text of these days. Choose other days or another institution.
hearing-nothing-baseline = There is no text to compare with. Compare with more days.
hearing-counts = in { $count } texts, { $before } before
hearing-ratio = { $ratio } times as frequent as before
hearing-ratio-new = not heard before
hearing-surprise = surprise { $surprise }
hearing-first = first heard on { $day }
hearing-where = Mostly at
hearing-scenario = { $value } { $percent }%
hearing-longer = In longer words: { $words }
hearing-beside = Said with it: { $words }
hearing-why = Why so many
hearing-statement = Proposed scenario:
cause-why = { $what }: { $count } of { $group } texts, { $lift } times as often as elsewhere
cause-unit = institution { $value }
cause-channel = channel { $value }
cause-business = business { $value }
cause-reason = reason { $value }
cause-product = product { $value }
cause-issue = issue { $value }
cause-source = from { $value }
cause-phrase = said “{ $value }”
statement = { $parts }.
statement-unit = at { $value }
statement-channel = through { $value }
statement-business = with { $value }
statement-reason = because of { $value }
statement-product = using { $value }
statement-issue = meeting { $value }
statement-source = told in { $value }
statement-phrase = said “{ $value }”
error-statement_long = The scenario has 500 characters at most; make it shorter
hot_spot-statement = Scenario
hot_spot-statement-hint = Say where, with what and why, so that it can be put right. No personal data.
hearing-evidence = In people’s words (masked)
hearing-bar = { $day }: { $count }
hearing-trend = Trend: { $window } in these days, { $before } before
hearing-from-case = cases
hearing-from-call = calls
hearing-call = call
hearing-call-title = Call { $reference }
hearing-call-empty = This call has no words.
hearing-call-masked = Of calls only masked words are kept.
hearing-theirs = Caller
hearing-ours = Agent
error-hot_days_backwards = The last day is before the first: change one of them
error-hot_days_overlap = The two periods have days in common; keep them apart
error-hot_days_many = Too many days, or none to compare with: compare with 1 day at least, 370 altogether at most

## Hot spots
hot_spots-title = Hot spots
hot_spots-open = To look at
hot_spots-all = All
hot_spots-none = No hot spot to look at. Every day the seven days before are looked over; what is new and stands out is listed here.
hot_spots-note = A hot spot says only that many people say something new. What it is, a person decides.

## What different persons share
shared-title = Shared by several
shared-note = Within { $days } days different people used one template, telephone, e-mail address or address. They may be a family, colleagues or neighbours, or clients of a paid agent: a person decides. It is no ground to decline a matter, to count it less or to handle it otherwise.
shared-none = There is nothing to look at. Every day the cases of { $days } days are looked over; where different people use one template, telephone, e-mail address or address, it is listed here.
shared-cases = The cases

## The lines of both lists
hot_spot-kind = Kind
hot_spot-title = What
hot_spot-unit = Over
hot_spot-raised = Raised
hot_spot-state = State
hot_spot-word = hot word
hot_spot-group = many with one matter
hot_spot-template = one template
hot_spot-phone = one telephone
hot_spot-email = one e-mail address
hot_spot-address = one address
hot_spot-also = These cases also share: { $what }
hot_spot-told-word = in { $count } texts, { $before } in the four weeks before
hot_spot-told-group = { $count } people tell the same
hot_spot-told-template = the cases of { $count } people use one template
hot_spot-told-phone = the cases of { $count } people leave one telephone
hot_spot-told-email = the cases of { $count } people leave one e-mail address
hot_spot-told-address = the cases of { $count } people leave one address
hot_spots-see = See all hot spots
hot_spot-cases = The newest cases
hot_spot-taken = Somebody took note of this hot spot already. What you wrote was not kept: { $statement }
hot_spot-settle = I know of it
hot_spot-settled = { $who } knows of it since { $at }
told-hot_spot = It is noted that you know of this hot spot.
notice-hot_spot = A hot spot: this case is one of it. See hot words
job_kind-hot_spots = Look for hot spots
job_count-institutions = { $count } institutions looked over
job_count-calls = { $count } old calls deleted
job_count-raised = { $count } hot spots raised
notice_kind-hot_spot = A hot spot
