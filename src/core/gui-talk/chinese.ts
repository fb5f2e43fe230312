import { hands, lead, looseThing, part, place, soft, softer, thing, where } from './chinese-words.ts';
import type { Clause, Role } from './clause.ts';
import { hideAsides, hideQuotes, quoteMark } from './sentences.ts';

const re = (source: string): RegExp => new RegExp(source, 'iu');
const purposes = '导出|下载|调整|预览|查看|修改|生成|完成|应用|保存';

/** Between clauses: marks, joining words, and the places where a clause begins without either. */
const joints = new RegExp(
  [
    '(?<!\\s)\\s*[，,；;]\\s*(?:(?:然后|并且|或者|接着|随后|同时|再|并|或|而|但)(?=[^，。]))?',
    '(?<=[\\p{Script=Han}*」”])\\s*[：:]\\s*',
    '(?<!\\s)(?:\\s*[—–]+\\s*|\\s+-+\\s+|\\s*(?:→|->|>)\\s*)',
    `(?<=.)(?:然后|接着|随后|或者|并且|或|并|再|、)(?=(?:再|可以?|请|在.{1,10}?)?(?:${hands}|打开|进入|前往|选择|导出|下载|查看|调整|预览|切换))`,
    `(?<=(?:了|好|完成|成功|就绪|秒|完毕|啦))(?=(?:请|现在|您|你)?(?:可以|可)?(?:${hands}))(?![^，。]{0,16}的(?:部分|画面|镜头|片[段断]|瞬间|地方|动作|过程))`,
    '(?<=的话)(?=请|可|就|您|你|点|直接)',
    '(?=即可|就能|就可以|以便|方可|便可)',
    `(?<=.{2})(?=(?:来|(?<!可)以)(?:${purposes}))`,
  ].join('|'),
  'gu',
);

/** Orders to the hand. */
const orders = [
  re(`${lead}${where}(?:QQ|[^，。我他她它了过着]{0,10}?)(?:${hands})`),
  re(`${lead}(?:把|将)[^，。]{1,20}?拖`),
  re(`${lead}(?:${soft})[^，。]*?(?:${looseThing})`),
  re(
    `^[^\\p{L}\\p{N}]*(?:请您?|麻烦您?|现在|然后|接着|最后|再|并|就|快|赶快|立即|马上|直接|去|来){0,4}${where}(?:导出|下载|渲染|输出)(?:视频|成片|影片|作品|文件|项目|MP4|它|吧|您|你|即可|[。！!.]*$|为)`,
  ),
  re(`${lead}保存(?:项目|工程|草稿|修改|更改)`),
];
const can = '(?:您|你|可以?|能够?|需要|如需|建议)';
/** What the person can do on a screen, and how. */
const ways = [
  re(`${can}[^，。我]{0,12}?(?:${hands})`),
  re(`${can}[^，。我]*?(?:在|从|到|通过|用|于|去)[^，。]{0,16}?(?:${place})`),
  re(`(?:您|你|可以?|能够?)[^，。我]{0,6}?(?:看到|看见|找到|发现|查看|预览)[^，。]*?(?:${thing}|时间[轴线])`),
  re(`(?:就|请|可|再|直接)(?:去|到|在|从|打开|进入|前往)[^，。]{0,10}?(?:${thing})`),
  re(`(?:通过|使用|只需|仅需)[^，。]{0,12}?(?:${hands})`),
  re(
    `^[^\\p{L}]*(?:并且?|还|也|已经?|且)*[为帮给][您你](?:打开|点击|选中|展开)了?[^，。]{0,12}?(?:${thing})`,
  ),
  re(`我(?:已经?|刚刚?|会|来|[帮为给][您你])*(?:打开|点击|选中|展开|点开)[^，。]{0,12}?(?:${thing})`),
];
/** Where something is on a screen, and what a screen shows. */
const places = [
  re(
    `^[^\\p{L}\\p{N}]*(?:该|此|这个|那个|您的|你的|相应的?|对应的?)?(?:[右左上下顶底][^，。]{0,4}[角侧方部边](?:有|会|的))?[^，。]{0,4}?(?:(?:${part})(?:与|和)?){1,2}(?:${thing})`,
  ),
  re(`(?:${thing})[^，。]{0,6}?(?:位于|在|就在|出现在|藏在)[^，。]*?[角侧方部边栏上中里处]`),
  re(`^[^\\p{L}\\p{N}]*(?:更多|所有|其他|全部|相关)[^，。]{0,10}?(?:在|位于)[^，。]{0,10}?(?:${thing})`),
  re(`^[^\\p{L}\\p{N}]*(?:相关|所有|更多|其他)?(?:选项|设置|参数|功能|工具)[^，。]*?(?:${thing})`),
  re(`^[^\\p{L}\\p{N}]*(?:在|从|到)[^，。]{0,12}?(?:${thing}|编辑器)(?:中|里|上|内|下)?$`),
];

