# 计划

plan-reserve = { $region }“{ $category }”备选第 { $place } 位
plan-cheaper-without = 不抽它时整个计划更便宜：它的价值低于为它腾出时间的代价
plan-gave-way = 让位于必抽任务 { $task }：同一产品，间隔不足
plan-no-team-together = 该企业的任务必须一次进门，但没有队伍和日期能同时完成全部任务
plan-crowded-out = { $all } 个可行队日中，{ $count } 个因规则 { $rule } 不再可用

# 从已有计划出发
plan-other-instance = 计划不属于本实例：计划依据 { $plan }，本实例为 { $instance }。请重新编制计划，或给出计划所依据的实例。
plan-other-merge = 进门 { $visit } 抽取 { $tasks }，本实例的抽签与合并结果并不把它们放在一次进门中。计划是否被手工改动？
plan-unknown-in-tour = 行程 { $tour } 提到 { $what }，计划或实例中没有
plan-dropped = 进门 { $visit } 已由调度人员取消
plan-from-nothing-beside = { $path }：旁边没有 plan.json，无法得知改了什么；请把工作簿放回所属计划的文件夹
plan-from-refused = 下列改动违反规则或排不下，因此未写出任何文件：
plan-from-summary = 工作簿中的 { $edits } 处改动全部满足；另有 { $others } 次进门不同；代价 { $before } → { $after } 元
