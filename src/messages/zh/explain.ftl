# 解释

# 命令
explain-unknown-id = 实例里没有 { $what } “{ $id }”
explain-did-you-mean = 实例里没有 { $what } “{ $id }”；是否指“{ $near }”？
explain-other-instance = 注意：计划里的实例摘要与所给实例不同，说明可能对不上
explain-kind-task = 任务
explain-kind-enterprise = 企业
explain-kind-team = 队伍
explain-kind-agency = 机构
explain-days = { $first } 等 { $days } 天
explain-quoted = { $words }

# 任务
explain-is-planned = 任务 { $task }：已安排
explain-is-impossible = 任务 { $task }：无法抽取，任何计划都安排不了
explain-is-reserve = 任务 { $task }：备选，未抽中
explain-is-left-out = 任务 { $task }：抽中且可行，但未能排入
explain-is-missing = 任务 { $task }：计划没有交代，这是计划的错误（见 onedoor verify）
explain-enterprise = 企业
explain-program = 计划
explain-product = 产品 × 批次
explain-dates = 可用日期
explain-no-dates = 没有共同的日期
explain-value = 价值（元）
explain-required = 必抽
explain-visit = 安排
explain-when = 进门
explain-team = 队伍
explain-samplers = 抽样人员
explain-tour = 行程
explain-again = 机构轮换
explain-came-last = { $agency } 于 { $date } 上次到过 [{ $row }]；再次入户计 { $cost } 元
explain-owner = 所属集团
explain-owner-days = { $owner } 的企业分 { $days } 天入户（{ $dates }）；首日以外各日共计 { $cost } 元
explain-lab = 检验机构
explain-carried = 随车带回
explain-sent = 寄送
explain-together = 合并
explain-alone = 本次进门只抽这一项
explain-merged = 与 { $count } 项任务一次进门：{ $tasks }（组织部门 { $authorities }）
explain-because = 原因
explain-plan-says = 计划给出的原因
explain-quota = 指标
explain-target = 目标批次
explain-place = 备选顺位
explain-number = 抽签号
explain-drawn-before = 先于它抽中的任务数
explain-earlier = 排在前面抽中的任务（最后几项）
explain-funnel = 不看其他安排，各条规则之后还剩多少队日
explain-all-team-days = 全部队日
explain-beside-plan = 在本计划已有安排之下，还剩多少队日
explain-possible-alone = 单独可行
explain-nearest = 最接近可行的队日
explain-nothing-in-the-way = 没有规则阻止：求解器没有选它，或认为不划算
explain-joins = 可并入 { $visit }
explain-remedies = 可以怎么办

# 阻碍
explain-second-entry = 该企业已有 { $visit }（{ $date }，队伍 { $team }），可以合并的任务不得二次进门
explain-too-near = 同一产品已由任务 { $task } 安排在 { $date }（{ $visit }），须相隔 { $months } 个月
explain-ceiling = { $year } 年进门 { $count } 次，已到上限 { $limit } 次
explain-same-day = 须与企业 { $site } 同日
explain-not-same-day = 不得与企业 { $site } 同日
explain-not-same-team = 不得与企业 { $site } 由同一队伍抽样
explain-quota-full = 指标已安排 { $planned } 批，再加 { $batches } 批超过上限 { $max } 批
explain-escort = { $region } 当日已有 { $count } 次进门，属地陪同上限 { $limit } 次
explain-labs-full = { $month } 项目组 { $group } 没有可承检的机构还能接 { $batches } 批（已用/能力：{ $labs }）
explain-rival = 当日 { $team } 已带同一人员出队
explain-overload = 随车样品超出车辆 { $kilograms } 千克、{ $litres } 升
explain-late = 当日再加这一家，收工要晚 { $minutes } 分钟
explain-too-far = 当日再加这一家，行车超出 { $minutes } 分钟
explain-day-closed = 当日怎么排都赶不上企业开门的时间
explain-nights = 须在外过夜 { $nights } 晚，队伍前后没有这么多连续空日

# 企业
explain-site = 企业 { $site } { $name }（{ $region }）：任务 { $tasks } 项，进门 { $visits } 次
explain-hours = 开门时间
explain-closed = 关门日期
explain-visits = 进门安排
explain-why-two = 为什么不是一次进门
explain-tasks = 任务
explain-state-impossible = 无法抽取
explain-state-reserve = 备选第 { $place } 位
explain-state-left-out = 未能排入

# 队伍与机构
explain-team-title = 队伍 { $team }（{ $agencies }）：可出队 { $available } 天，已用 { $used } 天
explain-day = 工作时间
explain-max-nights = 最多在外过夜
explain-vehicle = 车辆
explain-cold = 冷藏
explain-unlimited = 不限
explain-yes = 有
explain-no = 无
explain-tours = 行程数
explain-nights-away = 在外过夜
explain-visits-made = 进门次数
explain-batches = 抽样批次
explain-km = 里程（公里）
explain-possible-tasks = 按规则可抽的任务
explain-months = 按月
explain-absences = 不能出队
explain-avoids = 回避与冲突
explain-scopes = 委托范围
explain-scope-sample = { $agency }：抽样，品类 { $categories }，地区 { $region }，计划 { $program }
explain-scope-test = { $agency }：检验，品类 { $categories }，地区 { $region }，计划 { $program }
explain-not-together = { $a } 与 { $b } 不得同队
explain-agency-title = 机构 { $agency } { $name }（{ $region }）：抽样 { $sampled } 批，检验 { $tested } 批
explain-teams = 队伍
explain-lab-load = 检验（已安排 / 能力）
explain-suspensions = 暂停

# 列名
explain-col-rule = 规则
explain-col-why = 说明
explain-col-row = 依据
explain-col-task = 任务
explain-col-enterprise = 企业
explain-col-value = 价值
explain-col-number = 抽签号
explain-col-batches = 批次
explain-col-date = 日期
explain-col-time = 时间
explain-col-team = 队伍
explain-col-visit = 进门
explain-col-visits = 两次进门
explain-col-tasks = 任务
explain-col-program = 计划
explain-col-product = 产品 × 批次
explain-col-state = 状态
explain-col-month = 月份
explain-col-used = 已用天数
explain-col-available = 可用天数
explain-col-nights = 过夜
explain-col-entries = 进门
explain-col-km = 公里
explain-col-group = 项目组
