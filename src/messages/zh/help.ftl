# 命令行帮助：help-command-… 命令的用途，help-命令-… 该命令的参数，help-any-… 多个命令共有的参数

help-program = 产品质量监督抽查计划：一次任务进一次门，公开抽签，行程逐条核验。
help-usage = 用法：
help-commands = 命令
help-arguments = 参数
help-options = 选项
help-common = 通用选项
help-more = 加 --help 查看说明。
help-default = { $text } [默认：{ $value }]
help-one-of = { $text } [可选：{ $values }]

help-command-check = 读取并检查实例，指出哪些任务无论如何都不能抽取及其原因
help-command-plan = 编制年度计划：抽签、合并、分配、排行程、核验、写出
help-command-dispatch = 一个机构的派工：按要求调整，核验后写成派工单
help-command-verify = 独立核验：每条规则、每个数字
help-command-explain = 说明为什么这样安排，为什么没有安排
help-command-report = 重新写出计划的网页、工作簿和各表
help-command-study = 假设分析：各情景并列比较
help-command-study-merge = 把假设分析各分片的文件夹合并，写出各表
help-command-study-diff = 同一假设分析中两个情景的差别：费用、覆盖率、进门、任务
help-command-generate = 在真实地理上生成实例
help-command-vrp = 标准车辆路径问题（VRPLIB），由同一路径引擎求解
help-command-schema = instance.toml、plan.json、certificate.json 和 study.toml 的 JSON Schema
help-command-completions = 命令行补全脚本
help-command-man = 手册页
help-command-help = 显示本说明，或所列命令的说明

help-any-help = 显示本说明
help-any-version = 显示程序版本
help-any-json = 标准输出只写一个 JSON 文档
help-any-lang = 消息语言：zh 或 en（默认：按系统区域设置）
help-any-threads = 使用的线程数（默认：全部核心）
help-any-quiet = 不显示进度和摘要
help-any-verbose = 显示更多
help-any-instance = 实例的文件夹或工作簿
help-any-plan = 计划的文件夹，或其中的 plan.json
help-any-seed = 搜索的随机种子（默认：实例所设）

help-plan-output = 写出计划的文件夹
help-plan-time = 搜索和证明共用的秒数；计划中会注明不可逐字节复现
help-plan-effort = 搜索的工作量；输入、种子和工作量相同，结果逐字节相同（默认：1000，用 --from 时 100）
help-plan-bound = 证明所有计划费用下界的工作量；0 = 只求简单下界（默认：2500；用 --time 时按时间而定）
help-plan-no-bound = 不证明下界
help-plan-from = 在已有计划上继续：计划的文件夹，或改过日期、抽样组、顺序的 plan.xlsx
help-plan-price-of-draw = 计算抽签的代价：批次数不变，改抽便于到达的企业，以同样的工作量再编一次（不超过 100 项任务时总是计算）
help-plan-balance-curve = 写出 balance-curve.csv（费用与均衡的关系）：均衡权重分别乘以 0、¼、1、4、16 继续编制，每次用十分之一的工作量

help-dispatch-agency = 所派工的机构
help-dispatch-from = 可以改动的第一天
help-dispatch-to = 可以改动的最后一天
help-dispatch-output = 写出新计划和该机构派工包的文件夹
help-dispatch-freeze = 保持不变的进门和行程，每行一个编号
help-dispatch-freeze-before = 这一天之前全部保持不变
help-dispatch-set = 某次进门改日期或改抽样组："V12 date=2026-04-14"、"V12 team=A3-2"
help-dispatch-drop = 取消的进门
help-dispatch-add = 追加抽取的任务
help-dispatch-improve = 没有提出要求的日子也寻找更省的行程，并设法排入未能排入的进门
help-dispatch-change-price = 搜索中移动一次进门的代价（默认：高于任何节省；用 --improve 时 200）
help-dispatch-seal = 按此文件中该机构的公钥加密派工包，每天一个文件（每行 "A3 age1…"）
help-dispatch-time = 最多搜索的秒数；计划中会注明不可逐字节复现
help-dispatch-effort = 搜索的工作量；输入、种子和工作量相同，结果逐字节相同

help-verify-certificate = 同时核验计划的下界：按 certificate.json 中的价格重新计算每个抽样组每一天

help-explain-task = 任务：何处、何时、由谁抽取；或者为什么没有安排
help-explain-site = 企业：它的任务和进门，为什么不止一次
help-explain-team = 抽样组：它的工作日，以及受什么限制
help-explain-agency = 机构：它的抽样组和实验室，以及受什么限制
help-explain-together = 用“;”分隔的任务：使它们不能全部安排的最小一组规则和数据行
help-explain-required = 对全部必抽任务作同样的说明
help-explain-no-price = 对未能排入的任务，不试算排入的代价

help-report-output = 写出各表、工作簿和网页的文件夹

help-study-study = 假设分析文件：各情景写成对实例的修改
help-study-output = 存放结果的文件夹；其中已有的运算不再重做
help-study-template = 只打印一份带注释的 study.toml
help-study-shard = 每 n 次运算做一次，从第 i 次起；不写各表
help-study-merge = 先并入这些分片文件夹中的运算
help-study-seed = 第一次重复的随机种子（默认：分析文件所设，否则实例所设）
help-study-effort = 从头运算的工作量，代替分析文件所设
help-study-merge-folders = 同一假设分析的文件夹：各分片的，或分头运算的
help-study-merge-output = 存放结果的文件夹
help-study-diff-names = 假设分析的文件夹（默认：当前文件夹），然后是两个情景的名称
help-study-diff-output = 写出 diff.csv、moved.csv、diff.xlsx 的文件夹
help-study-diff-replicate = 逐次进门比较第几次重复的计划

help-generate-size = 规模：county（县）、city（晋城）、province（山西）或 nation（压力测试）
help-generate-seed = 随机种子：规模和种子相同，各处生成的实例相同
help-generate-output = 写出的文件夹；名称以 .xlsx 结尾时写成一个工作簿
help-generate-with-food = 也包括食品；有的需要冷链

help-vrp-file = VRPLIB 文件：CVRP、VRPTW、MDVRPTW、SDVRPTW、PCVRPTW、HFVRP
help-vrp-time = 到此秒数停止；结果不可复现
help-vrp-effort = 工作量（未给出本项和 --time 时为 1000）：种子、工作量和线程数相同，结果相同
help-vrp-seed = 搜索的随机种子
help-vrp-round = 距离如何取整：四舍五入、乘十截尾，或乘千四舍五入（默认：按该类问题的惯例）
help-vrp-output = 以 VRPLIB 格式写出解的文件

help-schema-what = 哪一个 schema；all：一个文档，按名称包含全部

help-completions-shell = 所用的 shell：把输出放到它查找补全脚本的位置

help-man-command = 所说明的命令（默认：onedoor 本身）
help-man-output = 改为把每个命令的手册页写入此文件夹
