# The consumer portal: consumers are 您, short sentences, the doer first.

portal-name = 回音
portal-tools = 显示设置
portal-links = 更多
portal-skip = 跳到正文
portal-hotline = 客服电话：{ $number }（24小时）
portal-footer-zone = 页面上的时间都是北京时间。
portal-back = 返回
portal-step = 第{ $step }步，共{ $steps }步
portal-next = 下一步
portal-clear = 清除我填的内容
portal-clear-why = 用的是公用电脑？离开前请清除。不清除也会在24小时后自动删除。
portal-cleared = 您填的内容已清除。
portal-optional = （可不填）
portal-error-title = 有误：
portal-errors = 有{ $count }处需要改
portal-trap = 请不要填这一格

# Home
home-title = 您想办什么事？
home-complaint = 我要投诉
home-complaint-hint = 对产品或服务不满意
home-enquiry = 我想问问
home-enquiry-hint = 业务、费用、网点、活动
home-credit = 征信记录有误
home-credit-hint = 要求核对和更正
home-track = 查办理进度
home-track-hint = 用编号和查询码，不用注册
home-time = 大约2分钟。
home-danger = 资金有危险时，请马上拨打{ $number }（24小时）。
home-danger-no-number = 资金有危险时，请马上拨打银行卡背面的客服电话。

# What happened
what-title-complaint = 发生了什么事？
what-title-enquiry = 您想问什么？
what-title-credit = 哪条记录有误？
what-label = 请用自己的话写下来
what-hint-complaint = 时间、地点或渠道、办什么业务、哪里出了问题。请不要写密码、验证码、完整卡号。
what-hint-enquiry = 问什么业务、费用、网点或活动。请不要写密码、验证码、完整卡号。
what-hint-credit = 哪家机构报送、大约哪年哪月、写了什么、实际是什么。请不要写密码、验证码、完整卡号。
what-limit = 最多2,000字
what-business = 和哪项业务有关
what-business-choose = 请选择
what-business-optional = （可不选）
what-institution = 和哪家机构有关

# What is wanted
want-title-complaint = 您希望怎么解决？
want-title-credit = 您希望怎么更正？
want-hint = 可以选多项
wish-refund = 退还费用或赔偿
wish-correct = 更正记录
wish-restore = 恢复权益或服务
wish-stop = 停止某种做法
wish-explain = 说明情况
wish-not-mine = 这不是我的业务，要求删除
wish-other = 其他
want-amount = 金额
want-amount-unit = 元
want-other-label = 其他希望

# How to reach
you-title = 怎么联系您？
you-name = 姓名
you-phone = 手机号
you-phone-hint = 只用来核实身份和答复您
you-reply = 希望怎么答复
reply-telephone = 电话
reply-sms = 短信
reply-written = 书面
you-whose = 这件事是谁的？
whose-own = 我自己的
whose-other = 我替别人办
you-owner = 本人姓名
you-owner-hint = 替别人办时填
you-authority = 授权书在哪里
you-authority-hint = 替别人办时填。例如：本人已签，之后在网点交。

# Check
check-title = 核对后提交
check-what-complaint = 发生了什么
check-what-enquiry = 您想问的
check-what-credit = 哪条记录有误
check-want = 希望怎么解决
check-you = 联系您
check-change = 修改
check-change-what = 修改“{ $what }”
check-material = 材料
check-material-later = 截图、合同等材料，提交后可以在“查办理进度”里补充。
check-after = 提交后：
check-after-accept = { $day }前告诉您是否受理
check-after-answer = { $day }前答复处理结果
check-after-none = 我们会尽快答复您
check-submit-complaint = 提交投诉
check-submit-enquiry = 提交问题
check-submit-credit = 提交异议
check-by-reply = { $form }答复
check-for-other = 替{ $name }办
check-money = { $wish } { $amount }元
summary-wishes = { $wishes }。
summary-reply = 希望{ $form }答复。

# Waiting
wait-title = 请等{ $seconds }秒
wait-why = 现在提交的人比较多。页面会自动继续，您填的内容都在，不用重新填。
wait-track = 试的次数比较多。{ $seconds }秒后可以再试，页面会自动继续。
wait-call = 着急的话，请拨打{ $number }。
wait-go = 现在继续

# Done
done-title-complaint = 已收到您的投诉
done-title-enquiry = 已收到您的问题
done-title-credit = 已收到您的异议
done-number = 编号
done-code = 查询码
done-keep = 请拍照或记下。查询码只在这里显示一次。
done-next = 接下来
done-accept = 告诉您是否受理
done-answer = 答复处理结果
done-by = { $day }前
done-track = 查办理进度
done-print = 打印本页：按键盘上的Ctrl和P，或用浏览器菜单里的“打印”。
done-receipt = 下载回执
done-receipt-why = 回执能证明您写的内容在什么时间被记录、之后没有被改过。
done-leave = 我已记下，清除本页
done-gone-title = 没有可显示的内容
done-gone = 编号和查询码只在提交后显示一次。没记下查询码？

