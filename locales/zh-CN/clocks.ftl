## How a date was counted, sentence by sentence: pages, API and command line.

reckon-day = { $year }年{ $month }月{ $day }日（周{ $weekday ->
        [monday] 一
        [tuesday] 二
        [wednesday] 三
        [thursday] 四
        [friday] 五
        [saturday] 六
        *[sunday] 日
    }）
reckon-moment = { $day }{ $time }
reckon-minutes = { $minutes }分钟
reckon-hours = { $hours }小时
reckon-hours_and_minutes = { $hours }小时{ $minutes }分钟
reckon-length-natural_day = { $count }个自然日
reckon-length-working_day = { $count }个工作日
reckon-length-working_hour = { $count }个工作小时
reckon-length-hour = { $count }小时
reckon-length-week = { $count }周
reckon-length-month = { $count }个月
reckon-length-year = { $count }年
reckon-starts = { $at }{ $event }。
reckon-assumed = 假定从{ $at }{ $event }起算，仅供参考。
reckon-day_one = 当日不计，{ $day }为第1日。
reckon-counted = 满{ $length }为{ $end }。
reckon-supplied = 期限为{ $day }，由给定日期确定，不另计算。
reckon-days_excluded = { $cause }自{ $from }至{ $to }前不计，共{ $days }日{ $open ->
        [yes] ，仍在暂停
       *[no] {""}
    }。
reckon-time_excluded = { $cause }自{ $from }至{ $to }，扣除{ $working ->
        [yes] 工作时间
       *[no] {""}
    }{ $length }{ $open ->
        [yes] ，仍在暂停
       *[no] {""}
    }。
reckon-moved_to = 扣除后期限为{ $end }。
reckon-notice_owed = 尚无将{ $cause }告知{ $party }的记录。
reckon-earlier = { $day }{ $event }，期限提前到当日。
reckon-rolled = { $from }是法定休假日（{ $holiday }），按民法典第203条顺延至{ $to }。
reckon-weekend = 休息日
reckon-make_up_working_day = { $day }是调休上班日，不顺延。
reckon-provisional = { $year }年日历尚未载入，日期为暂定。
reckon-condition = 条件：{ $condition }。
reckon-extended = { $at }批准延长，原期限{ $before }。
reckon-refused = 延长不成立：{ $reason }。
reckon-restarted = { $at }收到新的事实和理由，按{ $article }重新计算。
reckon-agreed = 与投诉人约定，凭证：{ $evidence }。
reckon-agreed_sealed = 与投诉人约定，凭证见时间线。
reckon-ended = { $at }{ $how }，不再计算。
reckon-cut_to_legal = 内部期限{ $from }晚于法定期限（{ $stage }），改为{ $to }。
reckon-article = 依据：{ $instrument }{ $article }{ $verified ->
        [yes] {""}
       *[no] （条款号未核实）
    }。

## Why an extension does not hold.

reckon-refusal-unknown = 没有名为{ $stage }的延长
reckon-refusal-not_there_yet = 应先延长到{ $stage }
reckon-refusal-before_start = { $at }批准时尚未起算
reckon-refusal-after_expiry = { $at }批准时原期限已届满
reckon-refusal-rank_too_low = 批准人级别不够，应为{ $rank }
reckon-refusal-notice_missing = 没有告知{ $party }的记录
reckon-refusal-notice_after_expiry = { $at }告知时原期限已届满
reckon-refusal-unknown_reason = 规则没有理由{ $reason }
reckon-refusal-no_day = 通知没有写明日期

## Terms of clocks.

reckon-rank-none = 不限
reckon-rank-handling_head = 投诉处理工作负责人
reckon-rank-head_office_senior_or_superior = 上级机构或者总行、总公司高级管理人员
reckon-party-institution = 机构
reckon-party-superior = 上级机构
reckon-party-complainant = 投诉人
reckon-party-regulator = 监管部门
reckon-ending-withdrawn = 收到撤回
reckon-ending-declined = 不予受理
reckon-ending-early_closed = 当场解决并获认可
reckon-event-received = 收到
reckon-event-regulator_received = 监管部门收到
reckon-event-administration_received = 行政部门收到
reckon-event-forwarded = 转交
reckon-event-acknowledged = 确认收到
reckon-event-accepted = 受理
reckon-event-declined = 不予受理
reckon-event-contacted = 首次联系
reckon-event-decided = 作出决定
reckon-event-answered = 答复
reckon-event-unreachable = 联系不上
reckon-event-answer_received = 投诉人收到答复
reckon-event-review_requested = 申请核查
reckon-event-review_answered = 核查决定告知
reckon-event-centre_notice = 收到征信中心核查件
reckon-event-centre_answered = 反馈征信中心
reckon-event-regulator_accepted = 人民银行分支机构受理
reckon-event-regulator_answered = 人民银行分支机构答复
reckon-event-in_progress = 声明处理中
reckon-event-holding_reply = 先行书面说明
reckon-event-feedback_given = 消费者评价
reckon-event-referred = 提交外部机构
reckon-event-published = 公开
reckon-event-closed = 办结
