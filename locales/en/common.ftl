# Words that pages of both sides share.

brand = Huiyin
skip-to-content = Skip to content
list-separator = { ", " }
switch-language = 中文
switch-type-large = Large type
switch-type-normal = Standard type

## How long is left (DESK.md, section 4)
remaining-days = { $days ->
    [one] 1 day left
   *[other] { $days } days left
}
remaining-working-days = { $days ->
    [one] 1 working day left
   *[other] { $days } working days left
}
remaining-tomorrow = due tomorrow
remaining-today = by 24:00 today
remaining-hours = { $hours } h { $minutes } min left
remaining-late-hours = { $hours } h late
remaining-late-days = { $days ->
    [one] 1 day late
   *[other] { $days } days late
}
remaining-paused = clock stopped ({ $cause })
remaining-provisional = about { $date } (provisional)
remaining-met = met
remaining-met-late-days = { $days ->
    [one] met 1 day late
   *[other] met { $days } days late
}
remaining-met-late-hours = met { $hours } h late
remaining-not-owed = no date owed

## Why there is no page
problem-not_found = There is no such page
problem-not_found-text = Check the address or the number.
problem-denied = No right to this
problem-denied-text = This page needs another right. Ask an administrator if you need it.
problem-unauthenticated = Sign in
problem-unauthenticated-text = The sign-in has ended. Sign in again.
problem-throttled = Please wait
problem-throttled-text = There were too many tries. Try again in { $seconds } seconds.
problem-refused = This cannot be done now
problem-refused-text = The reason is below.
problem-stale = It has changed
problem-stale-text = Something was recorded since you opened it. Go back, look at it as it is now, then try again.
problem-conflict = It has changed
problem-conflict-text = Somebody else changed it at the same moment. Go back, look at it as it is now, then try again.
problem-invalid = Something has to be put right
problem-invalid-text = Go back and correct it.
problem-unavailable = Not available for the moment
problem-unavailable-text = The record cannot be read or written at the moment. Try again shortly. Nothing was saved.
problem-internal = Something is wrong here
problem-internal-text = It has been logged. Try again later. Nothing was saved.
problem-form = The form is no longer valid
problem-form-text = This form was not opened in this visit, and nothing was saved. Go back, open the page again and send it.
problem-too_large = Too large
problem-too_large-text = At most 20 MB can be sent at once.
problem-too_slow = That took too long
problem-too_slow-text = What was sent did not arrive in time. Try again, with a smaller file if the line is slow.
problem-not_a_form = What was sent cannot be read
problem-not_a_form-text = Use the form on the page.
problem-bad_request = The address is not right
problem-bad_request-text = Something in the address cannot be read. Go back and open it again.
problem-method = This cannot be opened so
problem-method-text = Use the links and buttons of the pages.
problem-back = Back to the home page
problem-back-desk = Back to the overview
