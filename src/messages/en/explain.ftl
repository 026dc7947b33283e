# Explanations

# The command
explain-unknown-id = the instance has no { $what } “{ $id }”
explain-did-you-mean = the instance has no { $what } “{ $id }”; did you mean “{ $near }”?
explain-other-instance = take note: the plan was made from another instance (the digests differ); what follows may not fit
explain-kind-task = task
explain-kind-enterprise = enterprise
explain-kind-team = team
explain-kind-agency = agency
explain-days = { $first } and more, { $days } days
explain-quoted = { $words }

# A task
explain-is-planned = Task { $task }: planned
explain-is-impossible = Task { $task }: impossible, no plan could hold it even alone
explain-is-reserve = Task { $task }: in reserve, not drawn by lot
explain-is-left-out = Task { $task }: drawn and possible, but left out
explain-is-missing = Task { $task }: the plan does not mention it, which is a fault of the plan (see onedoor verify)
explain-enterprise = enterprise
explain-program = program
explain-product = product × batches
explain-dates = dates
explain-no-dates = none in common
explain-value = value (yuan)
explain-required = required
explain-visit = Where and when
explain-when = visit
explain-team = team
explain-samplers = samplers
explain-tour = tour
explain-again = rotation
explain-came-last = { $agency } came last, on { $date } [{ $row }]; coming again costs { $cost } yuan
explain-owner = owner
explain-owner-days = enterprises of { $owner } are visited on { $days } days ({ $dates }); the days beyond the first cost { $cost } yuan
explain-lab = lab
explain-carried = carried home
explain-sent = sent by courier
explain-together = merged
explain-alone = the only task of this visit
explain-merged = one entry with { $count } more: { $tasks } (authorities { $authorities })
explain-because = Because
explain-plan-says = What the plan says
explain-quota = quota
explain-target = target
explain-place = place in the queue
explain-number = number
explain-drawn-before = drawn before it
explain-earlier = Drawn before it (the last ones)
explain-funnel = Team-days left after each rule, whatever else is planned
explain-all-team-days = all team-days
explain-beside-plan = Of these, left beside what the plan holds
explain-possible-alone = possible alone
explain-nearest = The nearest misses
explain-nothing-in-the-way = nothing is in the way: the solver did not find it, or it does not pay
explain-joins = could join { $visit }
explain-remedies = What can be done

# In the way
explain-second-entry = { $visit } enters this enterprise already ({ $date }, team { $team }), and what can be merged must not be a second entry
explain-too-near = task { $task } draws the same product on { $date } ({ $visit }), less than { $months } months away
explain-ceiling = { $count } entries in { $year }, the ceiling is { $limit }
explain-same-day = has to be on the days of enterprise { $site }
explain-not-same-day = must not be on a day of enterprise { $site }
explain-not-same-team = must not be by a team that visits enterprise { $site }
explain-quota-full = { $planned } batches are planned, { $batches } more exceed the maximum of { $max }
explain-escort = { $region } has { $count } visits that day, local officers accompany { $limit }
explain-labs-full = in { $month } no lab that may test { $group } has room for { $batches } more (used/capacity: { $labs })
explain-rival = { $team } is out that day with one of its people
explain-overload = carried samples exceed the vehicle by { $kilograms } kg, { $litres } L
explain-late = with it the team would be back { $minutes } minutes too late
explain-too-far = with it the team would drive { $minutes } minutes too long
explain-day-closed = no order of stops finds the doors open long enough that day
explain-nights = needs { $nights } nights away, and the team is not free for so long

# An enterprise
explain-site = Enterprise { $site } { $name } ({ $region }): { $tasks } tasks, { $visits } visits
explain-hours = hours
explain-closed = closed
explain-visits = Visits
explain-why-two = Why not one visit
explain-tasks = Tasks
explain-state-impossible = impossible
explain-state-reserve = reserve no. { $place }
explain-state-left-out = left out

# A team, an agency
explain-team-title = Team { $team } ({ $agencies }): { $used } of { $available } days used
explain-day = day
explain-max-nights = most nights
explain-vehicle = vehicle
explain-cold = cold chain
explain-unlimited = no limit
explain-yes = yes
explain-no = no
explain-tours = tours
explain-nights-away = nights away
explain-visits-made = visits
explain-batches = batches drawn
explain-km = km
explain-possible-tasks = tasks it may draw
explain-months = By month
explain-absences = What keeps it at home
explain-avoids = Avoidances and conflicts
explain-scopes = Entrusted with
explain-scope-sample = { $agency }: draws { $categories } in { $region } for { $program }
explain-scope-test = { $agency }: tests { $categories } from { $region } for { $program }
explain-not-together = { $a } and { $b } must not be in one team
explain-agency-title = Agency { $agency } { $name } ({ $region }): { $sampled } batches drawn, { $tested } tested
explain-teams = Teams
explain-lab-load = Lab (planned / capacity)
explain-suspensions = Suspensions

# Titles
explain-col-rule = rule
explain-col-why = why
explain-col-row = row
explain-col-task = task
explain-col-enterprise = enterprise
explain-col-value = value
explain-col-number = number
explain-col-batches = batches
explain-col-date = date
explain-col-time = time
explain-col-team = team
explain-col-visit = visit
explain-col-visits = visits
explain-col-tasks = tasks
explain-col-program = program
explain-col-product = product × batches
explain-col-state = state
explain-col-month = month
explain-col-used = days used
explain-col-available = days available
explain-col-nights = nights
explain-col-entries = visits
explain-col-km = km
explain-col-group = group
