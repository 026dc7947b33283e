# 解释

explain-unknown = 实例中没有编号“{ $id }”
explain-planned = { $task }：已排入 { $visit }，{ $date } { $start }，队伍 { $team }，检验机构 { $lab }，本次进门共 { $together } 项任务
explain-unplanned = { $task }：未安排，原因：
