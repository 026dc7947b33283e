# A dispatcher's desk

desk-unknown-visit = the plan has no visit “{ $visit }”
desk-other-agency = visit { $visit } is not of this agency (it is made by team { $team })
desk-visit-outside = visit { $visit } is on { $date }, outside --from and --to
desk-visit-frozen = visit { $visit } ({ $date }) stands in a frozen tour, or in one that crosses --from or --to
desk-date-outside = { $date } is outside the days that may be changed, { $from } to { $to }
desk-other-team = team { $team } does not start from this agency's base
desk-two-dates = two dates for visit { $visit }
desk-two-teams = two teams for visit { $visit }
desk-drop-and-more = visit { $visit } is to be dropped and to be changed
desk-second-entry = { $visit } enters this enterprise already, outside the days that may be changed; the task could only join it
desk-all-frozen = the rules would allow it, but on no day that may be changed: what is left is frozen or crosses --from or --to
desk-window = task { $task } (program { $program }) may be drawn from { $from } to { $to }, not on { $date }
desk-day-off = { $date } is a day off

# The command
dispatch-set-syntax = --set "{ $found }": expected "VISIT date=YYYY-MM-DD", "VISIT team=TEAM" or both
dispatch-bad-date = { $found } is not a date; expected YYYY-MM-DD
dispatch-reversed = --from { $from } lies after --to { $to }
dispatch-unknown = the instance has no { $what } “{ $id }”
dispatch-unknown-near = the instance has no { $what } “{ $id }”; did you mean “{ $near }”?
dispatch-unknown-visit-near = the plan has no visit “{ $visit }”; did you mean “{ $near }”?
dispatch-freeze-unread = { $path }: cannot be read: { $message }
dispatch-freeze-unknown = { $path }, line { $line }: the plan has no visit or tour “{ $id }”; write one id a line
dispatch-price = --change-price { $found }: expected yuan from 0 to 1000000
dispatch-not-sound = the plan does not hold: { $violations } violations, the first { $rule }. Nothing is planned on from it; see onedoor verify.
dispatch-wish-date = { $visit } on { $date }
dispatch-wish-team = { $visit } by team { $team }
dispatch-wish-drop = without { $visit }
dispatch-wish-add = with task { $task }
dispatch-holds = holds
dispatch-refused = refused
dispatch-nothing-changed = A wish is refused, so nothing was changed and nothing written.
dispatch-nearest = The nearest team-days:
dispatch-near = { $team } { $dates }
dispatch-room = nothing is in the way there by itself; other wishes or deadlines of delivery are
dispatch-agency = agency
dispatch-span = days
dispatch-visits = visits of the agency
dispatch-wishes = wishes
dispatch-changes = changes
dispatch-counted = { $count } visits changed ({ $wished } as wished), { $retimed } at other minutes
dispatch-before = total before (yuan)
dispatch-after = total after (yuan)
dispatch-difference = difference (yuan)
dispatch-missing = required tasks left out
dispatch-list = Changed visits:
dispatch-kind-moved = moved
dispatch-kind-redrawn = other tasks or labs
dispatch-kind-retimed = other minutes
dispatch-kind-added = new
dispatch-kind-removed = removed
dispatch-digest = digest of the plan
dispatch-written = plan and pack written to { $path }
