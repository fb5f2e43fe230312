import { sharedWords as shared, words, type Entry } from './lexicon.ts';

const accounts = words('account accounts login 账户 账号');

export const unlink: Entry[] = [
  {
    heads: words('unlink 取消关联 取消绑定 取消链接 解绑 解除绑定 解除关联 解除 断开关联'),
    fill: words(
      accounts,
      shared,
      'this the s for here from nemo nemovideo own how 绑定 关联 链接 和 与 怎么 如何',
    ),
  },
  {
    heads: words('disconnect logout log sign stop 断开 退出 退出登录 登出'),
    needs: [
      words('account out logout 账户 账号 退出登录 登出'),
      words('disconnect logout out using 断开 退出 退出登录 登出'),
    ],
    fill: words(shared, 'this the s for here link own from of nemo how 连接 怎么 如何 登录 的'),
  },
];

export const link: Entry[] = [
  { heads: words('link'), fill: words(''), unlike: / / },
  {
    heads: words('link 关联 绑定'),
    needs: [shared],
    fill: words(accounts, 'a an this the s for here 给 为 的 这个'),
  },
  {
    heads: words(
      'link linking connect connecting bind use register log sign login signin attach add 关联 绑定 连接 链接 登录 登陆 使用 用 绑',
    ),
    needs: [
      accounts,
      words(
        'link linking connect connecting bind my own log sign login attach add nemo nemovideo 关联 绑定 连接 链接 登录 登陆 自己 绑',
      ),
    ],
    fill: words('how with up where into in user 怎么 如何 怎样 在哪 个人 和'),
  },
  {
    heads: words('login log sign 登录 登陆 登入'),
    needs: [words('login in 登录 登陆 登入')],
    fill: words('how 怎么 如何'),
    unlike: /\bsign (?:it|this)\b/,
  },
];

/** "Privacy", "what do you store about me". */
export const privacy: Entry[] = [
  {
    heads: words('privacy 隐私'),
    fill: words('policy notice statement what about is your the 政策 声明 保护 条款 你 你们 的 关于'),
  },
  {
    heads: words('know store stored keep save saved remember collect 知道 保存 存 存了 记录 收集'),
    needs: [words('what which 什么 哪些'), words('me my 我 我的')],
    fill: words(
      'do does you is are about data information everything it of the 你 你们 了 过 关于 的 数据 信息',
    ),
  },
];

/** "Delete what you know about me". */
export const forget: Entry[] = [
  { heads: words('forget'), needs: [words('me')], fill: words('everything all about know completely on') },
  {
    heads: words('delete deleted erase erased remove removed wipe clear forget destroy purge'),
    needs: [words('me my mine'), words('data information info history records everything account')],
    fill: words(
      'all personal private about know on of stored keep completely permanently from every record chat',
    ),
    unlike: /\b(?:show|give|remove) (?:me|my account)\b/,
  },
  { heads: words('忘记 忘了 忘掉'), needs: [words('我')], fill: words('关于 一切 所有 全部') },
  {
    heads: words('删 删了 删除 删掉 清除 清空 清掉 抹掉 抹除 移除 注销'),
    needs: [
      words('数据 信息 资料 个人信息 个人数据 个人资料 隐私 账号 账户 记录 一切 所有'),
      words('我 我的 个人信息 个人数据 个人资料 注销'),
    ],
    fill: words('个人 所有 全部 关于 聊天 历史 一切 掉 保存 存 和'),
  },
];
