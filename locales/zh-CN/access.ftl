# Signing in and who may: the second factor, sessions, the institution's own accounts.

## Signing in
sign-in-code-title = 输入验证码
sign-in-code-heading = 输入验证码
sign-in-code-intro = 密码正确。请再输入验证器上现在显示的6位验证码。
sign-in-code-hint = 设备不在身边，可以用一个备用码，每个只能用一次
sign-in-again = 重新登录
sign-in-issuer = 用本机构账号登录
sign-in-issuer-refused = 没能用本机构账号登录：登录没有完成，或这个账号在这里没有对应的人员。可以再试一次，或找管理员。
sign-in-issuer-away = 本机构的登录服务现在连不上。可以稍后再试，或用密码登录。

## Passwords
password-owed = 现在的密码是别人设置的，只用来登录这一次。请先换成自己的密码。
error-password_long = 密码最多256位
error-password_common = 这是人人先试的密码，请换一个
error-password_own = 密码里不要有自己的用户名或姓名
error-password_same = 新密码和现在的一样

## The second factor
second-factor-title = 第二重验证
second-factor-open = 设置
second-factor-on = 已启用
second-factor-off = 未启用
second-factor-begun = 还没有确认
second-factor-owed = 您的角色须启用第二重验证。启用后才能继续。
second-factor-required = 这个角色须启用第二重验证，不能停用。
second-factor-intro = 启用后，登录时除了密码，还要输入手机验证器上的验证码。别人知道了密码也进不来。
second-factor-set-up = 启用第二重验证
second-factor-begin = 生成密钥
second-factor-password-hint = 先确认是您本人
second-factor-scan = 用验证器扫描
second-factor-scan-hint = 在手机上打开验证器（任何支持TOTP的应用），添加账号，扫描下面的图。不能扫描时，手工输入密钥。
second-factor-picture = 供验证器扫描的二维码，内容与下面的密钥相同
second-factor-secret = 密钥：
second-factor-code = 验证码
second-factor-code-hint = 验证器上现在显示的6位数字
second-factor-confirm = 确认并启用
second-factor-again = 重新生成密钥
second-factor-codes-left = 备用码还有{ $count }个。
second-factor-renew = 重新生成备用码
second-factor-renew-hint = 原来的备用码全部作废。
second-factor-remove = 停用第二重验证
second-factor-remove-hint = 停用后只凭密码登录；其他设备上的登录会退出。
second-factor-codes = 备用码
second-factor-codes-made = 第二重验证已启用。备用码只显示这一次，请现在保存。
second-factor-codes-hint = 手机不在身边时，用一个备用码代替验证码，每个只能用一次。请打印或抄下，与手机分开存放。
second-factor-go-on = 已保存，继续
error-second_factor_code = 验证码不对或已用过。请等验证器显示下一个，再试一次
error-second_factor_required = 您的角色须启用第二重验证，不能停用
error-second_factor_own = 自己的第二重验证要由另一位管理员重置

## Sessions
sessions-title = 登录中的设备
sessions-intro = 不认识的，请退出它并修改密码。
sessions-end-others = 退出其他全部设备
session-device = 设备
session-network = 网络
session-began = 登录时间
session-seen = 最近使用
session-end = 退出
session-current = 这台设备
session-second-factor = 已验证第二重
session-unknown = 未知
told-sessions = 已退出。

## Administration
admin-access = 登录安全
access-rules = 谁须启用第二重验证
access-rules-hint = 担任其中任一角色的人员，还没启用的，下一次打开页面时先启用。
access-person = 人员的登录方式
access-look = 查看
access-password-none = 没有密码
access-password-own = 本人设置
access-password-one-time = 别人设置，下次登录须更换
access-linked = 与本机构账号关联
access-linked-not = 未关联
access-sessions = { $count }处
access-end = 退出其全部设备
access-unlink = 取消关联
access-reset = 重置第二重验证
access-reset-why = 重置原因
access-reset-hint = 先当面或回拨已登记的电话核实本人。重置后其全部设备退出，须重新启用。此操作会记录。
access-lacking = 须启用而未启用
access-lacking-none = 须启用第二重验证的人员都已启用。
factor_reason-device_lost = 设备丢失或损坏，已核实本人
factor_reason-device_replaced = 更换设备
factor_reason-suspected = 怀疑被他人掌握
factor_reason-mistake = 启用有误
told-second-factor-rules = 已保存。还没启用的人员会先启用，再继续工作。
told-second-factor-reset = 第二重验证已重置，其全部设备已退出。
told-unlinked = 已取消关联。

## Staff from a file
staff-import-title = 批量导入人员
staff-import-file = 选择文件
staff-import-hint = CSV文件，第一行是列名，最多{ $count }行，UTF-8或GB18030编码。同一用户名的人员按文件修改；没有变化的不动。
staff-import-example = 用户名,姓名,机构,角色,可以登录
    zhang.min,张敏,CC,经办;审批@B1,是
    li.lei,李雷,HQ,审计,是
