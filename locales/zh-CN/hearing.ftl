# What the text engine hears: suggested codes, hot words.

## Suggested codes
suggested-title = 建议分类
suggested-sure = 把握约{ $percent }%
suggested-because = 依据：{ $words }
suggested-parent = 只能确定到这一级，请在下面选择细类
suggested-take = 采用
suggested-take_all = 全部采用
suggested-note = 由系统按来件文字给出，请核对后提交；没有把握的不建议。
suggested-go = 按建议分类

## Cases that tell the same
similar-title = 相似的件
similar-nearly_same = 几乎相同
similar-words = 都说到：{ $words }

## Hot words
nav-hearing = 热词
hearing-title = 热词
hearing-from = 起始日
hearing-to = 截止日
hearing-baseline = 之前多少天
hearing-source = 来源
hearing-source-all = 案件和通话
hearing-source-cases = 案件
hearing-source-calls = 通话
hearing-institution = 机构
hearing-institution-all = 全部可见机构
hearing-compare = 与什么比较
hearing-compare-before = 之前的日子
hearing-compare-period = 另一段时间
hearing-compare-unit = 另一机构同期
hearing-against_from = 另一段时间的起始日
hearing-against_to = 另一段时间的截止日
hearing-against = 另一机构
hearing-against-none = 请选择
hearing-look = 查看
hearing-words = 这段时间突出的词
hearing-told = { $from }至{ $to }共{ $window }份文字，与{ $since }起的{ $baseline }份相比；相同或套用模板的{ $duplicates }份只计一次。
hearing-told-units = { $from }至{ $to }本范围{ $window }份文字，与{ $unit }同期{ $baseline }份相比；相同或套用模板的{ $duplicates }份只计一次。
hearing-told-periods = { $from }至{ $to }共{ $window }份文字，与{ $since }至{ $until }的{ $baseline }份相比；相同或套用模板的{ $duplicates }份只计一次。
hearing-under_way = 文字较多，正在读，约几秒后自动显示。
hearing-cut = 文字过多，只读了较新的部分；请缩短时间或选定机构。
hearing-nothing = 没有明显突出的词。
hearing-nothing-window = 这段时间没有文字。请换一段时间或机构。
hearing-nothing-baseline = 用来比较的日子没有文字，无从比较。请把比较的天数加长。
hearing-counts = { $count }份提到，此前{ $before }份
hearing-ratio = 频率为此前的{ $ratio }倍
hearing-ratio-new = 此前没有
hearing-surprise = 意外程度{ $surprise }
hearing-first = { $day }首次出现
hearing-where = 集中在
hearing-scenario = { $value } { $percent }%
hearing-longer = 更长的说法：{ $words }
hearing-beside = 同时提到：{ $words }
hearing-why = 为什么多
hearing-statement = 拟写的场景：
cause-why = { $what }：{ $group }份里有{ $count }份，是其他文字的{ $lift }倍
cause-unit = 机构是{ $value }
cause-channel = 渠道是{ $value }
cause-business = 业务是{ $value }
cause-reason = 原因是{ $value }
cause-product = 产品是{ $value }
cause-issue = 问题是{ $value }
cause-source = 来自{ $value }
cause-phrase = 说到“{ $value }”
statement = { $parts }。
statement-unit = 在{ $value }
statement-channel = 通过{ $value }
statement-business = 办理{ $value }
statement-reason = 因{ $value }
statement-product = 使用{ $value }
statement-issue = 遇到{ $value }
statement-source = 见于{ $value }
statement-phrase = 说到“{ $value }”
error-statement_long = 场景说明最多500字，请写短些
hot_spot-statement = 场景说明
hot_spot-statement-hint = 写明在哪里、办什么、为什么，供整改使用。不写个人信息。
hearing-evidence = 原话（已脱敏）
hearing-bar = { $day }：{ $count }份
hearing-trend = 趋势：这段时间{ $window }份，此前{ $before }份
hearing-from-case = 案件
hearing-from-call = 通话
hearing-call = 通话
hearing-call-title = 通话 { $reference }
hearing-call-empty = 这通电话没有文字。
hearing-call-masked = 通话只保存脱敏后的文字。
hearing-theirs = 来电人
hearing-ours = 坐席
error-hot_days_backwards = 截止日早于起始日，请改正其中一个
error-hot_days_overlap = 两段时间有重叠的日子，请错开
error-hot_days_many = 时间太长或比较天数不对：至少比较1天，合计不超过370天

## Hot spots
hot_spots-title = 热点提示
hot_spots-open = 待了解
hot_spots-all = 全部
hot_spots-none = 没有待了解的热点。每天检查前七天的案件和通话，有新的突出情况列在这里。
hot_spots-note = 热点只提示人数多、说法新，是什么情况由人判断。

## What different persons share
shared-title = 共用线索
shared-note = 近{ $days }天里，不同的人用了同一模板、电话、邮箱或地址。可能是家人、同事或邻居，也可能是代理维权，由人判断；不得据此不受理、少计或区别办理。
shared-none = 没有待了解的共用线索。每天检查近{ $days }天的案件，不同的人用同一模板、电话、邮箱或地址时列在这里。
shared-cases = 这些件

## The lines of both lists
hot_spot-kind = 类型
hot_spot-title = 内容
hot_spot-unit = 范围
hot_spot-raised = 提示时间
hot_spot-state = 状态
hot_spot-word = 热词
hot_spot-group = 多人同事
hot_spot-template = 同一模板
hot_spot-phone = 同一电话
hot_spot-email = 同一邮箱
hot_spot-address = 同一地址
hot_spot-also = 这些件还有：{ $what }
hot_spot-told-word = { $count }份提到，此前四周{ $before }份
hot_spot-told-group = { $count }人讲到同一件事
hot_spot-told-template = { $count }人的来件用同一模板
hot_spot-told-phone = { $count }人的来件留了同一个电话
hot_spot-told-email = { $count }人的来件留了同一个邮箱
hot_spot-told-address = { $count }人的来件留了同一个地址
hot_spots-see = 查看全部热点
hot_spot-cases = 最新的几件
hot_spot-taken = 已有人了解这个热点，您写的没有保存：{ $statement }
hot_spot-settle = 已了解
hot_spot-settled = { $who }于{ $at }了解
told-hot_spot = 已记下您了解这个热点。
notice-hot_spot = 出现热点，本件是其中一件，请查看热词
job_kind-hot_spots = 检查热点
job_count-institutions = 检查{ $count }个机构
job_count-calls = 清除{ $count }通过期的通话
job_count-raised = 提示{ $count }个热点
notice_kind-hot_spot = 出现热点
