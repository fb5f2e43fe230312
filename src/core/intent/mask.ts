/** Stands for a quoted character: it must not be read, and no command has a place for it. */
export const quoted = '\u0001';
/** Stands for a character of a link. */
export const linked = '\u0002';

/** Closing marks by their opening one. Marks of a kind are mixed up in practice, so any of the kind closes. */
const closingMarks = new Map(
  (
    [
      ['"“”„‟＂〝❝', '"“”‟＂〞❞'],
      ['‘‚‹', '’‘›'],
      ['「『﹁﹃', '」』﹂﹄'],
      ['《〈', '》〉'],
      ['«', '»'],
      ['`', '`'],
      ["'", "'’"],
    ] as const
  ).flatMap(([open, close]) => open.split('').map((mark) => [mark, close] as const)),
);

const isLetter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/** "don't": a mark between letters is an apostrophe. */
const isApostrophe = (text: string, at: number): boolean =>
  /['’‘]/.test(text.charAt(at)) && isLetter(text[at - 1]) && isLetter(text[at + 1]);

/**
 * The same text, character for character, with quotations made unreadable; a quoted link stays a link. A
 * double mark that nothing closes hides the rest of its line; one after a digit is inches.
 */
export function hideQuotes(text: string): string {
  let out = '';
  /** Up to here the text is in `out`. */
  let from = 0;
  /** How far it is known that nothing closes a kind of mark: keeps this linear. */
  const unclosed = new Map<string, number>();
  for (let at = 0; at < text.length;) {
    const close = closingMarks.get(text.charAt(at));
    const isInWord = close !== undefined && /['‘]/.test(text.charAt(at)) && isLetter(text[at - 1]);
    if (close === undefined || isInWord || (unclosed.get(close) ?? 0) > at) {
      at += 1;
      continue;
    }
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    let end = at + 1;
    while (end < lineEnd && (!close.includes(text.charAt(end)) || isApostrophe(text, end))) end += 1;
    if (end === lineEnd) {
      unclosed.set(close, lineEnd);
      const hides = close.includes('"') && !isLetter(text[at - 1]) && isLetter(text[at + 1]);
      if (!hides) {
        at += 1;
        continue;
      }
      out += text.slice(from, at) + quoted.repeat(lineEnd - at);
      at = lineEnd;
    } else {
      const inside = text.slice(at + 1, end);
      const mark = inside !== '' && inside.replaceAll(linked, '') === '' ? linked : quoted;
      out += text.slice(from, at) + mark.repeat(end + 1 - at);
      at = end + 1;
    }
    from = at;
  }
  return out + text.slice(from);
}

/** Characters that are written otherwise in traditional Chinese, as far as commands are made of them. */
const traditional =
  '導匯輸載積餘額狀態傳幫請視頻軌時間軸線項專麼嗎語說講發給轉檔關聯綁帳賬號戶刪數據資訊記個後進還賸點與將現會開啟啓從頭來換繼續這裡裏們謝煩編輯標題為僅橫豎寫讓辦別沒無須處畫質顯詢當東樣幾條夠誰選離斷連級壓縮長簡體應該儲動實際結覆復剛邊兒對過話問親順馬緊盡紅書電腦冊盤鏈碼幀淨內鍵緩慮決務隊隱歷創漢國華粵韓設擇種變訴報陸況總嘍囉紹軟兩圖樂獲終錯滿極歡聲錄呌聽單確認勞駕囑師擬舊戰帶場檢驗';
const simplified =
  '导汇输载积余额状态传帮请视频轨时间轴线项专么吗语说讲发给转档关联绑账账号户删数据资讯记个后进还剩点与将现会开启启从头来换继续这里里们谢烦编辑标题为仅横竖写让办别没无须处画质显询当东样几条够谁选离断连级压缩长简体应该储动实际结复复刚边儿对过话问亲顺马紧尽红书电脑册盘链码帧净内键缓虑决务队隐历创汉国华粤韩设择种变诉报陆况总喽罗绍软两图乐获终错满极欢声录叫听单确认劳驾嘱师拟旧战带场检验';
const simple = new Map(traditional.split('').map((char, i) => [char, simplified.charAt(i)]));

/** Full-width signs, curly apostrophes and traditional characters as the lexicon writes them; same length. */
export function plain(text: string): string {
  return text.replace(/[\uFF01-\uFF5E’‘\u3400-\u9FFF]/g, (char) => {
    if (char === '’' || char === '‘') return "'";
    if (char >= '\uFF01' && char <= '\uFF5E') return String.fromCharCode(char.charCodeAt(0) - 0xfee0);
    return simple.get(char) ?? char;
  });
}
