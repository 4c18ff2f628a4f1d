# Signing in and who may: the second factor, sessions, the institution's own accounts.

## Signing in
sign-in-code-title = Enter a code
sign-in-code-heading = Enter a code
sign-in-code-intro = The password is right. Now enter the 6 digits that your authenticator shows.
sign-in-code-hint = Device not at hand? Use a recovery code; each works once
sign-in-again = Start again
sign-in-issuer = Sign in with your institution account
sign-in-issuer-refused = Signing in with your institution account did not work: it was not finished, or nobody here belongs to that account. Try again, or ask an administrator.
sign-in-issuer-away = Your institution's sign-in service cannot be reached now. Try again later, or sign in with a password.

## Passwords
password-owed = Somebody else set your password; it is good for this sign-in only. Set one of your own first.
error-password_long = A password has at most 256 characters
error-password_common = This is among the first passwords anybody tries; choose another
error-password_own = Leave your own name out of the password
error-password_same = This is the password you have already

## The second factor
second-factor-title = Second factor
second-factor-open = Set up
second-factor-on = On
second-factor-off = Off
second-factor-begun = Not confirmed yet
second-factor-owed = A role of yours needs a second factor. Set it up to go on.
second-factor-required = This role needs a second factor; it cannot be turned off.
second-factor-intro = Signing in then takes a code of the authenticator on your phone besides the password. Whoever learns the password does not get in.
second-factor-set-up = Set up a second factor
second-factor-begin = Make a secret
second-factor-password-hint = To make sure that it is you
second-factor-scan = Scan with your authenticator
second-factor-scan-hint = Open an authenticator on your phone (any that knows TOTP), add an account and scan the picture. Where you cannot scan, type the secret.
second-factor-picture = QR code for the authenticator; it holds the secret below
second-factor-secret = Secret:
second-factor-code = Code
second-factor-code-hint = The 6 digits that the authenticator shows now
second-factor-confirm = Confirm and turn on
second-factor-again = Make another secret
second-factor-codes-left = { $count ->
    [one] { $count } recovery code left.
   *[other] { $count } recovery codes left.
}
second-factor-renew = Make new recovery codes
second-factor-renew-hint = The codes you have stop working.
second-factor-remove = Turn the second factor off
second-factor-remove-hint = Signing in then takes the password alone. Your other devices are signed out.
second-factor-codes = Recovery codes
second-factor-codes-made = The second factor is on. These codes are shown once; save them now.
second-factor-codes-hint = Without your phone, use one of these in place of a code. Each works once. Print them or write them down, and keep them apart from the phone.
second-factor-go-on = Saved, go on
error-second_factor_code = The code is wrong or was used before. Wait for the next one and try again
error-second_factor_required = A role of yours needs a second factor; it cannot be turned off
error-second_factor_own = Another administrator resets your second factor

## Sessions
sessions-title = Where you are signed in
sessions-intro = If you do not know one of these, sign it out and change your password.
sessions-end-others = Sign out everywhere else
session-device = Device
session-network = Network
session-began = Since
session-seen = Last used
session-end = Sign out
session-current = This device
session-second-factor = with second factor
session-unknown = unknown
told-sessions = Signed out.

## Administration
admin-access = Sign-in
access-rules = Who needs a second factor
access-rules-hint = Whoever holds one of these roles and has none sets it up at their next page.
access-person = How somebody signs in
access-look = Show
access-password-none = None
access-password-own = Their own
access-password-one-time = Set by somebody else; to be replaced at the next sign-in
access-linked = Institution account
access-linked-not = Not linked
access-sessions = { $count ->
    [one] { $count } device
   *[other] { $count } devices
}
access-end = Sign them out everywhere
access-unlink = Unlink the account
access-reset = Reset the second factor
access-reset-why = Why it is reset
access-reset-hint = First make sure in person, or by calling the number on file, that it is them. They are signed out everywhere and set it up again. This is recorded.
access-lacking = Needed and not set up
access-lacking-none = Everybody who needs a second factor has one.
factor_reason-device_lost = Device lost or broken, identity checked
factor_reason-device_replaced = New device
factor_reason-suspected = Somebody else may hold it
factor_reason-mistake = Set up by mistake
told-second-factor-rules = Saved. Whoever has none sets it up before going on.
told-second-factor-reset = The second factor is reset, and they are signed out everywhere.
told-unlinked = The account is unlinked.

## Staff from a file
staff-import-title = Import staff from a file
staff-import-file = Choose a file
staff-import-hint = A CSV file whose first line names the columns, at most { $count } rows, in UTF-8 or GB18030. Whoever has the sign-in name of a row is changed by it; who is as the row says is left alone.
staff-import-example = login,name,institution,roles,active
    zhang.min,Zhang Min,CC,handler;approver@B1,yes
    li.lei,Li Lei,HQ,auditor,yes
