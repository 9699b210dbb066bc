# The portal's English words. Plain words first: what a person at a small firm would say.

brand = Comity
skip = Skip to the content
sample-mark = Sample data: the firms, people and answers on this page are invented.
none-sign = –
days-old = { $count ->
    [one] one day old
   *[other] { $count } days old
}
days-ago = { $count ->
    [0] today
    [one] one day ago
   *[other] { $count } days ago
}
crumbs-label = You are here
pages-label = Pages
pages-first = First page
pages-next = Next page
problems-title = { $count ->
    [one] One thing needs your attention
   *[other] { $count } things need your attention
}

nav-label = Main
nav-label-small = Main, small screens
nav-menu = Menu
nav-ship = Ship
nav-classify = Classify
nav-compare = Compare
nav-screen = Screen
nav-law = Law
nav-catalogue = Catalogue
nav-records = Records
nav-sign-in = Sign in

foot-advice = No legal advice: the authority’s word counts.
foot-law = The law that answers

## Outcomes and truth

outcome-prohibited = Prohibited
outcome-licence-required = Licence required
outcome-other-authority = Other authority
outcome-undetermined = Not settled
outcome-authorised = Authorised
outcome-no-licence-required = No licence required
verdict-prohibited = At least one law forbids this. Do not ship.
verdict-licence-required = You need a licence before this can go. Below: from whom, why, and what could spare you one.
verdict-other-authority = Another authority decides about this. Ask it before you ship.
verdict-undetermined = It cannot be said yet. Answer the questions that are still open; the most telling come first.
verdict-authorised = It may go under a general authorisation, as long as you keep its conditions.
verdict-no-licence-required = No law that was looked at requires a licence, if what is assumed below is right.
truth-yes = Yes
truth-no = No
truth-unknown = Not known

## Values that the law's vocabulary names

activity-export = Export
activity-reexport = Re-export
activity-transfer = Transfer inside one country
activity-transit = Transit
activity-brokering = Brokering
activity-technical-assistance = Technical assistance
activity-intangible-transfer = Transfer of software or technology
activity-deemed-export = Release to a foreign person
role-exporter = Exporter
role-consignee = Consignee
role-intermediate = Intermediate
role-end-user = End-user
role-broker = Broker
role-freight-forwarder = Freight forwarder
role-bank = Bank
role-analyst = Analyst
role-approver = Approver
role-administrator = Administrator
role-auditor = Auditor
role-licensing-officer = Licensing officer
kind-reach = does this law apply?
kind-hand-off = another authority
kind-requirement = requirement
kind-exclusion = exclusion
kind-prohibition = prohibition
kind-authorisation = authorisation
kind-restriction = restriction
kind-duty = duty
gap-modelled = looked at
gap-partial = looked at in part
gap-not-modelled = not looked at
gap-unverified = not checked against its text
gap-untranslated = not translated
gap-not-covered = not covered on this day
gap-not-loaded = not loaded
gap-unused = not used
part-europe = Europe
part-asia = Asia
part-africa = Africa
part-americas = Americas
part-oceania = Oceania
part-antarctic = Antarctic
part-elsewhere = Elsewhere
relation-equal = Equal
relation-narrower = Narrower
relation-broader = Broader
relation-overlapping = Overlapping
relation-disjoint = Apart
relation-untranslated = Cannot be told
relation-only = Only one has it
relation-only-a = Only the first
relation-only-b = Only the second
relation-words-equal = Both control the same items.
relation-words-narrower = The first controls less: all that it controls, the second controls too.
relation-words-broader = The first controls more: all that the second controls, it controls too.
relation-words-overlapping = Each controls items that the other does not.
relation-words-disjoint = No item is controlled by both.
relation-words-untranslated = Part of the wording is not translated into figures, or it measures by another standard: no relation is claimed.
relation-words-only = The other list has no counterpart.
witness-a = Only the first controls
witness-b = Only the second controls
witness-both = Both control
change-tightened = Tightened
change-relaxed = Relaxed
change-shifted = Shifted
change-reworded = Reworded
change-new = New
change-gone = Gone
change-renumbered = Renumbered
change-added = Added
change-removed = Removed
change-changed = Changed
changed-control = a reason for control
changed-exception = an exception
changed-refer = a reference
changed-hand-off = a hand-off to another authority
reopened-new = A new hit
reopened-not-screened = Not screened yet
reopened-more = { $count } open, less alike than those that are kept
job-filling = being sent
job-queued = waits
job-running = under way
job-done = done
job-failed = failed
job-cancelled = cancelled
decided-same = It is the listed party
decided-other = It is somebody else
decided-unsure = It cannot be told yet
decided-reopened = It was decided, and is open again
detail-type = Kind
detail-country = Country
detail-born = Born
detail-ids = Numbers
detail-programs = Programmes
detail-aliases = Other names
item-hs = Tariff number
item-origin = Made in
item-unit-value = Worth
item-revision = Revision
provision-status-reserved = This number is reserved: it controls nothing.
provision-status-not-in-force = It is not in force today.
provision-status-not-used = This number is not used here.
action-session-begun = signed in
action-session-ended = signed out
action-determination-kept = kept an answer
action-determination-viewed = looked at an answer
action-determination-printed = printed an answer
action-determination-replayed = verified an answer
action-determination-changed = found that an answer would come out otherwise today
action-determination-undecided = found that an answer cannot be decided today
action-determination-stands = found that an answer comes out as it was again
action-determination-expired = removed an answer past its time
action-determinations-exported = fetched the records
action-receipt-viewed = fetched a receipt
action-item-created = added an item
action-item-changed = changed an item
action-item-removed = removed an item
action-item-classified = decided a code
action-classification-reviewed = reviewed a code
action-party-created = added a party
action-party-changed = changed a party
action-party-removed = removed a party
action-party-screened = screened a party
action-hit-decided = decided about a hit
action-job-created = started a job
action-job-cancelled = cancelled a job
action-job-cleared = cleared a job
action-token-created = made a token
action-token-revoked = revoked a token
action-member-set = set a member’s role
action-member-removed = removed a member
action-webhook-created = added a webhook
action-webhook-removed = removed a webhook
action-organisation-created = made the organisation
action-organisation-renamed = renamed the organisation
action-audit-exported = fetched the audit trail

