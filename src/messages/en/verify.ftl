# verify: what the judge finds, and the summary of `onedoor verify`

verify-subject-plan = The plan
verify-subject-visit = Visit {$id}
verify-subject-tour = Tour {$id}
verify-subject-task = Task {$id}
verify-subject-team = Team {$id}
verify-subject-site = Enterprise {$id}
verify-subject-lab = Laboratory {$id}
verify-subject-row = Row {$id}

# reference
verify-format = format {$found} instead of {$expected}
verify-instance-name = made for the instance "{$found}", not for "{$expected}"
verify-digest = made for other data: digest {$found} instead of {$expected}
verify-unknown = { $what ->
        [site] no enterprise {$id}
        [team] no team {$id}
        [task] no task {$id}
        [lab] no agency {$id}
        [sampler] no sampler {$id}
        [place] no place {$id}
       *[visit] no visit {$id}
    } exists
verify-visit-empty = draws nothing
verify-teams-not-asked = the plan forms teams, but policy.form_teams does not ask for that
verify-foreign-base = none of its people is of agency {$agency}, from whose base it starts
verify-vehicles = agency {$agency} sends out {$found} teams on {$date} and has {$expected} vehicles
verify-wrong-site = task {$task} is drawn at {$expected}, not at {$found}
verify-id-twice = the id stands {$found} times, or is empty; it must stand once
verify-stop-elsewhere = visit {$visit} is of {$expected}, the day of {$found}
verify-stop-count = is a stop of {$found} tour days instead of exactly one
verify-unplanned-unknown = stands under "unplanned", but does not exist
verify-no-reason = stands under "unplanned" without a reason
verify-task-count = is planned {$planned} times and unplanned {$unplanned} times; one of the two, once, is right ({$row})

# dates
verify-approved = task {$task}: program {$program} has no approval dated {$date} or before
verify-window = task {$task} may be drawn in {$expected}, not on {$found}
verify-window-times = task {$task} may be drawn at {$expected} on that day, not at {$found}
verify-horizon = is on the road on {$found}, outside the horizon {$expected}
verify-workday-visit = {$date} is not a working day
verify-workday-tour = goes through {$date}, which is not a working day

# intervals
verify-six-month = task {$task} on {$date}: the same authority draws the same product on {$before} (task {$other}, visit {$visit}), less than {$months} months apart
verify-six-month-history = task {$task} on {$date}: the same authority drew the same product on {$before} ({$row})
verify-upper-first = task {$task} on {$date}: a higher level draws the same product on {$before} (task {$other}, visit {$visit}), less than {$months} months apart
verify-upper-first-history = task {$task} on {$date}: a higher level drew the same product on {$before} ({$row})
verify-ceiling = is entered {$found} times in {$year}, {$before} of them before the plan; at most {$expected} are allowed

# scopes
verify-scope-sample = no agency of team {$team} is entrusted with drawing task {$task}
verify-scope-test = {$lab} is not entrusted with testing task {$task}
verify-separation = {$lab} draws and tests task {$task}

# people
verify-two-samplers = has {$found} samplers; {$expected} are the least
verify-conflict-team = holds two members that must not be in one team ({$row})
verify-conflict-same-day = must be visited on the same days as {$other} ({$row})
verify-conflict-not-same-day = must not be visited on one day with {$other} ({$row})
verify-conflict-not-same-team = must not be visited by the team that visits {$other} ({$row})
verify-avoidance = somebody of the team, or a laboratory, has to keep away from {$site} ({$row})
verify-rotation = team {$team} holds the agency that came to {$site} last ({$row}), and policy.rotation asks for another
verify-suspended-team = is out on {$date} although an agency of it is suspended ({$row})
verify-suspended-lab = {$lab} is to test, but is suspended on {$date} ({$row})
verify-team-dates = does not exist on {$date}
verify-team-leave = is out on {$date} although {$sampler} is on leave
verify-team-twice = is on {$found} tours on {$date}
verify-team-shared = is out on {$date} with {$sampler}, who is out with team {$other}