# Track
track-title = 查办理进度
track-number = 编号
track-number-hint = 例如TS-2026-0048213
track-code = 查询码
track-code-hint = 8位字母和数字，不分大小写
track-go = 查进度
track-wrong = 编号和查询码对不上，请核对后再试。
track-lost = 没有查询码？
track-again = 请再输入一次编号和查询码。为了安全，每小时需要输入一次。
lost-title = 找回查询码
lost-why = 查询码不能在网上找回：知道编号的人不一定是您本人。
lost-phone = 拨打{ $number }，核对身份后，我们告诉您办理进度。
lost-phone-none = 拨打银行卡背面的客服电话，核对身份后，我们告诉您办理进度。
lost-branch = 带身份证到任一网点，工作人员可以当场为您查询。
lost-neither = 编号也没有了？用姓名和手机号同样可以查到。

# Progress
progress-number = 编号{ $number }
progress-due = 最晚{ $day }答复您，
progress-due-provisional = 大约{ $day }答复您（暂定），
progress-due-left = { $days ->
    [0] 今天24:00前。
    [1] 明天到期。
   *[other] 还有{ $days }天。
  }
progress-due-late = 答复已经晚了{ $days }天。我们正在加紧办理，您也可以拨打客服电话催办。
progress-way = 经过
progress-answer-at = { $moment }答复了您
progress-answer-to-come = 答复您
progress-answer-by = 最晚{ $day }
progress-answer-heading = 答复
progress-answer-told = 已经告诉您，这里没有文字。需要书面答复，请拨打客服电话。
progress-material-heading = 请您补充
progress-remedies = 不同意可以
progress-remedies-how = 分别怎么办
progress-add = 补充材料
progress-withdraw = 撤回
progress-disagree = 我不同意
progress-receipt = 下载回执
progress-answer-download = 下载答复
progress-leave = 退出查询
did-added = 已收到您补充的材料。
did-withdrawn = 您已撤回。今天起不再办理，记录仍会保留。

consumer-remedy-review = 请上级机构核查
consumer-remedy-review-until = 请上级机构核查（{ $day }前提出）
consumer-remedy-mediation = 申请调解
consumer-remedy-arbitration = 申请仲裁
consumer-remedy-litigation = 向法院起诉

# Where it stands, for the person it belongs to
consumer-received = 已收到
consumer-accepted = 已受理
consumer-investigating = 正在调查
consumer-help_asked = 正在调查
consumer-transferred = 已转交{ $institution }办理
consumer-material_asked = 等您补充材料
consumer-in_mediation = 正在调解
consumer-in_appraisal = 正在鉴定
consumer-decided = 正在准备答复
consumer-answered = 已答复
consumer-unreachable = 没能联系上您，答复在这里
consumer-marked = 正在核对
consumer-verifying = 正在核对
consumer-under_review = 上级机构正在核查
consumer-reopened = 正在重新办理
consumer-closed = 已办结
consumer-called_back = 已办结
consumer-declined = 未受理，原因如下
consumer-withdrawn = 您已撤回
consumer-merged = 与您的另一件一并办理
consumer-referred_on = 已转给有权处理的部门

# The way so far
way-received = 已收到
way-material_received = 收到您补充的材料
way-accepted = 已受理
way-accepted-by = { $institution }办理
way-declined = 未受理
way-transferred = 已转交{ $institution }办理
way-material_asked = 请您补充材料
way-extended = 需要更多时间
way-in_mediation = 开始调解
way-in_appraisal = 开始鉴定
way-marked = 已在征信记录上标注异议
way-verified = 已核对
way-unreachable = 没能联系上您
way-answered = 已答复
way-closed = 已办结
way-withdrawn = 您撤回了
way-merged = 并入您的另一件
way-referred_on = 已转给有权处理的部门
way-reopened = 重新办理
way-under_review = 上级机构开始核查

# Add, withdraw, disagree
add-title = 补充材料
add-label = 想补充什么？
add-hint = 新的情况、时间、金额，或者材料里写了什么。请不要写密码、验证码、完整卡号。
add-file = 附上文件
add-file-hint = PDF、PNG、JPEG、WAV、MP3、ZIP或纯文本，每个不超过20 MB
add-go = 提交材料
withdraw-title = 撤回这件事？
withdraw-ends = 撤回后今天就结束，我们不再调查，也不再答复。
withdraw-stays = 记录仍会保留，收到的件数里也算。以后还想办，可以重新提出。
withdraw-why = 为什么撤回
withdraw-go = 撤回
withdraw-keep = 不撤回
disagree-title = 请上级机构核查
disagree-label = 不同意哪里，为什么？
disagree-hint = 上级机构会核查办理过程、时限和结果，自收到之日起30日内作出决定并告诉您。
disagree-go = 提交核查申请
disagree-done-title = 已收到您的核查申请
not-now-title = 现在不能这样做
not-now = 办理已经到了下一步。请看最新进度。

