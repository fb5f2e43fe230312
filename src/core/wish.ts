import { masked } from './intent/links.ts';
import type { Plan } from './plan.ts';

/** What an editor does to footage that is there. */
const editing = [
  /\b(?:edit|trim|cut|crop|shorten|remove|delete|split|slice|merge|join|combine|stitch|mute|rotate|flip|mirror|reverse|stabili[sz]e|denoise|blur|zoom|fade|caption|subtitle|brighten|darken|sharpen|resize|reframe)(?:s|ed|ing)?\b/i,
  /\b(?:speed\w*|slow\w*|faster|louder|quieter|vertical|portrait|landscape|square|9\s*:\s*16|16\s*:\s*9|colou?r[- ]?(?:grade|correct)\w*)\b/i,
  /\b(?:add|put|insert|give)\b.*\b(?:titles?|captions?|subtitles?|music|bgm|soundtrack|transitions?|filters?|effects?|text|logo|watermark|voice-?over|intro|outro)\b/i,
  /剪|裁|截|去[掉除]|删|合并|拼接|[加减变倍]速|慢放|慢动作|静音|消音|旋转|翻转|倒放|防抖|降噪|模糊|放大|淡[入出]|字幕|调[色亮暗]|竖屏|横屏|方形|画幅/u,
  /[加配添插].*(?:标题|音乐|配乐|bgm|转场|滤镜|特效|文字|水印|片头|片尾|旁白)/iu,
];

/** Footage of the person's own is meant, whatever else is said. */
const own =
  /\b(?:my|our|this|these|that|its?)\s+(?:[\w-]+\s+){0,2}(?:clips?|videos?|footage|recordings?|files?|vlogs?)\b|(?:我的|我们的|这个|这段|这条|那段)(?:\p{Script=Han}{0,4})(?:视频|素材|片段|录像|录屏)/iu;

/** Something new is to be made. */
const making = [
  /\b(?:generate|animate|imagine)\b/i,
  /\b(?:create|make|produce|render|draw)\s+(?:me\s+|us\s+)?(?:an?|some|another|one)\b.*\b(?:videos?|clips?|movie|film|animation|shots?|scenes?|time-?lapse|images?|pictures?|slideshow|cards?|reels?|shorts?|ads?|commercial|trailer|footage)\b/i,
  /生成|(?:做|制作|创作|画|来)(?:出|一|个|段|条|支|部).*(?:视频|短片|片子|动画|片段|画面|镜头|广告|图)/u,
];

/**
 * True for an edit that cannot be meant without footage. In doubt it is false: the agent can ask, and a wish
 * to generate something must reach it.
 */
export function needsFootage(text: string): boolean {
  const spoken = masked(text);
  if (!editing.some((pattern) => pattern.test(spoken))) return false;
  return own.test(spoken) || !making.some((pattern) => pattern.test(spoken));
}

/** Words that ask for new footage, whatever there is already. */
const inventing = /\b(?:generate|animate|imagine)\b|生成|创作/i;

/**
 * True for an edit that asks for new footage, which costs much more than work on what is there. Where there is some,
 * "make a video" means a cut of it.
 */
export function wantsGeneration(text: string, hasFootage: boolean): boolean {
  const spoken = masked(text);
  if (own.test(spoken)) return false;
  return hasFootage
    ? inventing.test(spoken) && making.some((p) => p.test(spoken))
    : making.some((p) => p.test(spoken));
}

/** True for a message that brings files and no word about what to do with them. */
export function isWordless(plan: Plan): boolean {
  return (
    plan.some((step) => step.do === 'upload') &&
    !plan.some((step) => step.do === 'edit' || step.do === 'export')
  );
}

/** What of a plan can wait for a file. */
export function wishOf(plan: Plan): Plan {
  return plan.filter((step) => step.do === 'edit' || step.do === 'export');
}

/** Two wishes that wait for the same file, as one: edits together, the export at the end, nothing twice. */
export function joinWishes(earlier: Plan, later: Plan): Plan {
  const steps = [...earlier, ...later];
  const texts = new Set(steps.flatMap((step) => (step.do === 'edit' ? [step.text] : [])));
  const exported = steps.findLast((step) => step.do === 'export');
  return [{ do: 'edit', text: [...texts].join(', ') }, ...(exported === undefined ? [] : [exported])];
}
