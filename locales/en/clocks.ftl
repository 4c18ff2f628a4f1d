## How a date was counted, sentence by sentence: pages, API and command line.

reckon-day =
    { $weekday ->
        [monday] Monday
        [tuesday] Tuesday
        [wednesday] Wednesday
        [thursday] Thursday
        [friday] Friday
        [saturday] Saturday
        *[sunday] Sunday
    } { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
        *[12] December
    } { $year }
reckon-moment = { $day } { $time }
reckon-minutes = { $minutes } min
reckon-hours = { $hours } h
reckon-hours_and_minutes = { $hours } h { $minutes } min
reckon-length-natural_day = { $count } { $count ->
        [1] natural day
       *[other] natural days
    }
reckon-length-working_day = { $count } { $count ->
        [1] working day
       *[other] working days
    }
reckon-length-working_hour = { $count } { $count ->
        [1] working hour
       *[other] working hours
    }
reckon-length-hour = { $count } { $count ->
        [1] hour
       *[other] hours
    }
reckon-length-week = { $count } { $count ->
        [1] week
       *[other] weeks
    }
reckon-length-month = { $count } { $count ->
        [1] month
       *[other] months
    }
reckon-length-year = { $count } { $count ->
        [1] year
       *[other] years
    }
reckon-starts = { $event } on { $at }.
reckon-assumed = For information, as if from { $at }: { $event }.
reckon-day_one = That day does not count; { $day } is day 1.
reckon-counted = { $length } lead to { $end }.
reckon-supplied = The day is given, not counted: { $day }.
reckon-days_excluded = Left out for { $cause } from { $from } until { $to }, { $days } { $days ->
        [1] day
       *[other] days
    }{ $open ->
        [yes] {" "}so far
       *[no] {""}
    }.
reckon-time_excluded = Stopped for { $cause } from { $from } until { $to }: { $length }{ $working ->
        [yes] {" "}of working time
       *[no] {""}
    } credited{ $open ->
        [yes] {" "}so far
       *[no] {""}
    }.
reckon-moved_to = With that it ends on { $end }.
reckon-notice_owed = There is no record that the { $party } was told of the { $cause }.
reckon-earlier = { $event } on { $day }, which brings it forward to that day.
reckon-rolled = { $from } is a day off ({ $holiday }); under Civil Code art. 203 it rolls to { $to }.
reckon-weekend = weekend
reckon-make_up_working_day = { $day } is a make-up working day: it does not roll.
reckon-provisional = The calendar of { $year } is not loaded: the date is provisional.
reckon-condition = Condition: { $condition }.
reckon-extended = Extended on { $at }; the period before ended on { $before }.
reckon-refused = The extension does not hold: { $reason }.
reckon-restarted = New facts and reasons received on { $at }; counted anew under { $article }.
reckon-agreed = Agreed with the complainant, proof: { $evidence }.
reckon-agreed_sealed = Agreed with the complainant; the proof stands in the timeline.
reckon-ended = { $how } on { $at }: counted no further.
reckon-cut_to_legal = The inner date { $from } is later than the legal one ({ $stage }), so it is { $to }.
reckon-article = Rests on { $instrument }, { $article }{ $verified ->
        [yes] {""}
       *[no] {" "}(number not verified)
    }.

## Why an extension does not hold.

reckon-refusal-unknown = there is no extension called { $stage }
reckon-refusal-not_there_yet = the extension to { $stage } comes first
reckon-refusal-before_start = approved on { $at }, before the clock began
reckon-refusal-after_expiry = approved on { $at }, when the period before was over
reckon-refusal-rank_too_low = whoever approved ranks too low: it takes { $rank }
reckon-refusal-notice_missing = there is no record that the { $party } was told
reckon-refusal-notice_after_expiry = told on { $at }, when the period before was over
reckon-refusal-unknown_reason = the rule knows no reason { $reason }
reckon-refusal-no_day = the notice named no day

## Terms of clocks.

reckon-rank-none = anybody
reckon-rank-handling_head = the head of complaint handling
reckon-rank-head_office_senior_or_superior = the superior institution or senior management of the head office
reckon-party-institution = institution
reckon-party-superior = superior institution
reckon-party-complainant = complainant
reckon-party-regulator = regulator
reckon-ending-withdrawn = Withdrawn
reckon-ending-declined = Declined
reckon-ending-early_closed = Resolved and accepted
reckon-event-received = Received
reckon-event-regulator_received = Received by the regulator
reckon-event-administration_received = Received by the administrative department
reckon-event-forwarded = Forwarded
reckon-event-acknowledged = Acknowledged
reckon-event-accepted = Accepted
reckon-event-declined = Declined
reckon-event-contacted = First contact
reckon-event-decided = Decided
reckon-event-answered = Answered
reckon-event-unreachable = Found unreachable
reckon-event-answer_received = Answer received
reckon-event-review_requested = Review requested
reckon-event-review_answered = Review answered
reckon-event-centre_notice = Credit centre's item received
reckon-event-centre_answered = Credit centre answered
reckon-event-regulator_accepted = Accepted by the PBC branch
reckon-event-regulator_answered = Answered by the PBC branch
reckon-event-in_progress = Marked in progress
reckon-event-holding_reply = Holding reply
reckon-event-feedback_given = Feedback given
reckon-event-referred = Referred to an external body
reckon-event-published = Published
reckon-event-closed = Closed
