import { looking, words, type Entry } from './lexicon.ts';

const tongues = words(
  `english chinese mandarin cantonese en zh french spanish german japanese korean portuguese italian russian hindi arabic`,
  `中文 繁体中文 简体中文 繁体 简体 汉语 普通话 国语 华语 粤语 英文 英语 法语 西班牙语 德语 日语 日文 韩语 韩文 俄语`,
);

export const language: Entry[] = [
  {
    heads: tongues,
    needs: [
      words(
        `speak speaking talk talking answer reply respond chat switch change language please use`,
        `说 讲 回答 回复 聊 交流 切换 切换到 切换成 切到 换 换成 改成 改为 设为 设置 语言 界面 用 请`,
      ),
    ],
    fill: words(
      `change using in set with from on back into messages interface bot's instead rather prefer both`,
      `到 成 跟我 和我 跟 和 以后 为 消息 聊天 说话 都用`,
    ),
    unlike: /\b(?:change|switch|set|use|translate|say|speak|talk|have|put) (?:it|this|that|them)\b/,
  },
  {
    heads: words('language languages 语言'),
    fill: words(
      `change switch set settings setting other another different which what choose select speak pick option options bot's`,
      `切换 更改 改 改变 换 设置 选择 修改 更换 什么 哪些 支持 说 种 其他`,
    ),
  },
];

const ability = `able else things stuff bot reelay of all any with for what's kind sort type`;

export const help: Entry[] = [
  {
    heads: words(
      `help hi hello hey heya hiya hallo hola yo howdy greetings start sup wassup whatsup morning afternoon evening`,
      `你好 您好 嗨 哈喽 哈啰 哈罗 嘿 帮帮我 帮个忙 救命 帮助 在吗 在么 早上好 晚上好 下午好 早 大家好`,
    ),
    fill: words(
      `all good day with started needed some how anybody anyone nice meet up what's whats everything`,
      `大家 中心 文档 手册`,
    ),
    unlike: /\bstart it\b|\bhelp (?:it|them|this|that)\b|\ball good\b|\b(?:first|then)\b/,
  },
  { heads: words('day'), needs: [words('good')], fill: words('') },
  { heads: words('how'), fill: words('things'), like: /\bhow are (?:you|u|things)\b/ },
  { heads: words('started'), needs: [words('how where')], fill: words('getting with') },
  {
    // "What can you do?"
    heads: words('do help'),
    needs: [words('what')],
    fill: words(looking, ability),
    like: /\bwhat\b.*\b(?:you|u|bot|reelay|this|it|i)\b.*\b(?:do|help)\b/,
    unlike: /\bdo i\b|\bi need\b|\bdo (?:it|that|this|with|for the)\b/,
  },
  {
    // "How does this work?"
    heads: words('use work works operate function'),
    needs: [words('how')],
    fill: words('bot reelay start things everything properly all'),
    unlike: /\buse the (?!bot)/,
  },
  {
    heads: words("who what what's"),
    like: /^(?:\w+ )*?(?:who|what) (?:are you|is this|is reelay|r u)\b|\bwhat's this\b/,
    fill: words("r thing what's all about"),
  },
  {
    heads: words(
      'commands command menu instructions tutorial guide manual features functions capabilities usage options faq',
    ),
    fill: words(looking, ability, 'available user how-to'),
    like: /^(?:\S+ ){0,5}\S+$/,
    unlike: /\b(?:the|a|an|this|that) (?:menu|guide|options|features|command)\b/,
  },
  {
    heads: words('做 能做 做什么 干 干嘛 干什么 能干嘛 能干什么 功能'),
    needs: [words('什么 哪些 啥 干嘛 干什么 能干嘛 能干什么 做什么 功能 多少')],
    fill: words('有 有什么 有哪些 是 会 事 事情 些 到底 还 介绍 列表 说明 查看 看看 用'),
  },
  { heads: words('帮我 帮'), needs: [words('什么 有什么 啥 哪些')], fill: words('有 能帮') },
  {
    // 你会什么
    heads: words('会'),
    needs: [words('什么 哪些 啥')],
    fill: words('是 些 到底 还 做 干'),
  },
  {
    heads: words(
      '用 使用 玩 怎么用 怎么玩 如何使用 使用说明 使用方法 教程 说明 指南 用法 命令 指令 操作说明',
    ),
    needs: [
      words(
        '怎么 如何 怎样 咋 怎么用 怎么玩 如何使用 使用说明 使用方法 教程 说明 指南 用法 命令 指令 操作说明 哪些 什么 列表',
      ),
    ],
    fill: words('有 看看 查看 教 教我 新手 软件 工具'),
  },
  { heads: words('是谁 是什么 谁'), fill: words('是 到底 什么'), like: /你|这是什么/ },
];

/** "Don't change anything else": nothing to do by itself, and a bound to an edit beside it. */
export const unchanged: Entry[] = [
  {
    heads: words('change changes changing edit edits edit. editing anything nothing adjustments'),
    needs: [words("no don't dont nothing not without")],
    fill: words(
      'more further else other needed required necessary leave keep everything extra additional any',
    ),
  },
];

/** "Let me know when it's done": politeness in more words. */
export const courtesy: Entry[] = [
  { heads: words('ready'), needs: [words('when whenever')], fill: words('') },
  {
    heads: words('know ping notify tell 告诉 告诉我 通知 叫 说'),
    needs: [words('done ready finished complete when 好 好了 完成 完 做好 做完')],
    fill: words('when whenever once as soon all up 弄好 剪好 后 之后 一声 跟我'),
  },
  {
    heads: words('wait waiting advance forward 等 等你 久等'),
    needs: [words("can't i'll wait waiting advance forward 等你 久等")],
    fill: words("i'll in looking"),
  },
];