staff-import-choose = CSV文件
staff-import-check = 先看看
staff-import-count = { $fate }：{ $count }
staff-import-line = 行
staff-import-fate = 结果
staff-import-password = 一次性密码
staff-import-apply = 导入
staff-import-apply-hint = 能用的行一起写入，不能用的跳过。有修改的人员须重新登录。
staff-import-passwords = 给新人员生成一次性密码（首次登录后须更换）
staff-import-passwords-made = 一次性密码只显示这一次，请现在分别告知本人。
staff-import-done = 已导入。
staff-import-other = 换一个文件
staff_fate-entered = 新增
staff_fate-changed = 修改
staff_fate-as_before = 没有变化
staff_fate-rejected = 不能用
error-table_header = 第一行须是列名
error-table_encoding = 文件编码须为UTF-8或GB18030
error-table_long = 一个文件最多500行，请分开导入
error-table_empty = 列名下面没有内容
error-table_columns = 须有这三列：用户名、姓名、机构
error-row_unreadable = 这一行的列数不对，或引号没有配对
error-row_twice = 上面已有同一用户名的行
error-yes_or_no = “可以登录”请写是或否
error-beyond_reach = 超出您管理的范围

## Loading rules
rules-title = 载入期限规则或日历
rules-intro = 先看对未办结件的影响，再决定是否应用。应用后由后台任务重新计算期限，并通知有关人员。
rules-what = 文件内容
rules-what-calendar = 日历（节假日与调休）
rules-what-regime = 期限规则
rules-file = 文件（.toml，格式与随附的一样）
rules-look = 看影响
rules-file-missing = 请选择文件
rules-file-long = 文件最多256 KB
rules-file-encoding = 文件编码须为UTF-8
rules-file-wrong = 文件不能用：{ $reason }
rules-version = { $id }第{ $version }版已在使用，内容不同。修改请用更高的版本号
rules-not-yours = 期限规则和日历影响全行，由总行管理员载入
rules-calendar = 日历{ $id }：{ $years }
rules-regime = 期限规则{ $id }，第{ $version }版
rules-known = 同样的文件已应用过，不用再应用。
rules-looked-all = { $count ->
   *[other] 看了全部未办结件{ $shown }件
}
rules-looked-some = { $count ->
   *[other] 未办结件太多，只看了较新的{ $shown }件
}
rules-changed = { $count ->
    [0] 没有期限变化
   *[other] { $shown }件的期限变化
}
rules-earlier = { $count ->
   *[other] 其中提前{ $shown }件
}
rules-later = { $count ->
   *[other] 其中推后{ $shown }件
}
rules-settled = { $count ->
   *[other] 暂定日期确定下来{ $shown }件
}
rules-first = 变化的件（最多50件）
rules-case = 案号
rules-kind = 类型
rules-before = 现在的期限
rules-after = 应用后的期限
rules-type = 期限变化的件数
rules-type-hint = 应用后不能撤销。请输入上面的件数，表示已看过。
rules-changed-wrong = 与上面的件数不一样，请核对后再输入
rules-apply = 应用
told-rules = 已应用，期限由后台任务重新计算。

# 密钥
admin-keys = 密钥
vault-title = 个人信息的密钥
vault-what = 每个人的信息由其个人密钥封存，个人密钥由这里的密钥封装。它在密钥文件里，不在数据库里，两者须分开备份。
vault-generation = 在用密钥的代号
vault-cipher = 封存算法
vault-hasher = 摘要算法
vault-older = 仍保留的旧密钥代号
vault-older-none = 没有
vault-rotation = 更换进度
vault-signing = 存证签名密钥
vault-signing-where = 公钥在存证页
vault-rotate-title = 更换密钥
vault-rotate-what = 最多{ $persons }人的个人密钥会用新密钥重新封装，查找标记重新生成。期间照常办理。在后台进行，中断后接着做。更换不能撤销。
vault-next = 新密钥的代号
vault-next-hint = 请输入{ $generation }，表示已看过。
vault-rotate = 更换密钥
vault-go-on-title = 再查一遍
vault-go-on-what = 把还由旧密钥封装的个人密钥都换到新密钥上。已经换完的不会再动。
vault-go-on = 再查一遍
vault-retire-title = 取出旧密钥
vault-retire-what = 旧密钥将从密钥文件里删除，不能撤销。更换前的个人密钥备份只有旧密钥能打开；备份保存多久，当时的密钥文件就要保存多久。还有个人密钥由它封装时不能取出。
vault-gone = 旧密钥的代号
vault-gone-hint = 请输入{ $generations }，表示已看过。
vault-retire = 取出旧密钥
vault-number-wrong = 与上面的代号不一样，请核对后再输入
vault-import = 正在批量导入，导入结束后再更换密钥
vault-in-use = 还有个人密钥或查找标记用着旧密钥，请等更换完成再取出
vault-no-older = 没有旧密钥
vault-shared = 数据库可能由几个节点共用。请先停下全部节点，再用命令huiyin vault rotate更换密钥。
vault-not-kept = 新密钥不能写入密钥文件：{ $reason }
vault-not-yours = 密钥关系全部机构，由管理全部机构的管理员更换。
told-keys_begun = 已开始用新密钥，后台任务正在逐人更换。
told-keys_retired = 旧密钥已取出。
job_kind-rotate_keys = 更换密钥
job_count-keys = 更换{ $count }把个人密钥
job_count-tags = 更换{ $count }个查找标记
