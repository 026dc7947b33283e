# plan

plan-reserve = number { $place } among the reserves for "{ $category }" in { $region }
plan-cheaper-without = the whole plan is cheaper without it: it is worth less than making room for it costs
plan-gave-way = gives way to the required task { $task }: the same product, too soon before or after it
plan-no-team-together = the enterprise's tasks must be drawn in one visit, and no team and day can draw them all
plan-crowded-out = of { $all } possible team-days, { $count } are taken away by the rule { $rule }

# planning from a plan
plan-other-instance = the plan does not belong to this instance: it was made for { $plan }, the instance is { $instance }. Plan it again, or give the instance that it was made for.
plan-other-merge = visit { $visit } draws { $tasks }, which the draw and the merge of this instance do not put into one visit. Was the plan changed by hand?
plan-unknown-in-tour = tour { $tour } names { $what }, which is not in the plan or the instance
plan-dropped = visit { $visit } was taken out by a dispatcher
plan-from-nothing-beside = { $path }: there is no plan.json beside it, so what was changed can't be told; put the workbook back into the folder of its plan
plan-from-refused = These changes break a rule or find no room, so nothing was written:
plan-from-summary = { $edits } changes of the workbook hold; { $others } other visits differ; cost { $before } → { $after } yuan
