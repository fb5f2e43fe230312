/**
 * The Chinese words of talk about a screen, as pieces of patterns. In the text that they are matched with there
 * are no spaces, and quoted words stand as `QQ`.
 */
const anyOf = (lines: string): string =>
  lines
    .trim()
    .split(/\s*\n\s*/)
    .join('|');

/** Small words in front of an order. Bounded, since they may be read in many ways. */
export const lead = `^[^\\p{L}\\p{N}]*(?:(?:${anyOf(`
  然后|接着|随后|最后|首先|其次|之后|此后|另外|此外|或者?|并且?|再|也|还|都|就|便|先|现在|目前|这时|此时|请|麻烦|您|你
  可以|可|能够?|只需要?|只要|只须|仅需|需要?|须|要|应该?|直接|轻松|手动|自行|自己|亲自|随时|建议|推荐|试试|试着|尝试|不妨
  记得|务必|别忘了|不要忘了?|继续|立即|马上|赶快|快|随意|任意|进一步|也许|如有需要|如需|若需|想|不用|无需|无须|不必
  不要|请勿|别|切勿|用鼠标|鼠标|分别|依次|逐一|逐个|一键|稍后|以后|今后|方法是|步骤是|做法是|方式是
  第[一二三四五六七八九]步|步骤\\d|\\d+[.、)]|帮|给|让|好|来|去|只|的话|即|方便|完成后|之前|以前|完成|后
`)})[：:、]*){0,8}`;

/** Verbs of a hand at a screen. A sliding door is none, nor is a suitcase that is pulled. */
export const hands = anyOf(`
  点击|点按|点选|单击|双击|轻点|轻触|点一下|点开(?!即)|点(?=QQ|任何|任意|导出|下载|生成|保存|确认)|戳(?=QQ|一下|这里|[右左]上角|导出)|按(?![键钮])(?=QQ|[^，。]{0,6}(?:键|钮))|按一下|按下|长按|右键|勾选|滑动(?!门)
  (?:拖放|拖拽|拖动|拖移|拖曳|拖(?![车鞋把船网地拉沓慢延长尾影着泥累欠])(?=[^，。]{0,12}(?:到|至|入|进)|一))(?![^，。]{0,3}[到至入进]了)
`);
/** Verbs that are of a screen beside one of its things. */
export const soft = anyOf(`
  打开|进入|前往|切换到?|展开|查看|选择|选中|选取|找到|使用|返回|访问|登录|检查|预览|播放|调整|修改|编辑|更改
  到|去|在|从|通过|用|关闭|收起|浏览|管理
`);
/** More of them, which are orders to the hand only beside a sentence about a screen. */
export const softer = anyOf(`
  导出|下载|渲染|保存|分享|确认|输入|填写|搜索|等待|点|按|添加|删除|替换|设置|上传|移动|松开|放开|释放|微调|拉|开始|享受|裁剪
  (?:把|将)(?:其|它们?|该|标题|片段|音乐)[^，。]*?(?:移|放|调|改|设|换)
`);

export const thing =
  '按钮|按键|面板|菜单栏?|工具栏|侧边?栏|选项卡|标签页|图标|弹窗|对话框|下拉框|下拉菜单|属性栏|控制台|仪表盘|工作台|工作区';
/** Things that are of a screen only where a hand is told to do something with them. */
export const looseThing = anyOf(`
  ${thing}|编辑器|时间[轴线]|设置|素材库|媒体库|图层|轨道|账[户号单]|帐[户号]|预览|播放器|页面|界面|项目|窗口
  画布|编辑区|个人中心|会员中心|余额|积分
`);
/** Where on a screen one can do things. */
export const place = `${thing}|编辑器|时间[轴线]|设置|账[户号单]|帐[户号]|预览窗口|素材库|媒体库|个人中心`;
/** Names that the parts of an editor have. */
export const part = anyOf(`
  导出|下载|时间[轴线]|媒体|素材|音频|声音|音乐|文字|文本|标题|字幕|特效|效果|属性|设置|预览|图层|轨道|音量|转场|滤镜
  颜色|调色|调整|左侧?|右侧?|顶部|底部|上方|下方|样式|模板|历史|账户|账单|项目|编辑|上传|导入|分享|工具|文件|动画|贴纸
  变速|裁剪|画布|生成|播放|保存|发布|撤销|更多
`);
/** In front of a verb: where on the screen, and with what. */
export const where = [
  '(?:(?:在|从|到|于|通过|经由|用|使用|利用|去|往)[^，。]{1,18}?(?:中|里|上|内|处|下方?|旁边?|侧|角|面板|按钮|菜单|工具栏|栏|方|来)?的?)?',
  '(?:(?:右|左|上|下|顶|底|屏幕|页面|界面|编辑器)[^，。]{0,8}?(?:角|侧|方|部|边)的?)?',
  '(?:把|将|对着?|按住)?',
].join('');
