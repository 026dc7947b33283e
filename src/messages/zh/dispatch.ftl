# 调度台

desk-unknown-visit = 计划中没有进门“{ $visit }”
desk-other-agency = 进门 { $visit } 不属于本机构（由队伍 { $team } 承担）
desk-visit-outside = 进门 { $visit } 在 { $date }，不在 --from 与 --to 之间
desk-visit-frozen = 进门 { $visit }（{ $date }）所在行程已冻结，或跨越 --from、--to
desk-date-outside = { $date } 不在可改动的日期 { $from } 至 { $to } 之内
desk-other-team = 队伍 { $team } 不从本机构驻地出发
desk-two-dates = 进门 { $visit } 给出了两个日期
desk-two-teams = 进门 { $visit } 给出了两支队伍
desk-drop-and-more = 进门 { $visit } 既要取消又要改动
desk-second-entry = { $visit } 已进入该企业，且不在可改动的日期内；该任务只能并入这次进门
desk-all-frozen = 规则允许，但没有可改动的日期：其余日期已冻结，或行程跨越 --from、--to
desk-window = 任务 { $task }（计划 { $program }）可在 { $from } 至 { $to } 抽取，{ $date } 不在其中
desk-day-off = { $date } 是休息日

# 命令
dispatch-set-syntax = --set "{ $found }"：应为 "进门编号 date=年-月-日"、"进门编号 team=队伍" 或两者
dispatch-bad-date = { $found } 不是日期，应为 年-月-日（如 2026-04-14）
dispatch-reversed = --from { $from } 晚于 --to { $to }
dispatch-unknown = 实例中没有{ $what }“{ $id }”
dispatch-unknown-near = 实例中没有{ $what }“{ $id }”，是否指“{ $near }”？
dispatch-unknown-visit-near = 计划中没有进门“{ $visit }”，是否指“{ $near }”？
dispatch-freeze-unread = { $path }：无法读取：{ $message }
dispatch-freeze-unknown = { $path } 第 { $line } 行：计划中没有进门或行程“{ $id }”；每行一个编号
dispatch-price = --change-price { $found }：应为 0 到 1000000 元
dispatch-not-sound = 计划不成立：{ $violations } 处违反规则，首先是 { $rule }。不能在其上继续编排，请看 onedoor verify。
dispatch-wish-date = { $visit } 改到 { $date }
dispatch-wish-team = { $visit } 由队伍 { $team } 承担
dispatch-wish-drop = 取消 { $visit }
dispatch-wish-add = 加入任务 { $task }
dispatch-holds = 已满足
dispatch-refused = 不能满足
dispatch-nothing-changed = 有要求不能满足，因此未作任何改动，也未写出文件。
dispatch-nearest = 最接近的队日：
dispatch-near = { $team } { $dates }
dispatch-room = 单独看并无妨碍；与其他要求或送样时限相抵触
dispatch-agency = 机构
dispatch-span = 日期
dispatch-visits = 本机构进门
dispatch-wishes = 要求
dispatch-changes = 变动
dispatch-counted = { $count } 次进门有变动（其中按要求 { $wished } 次），{ $retimed } 次仅时刻不同
dispatch-before = 原合计（元）
dispatch-after = 新合计（元）
dispatch-difference = 差额（元）
dispatch-missing = 未排入的必抽任务
dispatch-list = 有变动的进门：
dispatch-kind-moved = 改队或改期
dispatch-kind-redrawn = 任务或检验机构不同
dispatch-kind-retimed = 时刻不同
dispatch-kind-added = 新增
dispatch-kind-removed = 取消
dispatch-digest = 计划摘要值
dispatch-written = 计划与派工包已写入 { $path }
