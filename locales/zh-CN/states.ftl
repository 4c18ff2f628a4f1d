# One word for each value of the domain's lists, as staff read them. `group-value`.

## Kinds
kind-complaint = 投诉
kind-enquiry = 咨询
kind-objection = 征信异议
kind-suggestion = 建议
kind-praise = 表扬
kind-tip_off = 举报
kind-petition = 信访

## Where it stands
status-received = 待受理
status-accepted = 待办理
status-investigating = 调查中
status-help_asked = 协办中
status-transferred = 已转办
status-material_asked = 待补充
status-in_mediation = 调解中（计时暂停）
status-in_appraisal = 鉴定中（计时暂停）
status-awaiting_approval = 待审批
status-decided = 待答复
status-answered = 已答复
status-unreachable = 联系不上（有凭证）
status-marked = 已标注
status-verifying = 核查中
status-under_review = 上级核查中
status-reopened = 重新办理
status-feedback_owed = 待反馈
status-closed = 已办结
status-called_back = 已回访
status-declined = 不予受理
status-withdrawn = 已撤回
status-merged = 已并入
status-referred_on = 已移送

## How it came
channel-counter = 网点
channel-hotline = 客服热线
channel-online = 网上或手机银行
channel-portal = 消费者门户
channel-letter = 信件或邮件
channel-visit = 总分行来访
channel-nfra = 监管12378转办
channel-pbc = 人民银行12363转办
channel-petition = 国家信访系统
channel-media = 媒体
channel-credit_centre = 征信中心
channel-other = 其他

## Who somebody is in a case
party_role-complainant = 本人
party_role-agent = 代理人
party_role-heir = 继承人
party_role-representative = 代表
party_role-other = 其他人

## Answers and contacts
answer_form-handed_over = 面交
answer_form-posted = 邮寄
answer_form-sms = 短信
answer_form-email = 电子邮件
answer_form-telephone = 电话
answer_form-portal = 门户

contact_form-telephone = 电话
contact_form-sms = 短信
contact_form-email = 电子邮件
contact_form-in_person = 面谈
contact_form-letter = 信件
contact_form-portal = 门户消息

## Outcomes
outcome-upheld = 支持
outcome-partly_upheld = 部分支持
outcome-not_upheld = 不支持
outcome-settled = 协商一致
outcome-explained = 已解答
outcome-adopted = 采纳
outcome-partly_adopted = 部分采纳
outcome-not_adopted = 未采纳
outcome-passed_on = 已转达
outcome-corrected = 已更正
outcome-found_correct = 无误
outcome-noted = 已记载

liability-liable = 有责
liability-partly_liable = 部分责任
liability-not_liable = 无责

## Tasks
task_kind-fetch_recording = 调取录音录像
task_kind-hold_collection = 停催
task_kind-instalments = 协商分期
task_kind-waiver = 费用或利息减免
task_kind-compensation = 小额补偿
task_kind-collector_explanation = 外包催收机构说明情况
task_kind-credit_correction = 更正征信记录
task_kind-help = 其他协办

task_outcome-done = 已完成
task_outcome-partly_done = 部分完成
task_outcome-not_possible = 无法完成

task_status-open = 待办
task_status-awaiting_approval = 待审批
task_status-approved = 已批准
task_status-refused = 未批准
task_status-done = 已完成
task_status-cancelled = 已取消

## Clocks and urgency
pause_cause-appraisal = 鉴定
pause_cause-mediation = 调解

major_ground-disaster = 重大自然灾害、安全事故、公共卫生事件
major_ground-joint_in_person = 20名以上投诉人面谈共同投诉
major_ground-designated = 监管机构认定

coding_form-full = 完整分类
coding_form-short = 简表

relation-related = 关联
relation-repeat = 再次提出
relation-split = 拆分
relation-review = 上级核查
relation-redress = 赔偿请求
relation-merged = 并入

report_to-superior = 上级机构
report_to-regulator = 监管部门

verification_result-wrong = 数据有误
verification_result-correct = 数据无误
verification_result-omitted = 数据遗漏
verification_result-deleted = 数据删除
verification_result-deleted_fraud = 数据删除（欺诈）

correction-received_at = 收到时间
correction-external_number = 来源编号
correction-particulars = 登记要素

## Steps, as buttons
step-accept = 受理
step-assign = 分派
step-code = 分类
step-mark = 添加标注
step-verify = 记录核查结果
step-centre_answer = 记录中心意见
step-correct_information = 记录更正
step-remove_mark = 取消标注
step-record_statement = 记载声明
step-decide = 决定
step-answer = 答复
step-prove_delivery = 记录送达
step-close = 办结
step-call_back = 回访
step-conclude_review = 接收核查结果
step-contact = 联系消费者
step-note = 记录
step-attach = 添加附件
step-ask_material = 请补充材料
step-receive_material = 收到材料
step-send_feedback = 反馈来源
step-feedback_returned = 反馈被退回
step-report = 报告
step-open_task = 请协办
step-finish_task = 完成任务
step-take_back = 撤销刚才的记录
step-cancel_task = 取消任务
step-transfer = 转办
step-add_source = 添加来源
step-merge_repeat = 并入再次来件
step-link = 关联
step-add_party = 添加人员
step-issue_code = 重发查询码
step-recuse = 回避
step-readmit = 结束回避
step-claim_right = 转为投诉
step-rekind = 更改类型
step-raise = 特事特办
step-propose_major = 提请认定重大
step-approve = 批准
step-refuse = 退回申请
step-extend = 申请延期
step-tell_extended = 告知延期
step-agree_period = 约定期限
step-pause_clock = 暂停计时
step-resume_clock = 恢复计时
step-set_centre_date = 记录中心期限
step-refer_on = 移送
step-decline = 不予受理
step-withdraw = 记录消费者撤回
step-reopen = 重新办理
step-open_review = 上级核查
step-correct_fact = 更正
step-carry_over = 带入旧记录

