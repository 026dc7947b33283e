# help of the command line: help-command-… what a command does, help-COMMAND-… its arguments,
# help-any-… arguments that several commands have

help-program = Plans joint product-quality sampling: one visit per enterprise, fair draws, verified tours.
help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-common = Options of every command
help-more = --help tells more.
help-default = { $text } [default: { $value }]
help-one-of = { $text } [one of: { $values }]

help-command-check = Read, validate, and say which tasks can never be drawn and why
help-command-plan = The annual plan: draw, merge, assign, route, verify, write
help-command-dispatch = One agency's days: changed as wished, verified, written as sheets for drivers
help-command-verify = An independent judge: every rule, every figure
help-command-explain = Why, and why not
help-command-report = Page, workbook and tables of a plan again
help-command-study = What-if scenarios side by side
help-command-study-merge = Put the folders of a study's shards together and write its tables
help-command-study-diff = What differs between two scenarios of a study: cost, coverage, visits, tasks
help-command-generate = Make an instance on real ground
help-command-vrp = A standard routing problem (VRPLIB), solved by the same routing engine
help-command-schema = JSON Schemas of instance.toml, plan.json, certificate.json and study.toml
help-command-completions = Completions for a shell
help-command-man = Manual pages
help-command-help = This text, or that of the command named

help-any-help = This text
help-any-version = Version of the program
help-any-json = One JSON document on stdout, nothing else there
help-any-lang = Language of messages: zh or en (default: from the locale)
help-any-threads = Threads to use (default: all cores)
help-any-quiet = No progress and no summary
help-any-verbose = Say more
help-any-instance = Folder or workbook of the instance
help-any-plan = Folder of the plan, or its plan.json
help-any-seed = Seed of the search (default: the instance's)

help-plan-output = Folder to write the plan to
help-plan-time = Seconds for search and proof together; the plan then says that it can't be repeated byte by byte
help-plan-effort = Work units to search; the same input, seed and effort give the same bytes (default: 1000, with --from 100)
help-plan-bound = Work units to prove a lower bound on the cost of every plan; 0 = only the simple one (default: 2500, with --time what the time holds)
help-plan-no-bound = Prove no lower bound
help-plan-from = Plan on from a plan: its folder, or its plan.xlsx in which date, team or stop were changed
help-plan-price-of-draw = Say what the lot costs: plan the same numbers of batches again with whoever is cheap to reach, with as many work units (up to 100 tasks: always)
help-plan-balance-curve = Write balance-curve.csv, cost against evenness: plan on with the weights of balance times 0, ¼, 1, 4 and 16, each with a tenth of the work units

help-dispatch-agency = The agency whose days these are
help-dispatch-from = First day that may be changed
help-dispatch-to = Last day that may be changed
help-dispatch-output = Folder to write the new plan and the agency's pack to
help-dispatch-freeze = Visits and tours that stay as they are, one id a line
help-dispatch-freeze-before = Everything before this day stays as it is
help-dispatch-set = A visit on another day or by another team: "V12 date=2026-04-14", "V12 team=A3-2"
help-dispatch-drop = A visit that is not to be made
help-dispatch-add = A task that is to be drawn, too
help-dispatch-improve = Look for cheaper days, and for room for visits left out, also where nothing is wished
help-dispatch-change-price = What moving a visit costs in the search (default: more than any saving; 200 with --improve)
help-dispatch-seal = Encrypt the pack, one file a day, for the agency's key in this file ("A3 age1…" a line)
help-dispatch-time = Seconds to search at most; the plan then says that it can't be repeated byte by byte
help-dispatch-effort = Work units to search; the same input, seed and effort give the same bytes

help-verify-certificate = Check the plan's bound, too: price every team's days again at the prices of certificate.json

help-explain-task = A task: where, when, by whom; or why not
help-explain-site = An enterprise: its tasks, its visits, why more than one
help-explain-team = A team: its days, and what binds it
help-explain-agency = An agency: its teams, its lab, and what binds it
help-explain-together = Tasks, separated by ";": a smallest set of rules and rows that forbids planning them all
help-explain-required = The same for all required tasks
help-explain-no-price = For a task that was left out: don't try what it would cost to put it in

help-report-output = Folder to write the tables, the workbook and the page to

help-study-study = The study: scenarios as patches
help-study-output = Folder for results; runs that are there already are not made again
help-study-template = Print a commented study.toml and do nothing else
help-study-shard = Make only every n-th run, beginning with the i-th, and no tables
help-study-merge = Folders of shards whose runs are taken over first
help-study-seed = Seed of the first replicate (default: the study's, else the instance's)
help-study-effort = Work units of runs from nothing, instead of the study's
help-study-merge-folders = Folders of one study: of its shards, or of several who worked apart
help-study-merge-output = Folder for results
help-study-diff-names = The study's folder (default: the folder one is in), then the names of two scenarios
help-study-diff-output = Folder to write to: diff.csv, moved.csv, diff.xlsx
help-study-diff-replicate = Which replicate's plans are compared visit by visit

help-generate-size = How large: county, city (Jincheng), province (Shanxi) or nation (a stress test)
help-generate-seed = Seed: the same size and seed give the same instance everywhere
help-generate-output = Folder to write, or one workbook if the name ends in .xlsx
help-generate-with-food = Food categories too; some need a cold chain

help-vrp-file = A VRPLIB file: CVRP, VRPTW, MDVRPTW, SDVRPTW, PCVRPTW, HFVRP
help-vrp-time = Stop after so many seconds; the result is then not repeatable
help-vrp-effort = Work units (1000 if neither this nor --time is given): same seed, effort and threads, same result
help-vrp-seed = Seed of the search
help-vrp-round = How distances become whole numbers: to the nearest whole, ten times and cut off, or a thousand times and to the nearest whole (default: as the type's records do)
help-vrp-output = Where to write the solution, in VRPLIB's format

help-schema-what = Which schema; all: one document that holds every one by its name

help-completions-shell = The shell that completes: put the output where it looks for such files

help-man-command = The command to describe (default: onedoor itself)
help-man-output = Write a page for every command into this folder instead