## Start

start-title = Can it go, and what does it need?
start-lead = Comity reads the export-control law of several jurisdictions at once, answers for your shipment, and shows the paragraph behind every line.
start-ship = Item, from, to, parties, use: one answer from every law, with the licence or the authorisation that spares it, and what is still missing.
start-classify = Describe it, or give its figures. See where it stands in every list, and what would tell.
start-compare = Two lists side by side: what one controls and the other does not, with an item that proves it.
start-screen = A name in any script against the sanctions and denial lists that you imported, explained word by word.
start-waiting = { $count ->
    [one] Hits of one of your parties wait for a decision.
   *[other] Hits of { $count } of your parties wait for a decision.
}
start-inbox = Look at them
start-changed = { $count ->
    [one] One kept answer would come out otherwise today, or cannot be decided.
   *[other] { $count } kept answers would come out otherwise today, or cannot be decided.
}
start-changed-link = See which
start-trust = What you can rely on
start-law = Law
start-law-words = Every answer names the rules and editions it rests on, and the law it did not look at.
start-law-link = What is loaded
start-lists = Lists
start-parties = { $count ->
    [0] No list of parties is imported yet.
    [one] One list of parties is in use.
   *[other] { $count } lists of parties are in use.
}
start-unknown = What nobody said
start-unknown-words = A missing fact never becomes “no licence required”. The answer says what is missing, and what it presumes for you to confirm.

## Can I ship it?

ship-title = Can I ship it?
ship-lead = Fill in what you know and leave out what you don’t: the answer asks for what matters.
ship-change = Change the question
ship-form = Your shipment
ship-form-again = The question
ship-item = Item { $number }
ship-codes = Its code in each list
ship-codes-hint = A code, “not-listed” once you have checked that it is on no entry, or nothing if you don’t know.
ship-codes-link = What is it?
ship-characteristics = No code? Give its figures
ship-use = What it is for
ship-parties = Who is involved
ship-parties-hint = Every party is screened against the lists in use.
ship-party = Party { $number }
ship-facts = Further facts
ship-answers-hint = What you answered so far. An answer that you empty is taken back; one about a party or an item lapses when its name or description changes.
ship-parties-left-out = The parties were left out, for names do not go into addresses. Name them before you rely on this answer.
ship-add-item = Add an item
ship-add-party = Add a party
ship-submit = Can I ship it?
field-activity = What is done
field-from = From
field-to = To
field-region = Region with rules of its own
field-date = On
field-value = Worth, such as 10000 USD
field-own = From your catalogue
field-description = What is it?
field-origin = Made in
field-hs = Tariff number (HS)
field-item-value = Worth of this item
field-characteristics = Characteristics
field-characteristics-hint = One a line, such as: resolution = 12 bit
field-military = Is any of it for a military use or a military user?
field-weapons = Is any of it for nuclear, chemical or biological weapons, or missiles?
field-role = Role
field-name = Name
field-country = Country
field-facts = Facts by their name
field-facts-hint = One a line, such as: shipment.temporary = true

