# 计划

plan-reserve = { $region }“{ $category }”备选第 { $place } 位
plan-no-team-together = 该企业的任务必须一次进门，但没有队伍和日期能同时完成全部任务
plan-crowded-out = { $all } 个可行队日中，{ $count } 个因规则 { $rule } 不再可用
