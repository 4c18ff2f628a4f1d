# The workbench: lists with names, several cases at once, the switcher, keys.

nav-switch = Go to
saving = Saving…
undo = Undo
comma = ,{" "}

## Lists
view-started = Taken in by me
empty-started = You have not taken in any case yet. Cases you take in stand here, whoever handles them.
empty-cases = There are no cases yet. They stand here once they are taken in, imported or filed.
empty-drop = Drop “{ $filter }”
empty-next_due = The next date is
column-number = Number
column-soon = Within 3 days
column-paused = Clock stopped
column-left = Time left
filter-marks = More
filter-major = Major
filter-owed = Feedback owed
filter-business = Business
list-read_at = Read at { $time }, refresh
list-export = Export
export-cut = Only the first { $count } cases; narrow the list, or export all on the command line
arrivals = # new, show
rows-compact = Close rows
rows-normal = Normal rows

## Lists with names
views-title = My lists
views-save = Save this list
views-manage = Manage lists
views-name = Name of the list
views-hint = At most 30 characters. It becomes a tab of the workbench; the first nine tabs open with a figure key.
views-none = No list is saved yet. Choose filters on the workbench and press “Save this list”.
views-all = Saved lists
views-rename = Rename
views-rename-label = New name of “{ $name }”
views-delete = Delete
told-view_saved = Saved as the last tab.
told-view_renamed = Renamed.
told-view_deleted = The list is deleted; its cases are as they were.
error-view_name = Write 1 to 30 characters on one line
error-views_count = At most 30 lists can be saved; delete one first
error-view_address = There are too many filters; drop some and save again

## Several cases at once
pick-column = Select all
pick-case = Select { $number }
pick-count = # selected
pick-together = Selected cases
pick-none = Clear selection
bulk-back = Back to the list
bulk-title-assign = Assign together
bulk-title-code = Classify together
bulk-title-transfer = Transfer together
bulk-submit-assign = { $count ->
    [one] Assign { $count } case
   *[other] Assign { $count } cases
}
bulk-submit-code = { $count ->
    [one] Classify { $count } case
   *[other] Classify { $count } cases
}
bulk-submit-transfer = { $count ->
    [one] Transfer { $count } case
   *[other] Transfer { $count } cases
}
bulk-cases = Cases that will be moved
bulk-barred = Cases for which this is not possible
bulk-nothing_picked = No case is selected. Go back to the list and tick some.
bulk-too_many = At most { $count } cases at once; do it in several turns.
bulk-no_right = You may not move this case
bulk-one_group = The selected cases differ in kind, institution or codes so far, and are classified group by group. Choose one:
bulk-confirm = I have looked at each: these { $count } are about the same and take the same codes
bulk-confirm_missing = Confirm that these cases take the same codes
bulk-outcome = { $done } of { $all } { $told }; { $left } { $why } and stay selected.
bulk-done-assign = assigned
bulk-done-code = classified
bulk-done-transfer = transferred
bulk-overtaken = just changed by others
bulk-overtaken-one = Just changed by somebody else; look at it again first
bulk-not_done = not done for the reasons below
bulk-under_way = The same form is still under way; try again in a moment
told-bulk_assign = { $count ->
    [one] { $count } case assigned.
   *[other] { $count } cases assigned.
}
told-bulk_code = { $count ->
    [one] { $count } case classified.
   *[other] { $count } cases classified.
}
told-bulk_transfer = { $count ->
    [one] { $count } case transferred; the other institution goes on.
   *[other] { $count } cases transferred; the other institution goes on.
}

## The switcher
switch-label = Number, page, colleague, institution, step
switch-hint = Type words, pinyin initials or codes
switch-none = Nothing found. Try other letters, or search the content above.
switch-found = You can go to
switch-go = Go
switch-case = Case
switch-page = Page
switch-colleague = Colleague
switch-institution = Institution
switch-code = Business
switch-step = Step

## Long lists
picker-label = words, pinyin initials or code

## Keys
keys-title = Keys
keys-open = Keys
keys-where = Keys do nothing while you type; full-width signs count too. Single keys can be turned off:
keys-on = Single keys are on.
keys-off = Single keys are off; those with Ctrl still work.
keys-turn-off = Turn single keys off
keys-turn-on = Turn single keys on
keys-everywhere = Everywhere
keys-list = Lists
keys-case = Cases
key-sheet = Open this sheet
key-search = Search
key-switcher = Go anywhere
key-go-overview = To the overview
key-go-queue = To the workbench
key-go-cases = To all cases
key-go-approvals = To approvals
key-go-team = To the team
key-go-intake = To intake
key-intake = Take in a case
key-undo = Undo the assignment, coding or note just made
key-escape = Close, leave the field
key-down = Next row
key-up = Row before
key-open = Open
key-pick = Select
key-pick-more = Select up to this row
key-assign = Assign
key-code = Classify
key-transfer = Transfer
key-filters = Filters
key-views = Open that list
key-suggested = To the suggested step
key-steps = All steps
key-save = Save
key-save-next = Save, next case
key-next = Next case
key-previous = Case before
key-contact = Contact the person
key-copy = Copy the number
key-list = Back to the list

## Approvals and the team
approvals-own = Asked by me
approvals-none-open = No request is waiting.
approvals-none-own = You have not asked for anything yet.
approvals-none-settled = No request has been answered yet.
team-persons = By person
team-units = By institution
team-reassign = Reassign
team-more = Only the first 100 are listed; choose an institution above.
team-told = Told before and after dates
team-told-none = No case that a rule tells you of. Cases close to or past their date appear here.
team-all-notices = All notices
