import { part } from './chinese-words.ts';
import { named, thing } from './english-words.ts';

const panelEn = new RegExp(
  `\\s+(?:in|on|to|into|onto|from|via|using|through|under|inside|within|at)\\s+(?:the|your|our)\\s+\\**${named.replace('QQ', '["“][^"”]*["”]')}(?:panels?|side ?bar|tool ?bar|menu|tab|inspector|dashboard|drawer|(?<=preview |player |export |editor )window)\\b\\**(?:\\s+(?:on|at|to)\\s+(?:the|your)\\s+(?:top|bottom|left|right|upper|lower|side)\\b(?:[- ](?:left|right|hand|side|corner))*)?`,
  'iu',
);
const files = /\b(?:media|assets?|library|uploads?|files?)\b/i;
/** Needs a place to follow. */
const needsPlace =
  /\b(?:is|are|was|were|be|been|placed|put|shown|listed|located|found|visible|available|appears?|sits?|now|displayed)$/i;

/** A clause about the video without the panel in which it says that something stands. */
export function withoutPanelsEn(text: string): string {
  return text.replace(panelEn, (found: string, offset: number) => {
    if (files.test(found)) return ' in the project';
    return needsPlace.test(text.slice(0, offset)) ? ' on the timeline' : '';
  });
}

const panelZh = new RegExp(
  `(在|到|至|于|入|进)(?:[您你]的)?(?:[右左上下顶底][侧方部边]的?)?[“「"*]*(?:${part})(?:与|和)?(?:${part})?[”」"*]*(?:面板|工具栏|侧边?栏|菜单|选项卡|标签页|属性栏|窗口|工作区)(?:中|里|上|内|下)?`,
  'iu',
);

/** A clause about the video without the panel in which it says that something stands. */
export function withoutPanelsZh(text: string): string {
  return text.replace(panelZh, (found: string, verb: string, offset: number) => {
    const standsThere =
      /[放示现列存加置移了]$/u.test(text.slice(0, offset)) ||
      !/^\p{Script=Han}/u.test(text.slice(offset + found.length));
    return standsThere ? `${verb}时间轴上` : '';
  });
}

const pointingEn = new RegExp(
  `^(?:in|on|at) (?:the|your) [^,.]{0,40}?(?:${thing}|timeline)(?: (?:on|at) the \\w+)?,? you(?:'ll|’ll| can| will)? (?:(?:also|now) )?(?:see|find|notice) (?=.*[\\d"“])`,
  'i',
);
const pointingZh =
  /^(?:[您你]?可以)?在?[^，。]{0,8}(?:面板|边栏|侧栏|工具栏|窗口|菜单)(?:中|里|上|内)?[您你]?(?:可以|能)(?:看到|看见)(?=.*[\d"“「])/u;

/** "In the sidebar you'll see the new volume: 35%" points at the screen, but tells something. */
export function withoutPointing(text: string): string {
  const rest = text.replace(pointingEn, '').replace(pointingZh, '');
  return rest === text ? text : rest.charAt(0).toUpperCase() + rest.slice(1);
}
