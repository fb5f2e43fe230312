/** One edit that a sentence asks for. */
export type Edit =
  | { edit: 'trim-to'; ms: number }
  | { edit: 'cut'; from: number; to: number | 'end' }
  | { edit: 'cut-last'; ms: number }
  | { edit: 'trim-pauses' }
  | { edit: 'speed'; factor: number }
  | { edit: 'volume'; of: 'video' | 'audio'; volume: number }
  | { edit: 'title'; text: string; ms: number | undefined }
  | { edit: 'captions'; text: string }
  | { edit: 'captions-without-text' }
  | { edit: 'music'; volume: number }
  | { edit: 'remove'; what: 'text' | 'audio' }
  | { edit: 'aspect'; aspect: '9:16' | '1:1' | '16:9' }
  | { edit: 'merge' }
  | { edit: 'generate'; prompt: string; ms: number };

const number = String.raw`(\d+(?:\.\d+)?)`;
const seconds = String.raw`\s*(?:s|sec|secs|second|seconds|秒)`;
const quoted = /["“「『'‘]([^"”」』'’]+)["”」』'’]/u;

type Rule = [RegExp, (match: RegExpExecArray, whole: string) => Edit];

const ms = (text: string | undefined): number => Math.round(Number(text) * 1000);

/** Tried in this order on each part of a request; the first that fits is meant. */
const rules: Rule[] = [
  [
    /(?:trim|cut|remove|delete).*(?:pause|silence|dead air|gap)|(?:剪|去|删)[掉除]?.*(?:停顿|静音|空白|沉默)/i,
    () => ({ edit: 'trim-pauses' }),
  ],
  [
    /(?:remove|delete|drop).*(?:title|caption|text|subtitle)|(?:去掉|删除|删掉).*(?:标题|字幕|文字)/i,
    () => ({ edit: 'remove', what: 'text' }),
  ],
  [
    /(?:remove|delete|drop).*(?:music|bgm|soundtrack)|(?:去掉|删除|删掉).*(?:音乐|配乐)/i,
    () => ({ edit: 'remove', what: 'audio' }),
  ],
  [
    new RegExp(
      `(?:cut|trim|remove|delete).*?first\\s+${number}${seconds}|(?:剪|去|删)[掉除]?(?:前|开头)\\s*${number}${seconds}`,
      'i',
    ),
    (m) => ({ edit: 'cut', from: 0, to: ms(m[1] ?? m[2]) }),
  ],
  [
    new RegExp(
      `(?:cut|trim|remove|delete).*?last\\s+${number}${seconds}|(?:剪|去|删)[掉除]?(?:最后|末尾|后)\\s*${number}${seconds}`,
      'i',
    ),
    (m) => ({ edit: 'cut-last', ms: ms(m[1] ?? m[2]) }),
  ],
  [
    new RegExp(
      `(?:cut|remove|delete).*?(?:from\\s+)?${number}(?:${seconds})?\\s*(?:to|-|–|until)\\s*${number}(?:${seconds})?`,
      'i',
    ),
    (m) => ({ edit: 'cut', from: ms(m[1]), to: ms(m[2]) }),
  ],
  [
    new RegExp(
      `(?:trim|shorten|cut)\\b.*?(?:to|down to)\\s+(?:the first\\s+)?${number}${seconds}|(?:剪|缩短)(?:到|成|至)\\s*${number}${seconds}`,
      'i',
    ),
    (m) => ({ edit: 'trim-to', ms: ms(m[1] ?? m[2]) }),
  ],
  [
    new RegExp(
      `(?:speed|faster|slow|play).*?${number}\\s*(?:x|times|×)|${number}\\s*(?:x|×)\\s*(?:speed|faster)|(?:加速|减速|变速).*?${number}\\s*倍|${number}\\s*倍速`,
      'i',
    ),
    (m) => ({ edit: 'speed', factor: Number(m[1] ?? m[2] ?? m[3] ?? m[4]) }),
  ],
  [/slow.*(?:half|down)|慢动作|减速/i, () => ({ edit: 'speed', factor: 0.5 })],
  [
    new RegExp(
      `(?:add|put|with|use).*(?:music|bgm|soundtrack|lo-?fi)|(?:加|配|添加).*(?:音乐|配乐|bgm)`,
      'i',
    ),
    (_, whole) => ({ edit: 'music', volume: percentIn(whole) ?? 0.35 }),
  ],
  [
    /(?:music|bgm|音乐|配乐).*?(\d+)\s*%/i,
    (m) => ({ edit: 'volume', of: 'audio', volume: Number(m[1]) / 100 }),
  ],
  [/(?:volume|loud|音量).*?(\d+)\s*%/i, (m) => ({ edit: 'volume', of: 'video', volume: Number(m[1]) / 100 })],
  [/\bmute\b|静音|消音/i, () => ({ edit: 'volume', of: 'video', volume: 0 })],
  [
    /(?:title|heading|标题|片头)/i,
    (_, whole) => ({ edit: 'title', text: textIn(whole) ?? 'Untitled', ms: spanIn(whole) }),
  ],
  [
    /(?:caption|subtitle|字幕)/i,
    (_, whole) => {
      const text = textIn(whole);
      return text === undefined ? { edit: 'captions-without-text' } : { edit: 'captions', text };
    },
  ],
  [/\b9\s*:\s*16\b|vertical|portrait|竖屏|竖版/i, () => ({ edit: 'aspect', aspect: '9:16' })],
  [/\b1\s*:\s*1\b|square|方形|正方/i, () => ({ edit: 'aspect', aspect: '1:1' })],
  [/\b16\s*:\s*9\b|landscape|横屏/i, () => ({ edit: 'aspect', aspect: '16:9' })],
  [/(?:merge|join|combine|stitch|put .* together)|(?:合并|拼接|拼在一起)/i, () => ({ edit: 'merge' })],
  [
    /(?:generate|create|make)\s+(?:me\s+)?(?:a|an)\b.*(?:clip|video|second|timelapse|card|shot)|生成/i,
    (_, whole) => ({
      edit: 'generate',
      prompt: whole
        .replace(/^(?:please\s+)?(?:generate|create|make)\s+(?:me\s+)?(?:an?\s+)?|^.*?生成(?:一段)?/i, '')
        .trim(),
      ms: spanIn(whole) ?? 5_000,
    }),
  ],
];