asked = { $items }: { $activity }, from { $from } to { $to }, on { $date }
asked-item = An item
derived-used = { $list }: { $codes }, proved by its characteristics and used
derived-not-listed = { $list }: on no entry, proved by its characteristics and used
derived-proposed = { $list }: perhaps { $codes }. Confirm by entering the code.
screened-none = no listed party is alike, other than those that somebody decided not to be this party.
screened-nowhere = not searched: no list of parties is in use for that day.
screened-hits = may be { $hits }.
screened-not = Not searched: { $lists }.
answer-derived = Codes from the characteristics
answer-screened = Parties screened
answer-screened-look = Look at the hits
answer-authority = Who decides: { $authority }
answer-open = Depending on what is missing, this ranges from
answer-open-to = to
answer-grounds = Why
answer-possible-grounds = What could still apply
answer-policy = How applications are looked at:
answer-lifted = Lifted by { $names }
answer-depends = Depends on { $facts }
answer-unverified = Not checked against the official text:
way-available = { $count ->
    [one] One authorisation is open to you
   *[other] { $count } authorisations are open to you
}
way-conditional = { $count ->
    [one] One authorisation may be open, once facts are given
   *[other] { $count } authorisations may be open, once facts are given
}
way-unavailable = { $count ->
    [one] One authorisation is closed, by these tests
   *[other] { $count } authorisations are closed, by these tests
}
way-open-tests = { $count ->
    [one] one fact decides
   *[other] { $count } facts decide
}
way-missing = To use it, this must hold and was not said:
way-others = { $count ->
    [one] One more, for which more is missing
   *[other] { $count } more, for which more is missing
}
answer-closed = { $count ->
    [one] One more authorisation was asked and is closed by several tests.
   *[other] { $count } more authorisations were asked and are closed by several tests.
}
answer-duties = What to do
answer-duty-open = if a missing fact says so
answer-assuming = { $count ->
    [one] One statement to confirm
   *[other] { $count } statements to confirm
}
answer-assuming-words = Nothing was said about these. The answer rests on them: if one is wrong, say so.
answer-gaps = { $count ->
    [one] One instrument was not looked at in full
   *[other] { $count } instruments were not looked at in full
}
answer-why = { $count ->
    [one] How it came about: one rule
   *[other] How it came about: { $count } rules
}
answer-elsewhere = Law that is not loaded
answer-print = Print
answer-keep = Keep this answer
answer-kept = Kept: see the record
answer-whole = Show every rule that was asked

missing-title = What is missing
missing-words = First what decides whether a licence is needed at all, then what may spare you one.
missing-settles = { $count ->
    [one] Settles one open rule ({ $names })
   *[other] Settles { $count } open rules ({ $names })
}
missing-elsewhere = Answer it here
missing-any = Yes if it is any of these, no only if it is none of them.
missing-submit = Ask again with these answers
choice-yes = Yes
choice-no = No
choice-unknown = I don’t know
choice-none = No region
choice-any = All

receipt-title = Receipt
receipt-words = The digest of question, law and answer. With it anybody can prove that the same law gives the same answer.
receipt-none = This answer has no receipt.
receipt-parts = { $count ->
    [one] One part of the law
   *[other] { $count } parts of the law
}
receipt-parts-label = Parts of the law that the answer rests on
receipt-engine = Engine
receipt-input = Question
receipt-result = Answer
receipt-law = Whole law
receipt-part = Part
receipt-edition = Edition
receipt-checked = Compared

map-title = And to anywhere else?
map-about = The same items from { $from } on { $date }, each to an ordinary recipient.
map-words = Every tile is a country. Choose one to ask for it; names of parties are left out and have to be given again.
map-here = you ship from here
map-legend = Outcomes
map-count = { $count ->
    [one] one country
   *[other] { $count } countries
}

## What a criterion asks

asks-nothing = nothing
asks-never = nothing can meet it
asks-not = not: { $what }
asks-and = and
asks-or = or
asks-semicolon = ;
asks-at-least = at least { $count } of: { $what }
asks-equal = { $what } is { $number }
asks-not-equal = { $what } is not { $number }
asks-less = { $what } is less than { $number }
asks-at-most = { $what } is { $number } or less
asks-greater = { $what } is more than { $number }
asks-or-more = { $what } is { $number } or more
asks-terms = { $what }: { $terms }
asks-words = what the official wording says beside figures
asks-meets = meets { $codes }
asks-untranslated = not translated: { $why }