/** A screen that the video shows, or somebody in it who uses one: nobody's hand is meant. */
const depicted =
  /(?:点击|按钮|按键|键盘|鼠标)(?:按钮|按键|鼠标)?(?:点击)?(?:音效|声|动画|特效(?!面板|按钮|菜单|标签))|点击[率量]|(?:画面|镜头|录屏|片)(?:中|里)|[他她]|男孩|女孩|男人|女人|主角|博主|主播|主持人|演员|孩子|手指|观众|有人|用户(?:点|打|拖)|餐厅|电梯|衬衫|太阳能|字样|写着|显示[“「"]/u;
/** "The shot of opening the fridge": a thing of the video, where something is said to have been done to it. */
const taken =
  /(?:点击|双击|长按|按钮|按键|鼠标|打开|拖[动拽])[^，。]{0,12}?(?:的|时的?)[^，。]{0,4}?(?:音效|声|动画|特效|画面|镜头|片[段断]|部分|动作|过程|瞬间|特写|演示|转场|地方|贴纸|文字|字幕|标题|提示)(?!面板|按钮|菜单|标签|选项|栏)/u;
const done = /我|已|了|被|放在|加在|出现/u;
const isDepicted = (plain: string): boolean =>
  depicted.test(plain) || (taken.test(plain) && done.test(plain));

/** A place in the video: what happens there is in the video. */
const clock = /\d{1,2}[:：]\d{2}|\d+(?:\.\d+)?\s*(?:秒|s\b)/u;

const condition =
  /^[^\p{L}\p{N}]*(?:如果|如(?!下|图|何)|若|要是|假如|当|一旦|等|待|想要?(?=.*?(?:的话|时|，|$))|要(?!不|是)|(?:下一步|接下来|最后一步|提示|小贴士|温馨提示|注意|步骤|方法|操作步骤|操作方法|还有一件事)$|(?:我们|咱们|您|你)$|需要?(?=.*?(?:的话|时))|满意|准备好|确认无误|只要)|(?:的话|时|之?后|以后|完毕|无误|就绪)[,，。\s]*$/u;
const tail = re(
  `^[^\\p{L}\\p{N}]*(?:即可|就能|就可以|就会|就行|便可|便会|方可|以便|(?:以|来)(?=${purposes})|从而|这样|那样|系统会|视频(?:就|将|便)会|因为|之后(?:就|会)|就(?:好|完成|搞定)|完成(?:导出|下载)|等待|请?稍[等候]|自动)`,
);
const bareOrder = re(`${lead}(?:${soft}|${softer})`);

/** Tells what was done. */
const report = /了(?:[，。！]|$)|[换改变调]成|设为/u;

/** What the agent does, or may be asked to do. */
const mine = /我(?:还|也|们)*(?:可以?|能|会|来|帮|为|将)|(?:需要|要|让|请|告诉|希望|想要?)我/u;
const unmistakable = re(`${hands}|${thing}`);

const denials = /不要(?!忘)|别(?!忘|的)|无需|无须|不用|不必|请勿|切勿|不能|无法/u;
const offers =
  /可以|可(?=点|在|通过|从|直接|随|打|查|拖|导|下|到|将|把|前|单|双|按|进|使|用|去|登|选)|能够?(?=点|在|通过|从|直接|导)|如果|如需|如有|若|要是|的话|想|当|一旦|等|待|时[,，]?$|之?后[,，]?$|(?:完成|修改|编辑|确认|之)后(?=请|再|即可|可|直接|点)|随时|建议|推荐|或|试试|试着|尝试|不妨|需要(?=.*时)|满意|准备好|稍后/u;

/** The clause as it is read: quoted words as QQ; spaces, marks and asides away. */
function plainOf(text: string): string {
  return hideQuotes(text)
    .replace(quoteMark, 'QQ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\([^()]*\)|（[^（）]*）/g, '')
    .replace(/\*\*|__|[*_~]|\s+/g, '');
}

/** Cuts a Chinese sentence into clauses and says what each is. */
export function chineseClauses(sentence: string): Clause[] {
  const clauses: Clause[] = [];
  let start = 0;
  let joint = '';
  let isMine = false;
  const push = (end: number): void => {
    const text = sentence.slice(start, end);
    const plain = plainOf(text);
    isMine = mine.test(plain) || (isMine && !/[您你]/u.test(plain));
    let role = /[→>]/.test(joint) && plain.length < 12 ? 'tail' : roleOf(plain);
    if (role === 'screen' && isMine && !unmistakable.test(plain)) role = 'content';
    clauses.push({ joint, text, role, ...moodOf(plain, joint, role) });
  };
  for (const match of hideAsides(sentence).matchAll(joints)) {
    if (match.index <= start) continue;
    push(match.index);
    joint = match[0];
    start = match.index + match[0].length;
  }
  push(sentence.length);
  return clauses;
}

function moodOf(plain: string, joint: string, role: Role): Pick<Clause, 'offered' | 'denied' | 'shown'> {
  const leftOpen = offers.test(plain.replaceAll('即可', '')) || joint.includes('或');
  return {
    offered: leftOpen || (role === 'screen' && !isOrdered(plain)),
    denied: denials.test(plain),
    shown: isDepicted(plain),
  };
}

function roleOf(plain: string): Role {
  if (isScreen(plain)) return 'screen';
  if (tail.test(plain)) return 'tail';
  if (condition.test(plain)) return 'condition';
  return bareOrder.test(plain) && !/已|了/u.test(plain) ? 'hand' : 'content';
}

function isScreen(plain: string): boolean {
  if (isDepicted(plain)) return false;
  if (isOrdered(plain) || ways.some((way) => way.test(plain))) return true;
  return !clock.test(plain) && !report.test(plain) && places.some((place) => place.test(plain));
}

const isOrdered = (plain: string): boolean => orders.some((order) => order.test(plain));