staff-import-choose = CSV file
staff-import-check = Look first
staff-import-count = { $fate }: { $count }
staff-import-line = Line
staff-import-fate = Result
staff-import-password = One-time password
staff-import-apply = Import
staff-import-apply-hint = The rows that can be used go in together; the others are left out. Whoever is changed signs in anew.
staff-import-passwords = Make one-time passwords for new staff (replaced at the first sign-in)
staff-import-passwords-made = One-time passwords are shown once. Tell each person theirs now.
staff-import-done = Imported.
staff-import-other = Another file
staff_fate-entered = New
staff_fate-changed = Changed
staff_fate-as_before = As before
staff_fate-rejected = Cannot be used
error-table_header = The first line must name the columns
error-table_encoding = The file must be UTF-8 or GB18030
error-table_long = At most 500 rows in a file; split it
error-table_empty = There is nothing below the names of the columns
error-table_columns = These columns are needed: login, name, institution
error-row_unreadable = The row has the wrong number of columns, or a quote is not closed
error-row_twice = A row above has the same sign-in name
error-yes_or_no = “active” is yes or no
error-beyond_reach = This lies beyond what you administer

## Loading rules
rules-title = Load legal clocks or a calendar
rules-intro = See what a file changes on the open cases, then decide whether to apply it. A job computes the dates anew and tells whose they are.
rules-what = What the file holds
rules-what-calendar = A calendar (holidays and make-up days)
rules-what-regime = Legal clocks
rules-file = File (.toml, in the form of those that ship)
rules-look = See what changes
rules-file-missing = Choose a file
rules-file-long = A file has at most 256 KB
rules-file-encoding = The file must be UTF-8
rules-file-wrong = The file cannot be used: { $reason }
rules-version = { $id } version { $version } is in use with another content. Give what you change a higher version
rules-not-yours = Legal clocks and calendars concern the whole institution; an administrator of the head office loads them
rules-calendar = Calendar { $id }: { $years }
rules-regime = Legal clocks { $id }, version { $version }
rules-known = The same file was applied before; there is nothing to apply.
rules-looked-all = { $count ->
    [one] Looked at the one open case
   *[other] Looked at all { $shown } open cases
}
rules-looked-some = { $count ->
   *[other] There are very many open cases; looked at the newest { $shown }
}
rules-changed = { $count ->
    [0] No date changes
    [one] { $shown } date changes
   *[other] { $shown } dates change
}
rules-earlier = { $count ->
   *[other] Earlier: { $shown }
}
rules-later = { $count ->
   *[other] Later: { $shown }
}
rules-settled = { $count ->
   *[other] Provisional dates settled: { $shown }
}
rules-first = What changes (the first 50)
rules-case = Case
rules-kind = Kind
rules-before = Date now
rules-after = Date then
rules-type = Number of dates that change
rules-type-hint = This cannot be undone. Type the number above to show that you have seen it.
rules-changed-wrong = This is not the number above; check it and type it again
rules-apply = Apply
told-rules = Applied. A job computes the dates anew.

# Keys
admin-keys = Keys
vault-title = Keys of personal data
vault-what = Each person’s data is sealed under that person’s key, and the keys below wrap those keys. They are in the key file, not in the database; back the two up apart.
vault-generation = Generation in use
vault-cipher = Sealed with
vault-hasher = Digests
vault-older = Older generations still kept
vault-older-none = None
vault-rotation = Progress
vault-signing = Key that signs the record
vault-signing-where = Its public half is on the page of proofs
vault-rotate-title = Begin new keys
vault-rotate-what = The keys of at most { $persons } persons are wrapped anew, and the tags they are found by are made anew. Work goes on meanwhile. It runs as a job and goes on where it was interrupted. It cannot be undone.
vault-next = Number of the new generation
vault-next-hint = Type { $generation } to say that you have read this.
vault-rotate = Begin new keys
vault-go-on-title = Look once more
vault-go-on-what = Wraps anew what still rests on older keys. What is done already stays as it is.
vault-go-on = Look once more
vault-retire-title = Take the older keys away
vault-retire-what = The older keys leave the key file for good. A backup of persons’ keys from before opens only with them: keep the key file of that time for as long as such backups are kept. Refused while a person’s key still rests on them.
vault-gone = Number of the older generation
vault-gone-hint = Type { $generations } to say that you have read this.
vault-retire = Take the older keys away
vault-number-wrong = This is not the number above; check it and type it again
vault-import = An import is under way; begin new keys once it is over
vault-in-use = Keys of persons or their tags still rest on the older keys; wait until the job is done
vault-no-older = There are no older keys
vault-shared = Several nodes may share the database. Stop all of them, then begin new keys with the command huiyin vault rotate.
vault-not-kept = The new keys cannot be written to the key file: { $reason }
vault-not-yours = The keys are everybody’s; an administrator of the whole installation renews them.
told-keys_begun = New keys are in use; a job takes person by person over to them.
told-keys_retired = The older keys are gone.
job_kind-rotate_keys = Take persons over to new keys
job_count-keys = { $count } persons’ keys wrapped anew
job_count-tags = { $count } tags made anew