## What is it?

classify-title = What is it?
classify-lead = Describe the item in your own words, give its figures, or both. It is held against every list at once.
classify-form = The item
classify-description = Description
classify-description-hint = Such as: fibre laser, 1064 nm, 20 W
classify-submit = Where does it stand?
classify-next = Next question
classify-settles = { $count ->
    [one] Helps to settle one provision.
   *[other] Helps to settle { $count } provisions.
}
classify-answer = Answer
classify-skip = I don’t know
classify-choose = Choose
classify-met = Proved
classify-may = Possible; what would tell
classify-near = { $count ->
    [one] Missed by little: one provision
   *[other] Missed by little: { $count } provisions
}
classify-proposed = To look at, by the words used
classify-not-listed = On no provision, proved
classify-nothing = Nothing found in this list with what is known.
classify-score = fits { $score } %
classify-edition = edition { $edition }; { $percent } % of its figures are read
classify-more-questions = { $count ->
    [one] and one more question
   *[other] and { $count } more questions
}
hint-number = A number
hint-unit = Such as: 10 { $unit }
hint-cas = Such as: 50-00-0
classify-decide = Decide
classify-decide-words = A person decides. The reasons are kept with the item, with the edition of the list.
classify-reference = Your reference
classify-code = Code
classify-reasons = Reasons
classify-no-entry = { $list }: on no entry
classify-keep = Keep the decision
classify-how = How it works
classify-how-1 = Words propose entries to look at. A proposal is never an answer.
classify-how-2 = Figures prove: a provision is met only where every condition on its way is.
classify-how-3 = Where figures are missing, the question that tells most comes first.

## Where do the laws differ?

compare-title = Where do the laws differ?
compare-lead = Two lists, paragraph by paragraph: equal, narrower, broader or overlapping, with an item that proves it.
compare-a = First list
compare-b = Second list
compare-submit = Compare
compare-heading = { $a } seen from { $b }
compare-editions = Editions { $a } and { $b }
compare-table = The figures as a table
compare-part = Category { $part }
compare-apart = { $share } ({ $least } to { $most })
relation-differs = All that differ
compare-category = Part
compare-divergence = Apart by
compare-pairs = { $count ->
    [one] One pair
   *[other] { $count } pairs
}
compare-relation = Relation
compare-code = Code begins with
compare-filter = Filter
compare-words-tell = no figure: the wording tells
compare-none = No pair fits this filter.
compare-witness = An item that shows it
compare-histories = One list over time
compare-histories-words = What got tighter, what was relaxed, what is new from one edition to the next.
pair-a = First list
pair-b = Second list
pair-ancestors = The paragraphs above them:
pair-regions = What is controlled, drawn
pair-regions-words = A region that reaches the edge has no limit that way.
pair-witness = an item that shows the difference
pair-witnesses = Items that show it
pair-witnesses-none = No item is needed, or none can be given.
pair-basis = What this rests on
editions-title = { $list } over time
editions-lead = Choose two neighbouring editions to see what changed between them.
editions-timeline = Editions
editions-between = From { $from } to { $to }
editions-change = Change
editions-before = Before
editions-after = After
editions-none = No changes of this kind.

## Who is it?

