# Words that pages of both sides share.

brand = 回音
skip-to-content = 跳到正文
list-separator = 、
switch-language = English
switch-type-large = 大字版
switch-type-normal = 标准字号

## How long is left (DESK.md, section 4)
remaining-days = 剩{ $days }天
remaining-working-days = 剩{ $days }个工作日
remaining-tomorrow = 明天到期
remaining-today = 今天24:00前
remaining-hours = 还有{ $hours }小时{ $minutes }分
remaining-late-hours = 逾期{ $hours }小时
remaining-late-days = 逾期{ $days }天
remaining-paused = 计时暂停（{ $cause }）
remaining-provisional = 约{ $date }（暂定）
remaining-met = 按期完成
remaining-met-late-days = 超期{ $days }天完成
remaining-met-late-hours = 超期{ $hours }小时完成
remaining-not-owed = 不计时

## Why there is no page
problem-not_found = 没有这个页面
problem-not_found-text = 请核对地址或编号。
problem-denied = 没有权限
problem-denied-text = 这一页需要另外的权限。如需办理，请联系管理员。
problem-unauthenticated = 请登录
problem-unauthenticated-text = 登录已结束，请重新登录。
problem-throttled = 请稍等
problem-throttled-text = 尝试次数太多，请{ $seconds }秒后再试。
problem-refused = 现在不能这样办
problem-refused-text = 原因如下。
problem-stale = 内容已有变化
problem-stale-text = 打开之后有了新的记录，请返回查看最新情况再办。
problem-conflict = 内容已有变化
problem-conflict-text = 别人刚刚修改了同一件，请返回查看最新情况再办。
problem-invalid = 填写有误
problem-invalid-text = 请返回修改。
problem-unavailable = 暂时不能办理
problem-unavailable-text = 系统暂时读写不了数据，请过一会儿再试。填写的内容没有保存。
problem-internal = 系统出错
problem-internal-text = 问题已记录，请过一会儿再试。填写的内容没有保存。
problem-form = 表单已失效
problem-form-text = 这张表单不是本次访问打开的，没有保存。请返回，重新打开页面再提交。
problem-too_large = 内容太大
problem-too_large-text = 每次最多提交20 MB。
problem-too_slow = 传输超时
problem-too_slow-text = 提交的内容没有及时传完，请重试；网络较慢时请换小一些的文件。
problem-not_a_form = 提交的内容读不出来
problem-not_a_form-text = 请用页面上的表单提交。
problem-bad_request = 地址有误
problem-bad_request-text = 地址中的内容读不出来，请返回重新打开。
problem-method = 不能这样打开
problem-method-text = 请从页面上的链接或按钮进入。
problem-back = 返回首页
problem-back-desk = 返回总览
