import type { Step } from '#src/core/plan.ts';
import { nameOf, numberOf } from './names.ts';

/** Longer stretches name nothing. Also keeps the patterns below cheap. */
const longest = 120;

const lead = String.raw`^(?:(?:please|pls|can|could|would|you|let's|lets|let|us|me|i|want|to|need|i'd|like|hey|hi|ok|okay|now|just|so|kindly|then|also)[\s,]+){0,9}`;
const tail = String.raw`(?:[\s,]+(?:please|pls|now|again|instead|thanks|for me|ok)){0,3}[\s.!?]*$`;
const goTo = String.raw`(?:(?:switch|go|take|bring|get|jump|move|change|return|come|swap)(?: me| us)?(?: back)?(?: over)? (?:in)?to|back to|(?:open|load|resume|reopen|continue|select|pick|choose)(?: up)?(?: with| working on)?|(?:work|continue) on)`;
const called = String.raw`(?:called |named |titled |number |no\.? ?|nr\.? ?|# ?)?`;

const switchPatterns = [
  String.raw`${lead}${goTo} (?:(?:the|my|our|that|old) ){0,3}projects? ${called}(?<name>.+?)${tail}`,
  String.raw`${lead}${goTo} (?:(?:the|my|our|that|old) ){0,3}(?<word>.+?) project${tail}`,
  String.raw`${lead}(?:switch|change) projects? to ${called}(?<name>.+?)${tail}`,
  String.raw`^(?:use )?project ?#? ?(?<name>\d{1,3})${tail}`,
  String.raw`^(?:请|帮我|我想|我要|麻烦|现在|先|再|要)*(?:切换|切|换|跳|返回|转|switch|go) ?(?:到|回到|回|去|至|成)? ?(?:我的|那个|之前的|以前的)? ?(?:项目|project) ?(?<name>.+?)(?:吧|去|上)?$`,
  String.raw`^(?:请|帮我|我想|我要|麻烦|现在|先|再|要)*(?:打开|进入|载入|加载|继续做?|选择?|回到?) ?(?:我的|那个|之前的|以前的)? ?(?:项目|project) ?(?<name>.+?)(?:吧|去|上)?$`,
  String.raw`^(?:请|帮我|我想|我要|麻烦|现在|先|再|要)*(?:切换到?|切到|换到|跳到|返回到?|转到|打开|进入|载入|加载|继续做?|选择?|回到?) ?(?:我的|那个|之前的|以前的)? ?(?:第 ?(?<nth>[\d一二三四五六七八九十]{1,3}) ?个|(?<word>.+?)(?:的|这个|那个)?) ?(?:项目|project)(?:吧|去|上)?$`,
  String.raw`^项目 ?(?<name>\d{1,3})$`,
];

const thisProject = String.raw`(?:(?:this|the|my|our|current) ){0,2}project`;
const renamePatterns = [
  String.raw`${lead}(?:rename|retitle) (?:${thisProject}|it|this) (?:to|as|into) (?<name>.+?)${tail}`,
  String.raw`${lead}(?:rename|retitle) ${thisProject} (?<name>.+?)${tail}`,
  String.raw`${lead}(?:call|name|title) ${thisProject} (?:as )?(?<name>.+?)${tail}`,
  String.raw`${lead}(?:change|set|make|update) (?:the )?(?:name of ${thisProject}|${thisProject}(?:'s)? (?:name|title)) (?:to |as |into )?(?<name>.+?)${tail}`,
  String.raw`${lead}give ${thisProject} (?:the|a) (?:new )?(?:name|title) (?<name>.+?)${tail}`,
  String.raw`^(?:请|帮我|我想|我要|麻烦)*(?:把|将|给)? ?(?:这个|当前|当前的|现在的|此|我的|本|该)? ?(?:项目|project) ?(?:的)?(?:名字|名称|名|标题)? ?(?:改名字?|重命名|命名|更名|取名字?|起名字?|起个名字?|叫做|叫|改叫|rename) ?(?:改?为|成|叫做?|做|到|to)? ?(?<name>.+?)(?:吧|好了)?$`,
  String.raw`^(?:请|帮我|我想|我要|麻烦)*(?:把|将|给)? ?(?:这个|当前|当前的|现在的|此|我的|本|该)? ?(?:项目|project) ?(?:的)?(?:名字|名称|名|标题) ?(?:改|换|设|定)?(?:成|为|叫做?|到|是) ?(?<name>.+?)(?:吧|好了)?$`,
  String.raw`^(?:请|帮我)*(?:重命名|改名) ?(?:这个|当前|我的)? ?(?:项目|project) ?(?:为|成|叫做?|到)? ?(?<name>.+?)(?:吧|好了)?$`,
];