screen-title = Who is it?
screen-lead = A name in any script. Spelling, order, aliases, date of birth, country and numbers count; every hit says why.
screen-one = One name
screen-inbox = To decide
screen-inbox-words = Hits of the parties that you keep which nobody has decided, or whose decision was overtaken by a list, by what is said of the party, or by time. Your parties are screened anew when a list changes.
screen-inbox-none = Nothing waits.
screen-party = Our party
screen-listed = Listed party
screen-list = List
screen-reason = Why it waits
screen-since = Since
screen-form = The party
screen-name = Name
screen-name-hint = As it is written; a second script helps
screen-kind = Kind
screen-born = Born, as 1970-01-31 or 1970
screen-identifier = Numbers
screen-identifier-hint = Passport, tax, IMO; semicolons between
screen-threshold = Show hits from
screen-threshold-hint = 0 shows all that is alike. It can be no higher than where a hit on a party of a shipment counts: none of those is hidden here.
screen-submit = Screen
screen-file = A whole file
screen-file-label = CSV, XLSX, JSON Lines, or one name a line
screen-file-hint = Columns are recognised by their names: name, country, date of birth, type, number, id
screen-files = Screened lately
screen-file-parties = { $count ->
    [one] one party
   *[other] { $count } parties
}
screen-file-none = Choose a file.
screen-file-too-large = The file is larger than is taken: 8 MB. Send it in parts, or as a job of the API.
screen-file-no-name = No column is called a name. Call one Name, or send one name a line.
screen-file-title = File of { $at }
screen-file-progress = { $done } of { $total } looked at
screen-file-refresh = Look again
screen-file-wait = It goes on by itself; you can leave this page and come back.
screen-file-failed = It could not be screened: { $why }
screen-file-with = { $count ->
    [0] No party with a hit
    [one] One party with a hit
   *[other] { $count } parties with a hit
}
screen-file-without = { $count ->
    [one] One party without a hit, in the editions in use then.
   *[other] { $count } parties without a hit, in the editions in use then.
}
screen-file-refused = { $count ->
    [one] One line could not be screened
   *[other] { $count } lines could not be screened
}
screen-file-line = Line
screen-file-why = Why not
screen-file-best = Most alike
screen-file-hits = Hits
screen-file-standing = Stands
screen-file-cut = The file is long: this page shows what its first hundred thousand lines gave. The CSV has all.
screen-file-csv = Fetch as CSV
standing-open = open
standing-unsure = left open
standing-confirmed = decided: the listed party
standing-reopened = open again
screen-keep = Keep this party
screen-keep-words = It is screened again when a list changes, and new hits wait for you.
screen-decide-record = This hit is no longer in the lists in use.
screen-decide-day = A day after today
screen-file-submit = Screen the file
screen-hits = { $count ->
    [0] No hit
    [one] One hit
   *[other] { $count } hits
}
screen-no-hits = Nothing from that score on, in the editions below. Other lists were not searched.
screen-more = There are more hits than these, the most alike. Say more of the party, or screen it as part of a file.
screen-score = How alike
screen-matched = Listed also as
screen-until = It holds until { $day }.
screen-why = Why
screen-decide = Decide
screen-same = Is it the listed party?
screen-decide-why = Why
screen-decide-evidence = Evidence
screen-decide-expires = Holds until
screen-decide-submit = Keep the decision
screen-searched = Searched
screen-in-use = Lists in use
screen-no-lists = No list of parties is imported. Nothing can be ruled out until one is.
screen-set = List
screen-parties = Parties
screen-names = Names
kind-any = Any
kind-person = Person
kind-entity = Organisation
kind-vessel = Ship
kind-aircraft = Aircraft

screen-threshold-wrong = A number from 0 to { $highest }
match-same = { $asked }: the same word
match-like = { $asked }, listed as { $listed }: { $how }, alike by { $percent } %
match-unmatched = { $asked }: not in the listed name
match-missing = { $listed }: only in the listed name
match-number = Number { $listed }: the same
match-birth = Born { $listed }, by the list
match-country = Country { $listed }, by the list
match-type = Listed as another kind of party
match-weak = The list itself calls this name weak

## My catalogue

