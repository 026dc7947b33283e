# 规则、日历、道路、抽签
rules-osrm-unavailable = 本版程序不含 OSRM 联网查询。请在 instance.toml 的 [travel] 中把 source 改为 roads、geodesic 或 matrix。
