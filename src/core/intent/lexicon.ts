/** The words that every command shares. How words make commands is told in `../intent.ts`. */
export type Words = ReadonlySet<string>;

/** A set of words from lines of them. A dot marks a noun that is elsewhere something to do: "the cut.". */
export const words = (...parts: (string | Words)[]): Words =>
  new Set(
    parts.flatMap((part) => (typeof part === 'string' ? part.split(/\s+/).filter(Boolean) : [...part])),
  );

/**
 * One way to say a command: it holds one of `heads`, one of each set in `needs`, and nothing but these, `fill`
 * and politeness. `like` and `unlike` look at the words in their order, where a bag of them says too little.
 */
export type Entry = { heads: Words; fill: Words; needs?: Words[]; like?: RegExp; unlike?: RegExp };

/** Politeness, and small words that deny nothing: any command may hold them. */
export const polite = words(
  `please pls plz plss kindly ok okay okey okie k kk now just thanks thank thx ty tysm cheers sorry welcome
  u you ya your yours i me my mine we us our he she his her they them their it its it's that that's this these those there here
  a an the one's so then also again and too only first very really already quite pretty exactly simply actually basically
  definitely absolutely certainly honestly anyway though otherwise meanwhile finally soon right away quickly quick today asap
  can could would will may might want wanna need to let let's lets lemme like love able get gonna gotta be been being am is are was were
  do does did doing have has had i'd i'm im i've you've you're you'd we've we're we'd they've they're they'd there's here's where's how's
  who's it'll that'll for if at possible chance time bit real kind kinda mind go ahead provide help
  hi hello hey heya yo oh ah eh um umm uh uhh er erm hmm haha lol whoa well yes yeah yea yep yup sure alright fr bet btw fyi
  guys man bro dude buddy mate fam dear sir madam team folks everyone everybody reelay bot`,
  `请 请您 请你 帮我 帮忙 帮 帮帮 麻烦 麻烦您 麻烦你 拜托 劳烦 烦劳 劳驾 有劳 烦请 恳请 谢谢 谢了 多谢 感谢 辛苦 辛苦了 不好意思 请问
  我 我们 我的 我想 我要 咱 咱们 你 您 它 它的 自己 这 那 这个 那个 此 本 该 本次 这次 此次 这边
  想 想要 要 需要 希望 可以 能 会 能不能 能否 可否 可不可以 行不行 好不好 行 好 好的 得 都 也 就 又 再 已经 刚 先 只 还是
  把 将 给 给我 给咱 的 了 吧 吗 呢 啊 呀 哦 嘛 哈 喔 噢 嗯 啦 咯 呗 么 哟 诶 欸 喂 哎 嗷 呐 嘞 呃 儿 哈哈 一下 一下子 下 下子 来 去
  现在 马上 立刻 立即 赶紧 快 尽快 直接 最后 一起 顺便 然后 接着 那就 那么 亲 助手 小助手 机器人 大佬 老师 老板 兄弟 哥们 姐妹 同学`,
);

/** The places that people share: an account can be everybody's there. */
export const sharedWords = words(
  "server server's servers guild guild's group group's 服务器 群 群组 群里 本群",
);

/** "Looks great!", "I'm in a hurry": said before a command, or beside it. */
export const praise = words(
  `good great nice nicely perfect awesome cool amazing fine excellent super wow lovely beautiful wonderful fantastic brilliant sweet dope
  sick lit neat solid superb stunning gorgeous impressive incredible outstanding terrific fabulous better bad spot on way far much
  look looks looking sounds works like enjoy happy result outcome job work worth everything all done finished ready set enough end
  not no nope problem worries wait go going carry with in think guess seems we're you're were apologies oops whoops meant changed
  hurry urgent rush late busy deadline waiting question regards sincerely else nothing`,
  `不错 很好 真好 非常好 太好了 太棒了 棒 真棒 完美 没问题 没有问题 没啥问题 没事 没别的了 没别的 满意 很满意 满意了 就这样 就这样吧 这样就行 这样就好 就行 可以了
  好看 好极了 赞 喜欢 非常 很 挺 挺好 挺好的 蛮好 还行 看起来 效果 到位 做得 剪得 弄得 差不多 差不多了 就它了 就这个 收工
  别的 其他 其它 不用了 不要了 不客气 不用改了 不改了 不用再改了 不用改 不用动了 不用动 不行 不好 算了吧 抱歉 对不起 赶时间 着急 急 急用 改主意了`,
);

/** What is worked on and what comes out. */
export const footage = words(
  `video videos vid vids clip clips movie film. file files mp4 footage cut. edit. draft. result results output version render.`,
  `视频 片子 文件 素材 成片 成品 短片 影片 短视频 作品 结果 片 录像`,
);

/** Words of a question, or of a wish to see. */
export const looking = words(
  `show check see view tell pull look list find give display know what what's whats which where how many much any of left remaining
  about currently current still called going on in from with by into as or than up down back over ever yet per got`,
  `查 查询 查看 查一下 查查 查询一下 查看一下 看 看看 看下 看一下 看一眼 瞄一眼 瞅瞅 瞧瞧 帮我看 显示 告诉 告诉我 告知 汇报 列出 列一下 知道 想知道
  是 有 还有 还 有没有 都有 啥 有啥 什么 哪些 哪 哪里 里 在 上 几 多少 目前 当前 咋样`,
);

/** How good the picture is to be. */
export const qualityWords = words(
  `hd fhd uhd full ultra quality high higher highest best max maximum top low lower lowest good hi-res hires high-res high-quality
  high-resolution resolution res definition original standard`,
  `高清 超清 蓝光 原画 高 最高 最好 画质 质量 清晰度 分辨率 高质量 高画质 最高画质 最高清 超高清 全高清 标清 最高质量 原画质`,
);

export const thanks = words(
  'thanks thank thx ty tysm cheers appreciate appreciated',
  '谢谢 谢谢你 谢谢您 谢了 多谢 感谢',
);
/** What stands beside thanks. No "yes", "please" or "go ahead": these may answer what the agent wrote. */
export const besideThanks = words(
  `you u ya so very much a lot again all everything really for your the help this that it's that's is was it i ok okay oh haha lol
  good great nice perfect awesome cool amazing excellent super wow lovely beautiful wonderful fantastic brilliant
  man bro dude buddy mate friend team guys everyone reelay bot and looks look work job`,
  `你 您 的 了 啦 啊 哦 呀 哈哈 你们 大家 非常 很 真 太 不错 很好 真好 非常好 太好了 太棒了 棒 真棒 完美 满意 很满意 喜欢 好看 赞 辛苦 辛苦了 老师 老板 亲 助手 机器人`,
);