catalogue-title = My catalogue
catalogue-lead = Your items, what each is in every list, and what a change of law did to them.
catalogue-changed = { $count ->
    [one] The law changed for one item since its code was decided. Look at it again.
   *[other] The law changed for { $count } items since their codes were decided. Look at them again.
}
catalogue-law-changed = The law changed since: { $codes }
catalogue-law-unknown = Whether the law changed is not known: { $codes }
catalogue-changed-look = Show them
catalogue-query = Your reference
catalogue-filter = Show
catalogue-filter-all = All items
catalogue-filter-open = Without a code
catalogue-filter-changed = To look at again: the law changed
catalogue-filter-unknown = To look at again: not known whether it did
catalogue-none-here = None on this page.
catalogue-none = No items yet. Import a file, or keep the result of “What is it?”.
catalogue-reference = Reference
catalogue-description = Item
catalogue-decided = Decided
catalogue-no-code = open
catalogue-import = Import items
catalogue-import-words = A CSV or XLSX file with a line an item. The first line names the columns: reference, description, HS code, origin, a column for each list (ECCN, EU code), and the day on which it was decided. You see what was recognised before anything is kept.
catalogue-file = File
catalogue-import-submit = Import
import-title = Look before you keep it
import-lead = Nothing is stored yet. See what was recognised, and what could not be used.
import-done = Imported
import-created = { $count ->
    [one] One new item.
   *[other] { $count } new items.
}
import-changed = { $count ->
    [one] One was changed.
   *[other] { $count } were changed.
}
import-unchanged = { $count ->
    [one] Of one the file said nothing new.
   *[other] Of { $count } the file said nothing new.
}
import-classified = { $count ->
    [one] One code was recorded.
   *[other] { $count } codes were recorded.
}
import-usable = { $count ->
    [one] One row can be taken over
   *[other] { $count } rows can be taken over
}
import-left-out = The rows with a fault are left out. Mend them in the file and send it again: what is there already stays as it is.
import-confirm = { $count ->
    [one] Take it over
   *[other] Take over { $count } rows
}
import-discard = Take over nothing
import-faults = { $count ->
    [one] One fault
   *[other] { $count } faults
}
import-more = { $count ->
    [one] One more is not shown.
   *[other] { $count } more are not shown.
}
import-unknown = { $count ->
    [one] One code that its list does not have
   *[other] { $count } codes that their lists do not have
}
import-unknown-words = They are taken over as they are written, so that nothing is lost. No law can be held against them until they are mended.
import-unknown-code = { $list } has no { $code }
import-unknown-near = Near it: { $code }
import-columns = Columns
import-column = Column
import-read-as = Read as
import-unread = not read
import-rows = The first rows
import-row = Row
import-wrong = What is wrong
import-remedy = What to do
import-no-file = Choose a CSV or XLSX file.
import-too-large = The file is larger than is taken: 8 MB. Send it in parts.
import-reason = Taken over from { $file }
import-reason-day = { $reasons } (decided { $day })
import-as-reasons = Reasons
import-as-decided = Day of the decision
import-as-decided-in = Day of the decision, { $list }
import-as-code = Code, { $list }
import-as-characteristic = Characteristic { $name }
since-changed = was decided by the edition of { $day }. Since then:
since-elsewhere = was decided by the edition of { $day }. Since then { $count ->
    [one] one provision that could take the item in is new or changed.
   *[other] { $count } provisions that could take the item in are new or changed.
}
since-no-list = stands in a list that is not loaded: what became of it is not known.
since-no-edition = was decided by an edition that is not loaded: whether it changed since is not known.
since-no-code = is no code that this list has: what became of it is not known.
since-was = (it was { $code })
since-more = { $count ->
    [one] One more change is not shown.
   *[other] { $count } more changes are not shown.
}
since-history = Its history
since-editions = The list over time
item-facts = About it
item-characteristics = Characteristics
item-classifications = What it is, and who decided
item-classifications-none = No code was decided yet.
item-superseded = replaced
item-rejected = rejected: not used
item-review = Review
item-review-question = Does it hold?
review-confirmed = It holds
review-rejected = It does not
item-determinations = Latest answers

## Records

records-title = Records
records-lead = Every answer that was kept, with its receipt, for as long as the law asks.
records-since = From day
records-until = To day
records-to = Destination
records-outcome = Outcome
records-standing = Today
records-standing-changed = Would come out otherwise
records-standing-same = Nothing else known
records-standing-undecided = Cannot be decided today
records-none = No records yet, or none that fits.
records-id = Answer
records-date = For
records-route = From, to
records-by = Asked by
records-keep = Kept until
records-export = Fetch as CSV
record-asked = Asked by { $name }, { $at }.
record-keep = Kept until { $day }.
record-verify = Verify the receipt
record-receipt = Fetch the receipt
record-again = Ask again today
record-again-not = This question cannot be asked again from here: the form has no place for { $what }. Fetch the receipt: the transaction stands in it.
record-changed-title = Today this would come out otherwise
record-undecided-title = This cannot be decided today
record-changed-words = Found on { $at }, for the day of the shipment. The answer below is as it was kept.
record-undecided-words = By the law that is loaded now, the question has faults. Ask it again, and mend them.
record-changed-law = The law that is loaded is not the one that it was decided by.
record-changed-lists = Lists of parties were renewed.
record-changed-engine = The program is another version.
record-changed-whose = Whose law
record-changed-parties = Parties
record-changed-was = Was
record-changed-now = Today
record-changed-none = None
record-changed-available = available
record-changed-conditional = under conditions
record-changed-unavailable = not available
record-changed-gone = No longer
record-changed-new = New
record-sound = Verified: the same law gives the same answer, to the last byte.
record-unsound = Not verified: the answer that comes out now differs.
record-print = Fetch as PDF
record-other-law = The law that is loaded is not the law under which this was answered, so how it came about cannot be shown again. Verify the receipt to see in what the two differ.
record-other-answer = The law is the same, but another version of the program gave this answer, and what comes out now differs. Verify the receipt to see in what.
record-no-reasons = How it came about can only be shown from a receipt with its question.
record-kept-because = Why it is kept so long
keep-law = { $who }, { $citation }: { $years ->
    [one] one year
   *[other] { $years } years
} from { $moment }, so until { $day }.
keep-law-from = Counted from { $day }: the event itself is not known here, and may be later.
keep-own = Until { $day } by the setting of whoever runs the server; where nothing is set, that is the longest time that any law loaded asks for.
keep-law-longer = The law that is loaded now asks for longer than { $day }, which was set when this was kept: do not let it be removed then.
keep-unverified = Not checked against the official text: { $why }.

