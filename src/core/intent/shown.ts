import { quoted } from './mask.ts';

const labels = `titles?|captions?|subtitles?|labels?|buttons?|credits|signs?|banner|watermark|overlay|headings?|headline|names?|chapters?|steps?|bullets?|points?|items?|options?|menus?|tabs?|slides?|cards?|stickers?`;

/** What words that are to be seen in the picture begin with: "a caption that says", "title:", 写着. */
const beginnings = new RegExp(
  [
    String.raw`\b(?:says?|saying|reads|reading|titled|called|named|(?:title|name|call|label|caption) (?:it|this|that))\b`,
    String.raw`\b(?:add|put|write|type|insert|show|with|the)(?: (?:the|a|some))? (?:text|words?|steps|bullets|bullet points|labels|options|items|buttons)\b(?! (?:bigger|smaller|larger|to|in|on|at|color|size|font|up|down)\b)`,
    String.raw`\b(?:${labels})\b(?:[^.!?\n,:]|:(?=\d)){0,24}:(?=\s|$)`,
    '写着|写上|写|叫做|名为',
    '(?:标题|字幕|文字|文案|片名|水印|贴纸|按钮|内容|名字|台词)[是为:]',
  ].join('|'),
  'giu',
);

/**
 * Tells for a readable text whether, between two offsets, words to be shown have begun that no quotation has
 * said. Such words are content, also where they would be a command.
 */
export function createShown(text: string): (from: number, to: number) => boolean {
  const begun = [...text.matchAll(beginnings)].map(({ index }) => index);
  if (begun.length === 0) return () => false;
  return (from, to) => {
    const at = begun.find((index) => index >= from && index < to);
    return at !== undefined && !text.slice(at, to).includes(quoted);
  };
}
