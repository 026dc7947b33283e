# 命令行

cli-instance = 实例
cli-tasks = 任务
cli-tasks-counted = 已安排 { $planned }，备选 { $reserves }，不可能 { $impossible }，未排入 { $left }
cli-visits = 进门
cli-visits-counted = { $visits } 次，{ $sites } 家企业，合并省去 { $saved } 次
cli-tours = 行程
cli-tours-counted = { $tours } 趟，{ $days } 个队日，在外 { $nights } 夜
cli-travel = 行驶费（元）
cli-team-days = 队日费（元）
cli-nights = 住宿费（元）
cli-courier = 寄样费（元）
cli-value-lost = 未排入任务的价值（元）
cli-shortfall = 批次不足（元）
cli-balance = 不均衡（元）
cli-rotation = 机构未轮换（元）
cli-owner-days = 同主分日（元）
cli-total = 合计（元）
cli-bound = 下界
cli-no-bound = 未证明
cli-stopped = 停止原因
cli-stopped-effort = 工作量用完（可复现）
cli-stopped-time = 时间用完（不可逐字节复现）
cli-stopped-optimal = 已证明最优
cli-stopped-interrupted = 被中断（不可复现）
cli-verified = 独立核验
cli-verified-clean = 全部规则通过
cli-written = 计划已写入 { $path }
cli-man-written = 手册页已写入 { $path }
cli-unknown-command = 没有命令 { $found }；可用命令：{ $known }
cli-refused-by-judge = 程序故障：独立核验不认可求得的计划，因此没有写出任何文件：
cli-time-out-of-range = --time { $seconds }：应为 0 到 10000000 秒
cli-stage-screen = 筛查与抽签
cli-stage-assign = 分配机构
cli-stage-route = 初排行程
cli-stage-improve = 改进
cli-stage-prove = 证明下界
cli-stage-verify = 核验
cli-stage-compare = 对照
cli-incumbent = 当前最好 { YUAN($value) } 元
cli-left = { $text }，约剩 { $left } 秒
cli-bound-so-far = 下界 { YUAN($bound) } 元，差距 { $gap }，此法至多到 { YUAN($hope) } 元

# VRPLIB

cli-vrp-instance = 问题
cli-vrp-size = 客户、车场、车辆
cli-vrp-sizes = { $clients }、{ $depots }、{ $vehicles }
cli-vrp-cost = 费用
cli-vrp-routes = 路线
cli-vrp-absent = 未访问的客户
cli-vrp-missing = 必须访问而未访问的客户
cli-vrp-steps = 拆除与重建次数
cli-vrp-took = 用时（秒）
cli-vrp-written = 解已写入 { $path }
cli-vrp-progress = { $share } %  当前最好 { $cost }
cli-vrp-broken = 程序故障：复核未通过所得的解，未写入任何文件。
