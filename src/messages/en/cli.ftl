# command line

cli-instance = instance
cli-tasks = tasks
cli-tasks-counted = { $planned } planned, { $reserves } reserves, { $impossible } impossible, { $left } left out
cli-visits = visits
cli-visits-counted = { $visits } to { $sites } enterprises, { $saved } entries saved by merging
cli-tours = tours
cli-tours-counted = { $tours }, { $days } team-days, { $nights } nights away
cli-travel = travel (yuan)
cli-team-days = team-days (yuan)
cli-nights = nights (yuan)
cli-courier = courier (yuan)
cli-value-lost = value of tasks left out (yuan)
cli-shortfall = shortfall (yuan)
cli-balance = unevenness (yuan)
cli-rotation = same agency again (yuan)
cli-owner-days = owners' further days (yuan)
cli-total = total (yuan)
cli-bound = lower bound
cli-no-bound = not proved
cli-stopped = stopped
cli-stopped-effort = work units used up (repeatable)
cli-stopped-time = time used up (not repeatable byte by byte)
cli-stopped-optimal = proved optimal
cli-stopped-interrupted = interrupted (not repeatable)
cli-verified = independent check
cli-verified-clean = every rule holds
cli-written = plan written to { $path }
cli-man-written = manual pages written to { $path }
cli-unknown-command = No command { $found }; there are: { $known }
cli-refused-by-judge = A fault of the program: the independent check refused the plan that was found, so nothing was written:
cli-time-out-of-range = --time { $seconds }: expected 0 to 10000000 seconds
cli-stage-screen = screen, draw
cli-stage-assign = assign
cli-stage-route = first tours
cli-stage-improve = improve
cli-stage-prove = prove a bound
cli-stage-verify = verify
cli-stage-compare = compare
cli-incumbent = incumbent { YUAN($value) } yuan
cli-left = { $text }, { $left } s left
cli-bound-so-far = bound { YUAN($bound) } yuan, gap { $gap }, at most { YUAN($hope) } by this method

# VRPLIB

cli-vrp-instance = problem
cli-vrp-size = clients, depots, vehicles
cli-vrp-sizes = { $clients }, { $depots }, { $vehicles }
cli-vrp-cost = cost
cli-vrp-routes = routes
cli-vrp-absent = clients left out
cli-vrp-missing = clients that must be visited and are not
cli-vrp-steps = ruins and recreations
cli-vrp-took = time (s)
cli-vrp-written = solution written to { $path }
cli-vrp-progress = { $share } %  incumbent { $cost }
cli-vrp-broken = A fault of the program: the check refused the solution that was found, so nothing was written.
