# plan

plan-reserve = number { $place } among the reserves for "{ $category }" in { $region }
plan-no-team-together = the enterprise's tasks must be drawn in one visit, and no team and day can draw them all
plan-crowded-out = of { $all } possible team-days, { $count } are taken away by the rule { $rule }
