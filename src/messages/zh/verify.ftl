# verify：核验发现的问题，以及 `onedoor verify` 的汇总

verify-subject-plan = 计划
verify-subject-visit = 进门 {$id}
verify-subject-tour = 行程 {$id}
verify-subject-task = 任务 {$id}
verify-subject-team = 队伍 {$id}
verify-subject-site = 企业 {$id}
verify-subject-lab = 检验机构 {$id}
verify-subject-row = 数据行 {$id}

# reference
verify-format = 格式版本为 {$found}，应为 {$expected}
verify-instance-name = 计划属于“{$found}”，不属于“{$expected}”
verify-digest = 计划所依据的数据不同：摘要为 {$found}，应为 {$expected}
verify-unknown = { $what ->
        [site] 企业 {$id}
        [team] 队伍 {$id}
        [task] 任务 {$id}
        [lab] 机构 {$id}
        [sampler] 抽样人员 {$id}
        [place] 地点 {$id}
       *[visit] 进门 {$id}
    } 不存在
verify-visit-empty = 没有抽样任务
verify-teams-not-asked = 计划自行组队，但 policy.form_teams 没有要求
verify-foreign-base = 队中无人属于其出发机构 {$agency}
verify-vehicles = 机构 {$agency} 于 {$date} 出动 {$found} 队，而车辆只有 {$expected} 辆
verify-wrong-site = 任务 {$task} 应在 {$expected} 抽样，不在 {$found}
verify-id-twice = 编号出现 {$found} 次或为空，应当且只应当出现一次
verify-stop-elsewhere = 进门 {$visit} 属于 {$expected}，却排在 {$found} 的行程日
verify-stop-count = 出现在 {$found} 个行程日中，应当恰好一个
verify-unplanned-unknown = 列入“未安排”，但该任务不存在
verify-no-reason = 列入“未安排”，但没有说明原因
verify-task-count = 安排了 {$planned} 次，列入“未安排” {$unplanned} 次，两者合计应为一次（{$row}）

# dates
verify-approved = 任务 {$task}：计划 {$program} 在 {$date} 当日或之前没有批准文件
verify-window = 任务 {$task} 的抽样期限为 {$expected}，不含 {$found}
verify-window-times = 任务 {$task} 当天的抽样时段为 {$expected}，不是 {$found}
verify-horizon = {$found} 仍在途中，超出计划期限 {$expected}
verify-workday-visit = {$date} 不是工作日
verify-workday-tour = 行程经过 {$date}，该日不是工作日

# intervals
verify-six-month = 任务 {$task}（{$date}）：同一监管部门已安排在 {$before} 抽查同一产品（任务 {$other}，进门 {$visit}），间隔不足 {$months} 个月
verify-six-month-history = 任务 {$task}（{$date}）：同一监管部门已于 {$before} 抽查同一产品（{$row}）
verify-upper-first = 任务 {$task}（{$date}）：上级已安排在 {$before} 抽查同一产品（任务 {$other}，进门 {$visit}），间隔不足 {$months} 个月，上抽下不抽
verify-upper-first-history = 任务 {$task}（{$date}）：上级已于 {$before} 抽查同一产品，上抽下不抽（{$row}）
verify-ceiling = {$year} 年进门 {$found} 次，其中计划之前 {$before} 次，上限为 {$expected} 次

# scopes
verify-scope-sample = 队伍 {$team} 的机构均未受委托抽取任务 {$task}
verify-scope-test = {$lab} 未受委托检验任务 {$task}
verify-separation = {$lab} 对任务 {$task} 既抽样又检验，抽检未分离

# people
verify-two-samplers = 抽样人员 {$found} 名，不得少于 {$expected} 名
verify-conflict-team = 队内有不得同队的机构或人员（{$row}）
verify-conflict-same-day = 应与 {$other} 在相同日期抽样（{$row}）
verify-conflict-not-same-day = 不得与 {$other} 在同一天抽样（{$row}）
verify-conflict-not-same-team = 不得与 {$other} 由同一队伍抽样（{$row}）
verify-avoidance = 队伍成员或检验机构应当回避 {$site}（{$row}）
verify-rotation = 队伍 {$team} 中有上次到过 {$site} 的机构（{$row}），policy.rotation 要求换机构
verify-suspended-team = {$date} 外出，但所属机构被暂停承检资格（{$row}）
verify-suspended-lab = 检验机构 {$lab} 在 {$date} 被暂停承检资格（{$row}）
verify-team-dates = 在 {$date} 不在编
verify-team-leave = {$date} 外出，但 {$sampler} 正在请假
verify-team-twice = {$date} 同时出现在 {$found} 个行程中
verify-team-shared = {$date} 外出，但 {$sampler} 当日已随队伍 {$other} 外出

