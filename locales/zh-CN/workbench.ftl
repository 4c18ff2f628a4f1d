# The workbench: lists with names, several cases at once, the switcher, keys.

nav-switch = 转到
saving = 正在保存…
undo = 撤销
comma = ，

## Lists
view-started = 我发起的
empty-started = 还没有登记过的件。由您登记的件在这里，不论由谁办理。
empty-cases = 还没有案件。登记、导入或消费者提交后在这里。
empty-drop = 去掉“{ $filter }”
empty-next_due = 下一个期限
column-number = 案号
column-soon = 三天内到期
column-paused = 计时暂停
column-left = 剩余时间
filter-marks = 更多
filter-major = 重大
filter-owed = 欠反馈
filter-business = 业务
list-read_at = { $time }更新，刷新
list-export = 导出
export-cut = 只导出前{ $count }件；请缩小范围，或用命令行导出全部
arrivals = #件新到，显示
rows-compact = 紧凑行距
rows-normal = 标准行距

## Lists with names
views-title = 我的清单
views-save = 保存当前视图
views-manage = 管理清单
views-name = 清单名称
views-hint = 最多30字。保存后排在工作台的标签里，前九个标签可按数字键打开。
views-none = 还没有保存的清单。在工作台选好条件，按“保存当前视图”。
views-all = 已保存的清单
views-rename = 改名
views-rename-label = “{ $name }”的新名称
views-delete = 删除
told-view_saved = 已保存，排在标签的最后。
told-view_renamed = 已改名。
told-view_deleted = 已删除清单，案件不受影响。
error-view_name = 请写1至30字，写在一行里
error-views_count = 最多保存30个清单，请先删除不用的
error-view_address = 条件太多，请减少一些再保存

## Several cases at once
pick-column = 全选
pick-case = 选择{ $number }
pick-count = 已选#件
pick-together = 选中的件
pick-none = 取消选择
bulk-back = 返回清单
bulk-title-assign = 一起分派
bulk-title-code = 一起分类
bulk-title-transfer = 一起转办
bulk-submit-assign = 分派{ $count }件
bulk-submit-code = 分类{ $count }件
bulk-submit-transfer = 转办{ $count }件
bulk-cases = 将办理的件
bulk-barred = 不能这样办的件
bulk-nothing_picked = 没有选中的件。请回到清单勾选。
bulk-too_many = 一次最多{ $count }件，请分几次办理。
bulk-no_right = 您没有办理此件的权限
bulk-one_group = 选中的件类型、机构或现有分类不同，只能分组分类。请选择一组：
bulk-confirm = 已逐件看过：这{ $count }件说的是同一类事，可以用同样的分类
bulk-confirm_missing = 请确认这些件可以用同样的分类
bulk-outcome = { $all }件中{ $done }件{ $told }；{ $left }件{ $why }，仍保持选中。
bulk-done-assign = 已分派
bulk-done-code = 已分类
bulk-done-transfer = 已转办
bulk-overtaken = 刚被他人修改
bulk-overtaken-one = 刚被他人修改，请看过最新情况再办
bulk-not_done = 没有办成，原因见下
bulk-under_way = 同一次提交还在进行，请稍候再试
told-bulk_assign = 已分派{ $count }件。
told-bulk_code = 已分类{ $count }件。
told-bulk_transfer = 已转办{ $count }件，由对方继续办理。

## The switcher
switch-label = 案号、页面、同事、机构、步骤
switch-hint = 可用汉字、拼音首字母或代码，例如：输入gzt到工作台
switch-none = 没有找到。换几个字，或用上面的搜索查内容。
switch-found = 可以转到
switch-go = 转到
switch-case = 案件
switch-page = 页面
switch-colleague = 同事
switch-institution = 机构
switch-code = 业务
switch-step = 步骤

## Long lists
picker-label = 汉字、拼音首字母或代码

## Keys
keys-title = 快捷键
keys-open = 快捷键
keys-where = 输入文字时快捷键不起作用，全角符号也可以。单键快捷键可以关闭：
keys-on = 单键快捷键已开启。
keys-off = 单键快捷键已关闭，带Ctrl的仍可用。
keys-turn-off = 关闭单键快捷键
keys-turn-on = 开启单键快捷键
keys-everywhere = 各页
keys-list = 清单
keys-case = 案件
key-sheet = 打开这张表
key-search = 搜索
key-switcher = 快速转到
key-go-overview = 到总览
key-go-queue = 到工作台
key-go-cases = 到全部案件
key-go-approvals = 到审批
key-go-team = 到团队
key-go-intake = 到登记
key-intake = 登记来件
key-undo = 撤销刚才的分派、分类或记录
key-escape = 关闭，离开输入框
key-down = 下一行
key-up = 上一行
key-open = 打开
key-pick = 选择
key-pick-more = 选到这一行
key-assign = 分派
key-code = 分类
key-transfer = 转办
key-filters = 筛选
key-views = 打开第几个清单
key-suggested = 到建议的步骤
key-steps = 全部步骤
key-save = 保存
key-save-next = 保存，下一件
key-next = 下一件
key-previous = 上一件
key-contact = 联系消费者
key-copy = 复制案号
key-list = 回到清单

## Approvals and the team
approvals-own = 我提请的
approvals-none-open = 没有等待审批的申请。
approvals-none-own = 还没有提请过审批。
approvals-none-settled = 还没有答复过的申请。
team-persons = 按人
team-units = 按机构
team-reassign = 改派
team-more = 只列出前100人，请在上面选择机构。
team-told = 到期前后的提醒
team-told-none = 没有按规则需要您知道的件。临近期限或逾期的件会在这里。
team-all-notices = 全部提醒
