import { html } from '/vendor/preact.js';

export const accept = '.mp4,.m4v,.mov,.avi,.webm,.mkv,.jpg,.jpeg,.png,.gif,.webp,.mp3,.wav,.m4a,.aac';

export const endingOf = (name) => /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase();

const kinds = { jpg: 'picture', jpeg: 'picture', png: 'picture', gif: 'picture', webp: 'picture' };
for (const ending of ['mp3', 'wav', 'm4a', 'aac']) kinds[ending] = 'sound';

export const size = (bytes) =>
  bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;

/** One file, by name and size. A long name gives way in its middle, since its end tells the type. */
export function Chip({ name, bytes, children }) {
  const tail = name.length > 24 ? name.slice(-10) : '';
  return html`<span class="chip" title=${name}>
    <span class=${`mark ${kinds[endingOf(name)] ?? 'film'}`} aria-hidden="true"></span>
    <span class="name"
      ><span>${name.slice(0, name.length - tail.length)}</span>${tail && html`<span>${tail}</span>`}</span
    >
    ${bytes ? html`<small>${size(bytes)}</small>` : ''} ${children}
  </span>`;
}

/** The browser's own way to choose files, opened by a button of ours. */
export function FilePicker({ picker, onFiles }) {
  return html`<input
    ref=${picker}
    class="visually-hidden"
    type="file"
    multiple
    accept=${accept}
    tabindex="-1"
    aria-hidden="true"
    onChange=${(event) => {
      onFiles([...event.target.files]);
      event.target.value = '';
    }}
  />`;
}