# a day
verify-arrive = {$found} 到达，晚于开始工作的 {$expected}
verify-end = 工作应在 {$expected} 结束，不是 {$found}
verify-hours-start = {$found} 开始工作；{$site} 在 {$date} 的营业时间为 {$expected}
verify-hours-work = 自 {$found} 起的 {$minutes} 分钟工作当日做不完；{$site} 在 {$date} 的营业时间为 {$expected}
verify-no-way = {$date}：没有通往 {$to} 的道路
verify-leg-time = {$date}：到 {$to} 需行车 {$expected} 分钟，只留了 {$found} 分钟
verify-metres = {$date}：行驶 {$expected} 米，不是 {$found} 米
verify-drive-minutes = {$date}：行车 {$expected} 分钟，不是 {$found} 分钟
verify-day-start = {$date}：{$found} 出发，早于 {$expected}
verify-day-end = {$date}：{$found} 返回，晚于 {$expected}
verify-lunch-missing = {$date}：行程跨越午间，但没有安排午餐
verify-lunch-window = {$date}：午餐 {$found} 不在 {$expected} 和当日行程之内
verify-lunch-work = {$date}：{$lunch} 的午餐与进门 {$visit} 的工作重叠
verify-drive = {$date}：行车 {$found} 分钟，上限为 {$expected} 分钟

# tours
verify-tour-empty = 没有行程日
verify-nights = 在外过夜 {$found} 晚，上限为 {$expected} 晚
verify-tour-gap = 下一日为 {$found}，应为 {$expected}
verify-tour-jump = {$date} 从 {$found} 出发，但前一晚住在 {$expected}
verify-tour-start = {$date}：从 {$found} 出发，应从基地出发
verify-tour-end = {$date}：到 {$found} 结束，应回到基地
verify-lodging = {$date}：过夜地点 {$found} 不是县、市驻地

# loads
verify-vehicle = 载有 {$found}，车辆限载 {$expected}
verify-cold-chain = 任务 {$task} 需冷链：须用冷藏车，并送本机构实验室（队伍 {$team}，检验机构 {$lab}）
verify-delivery-sent = 任务 {$task} 的样品须随车携带，但检验机构 {$lab} 不是队伍的本机构
verify-delivery-late = 任务 {$task} 的样品在离开企业 {$found} 分钟后才送回基地，时限为 {$expected} 分钟

# limits
verify-lab-capacity = {$month} 检验 {$group} {$found} 批次，能力为 {$expected} 批次（{$row}）
verify-quota-max = 安排 {$found} 批次，上限为 {$expected} 批次
verify-escort = {$date} 在{$region}进门 {$found} 次，属地只能配合 {$expected} 次

# draw
verify-draw-planned = 已安排，但抽签结果是第 {$queue} 号备选
verify-draw-queue = 备选顺序应为 {$expected}，不是 {$found}
verify-draw-not-reserve = 称为备选，但已抽中
verify-draw-unsaid = 是备选，但原因中没有说明

# one door
verify-one-door = {$site} 的两次进门 {$visit}、{$other} 本可合为一次：队伍 {$team}，{$date}

# figures
verify-objective = { $part ->
        [travel] 行驶费
        [team_days] 队日费
        [nights] 住宿费
        [courier] 寄样费
        [value_lost] 未排入任务的价值
        [shortfall] 配额缺口
        [balance] 均衡
        [rotation] 机构未轮换
        [owner_days] 同一集团企业分日
        [tests] 检验费
       *[total] 各项合计
    }应为 {$expected} 元，不是 {$found} 元
verify-bound = 下界 {$found} 高于计划本身的 {$expected}
verify-gap = 差距应为 {$expected}，不是 {$found}
verify-impossible = 单独也无法抽取，但计划没有说明
verify-not-impossible = 称为无法抽取，但单独抽取时存在可行的日期、队伍和检验机构

# summary
verify-head-rule = 规则
verify-head-checks = 检查次数
verify-head-violations = 违反
verify-head-part = 金额（元）
verify-head-claimed = 计划所称
verify-head-recomputed = 核验结果
verify-part = { $part ->
        [travel] 行驶
        [team_days] 队日
        [nights] 住宿
        [courier] 寄样
        [value_lost] 未排入任务的价值
        [shortfall] 配额缺口
        [balance] 均衡
        [rotation] 机构未轮换
        [owner_days] 同一集团企业分日
        [total] 合计
        [tests] 检验费（另计）
       *[gap] 差距
    }
verify-clean = 各项规则均符合，各项数字均正确：检查 { COUNT($checks) } 次，进门 { COUNT($visits) } 次，行程 { COUNT($tours) } 个。
verify-found = 检查 { COUNT($checks) } 次，发现违反 {$rules} 条规则的问题 { COUNT($violations) } 个。
verify-more = 另有 { COUNT($more) } 个，用 -v 或 --json 查看

# certificate
verify-certificate-holds = 证书成立：按其价格重新计算，证明的下界为 {$proved} 元，证书所称为 {$stands} 元。
verify-certificate-part = 按证书的价格重新计算，证明的下界为 {$proved} 元。计划的下界 {$stands} 元由列举日程得出，证书不能说明。
verify-certificate-less = 证书不成立：其价格只能证明 {$proved} 元，不是 {$stands} 元。
verify-certificate-instance = 证书属于另一个实例，或属于其另一版本。
verify-certificate-unknown = 证书为 {$name} 定了价格，而它并不存在。
verify-certificate-price = 证书为 {$name} 所定的价格 {$price} 超出可以证明下界的范围。
verify-certificate-rivals = 证书称 {$tasks} 中只能安排一个，事实并非如此。
verify-certificate-nights = 证书中队伍 {$team} 在 {$date} 前后两夜的费用不同。
verify-certificate-large = 证书无法用这种方法核对：队伍 {$team} 在 {$date} 的日程过大。
