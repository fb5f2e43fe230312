/** What a person does in a conversation: says something, with files of ../shared/media, or presses a button. */
export type Move = { say: string; files?: string[] } | { press: string };

export type Conversation = { name: string; language: string; moves: Move[] };

/** Ten conversations as people have them: edits, exports, mistakes, changes of mind, in both languages. */
export const conversations: Conversation[] = [
  {
    name: 'quick-edit',
    language: 'en',
    moves: [
      { say: 'hi' },
      { say: 'trim the pauses, add a title "Hello bird" and export as a clean MP4', files: ['cockatoo.mp4'] },
      { say: "what's on the timeline?" },
      { say: 'can you speed it up 2x' },
      { say: 'export' },
      { say: 'how many credits do I have left?' },
      { say: 'thanks!' },
    ],
  },
  {
    name: 'change-of-mind',
    language: 'en',
    moves: [
      { say: 'cut the first 2 seconds then export it', files: ['chaplin.mp4'] },
      { say: "mute it, but don't export yet" },
      { say: 'cancel' },
      { say: 'add lo-fi background music at 35%' },
      { press: 'Timeline' },
      { say: 'export' },
      { say: 'turn the music down to 20% and send me the video' },
      { say: 'send me the last video again' },
    ],
  },
  {
    name: 'chinese',
    language: 'zh-CN',
    moves: [
      { say: '你好' },
      { say: '剪掉停顿，加一个标题「城市之梦」', files: ['cockatoo.mp4'] },
      { say: '现在的状态怎么样' },
      { say: '加背景音乐并导出' },
      { say: '还有多少积分？' },
      { say: '再发一次' },
      { say: '新建一个项目' },
      { say: '导出' },
    ],
  },
  {
    name: 'only-a-clip',
    language: 'en',
    moves: [
      { say: '', files: ['cockatoo.mp4'] },
      { press: 'Make it vertical' },
      { say: 'ok export it please' },
      { say: 'here is one more for the end', files: ['chaplin.mp4'] },
      { say: 'put them together' },
      { say: 'export' },
      { press: 'Timeline' },
    ],
  },
  {
    name: 'wish-before-the-clip',
    language: 'en',
    moves: [
      { say: 'trim it to 4 seconds and export' },
      { say: '', files: ['cockatoo.mp4'] },
      { say: 'rename this project to Parrot' },
      { say: 'start a new project' },
      { say: 'cut it down to 3 seconds', files: ['chaplin.mp4'] },
      { say: 'show my projects' },
      { say: 'switch to Parrot' },
      { say: 'status' },
    ],
  },
  {
    name: 'mistakes',
    language: 'en',
    moves: [
      { say: 'export' },
      { say: 'exprot' },
      { say: 'trim to 3 seconds', files: ['no_duration.webm'] },
      { say: 'asdf qwer' },
      { say: 'what can you do?' },
      { say: 'expot it in 720p' },
      { say: 'credist' },
    ],
  },
  {
    name: 'two-languages',
    language: 'en',
    moves: [
      { say: 'mute it', files: ['chaplin.mp4'] },
      { say: '说中文' },
      { say: '加字幕："你好，世界"' },
      { say: '导出 720p' },
      { say: '把它改成竖屏，然后导出' },
      { say: 'speak English please' },
      { say: 'what are my tracks?' },
    ],
  },
  {
    name: 'album',
    language: 'en',
    moves: [
      { say: 'put them together in this order', files: ['chaplin.mp4', 'no_duration.webm', 'cockatoo.mp4'] },
      { say: 'add a title "Three clips" for 2 seconds' },
      { say: 'export 1080p MP4' },
      { say: 'hm, the title should say "My three clips"' },
      { say: 'remove the title' },
      { say: 'make it 2x faster, then export it again' },
    ],
  },
  {
    name: 'questions',
    language: 'en',
    moves: [
      { say: 'make it better', files: ['cockatoo.mp4'] },
      { press: 'Trim the pauses' },
      { say: 'fix the white balance' },
      { say: 'add end credits: directed by Mia' },
      { say: 'make it look cooler' },
      { say: 'status' },
      { say: 'add background music please' },
      { say: 'render it' },
    ],
  },
  {
    name: 'account-and-goodbye',
    language: 'en',
    moves: [
      { say: 'how do I use my own account?' },
      { say: '/link' },
      { say: 'balance' },
      { say: 'trim to 2 seconds and export', files: ['chaplin.mp4'] },
      { say: 'unlink' },
      { say: 'forget me' },
      { say: 'last' },
    ],
  },
];
