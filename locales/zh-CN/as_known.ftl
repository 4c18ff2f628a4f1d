# 截至已过去的某一天所知的页面。

as_known-label = 截至某日所知
as_known-banner = 本页是截至{ $day }终了时所知的情况。此后登记或更正的内容不计在内，在这里不能办理。
as_known-now = 回到今天
as_known-mistake = “{ $value }”不是已经过去的日期，下面是今天的情况。
as_known-nothing = 截至这一天还没有任何件。可以选一个更晚的日期，或回到今天。
as_known-heading = 截至{ $day }所知
as_known-to-do = 当日要办