## On paper

print-title = Determination
print-organisation = Organisation
print-by = Asked by
print-at = Asked on
print-day = For the day
print-record = Record
print-kept = Kept until
print-question = The question as it was asked
print-question-none = The question is not in the file that was printed, which holds the answer alone.
print-lists-none = No list of parties was searched: nobody is ruled out.
print-look = Somebody has to look at this.
print-hits = Listed parties that a party is, or may be
print-hit = { $party } may be { $listed }, alike by { $percent } %
print-hit-open = No decision about this stands.
print-unverified = Not checked against the official text, and the answer rests on it: { $names }
print-verify = Save the receipt as a file beside this paper. Whoever has the same law and program proves by this command that the same answer comes out, to the last byte:
print-digest = SHA-256
print-why = How it came about
print-clauses-left = { $count ->
    [one] One more clause was asked and is not printed; the record shows it.
   *[other] { $count } more clauses were asked and are not printed; the record shows them.
}
print-page = Page { $page } of { $pages }
print-no-glyph = Some characters have no glyph in the fonts at hand. Each stands here by its Unicode code point, on a coloured ground: what is meant is the character, not these letters.

## Law

law-title = Law
law-lead = What is loaded, how old it is, and what it does not cover.
law-search = Find a provision
law-query = Code or words
law-in-list = In
law-search-submit = Find
law-found = { $count ->
    [0] Nothing found
    [one] One provision
   *[other] { $count } provisions
}
law-found-more = (there are more: narrow the search)
law-found-none = No provision has this code or these words. Titles here are our own; the official wording may differ.
law-provision = Provision
law-provision-title = Title
law-asks = What it asks
law-lists = Lists
law-list = List
law-edition = Edition
law-age = Compared
law-entries = Entries
law-provisions = Provisions
law-untranslated = Not translated
law-read = Figures read
law-official = Official text
law-official-fetched = fetched { $day }
law-official-none = not fetched
law-rules = { $count ->
    [one] One rule.
   *[other] { $count } rules.
}
law-groups = { $count ->
    [one] One group of countries.
   *[other] { $count } groups of countries.
}
law-facts = { $count ->
    [one] One fact can be stated.
   *[other] { $count } facts can be stated.
}
law-digest = Digest of the whole:
law-coverage = What is covered
law-coverage-words = By jurisdiction and instrument. Every answer repeats what could matter to it.
law-instruments = { $count ->
    [one] One instrument
   *[other] { $count } instruments
}
coverage-modelled = { $count } looked at
coverage-partial = { $count } in part
coverage-not-modelled = { $count } not
list-entries = { $count ->
    [one] one entry
   *[other] { $count } entries
}
list-group = Group { $group }
list-facts = The list
list-editions = Editions
list-edition-diff = what changed
provision-edition = edition { $edition }, compared with its source { $checked }
provision-asks = What it asks
provision-asks-nothing = It asks nothing of its own: the provisions below it do.
provision-asks-words = All of these must hold, from the top down.
provision-untranslated = in part not translated
provision-official = Official text
provision-official-none = The official text is not fetched here.
provision-drifted = The official text no longer reads as the law that is loaded.
provision-fetched = Fetched { $day }
provision-source = The official source
provision-below = Below it
provision-below-all = Below it, all to be met
provision-controls = Why it is controlled
provision-reason = Reason
provision-scope = For
provision-where = By
provision-whole = the whole entry
provision-exceptions = Exceptions that the entry allows
provision-exception = Exception
provision-amount = Up to
provision-counterparts = In other lists
provision-refers = It refers to
provision-history = History
provision-in-force = As it reads, by the law that is loaded
history-first = in the first edition that is loaded
history-absent = not in it
history-same = the same
history-not-loaded = cannot be held against the edition before

## People

