import { ago } from './format.ts';
import type { ProjectWords } from './project-words.ts';

export const projectZh: ProjectWords = {
  list: ({ shown, older }) =>
    [
      older + shown.length === 1 ? '这里有一个项目：' : '这里的项目：',
      shown
        .map(
          ({ number, name, ageMs, current }) =>
            `- ${number}. **${name}**，${ago(ageMs, 'zh', '刚刚')}新建${current ? ' ← 当前' : ''}`,
        )
        .join('\n'),
      [
        older > 0 ? `还有 ${older} 个更早的，说出编号就能切换。` : '',
        '按下面的按钮，或者说出编号、名字就能切换；说“改名为……”可以给当前项目换个名字。',
      ].join(''),
    ].join('\n\n'),
  unnamedProject: ({ number }) => `项目 ${number}`,
  inProject: ({ name }) => `现在是项目 **${name}**。`,
  noSuchProject: ({ name }) => (name === '' ? '你说的是哪个项目？' : `这里没有叫“${name}”的项目。`),
  renamed: ({ name }) => `这个项目现在叫 **${name}**。`,
  renameHow: '请把新名字也告诉我，比如：改名为“海边旅行”。',
  unchanged: ({ version }) => `v${version} 之后没有改动，所以把它再发一次。要重新渲染请按**再次导出**。`,
  sinceVersion: ({ version, changes, more }) =>
    `与 v${version} 相比：\n${changes}${more > 0 ? `\n还有 ${more} 处改动` : ''}`,
  sameAsVersion: ({ version }) => `时间轴与 v${version} 相同。`,
  nothingExported: '这里还没有导出过成片。发一段素材，说想怎么剪，再说“导出”。',
  stillRendering: '第一个成片还在渲染，好了会自动发到这里。',
  noSuchVersion: ({ version }) =>
    `这个项目没有 v${version}。说“上一个成片”可以再看最新的，说“导出”可以做一个新的。`,
  resultGone: ({ version }) =>
    `剪辑服务已经不再保存 v${version}。时间轴没有丢：按**再次导出**就能重新做，导出不花积分。`,
  strip: {
    source: '你的素材',
    alt: ({ above, below }) =>
      above === undefined
        ? `${below} 的四帧画面。`
        : `前后对比：上面是${above}的四帧，下面是 ${below} 的四帧。`,
  },
};