## Second persons
rank-handling_head = 本机构另一名审批人
rank-superior = 上级机构，或总行高管

request_status-open = 待审批
request_status-approved = 已批准
request_status-refused = 已退回
request_status-void = 已失效

## Institutions and staff
level-head_office = 总行
level-centre = 直属中心
level-branch = 分行
level-sub_branch = 支行
level-outlet = 网点
level-department = 部门
level-association = 行业协会
level-regulator_desk = 监管席位

role-intake = 登记
role-handler = 经办
role-approver = 审批
role-senior_manager = 高管
role-officer = 消保专员
role-supervisor = 督办
role-auditor = 审计
role-administrator = 管理员

## Axes of classification
axis-channel = 业务办理渠道
axis-business = 业务类别
axis-reason = 投诉原因
axis-product = 产品
axis-issue = 问题
axis-source = 投诉来源
axis-grade = 投诉等级
axis-urgency = 紧急程度
axis-sensitivity = 敏感信息
axis-demand = 客户诉求
axis-major-ground = 重大投诉情形
axis-consumer-right = 消费者权利
axis-verification = 核查结果
axis-correction = 更正结果
axis-annotation = 标注及声明
axis-location = 定位信息
axis-response = 机构回应
axis-public-response = 公开回应
axis-submitted-via = 提交方式
axis-tag = 标签

## What is known of a person
person-name = 姓名
person-phone = 手机号
person-email = 电子邮箱
person-id_number = 证件号码
person-account = 账号或卡号
person-address = 地址
person-sex = 性别
person-birth_year = 出生年份
person-country = 国家
person-province = 省
person-city = 市
person-district = 区县
person-contact = 联系方式
person-reserved_phone = 预留手机号
person-reply_phone = 答复电话

## Texts carried over from another system
carried-investigation = 调查经过
carried-handling = 处理情况
carried-revisit_note = 回访情况
carried-accountability = 问责情况
carried-overdue_reason = 超期原因
carried-improvement = 改进情况
carried-remark = 备注
carried-descriptors = 个人描述项

## A bank's own descriptors
particular-assisted = 代填
particular-branch_name = 网点名称
particular-branch_code = 网点机构号
particular-work_order_number = 工单号
particular-source_system_number = 原系统工单号
particular-pbc_order_number = 人行工单号
particular-work_order_status = 工单状态
particular-intake_channel = 投诉受理渠道
particular-accepted_date = 受理日期（原文）
particular-closed_date = 办结日期（原文）
particular-order_source = 工单来源
particular-respondent_name = 被投诉机构
particular-respondent_level = 被投诉机构层级
particular-respondent_parent = 被投诉机构归属机构
particular-respondent_province = 被投诉机构所在省
particular-respondent_city = 被投诉机构所在市
particular-respondent_district = 被投诉机构所在区
particular-grade = 投诉等级
particular-business_channel = 业务办理渠道
particular-business_category = 业务类别
particular-complaint_reason = 投诉原因
particular-complaint_channel = 投诉渠道
particular-business_line = 条线
particular-product_class = 产品大类
particular-product_subclass = 产品小类
particular-amount = 投诉金额（万元）
particular-complainant_count = 投诉人数
particular-result_word = 处理结果
particular-handling_name = 处理机构
particular-handling_level = 处理机构层级
particular-handling_parent = 处理机构归属机构
particular-handling_type = 处理机构属性
particular-handling_province = 处理机构所在省
particular-handling_city = 处理机构所在市
particular-handling_district = 处理机构所在区
particular-handling_days = 处理时长
particular-reply_wanted = 是否需要回复
particular-replied = 是否回复
particular-reply_date = 回复日期（原文）
particular-revisited = 是否回访
particular-revisit_date = 回访日期（原文）
particular-revisit_name = 回访机构
particular-revisit_result = 回访结果
particular-liable_word = 是否有责
particular-compensation_flag = 是否小额补偿
particular-compensation_amount = 小额补偿金额
particular-pbc_report_status = 报送人行状态
particular-escalated = 是否升级投诉
particular-deadline = 办结期限（原文）
particular-consumer_region = 消费者所在地区
particular-company = 被投诉公司
particular-company_response = 公司回应
particular-timely_response = 是否及时回应
particular-disputed = 消费者是否有异议
particular-tags = 标签
particular-submitted_via = 提交方式
particular-date_sent = 送达公司日期
particular-language = 语言

## Remedies a decision names
remedy-review = 核查
remedy-mediation = 调解
remedy-arbitration = 仲裁
remedy-litigation = 诉讼