/** Ends of parts: outside quotes, at commas and joining words. */
const partEnd = /[,;，；。]\s*|\.\s+|\s+(?:and then|and|then|plus)\s+|然后|并且|再(?=[剪加删去配])/iu;

/** What a request asks for, part by part. Parts that mean nothing here are left out. */
export function editsOf(request: string): Edit[] {
  const held: string[] = [];
  const masked = request.replace(
    new RegExp(quoted.source, 'gu'),
    (text) => `\uE000${held.push(text) - 1}\uE000`,
  );
  const unmask = (text: string): string =>
    text.replace(/\uE000(\d+)\uE000/g, (_, index) => held[Number(index)] ?? '');
  return masked.split(partEnd).flatMap((part) => {
    const text = unmask(part).trim();
    for (const [pattern, make] of rules) {
      const match = pattern.exec(text);
      if (match !== null) return [make(match, text)];
    }
    return [];
  });
}

/** A wish without anything to hold on to: worth asking back. */
export function isVague(request: string): boolean {
  return /\b(?:better|nicer|cool(?:er)?|professional|awesome|improve|edit my (?:raw )?(?:video )?footage)\b|更好|好看|优化|剪辑我的/i.test(
    request,
  );
}

function textIn(part: string): string | undefined {
  return (
    quoted.exec(part)?.[1]?.trim() ??
    /[:：]\s*(.+)$/u.exec(part)?.[1]?.trim() ??
    /(?:saying|says|called|titled)\s+(.+)$/i.exec(part)?.[1]?.trim()
  );
}

function spanIn(part: string): number | undefined {
  const found = new RegExp(`${number}[\\s-]*(?:s|sec|seconds?|秒)`, 'i').exec(part.replace(quoted, ''));
  return found === null ? undefined : ms(found[1]);
}

function percentIn(part: string): number | undefined {
  const found = /(\d+)\s*%/.exec(part)?.[1];
  return found === undefined ? undefined : Number(found) / 100;
}