# Help, verify, privacy, accessibility
help-title = 渠道与帮助
help-channels = 怎么找到我们
help-channel-phone = 电话：{ $number }（24小时）
help-channel-phone-none = 电话：银行卡背面的客服电话（24小时）
help-channel-web = 网上：本网站，不用注册
help-channel-branch = 网点：任一营业网点，工作人员可以代您填写
help-channel-letter = 信件：寄到办理机构，写明姓名、联系电话和事情经过
help-institutions = 受理机构
help-times = 多久答复
help-times-complaint = 投诉：收到后15日内决定并告诉您。情况复杂的，最长30日；特别复杂的，经上级批准并告诉您后，最长60日。
help-times-credit = 征信异议：收到后20日内核对并书面答复。
help-times-enquiry = 咨询：能当场回答的当场回答。
help-remedies = 不同意处理结果怎么办
help-remedies-review = 核查：收到分支机构的处理决定后30日内，可以书面请它的上级机构核查。在“查办理进度”里点“我不同意”就可以。
help-remedies-mediation = 调解：可以向金融纠纷调解组织申请，双方同意后开始，一般不收费。
help-remedies-arbitration = 仲裁：合同里约定了仲裁的，可以向约定的仲裁委员会申请。
help-remedies-litigation = 诉讼：可以向人民法院起诉。
help-outside = 其他渠道
help-outside-text = 也可以拨打金融消费者投诉热线12378，或者人民银行热线12363（工作日）。建议先找办理机构，这样最快。
help-safety = 小心诈骗
help-safety-text = 我们不会在短信里发链接，不会问您密码和验证码，也不会让您转账到“安全账户”。

verify-title = 验证回执
verify-why = 回执能证明：您写的内容在写明的时间被记录下来，之后没有被改过。
verify-file = 选择回执文件
verify-text = 或者把回执的内容粘贴到这里
verify-go = 验证
verify-good = 回执是真的，内容没有被改过。
verify-bad = 这份回执不能证明任何事：它被改过，或者不是本系统出具的。
verify-malformed = 这不是一份完整的回执文件。请选择下载时的原文件。
verify-missing = 请选择文件或粘贴内容。
verify-log = 存证日志
verify-size = 出具时共有记录
verify-size-count = { $count }条
verify-entries = 回执里的记录
verify-entry-at = { $moment }记录
verify-words = 当时写的内容：
verify-offline = 不用本网站也能验证
verify-offline-text = 验证不需要联网，也不需要相信我们。用开源程序huiyin和下面的公钥，在自己的电脑上运行：
verify-key = 公钥

privacy-title = 隐私说明
privacy-collect = 我们问什么
privacy-collect-text = 您的姓名、手机号和您写的内容，只用来核实身份、办理和答复。不问账号、卡号、密码和地址。
privacy-draft = 没提交的内容
privacy-draft-text = 填到一半的内容加密保存24小时，只有您这个浏览器能打开，之后自动删除。随时可以点“清除我填的内容”。
privacy-keep = 提交以后
privacy-keep-text = 内容加密保存。工作人员平时看到的是遮盖过的；看完整信息要说明原因，每一次都有记录。法律要求投诉资料至少保存3年。
privacy-cookies = Cookie
privacy-cookies-text = 只用必需的：语言和大字版的选择、没提交的内容的钥匙、查进度的通行证。没有广告，没有第三方。
privacy-rights = 您的权利
privacy-rights-text = 您可以查询、更正自己的信息，也可以在法定保存期满后要求删除。请拨打客服电话或到网点办理。

access-title = 无障碍说明
access-text = 本网站不用鼠标、不用脚本也能用，适合读屏软件、放大和高对比度显示。没有时间限制，没有拼图和滑块验证。
access-large = 大字版：点页面上方的“大字版”。
access-help = 代填：到网点或拨打客服电话，由工作人员代您填写，填完念给您听。
access-tell = 遇到用不了的地方，请告诉我们，我们会改。

# Sentences for what has to be put right
portal-error-what-missing = 请写下发生了什么
portal-error-what-long = 最多2,000字，现在有{ $count }字
portal-error-wish-missing = 请至少选一项
portal-error-other-missing = 选了“其他”，请写下您希望怎么解决
portal-error-other-long = 最多200字
portal-error-amount = 请填写金额，例如386.40
portal-error-name = 请填写您的姓名
portal-error-phone = 请填写11位手机号
portal-error-owner = 替别人办时，请填写本人姓名
portal-error-authority = 替别人办时，请写明授权书在哪里
portal-error-institution = 请选择办理机构
portal-error-trap = 请让这一格空着
portal-error-number = 请填写编号，例如TS-2026-0048213
portal-error-code = 请填写查询码
portal-error-words = 请写下来
portal-error-file = “{ $name }”：请选择PDF、PNG、JPEG、WAV、MP3、ZIP或纯文本，每个不超过20 MB
portal-error-turns = 提交得比较频繁，请{ $seconds }秒后再提交。您填的内容都在。
portal-error-changed = 办理机构刚刚更新了这件事，请再提交一次