# a day
verify-arrive = arrives at {$found}, after the work starts at {$expected}
verify-end = the work ends at {$expected}, not at {$found}
verify-hours-start = work starts at {$found}; {$site} is open {$expected} on {$date}
verify-hours-work = {$minutes} minutes of work from {$found} don't fit; {$site} is open {$expected} on {$date}
verify-no-way = {$date}: no way leads to {$to}
verify-leg-time = {$date}: the drive to {$to} takes {$expected} minutes, {$found} are left for it
verify-metres = {$date}: {$expected} metres are driven, not {$found}
verify-drive-minutes = {$date}: {$expected} minutes are driven, not {$found}
verify-day-start = {$date}: sets off at {$found}, before {$expected}
verify-day-end = {$date}: is back at {$found}, after {$expected}
verify-lunch-missing = {$date}: covers noon without a lunch
verify-lunch-window = {$date}: the lunch {$found} is not inside {$expected} and the day
verify-lunch-work = {$date}: the lunch at {$lunch} falls into the work of visit {$visit}
verify-drive = {$date}: {$found} minutes of driving, {$expected} are allowed

# tours
verify-tour-empty = has no day
verify-nights = has {$found} nights away; the team may have {$expected}
verify-tour-gap = {$found} follows where {$expected} should
verify-tour-jump = {$date} starts at {$found}, but the night was spent at {$expected}
verify-tour-start = {$date}: starts at {$found}, not at the base
verify-tour-end = {$date}: ends at {$found}, not at the base
verify-lodging = {$date}: the night at {$found} is not at a county or city seat

# loads
verify-vehicle = carries {$found}; the vehicle takes {$expected}
verify-cold-chain = task {$task} is cold-chain: it needs a cold vehicle and the team's own laboratory (team {$team}, laboratory {$lab})
verify-delivery-sent = task {$task} must be carried, but its laboratory {$lab} is not the team's own
verify-delivery-late = task {$task} is at the base {$found} minutes after the visit; {$expected} are allowed

# limits
verify-lab-capacity = {$found} batches of {$group} in {$month}; {$expected} are the most ({$row})
verify-quota-max = {$found} batches; {$expected} are the most
verify-escort = {$found} visits in {$region} on {$date}; officers can accompany {$expected}

# draw
verify-draw-planned = is planned, but is reserve number {$queue}
verify-draw-queue = its place among the reserves is {$expected}, not {$found}
verify-draw-not-reserve = is called a reserve, but was drawn
verify-draw-unsaid = is a reserve, and no reason says so

# one door
verify-one-door = visits {$visit} and {$other} of {$site} could have been one: team {$team} on {$date}

# figures
verify-objective = { $part ->
        [travel] travel costs
        [team_days] team days cost
        [nights] nights cost
        [courier] couriers cost
        [value_lost] the value lost is
        [shortfall] the shortfall counts
        [balance] the balance counts
        [rotation] visits by the agency that came last count
        [owner_days] owners' further days count
        [tests] tests cost
       *[total] the parts sum up to
    } {$expected} yuan, not {$found}
verify-bound = the bound {$found} is above the plan's own {$expected}
verify-gap = the gap is {$expected}, not {$found}
verify-impossible = no plan could hold it even alone, but the plan does not say so
verify-not-impossible = is called impossible, but a day, team and laboratory exist for it alone

# summary
verify-head-rule = rule
verify-head-checks = checks
verify-head-violations = violations
verify-head-part = yuan
verify-head-claimed = plan says
verify-head-recomputed = recomputed
verify-part = { $part ->
        [travel] travel
        [team_days] team days
        [nights] nights
        [courier] couriers
        [value_lost] value lost
        [shortfall] shortfall
        [balance] balance
        [rotation] same agency again
        [owner_days] owners' further days
        [total] total
        [tests] tests (beside it)
       *[gap] gap
    }
verify-clean = Every rule is kept and every figure is right: { COUNT($checks) } checks, { COUNT($visits) } visits, { COUNT($tours) } tours.
verify-found = { COUNT($violations) } violations of {$rules} rules in { COUNT($checks) } checks.
verify-more = … and { COUNT($more) } more: -v or --json shows all

# certificate
verify-certificate-holds = The certificate holds: its prices, taken up anew, prove {$proved} yuan; it says {$stands}.
verify-certificate-part = The certificate's prices, taken up anew, prove {$proved} yuan. The plan's bound of {$stands} yuan was found by listing days, which no certificate shows.
verify-certificate-less = The certificate does not hold: its prices prove {$proved} yuan, not {$stands}.
verify-certificate-instance = The certificate belongs to another instance, or to another version of it.
verify-certificate-unknown = The certificate has a price for {$name}, which there is not.
verify-certificate-price = The certificate's price {$price} for {$name} is out of the range in which it proves anything.
verify-certificate-rivals = The certificate says that only one of {$tasks} can be planned, and that is not so.
verify-certificate-nights = The certificate has another fee for the night before {$date} than for the night after it: team {$team}.
verify-certificate-large = The certificate can't be checked in this way: the day of team {$team} on {$date} is too large.
