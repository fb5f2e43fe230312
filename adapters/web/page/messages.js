import { html, useRef, useState } from '/vendor/preact.js';
import { Chip, size } from './files.js';
import { Picture } from './picture.js';
import { Text } from './text.js';
import { words } from './words.js';

function Video({ file, onReply }) {
  const [shape, setShape] = useState('');
  // By its path alone: behind a proxy the server may not know its own address.
  const { pathname } = new URL(file.url);
  const onFacts = ({ target }) => {
    target.width = target.videoWidth;
    target.height = target.videoHeight;
    setShape(target.videoHeight > target.videoWidth ? 'tall' : '');
  };
  return html`<figure class=${`video ${shape}`}>
    <video
      controls
      playsinline
      preload="metadata"
      width="16"
      height="9"
      src=${`${pathname}#t=0.001`}
      aria-label=${file.name}
      onLoadedMetadata=${onFacts}
    ></video>
    <figcaption>
      <span class="about">${file.name}${file.bytes ? ` · ${size(file.bytes)}` : ''}</span>
      <button type="button" class="button" onClick=${onReply}>${words.reply}</button>
      <a class="button primary" href=${`${pathname}?download=1`} download=${file.name}>${words.download}</a>
    </figcaption>
  </figure>`;
}

function Buttons({ buttons, onPress }) {
  const [pressed, setPressed] = useState();
  const busy = useRef(false);
  const press = async (token) => {
    // Not `disabled`: that would take the keyboard's focus away.
    if (busy.current) return;
    busy.current = true;
    setPressed(token);
    await onPress(token);
    busy.current = false;
    setPressed(undefined);
  };
  return html`<div class="buttons">
    ${buttons.map(
      ({ label, token }) =>
        html`<button
          type="button"
          class="button"
          aria-disabled=${pressed === token}
          onClick=${() => press(token)}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

/** One message that was said. `working` = its turn still goes on. */
export function Message({ item, working, onPress, onReply }) {
  if (item.mine) {
    return html`<li class="message mine">
      <span class="visually-hidden">${words.you}: </span>
      <div class="bubble">
        ${item.files.length > 0 && html`<div class="chips">${item.files.map((file) => html`<${Chip} ...${file} />`)}</div>`}
        ${item.text && html`<${Text} text=${item.text} />`}
      </div>
    </li>`;
  }
  const quiet = item.kind === 'status' || item.kind === 'ack';
  return html`<li
    class=${`message theirs ${item.kind} ${quiet ? 'quiet' : ''} ${working ? 'working' : ''}`}
    aria-live=${quiet ? 'off' : undefined}
  >
    <div class="bubble">
      ${item.files.map((file) => html`<${Video} key=${file.url} file=${file} onReply=${() => onReply({ id: item.id, name: file.name })} />`)}
      ${item.picture && html`<${Picture} picture=${item.picture} />`}
      <${Text} text=${item.text} />
      ${item.buttons.length > 0 && html`<${Buttons} buttons=${item.buttons} onPress=${onPress} />`}
    </div>
  </li>`;
}