sign-in-title = Sign in
sign-in-email = E-mail address
sign-in-password = Password
sign-in-submit = Sign in
sign-in-with = Sign in with { $name }
sign-in-without = Without signing in you can still ask:
sign-in-wrong = Address or password is wrong.
sign-in-slow = Too many attempts. Wait a few minutes, then try again.
sign-in-unfinished = Signing in was not finished: it took too long, or was begun again in another window. Try once more.
sign-in-declined = { $name } did not let you in. If that was not your choice, ask whoever looks after your account there.
sign-in-not-proved = What { $name } answered could not be verified, so nobody was signed in. Try once more; if it stays so, tell whoever runs this server.
sign-in-unreachable = { $name } cannot be reached at the moment. Try again in a minute, or sign in with your password if you have one.
sign-in-no-member = { $name } knows you, but you are not a member of any organisation here. Ask an administrator of your organisation to add the e-mail address that { $name } has of you, then sign in again.
account-title = Account
account-organisation = Organisation
account-organisations = Act for another organisation
account-role = Role
account-switch = Switch
account-sign-out = Sign out
account-password = Change the password
account-password-current = Password now
account-password-new = New password
account-password-hint = At least 8 characters; 15 or more are better
account-password-submit = Change it
account-password-changed = The password was changed. You are signed out everywhere else.
account-sessions = Where you are signed in
account-session = Since { $began }, last seen { $seen }
account-session-end = Sign out everywhere else
account-password-same = This is the password that you were given: choose another one.
first-password-title = Choose your own password
first-password-words = The password of { $email } was made by somebody else, who may still know it. Everything else comes after you have chosen your own.
first-password-current = Password that you were given
account-password-wrong = This is not the password.
members-title = Members
members-name = Name
members-actions = Actions
members-this = you
members-disabled = closed
members-role-of = Role of { $name }
members-change = Change
members-remove = Remove
members-add = Add a member
members-add-submit = Add
members-secret = The first password, shown only now:
tokens-title = Tokens
tokens-none = No tokens yet. A token lets a program ask in your name.
tokens-secret = The token, shown only now:
tokens-name = Name
tokens-name-hint = What uses it, such as: ERP
tokens-scopes = May
tokens-made = Made
tokens-expires = Last day
tokens-expires-hint = A token always expires
tokens-used = Last used
tokens-never = never
tokens-revoke = Revoke
tokens-revoke-named = Revoke { $name }
tokens-revoked = revoked
tokens-add = Make a token
tokens-add-submit = Make it
webhooks-title = Webhooks
webhooks-none = No webhooks yet. A webhook tells another system when something changes here.
webhooks-secret = The secret by which the receiver checks signatures (Standard Webhooks), shown only now:
webhooks-url = Address
webhooks-url-hint = An https address that takes messages, such as https://erp.example.org/comity
webhooks-events = Told of
webhooks-events-wanted = Choose at least one thing to tell of.
webhooks-event = What
webhooks-add = Make a webhook
webhooks-add-submit = Make it
webhooks-remove-named = Remove the webhook to { $url }
webhooks-removed = removed
webhooks-deliveries = Messages
webhooks-state = How far it is
webhooks-attempts = { $count } tries
webhooks-again = Tried again at { $at }
event-determination-changed = kept determinations that would come out otherwise today
delivery-waiting = waiting
delivery-delivered = delivered
delivery-given-up = given up
scope-decide = decide
scope-screen = screen
scope-read = read what is stored
scope-write = change what is stored
scope-admin = manage members and tokens
audit-title = Audit trail
audit-words = Who saw and did what, the latest first. Rows are only ever added, and each carries the digest of the one before.
audit-sound = Every row agrees with the one before it.
audit-unsound = A row does not agree with the one before it: the trail was tampered with.
audit-number = No.
audit-at = When
audit-actor = Who
audit-action = Did
audit-object = To
audit-export = Fetch the whole trail

## When there is no page

error-404-title = There is no such page
error-404-words = The address may be mistyped, or what it led to is no longer there.
error-403-title = Not for your role
error-403-words = Your role in this organisation does not allow it. An administrator of the organisation can change that.
error-422-title = That cannot be used
error-422-words = Nothing of it was stored. This is what is wrong:
error-500-title = That went wrong
error-500-words = The fault is ours, and it is in the log. Nothing that you entered was stored. Try again.
error-429-title = Busy just now
error-429-words = As much work as this server takes on is under way. Try again in a few seconds.
error-503-title = The store cannot be reached
error-503-words = Deciding, classifying and comparing still work; what is stored is out of reach for the moment.
error-request = Number of the request:
error-home = To the start
