import { footage, qualityWords, words } from './lexicon.ts';

/** "Export", as something to do. */
export const exportVerbs = words(
  `export exporting render rendering render. download downloading output re-export reexport re-render rerender redownload`,
  `导出 导出来 导出去 导一下 导成 导 重新导出 输出 汇出 下载 下载下来 渲染 出片 出个 出一个 出一版 出一份 压制 打包 交付`,
);

/** "Send": an export only together with what is to be sent. */
export const sendVerbs = words(
  `send give gimme share deliver`,
  `发 发给我 发我 发来 发过来 发出来 发送 发一下 发到 发群里 传给我 传我 传到 传一下 传过来 给我`,
);

/** "Get", "want": an export only of what is finished. */
export const wantVerbs = words(
  `get have want need take show see watch receive`,
  `我要 我想要 想要 要 拿 取 看 看看 看一下 生成 合成 弄成 做成`,
);

/** "Save": an export only as a file, or to a place. */
export const saveVerbs = words(`save saving store`, `保存 存 存到 保存到 保存成 存成 存为 保存为 另存为`);

export const finished = words(
  `final finished clean edited full whole entire complete completed rendered ready latest newest new updated current polished
  exported`,
  `最终 最终版 做好 剪好 弄好 完成 完整 完整版 最新 最新版 成片 成品 成果`,
);

/** Places where others would see it: to send it there is not for us to do. */
export const elsewhere = words(
  `youtube tiktok instagram insta ig reels shorts stories facebook fb twitter x whatsapp wechat telegram discord slack social media
  linkedin snapchat web website email`,
  `抖音 快手 小红书 微信 朋友圈 视频号 b站 油管 微博`,
);

/** Places that a file goes to: said with an export, they change nothing. */
export const places = words(
  elsewhere,
  `phone iphone computer pc mac laptop desktop device gallery drive locally local disk chat group thread link file back over out
  camera roll album`,
  `手机 电脑 本地 相册 硬盘 桌面 这里 这儿 群里 链接`,
);

export const formats = words(
  `mp4 mov avi webm mkv gif h264 h.264 h265 h.265 hevc prores format codec container bitrate fps framerate`,
  `格式 码率 帧率`,
);

/** When an export is to come: after the work, which it does anyway. */
const whenDone = words(
  `when whenever as soon once after afterwards afterward youre done ready finish finished finishing finalize finalise complete completed
  editing processing working everything thats all set`,
  `等 等你 当 如果 时 时候 后 之后 以后 完 完后 完事 完事儿 完成 搞定 搞好 做好 做完 剪好 剪完 剪辑完 剪辑好 编辑完 编辑好 剪辑 编辑 弄好 弄完 整好 整完 处理好 处理完
  改好 改完 加好 加完 生成好 全部`,
);

/** What may stand beside an export of any kind. */
export const exportFill = words(
  footage,
  finished,
  places,
  formats,
  whenDone,
  qualityWords,
  `as in into at with of off up on onto from by how where what over one more another same copy project timeline sequence
  thing stuff work master deliverable instead start begin starting step next proceed continue wish should good great well try trying run kick fire going
  got made meant mean exported rendered downloaded exporting i'll we'll save send share deliver remember make link him using use
  maximum possible default settings file.`,
  `为 成 出 出来 出去 过来 下来 到 以 用 版 版本 版的 干净 项目 工程 重新 再次 一次 一遍 一个 个 份 一份 一版 一条 条 一 整个 全片 所有 内容 怎么 如何 怎样 在哪 哪里 哪儿 开始
  时间 保存 记得 记住 别忘了 别忘 别忘记 不要忘了 不要忘记 要不 不如 不然 和 并 以及 一并 一键 准备 让 通知 就 效果 确认`,
);

/** Words that put an export off, or rule it out. */
export const holdWords = words(
  `don't dont not doesn't no never can't cant cannot won't wont wouldn't isn't isnt aren't without avoid nothing forget nevermind nvm
  hold wait skip stop until till unless before yet later tomorrow tonight eventually someday monday tuesday wednesday thursday friday
  saturday sunday i'll we'll myself unnecessary postpone delay delaying instead rather than`,
  `别 不 不要 不用 不必 不需要 不想 无需 无须 毋须 甭 勿 请勿 切勿 莫 唔好 唔使 唔要 不得 不准 禁止 不能 无法 免了 不了 就不用 就不 就别 就不必 就不要 没 没有 未 还不 还没 还没有
  先别 先不 先不要 先不用 先唔好 暂时 暂时不 暂时别 暂不 暂缓 晚点 晚一点 稍后 待会 待会儿 等会 等会儿 等下 等等 先等等 等一下 等一等 等我 等通知 听我 过会 过会儿 过一会儿 回头 回头再
  改天 明天 今晚 晚上 不急 先不急 不急着 不着急 别急 别急着 之前 前 省略 跳过 放一放 先放一放 缓一缓 缓缓`,
);

/** May stand beside them. */
export const holdFill = words(
  `off on come comes happen mind only need needed needs necessary required any anything still say says so tell think believe mean going
  plan planning minute moment while day some other another week month feel wants asking ask having theres ready after leave keep back
  point hurry rush worry about bother thing part decide decided wish intend intending yourself`,
  `急着 急 着急 时候 打算 必 必要 还 天 先 而 着 只是 暂 有 着急的 说 再说 考虑 决定 确认 通知 检查 看完 满意 同意 审核 过目 后 之后`,
);
