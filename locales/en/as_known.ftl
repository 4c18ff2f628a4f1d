# Pages as known on a day that has passed.

as_known-label = As known on
as_known-banner = This page shows what was known at the end of { $day }. What was recorded or corrected later does not count, and nothing can be done here.
as_known-now = Back to today
as_known-mistake = “{ $value }” is no day that has passed. This is today.
as_known-nothing = Nothing was known on that day. Choose a later one, or go back to today.
as_known-heading = As known on { $day }
as_known-to-do = To do on that day