/** Without a name, which is asked for then. */
const renameOnly = [
  String.raw`${lead}(?:rename|retitle)(?: ${thisProject})?${tail}`,
  String.raw`${lead}(?:change|edit) (?:the )?(?:name of ${thisProject}|${thisProject}(?:'s)? name)${tail}`,
  String.raw`^(?:请|帮我|我想|我要|麻烦)*(?:把|将|给)?(?:这个|当前|我的)?项目(?:的)?(?:改名字?|改个名字?|换个名字?|重命名|起个名字?|取个名字?)(?:吧|一下)?$`,
  String.raw`^(?:请|帮我|我想|我要|麻烦)*(?:给)?(?:重命名(?:这个|当前|我的)?项目|(?:修改|改|换)(?:一下)?(?:这个|当前|我的)?项目(?:的)?(?:名字?|名称))(?:吧|一下)?$`,
];

const newPatterns = [
  String.raw`${lead}(?:new|(?:create|start|make|begin|open|set up)(?: (?:a|another|the|my))?(?: new| fresh| blank)?) project (?:and )?(?:called|named|titled|call it|name it|with the name) (?<name>.+?)${tail}`,
  String.raw`^(?:请|帮我|我想|我要|麻烦)*(?:新建|创建|新开|开|建)(?:一?个)?(?:新的?)?项目,? ?(?:名字)?(?:叫做?|名为|命名为|名叫) ?(?<name>.+?)(?:的项目)?(?:吧)?$`,
  String.raw`^(?:请|帮我|我想|我要|麻烦)*(?:新建|创建|新开|开|建)一?个(?:叫做?|名为|名叫) ?(?<name>.+?)的(?:新)?项目(?:吧)?$`,
];

const sending = 'send|resend|re-send|show|give|share|get|see|have|want|watch|post|download';
const again = '(?: again| once more| back){0,2}';
const versionPatterns = [
  String.raw`${lead}(?:${sending})(?: me| us| it)?(?: back| over)?(?: the| my)?(?: video| result)? ?(?:v|ver\.? ?|version ?(?:number |no\.? ?|#)?)(?<name>\d{1,4})(?: of (?:it|the video|this))?(?: video| result)?${again}${tail}`,
  String.raw`^(?:v|version ?)(?<name>\d{1,4})(?: again| once more| please)${tail}`,
  String.raw`^(?:请|帮我|麻烦|我想|能不能|可以|再|把|将|给我|发给我|发我|下载|要|看)* ?(?:v ?(?<name>\d{1,4})(?:版本?)?|第 ?(?<nth>[\d一二三四五六七八九十]{1,4}) ?个?版本?|版本 ?(?<word>\d{1,4}))(?:的)?(?:视频|成片|结果)?(?:再|给|发|传|我|下载|看|一次|一遍|一下|一份|吧)+$`,
  String.raw`^(?:请|帮我|麻烦|我想|能不能|可以|再)*(?:把|将)?(?:再)?(?:给我|发给我|发我|下载|要|看)+(?:一下)? ?(?:v ?(?<name>\d{1,4})(?:版本?)?|第 ?(?<nth>[\d一二三四五六七八九十]{1,4}) ?个?版本?)(?:的)?(?:视频|成片|结果)?(?:吧)?$`,
];

const compiled = (sources: string[]): RegExp[] => sources.map((source) => new RegExp(source, 'diu'));
const kinds = {
  new: compiled(newPatterns),
  unnamed: compiled(renameOnly),
  rename: compiled(renamePatterns),
  switch: compiled(switchPatterns),
  last: compiled(versionPatterns),
};

/**
 * Steps that hold a name of the user's choice, or the number of a version. `text` is the clause as written,
 * `readable` as it is read.
 */
export function namedSteps(text: string, readable: string): Step[] | undefined {
  if (readable.length > longest) return undefined;
  const read = readable.replace(/\s/g, ' ');
  for (const kind of ['new', 'unnamed', 'rename', 'switch', 'last'] as const) {
    for (const pattern of kinds[kind]) {
      const match = pattern.exec(read);
      const steps = match === null ? undefined : stepsOf(kind, match, text);
      if (steps !== undefined) return steps;
    }
  }
  return undefined;
}

/** `word` is a name that no "project" announced, `nth` a number that its form makes sure of. */
function stepsOf(kind: keyof typeof kinds, match: RegExpExecArray, text: string): Step[] | undefined {
  const part = (group: string): string | undefined => {
    const [from, to] = match.indices?.groups?.[group] ?? [];
    return from === undefined ? undefined : text.slice(from, to);
  };
  if (kind === 'unnamed') return [{ do: 'rename', name: '' }];
  const nth = part('nth');
  const written = nth ?? part('name') ?? part('word') ?? '';
  if (kind === 'last') {
    const version = numberOf(written);
    return version === undefined ? undefined : [{ do: 'last', version }];
  }
  const isLoose = part('word') !== undefined || (kind === 'switch' && /^[a-z\s]+$/.test(written));
  const name = nameOf(written, isLoose);
  if (name === undefined) return undefined;
  if (kind === 'new') return [{ do: 'new' }, { do: 'rename', name }];
  if (kind === 'rename') return [{ do: 'rename', name }];
  const number = nth === undefined && part('word') === undefined ? undefined : numberOf(name);
  return [{ do: 'switch', name: number === undefined ? name : String(number) }];
}
